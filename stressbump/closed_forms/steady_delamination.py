"""Long cracks between layers that run on: what their growth releases, by laminate theory.

Behind the tip each part, of the layers below or above the crack, is free across it; as it is let go, its
strains change by X = (ε_x, dε_x/dz) along the crack and Y likewise out of the section,

    (N, M)_x = F + S X + T Y        S = ∫ Ē (1, z; z, z²) dz,   T = ∫ ν Ē (1, z; z, z²) dz
    w = ½ X·S X + ½ Y·S Y + X·T Y + F·(X + Y)

with the force and the moment F = ∫ σ (1, z) dz by which it held the other part. What a crack releases is
what w - X·(N, M)_x loses from ahead of the tip to behind it.

    plane strain              Y = 0, G = ∑ ½ F·S⁻¹F: the steady state
    generalized plane strain  Y is one of all layers over the whole width, so that no force is left on it
    axisymmetric              a disc ahead, rings behind it: (u_r, -dw/dr) = P r + Q/r strains them

Of two layers: Z. Suo, J. W. Hutchinson, Int. J. Fract. 43 (1990) 1-18.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan

import numpy as np

from stressbump.closed_forms.solid import StressState
from stressbump.closed_forms.staged_laminate import LayerAtStage

FLAT = 10.0  # radii of a bonded disc per its thickness, at the least: G is then met within 1.5 %


@dataclass(frozen=True, eq=False)
class LetGo:
    """What growth releases, J/m², and by how much more the upper part curves than the lower, dε/dz, 1/µm.

    Where that is positive the faces run into each other, and G is not what a crack releases.
    """

    rate: float
    closing: float


@dataclass(frozen=True, eq=False)
class _Sublaminate:
    """Layers that move as one; heights z from the middle of the whole pile."""

    S: np.ndarray  # (2, 2)
    T: np.ndarray
    F: np.ndarray  # (2,)

    def density(self, X: np.ndarray, Y: np.ndarray) -> float:
        """w, J/m²."""
        own = (X @ self.S @ X + Y @ self.S @ Y) / 2 + X @ self.T @ Y
        return float(own + self.F @ (X + Y))

    def free_across(self, Y: np.ndarray) -> np.ndarray:
        """The X that leaves no force along the crack."""
        return np.asarray(-np.linalg.solve(self.S, self.F + self.T @ Y))

    @property
    def out_of_section(self) -> tuple[np.ndarray, np.ndarray]:
        """The force and moment out of the section per Y, and those without any, if free across."""
        across = self.T @ np.linalg.inv(self.S)
        return self.S - across @ self.T, self.F - across @ self.F


def steady_release(lower: Sequence[LayerAtStage], upper: Sequence[LayerAtStage]) -> LetGo:
    """Of layers in plane strain, whatever the length."""
    return _let_go(*_parts(lower, upper), np.zeros(2))


def released_of_half(
    lower: Sequence[LayerAtStage], upper: Sequence[LayerAtStage], half: float, length: float
) -> LetGo:
    """Of layers in generalized plane strain, of cracks so long from both ends; half a width, µm."""
    parts = _parts(lower, upper)
    below, above = (part.out_of_section for part in parts)
    whole, _ = _joined(*parts).out_of_section
    stiff = (half - length) * whole + length * (below[0] + above[0])
    return _let_go(*parts, -np.linalg.solve(stiff, length * (below[1] + above[1])))


def released_of_disc(
    lower: Sequence[LayerAtStage], upper: Sequence[LayerAtStage], radius: float, length: float
) -> LetGo:
    """Of round layers, a crack so long from their rim; no number where what is bonded is no thin disc."""
    parts, left = _parts(lower, upper), radius - length
    height = upper[-1].birth.span[1] - lower[0].birth.span[0]
    if left < FLAT * height:
        return LetGo(nan, -inf)
    # no force at the rim, and at the tip both rings together hold the disc as it held itself
    rings = [np.linalg.inv((p.S + p.T) / left**2 + (p.S - p.T) / radius**2) for p in parts]
    held = sum(p.S @ ring @ (p.S + p.T) for p, ring in zip(parts, rings, strict=True))
    let = sum(p.S @ ring @ p.F for p, ring in zip(parts, rings, strict=True))
    disc = -np.linalg.solve(held, let)
    along = [
        disc - 2 * ring @ (p.F + (p.S + p.T) @ disc) / left**2
        for p, ring in zip(parts, rings, strict=True)
    ]
    whole = _joined(*parts)
    rate = whole.density(disc, disc) - disc @ (whole.S + whole.T) @ disc
    for p, X in zip(parts, along, strict=True):
        rate -= p.density(X, disc) - X @ (p.F + p.S @ X + p.T @ disc)
    return LetGo(float(rate), float(along[1][1] - along[0][1]))


def _let_go(lower: _Sublaminate, upper: _Sublaminate, Y: np.ndarray) -> LetGo:
    """Of parts that are free across, under a strain out of the section."""
    whole = _joined(lower, upper)
    below, above = (part.free_across(Y) for part in (lower, upper))
    ahead = whole.density(whole.free_across(Y), Y)
    rate = ahead - lower.density(below, Y) - upper.density(above, Y)
    return LetGo(rate, float(above[1] - below[1]))


def _joined(lower: _Sublaminate, upper: _Sublaminate) -> _Sublaminate:
    """Both bonded, as they were: nothing holds them."""
    return _Sublaminate(lower.S + upper.S, lower.T + upper.T, np.zeros(2))


def _parts(
    lower: Sequence[LayerAtStage], upper: Sequence[LayerAtStage]
) -> tuple[_Sublaminate, _Sublaminate]:
    middle = (lower[0].birth.span[0] + upper[-1].birth.span[1]) / 2
    return _part(lower, middle), _part(upper, middle)


def _part(part: Sequence[LayerAtStage], middle: float) -> _Sublaminate:
    state: StressState = "plane strain"
    edges = np.array([part[0].birth.span[0], *(s.birth.span[1] for s in part)]) - middle
    solids = [s.birth.layer.solid for s in part]
    modulus = np.array([s.in_plane(state)[0] for s in solids])
    ratio = np.array([s.nu for s in solids])
    low, high = np.array([(s.at_bottom, s.at_top) for s in part]).T
    thick, middles = np.diff(edges), (edges[1:] + edges[:-1]) / 2
    force = thick @ (low + high) / 2
    moment = thick @ (middles * (low + high) / 2 + (high - low) * thick / 12)
    a, b, d = (np.stack([modulus, ratio * modulus]) @ np.diff(edges**k) / k for k in (1, 2, 3))
    S, T = np.moveaxis(np.array([[a, b], [b, d]]), -1, 0)
    return _Sublaminate(S, T, np.array([force, moment]))
