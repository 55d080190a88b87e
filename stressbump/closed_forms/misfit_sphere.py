"""A ball in a shell that expands differently: the ball's stress is uniform and hydrostatic.

σ = -(α_i - α_m) ΔT / {(1-2ν_i)/E_i + [(1-2ν_m) + (1+ν_m) n/2] / [(n - 1) E_m]},   n = (b/a)³

For b → ∞ this is σ = -3 (α_i - α_m) ΔT / (1/K_i + 3/(4 G_m)). From the hollow sphere under inner
pressure (S. P. Timoshenko, J. N. Goodier, Theory of Elasticity), its wall moving with the ball.
"""

from __future__ import annotations

from math import inf
from typing import TypeVar

import numpy as np

from stressbump.closed_forms.solid import Solid

Radius = TypeVar("Radius", float, np.ndarray)


def ball_stress(ball: Solid, shell: Solid, a: float, dT: float, b: float = inf) -> float:
    """Hydrostatic stress in a ball of radius a inside a shell to radius b, free outside, MPa."""
    share = (a / b) ** 3
    give = ((1 - 2 * shell.nu) * share + (1 + shell.nu) / 2) / (1 - share) / shell.E
    return (shell.cte - ball.cte) * dT / ((1 - 2 * ball.nu) / ball.E + give)


def shell_stress(inner: float, a: float, r: Radius, b: float = inf) -> tuple[Radius, Radius]:
    """Radial and hoop stress at r in a shell, MPa; `inner` is σ_r at its inner face."""
    share, reach = (a / b) ** 3, (a / r) ** 3
    return inner * (reach - share) / (1 - share), -inner * (reach / 2 + share) / (1 - share)


def hollow_displacement(solid: Solid, a: float, b: float, pressure: float, r: Radius) -> Radius:
    """Radial displacement at r of a hollow sphere under inner pressure, µm, also for ν = 0.5."""
    both = (1 - 2 * solid.nu) * r + (1 + solid.nu) / 2 * b**3 / r**2
    return pressure * a**3 / (b**3 - a**3) / solid.E * both
