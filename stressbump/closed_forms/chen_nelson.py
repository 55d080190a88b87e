"""Shear in a bond whose plates may stretch but not bend.

β² = (G0/h0) (1/(E1 h1) + 1/(E2 h2)),   τ_max = Δα ΔT G0 tanh(β l) / (β h0)

W. T. Chen, C. W. Nelson, Thermal stress in bonded joints, IBM J. Res. Dev. 23 (1979) 179-188.
Without bending it lies above Suhir's answer for the same joint.
"""

from __future__ import annotations

from math import sqrt, tanh

from stressbump.closed_forms.solid import Ply


def decay(first: Ply, second: Ply, bond: Ply) -> float:
    """β, 1/µm: the shear dies out over 1/β from the edge."""
    stretch = sum(1 / (p.solid.E * p.thickness) for p in (first, second))
    return sqrt(bond.solid.G / bond.thickness * stretch)


def greatest_shear(first: Ply, second: Ply, bond: Ply, half: float, dT: float) -> float:
    """τ at the ends of a joint of length 2 `half`, MPa.

    Positive where the second plate would be the longer one.
    """
    beta = decay(first, second, bond)
    misfit = (second.solid.cte - first.solid.cte) * dT
    return misfit * bond.solid.G * tanh(beta * half) / (beta * bond.thickness)
