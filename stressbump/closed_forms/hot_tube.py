"""A tube in plane strain, hotter towards its outside: T = c r².

σ_r = α E/(1-ν) [(r² - a²)/(b² - a²) I(b) - I(r)]/r²,   I(r) = ∫ T r dr from a
σ_θ = α E/(1-ν) {[(r² + a²)/(b² - a²) I(b) + I(r)]/r² - T},   σ_z = ν (σ_r + σ_θ) - α E T

S. P. Timoshenko, J. N. Goodier, Theory of Elasticity, on thermal stress in long cylinders.
"""

from __future__ import annotations

import numpy as np

from stressbump.closed_forms.solid import Solid


def stress(
    solid: Solid, a: float, b: float, c: float, r: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """σ_r, σ_θ, σ_z at radii r, MPa; c in K/µm², both walls free."""
    warm = c * (r**4 - a**4) / 4
    whole = c * (b**4 - a**4) / 4 / (b**2 - a**2)
    scale = solid.cte * solid.E / (1 - solid.nu)
    radial = scale * ((r**2 - a**2) * whole - warm) / r**2
    hoop = scale * (((r**2 + a**2) * whole + warm) / r**2 - c * r**2)
    return radial, hoop, solid.nu * (radial + hoop) - solid.cte * solid.E * c * r**2
