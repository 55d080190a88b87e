"""A hot cylinder in a cool surrounding of the same material: half its free strain is suppressed.

plane stress:  σ_r = σ_θ = -E α ΔT/2 inside, σ_θ = -σ_r = E α ΔT/2 (a/r)² outside
plane strain:  the same with E/(1-ν) for E in the plane, and σ_z = -E α ΔT/(1-ν) inside

J. D. Eshelby, Proc. R. Soc. London A 241 (1957) 376-396; the plane stress case is NAFEMS T1,
50 MPa. In a free disc of radius b every in-plane stress inside falls by the factor 1 - (a/b)².
"""

from __future__ import annotations

from math import inf
from typing import Literal

from stressbump.closed_forms.solid import Solid

Plane = Literal["plane stress", "plane strain"]


def inside(solid: Solid, a: float, dT: float, plane: Plane, b: float = inf) -> tuple[float, float]:
    """In-plane and out-of-plane stress in a hot cylinder, radius a, in a disc, radius b, MPa."""
    half = solid.E * solid.cte * dT / 2
    if plane == "plane stress":
        return -half * (1 - (a / b) ** 2), 0.0
    in_plane = -half / (1 - solid.nu) * (1 - (a / b) ** 2)
    return in_plane, 2 * solid.nu * in_plane - solid.E * solid.cte * dT


def outside(
    solid: Solid,
    a: float,
    r: float,
    dT: float,
    plane: Plane,
    b: float = inf,
) -> tuple[float, float]:
    """Radial and hoop stress at r >= a, MPa."""
    half = solid.E * solid.cte * dT / 2 / (1 if plane == "plane stress" else 1 - solid.nu)
    return -half * ((a / r) ** 2 - (a / b) ** 2), half * ((a / r) ** 2 + (a / b) ** 2)
