"""Concentric cylinders that expand differently, and the tube under inner pressure.

u = A r + B/r in every ring;  σ_r = λ (2A + ε_z) + 2 G (A - B/r²) - 3 K α ΔT,  σ_θ with + B/r²

u and σ_r go through from ring to ring. Along the axis: `plane strain` ε_z = 0, `generalized` no net
axial force, `plane stress` σ_z = 0 everywhere. G. Lamé, Leçons sur la théorie mathématique de
l'élasticité des corps solides (1852); S. P. Timoshenko, J. N. Goodier, Theory of Elasticity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from stressbump.closed_forms.solid import Solid

Axial = Literal["plane strain", "generalized", "plane stress"]


@dataclass(frozen=True)
class Cylinders:
    """Rings after a change of temperature: ring i fills radii[i] to radii[i+1]."""

    solids: tuple[Solid, ...]
    radii: tuple[float, ...]  # µm, one more than solids
    dT: float  # K
    axial: Axial
    slope: tuple[float, ...]  # A of each ring
    swirl: tuple[float, ...]  # B of each ring, µm²
    strain: float  # ε_z, of `plane strain` and `generalized`

    def displacement(self, index: int, r: float) -> float:
        """Radial displacement at r in one ring, µm."""
        return self.slope[index] * r + self.swirl[index] / r if r else 0.0

    def stress(self, index: int, r: float) -> tuple[float, float, float]:
        """σ_r, σ_θ, σ_z at r in one ring, MPa."""
        solid = self.solids[index]
        lam, thermal = _law(solid, self.dT, self.axial)
        mean = lam * (2 * self.slope[index] + self.strain) - thermal
        deviation = 2 * solid.G * self.swirl[index] / r**2 if self.swirl[index] else 0.0
        uniform = mean + 2 * solid.G * self.slope[index]
        along = 0.0 if self.axial == "plane stress" else mean + 2 * solid.G * self.strain
        return uniform - deviation, uniform + deviation, along


def _law(solid: Solid, dT: float, axial: Axial) -> tuple[float, float]:
    """λ and the thermal stress; where σ_z = 0 both are those of plane stress."""
    if axial == "plane stress":
        lam = 2 * solid.lam * solid.G / (solid.lam + 2 * solid.G)
        return lam, 2 * (lam + solid.G) * solid.cte * dT
    return solid.lam, 3 * solid.K * solid.cte * dT


def cylinders(
    solids: Sequence[Solid],
    radii: Sequence[float],
    dT: float,
    axial: Axial = "generalized",
    wall: Literal["free", "fixed"] = "free",
    pressure: float = 0.0,
) -> Cylinders:
    """A and B of every ring, and ε_z; `pressure` (MPa) acts in the bore if radii[0] > 0."""
    n = len(solids)
    matrix, load = np.zeros((2 * n + 1, 2 * n + 1)), np.zeros(2 * n + 1)

    def radial(ring: int, r: float) -> tuple[np.ndarray, float]:
        """Coefficients of σ_r at r, and its constant part."""
        solid, row = solids[ring], np.zeros(2 * n + 1)
        lam, thermal = _law(solid, dT, axial)
        row[[2 * ring, 2 * ring + 1, -1]] = 2 * (lam + solid.G), -2 * solid.G / r**2, lam
        return row, -thermal

    def moved(ring: int, r: float) -> np.ndarray:
        row = np.zeros(2 * n + 1)
        row[[2 * ring, 2 * ring + 1]] = r, 1 / r
        return row

    if radii[0] > 0:
        matrix[0], constant = radial(0, radii[0])
        load[0] = -pressure - constant
    else:
        matrix[0, 1] = 1.0  # nothing may grow without bound on the axis
    for i, r in enumerate(radii[1:-1]):
        (here, at_here), (there, at_there) = radial(i, r), radial(i + 1, r)
        matrix[2 * i + 1] = moved(i, r) - moved(i + 1, r)
        matrix[2 * i + 2], load[2 * i + 2] = here - there, at_there - at_here
    if wall == "fixed":
        matrix[-2] = moved(n - 1, radii[-1])
    else:
        matrix[-2], constant = radial(n - 1, radii[-1])
        load[-2] = -constant
    if axial == "generalized":
        for i, solid in enumerate(solids):
            area = radii[i + 1] ** 2 - radii[i] ** 2
            matrix[-1, [2 * i, 2 * n]] += 2 * solid.lam * area, (solid.lam + 2 * solid.G) * area
            load[-1] += 3 * solid.K * solid.cte * dT * area
    else:
        matrix[-1, -1] = 1.0
    scale = np.abs(matrix).max(axis=1)
    columns = np.abs(matrix / scale[:, None]).max(axis=0)
    x = np.linalg.solve(matrix / scale[:, None] / columns, load / scale) / columns
    return Cylinders(
        tuple(solids),
        tuple(radii),
        dT,
        axial,
        tuple(x[0:-1:2].tolist()),
        tuple(x[1:-1:2].tolist()),
        float(x[-1]),
    )


def tube_expansion(E: float, nu: float, a: float, b: float, pressure: float) -> float:
    """Growth of a tube's inner radius a under inner pressure in plane strain, µm, also for ν = 0.5.

    u(a) = (1+ν)/E · p a²/(b² - a²) · [(1-2ν) a + b²/a]
    """
    return (1 + nu) / E * pressure * a**2 / (b**2 - a**2) * ((1 - 2 * nu) * a + b**2 / a)
