"""Balance of momentum, one region at a time, as batched products over its elements.

Find u (and p) such that for all v (and q), summed over the regions,

    ∫ σ : ε(v) dV = ∫ t·v dA,    σ = C (ε(u) - ε_free)

and where a region hardly changes its volume, with λ = K - 2G/3 up to infinity (L. R. Herrmann, AIAA
J. 3 (1965) 1896-1900; here on Taylor and Hood's P2-P1 triangles):

    σ = 2G (ε(u) - ε_free) - p 1,    ∫ q (tr(ε(u) - ε_free) + p/λ) dV = 0
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from skfem.element import ElementTriP1, ElementTriP2
from skfem.quadrature import get_quadrature

from stressbump.errors import SolveError
from stressbump.mechanics.kinematics import COMPONENTS, Kinematics
from stressbump.mechanics.moduli import Stiffness
from stressbump.mesh.mesh import Mesh

ORDER = 4  # exact for B'CB r on straight sides; its points lie inside, so none on r = 0
ROWS = COMPONENTS
NODAL = 12  # displacements of the six nodes
CUBIC_POINTS = 10  # what a cubic in two variables is fixed by
CORNER_SLOPE = np.array([[-1.0, -1.0], [1.0, 0.0], [0.0, 1.0]])


@dataclass(frozen=True, eq=False)
class Rule:
    """Places in the reference triangle, with the shape functions there.

    The same for all elements, or with an axis of elements before that of points.
    """

    places: np.ndarray  # (2, points)
    weights: np.ndarray  # (points,)
    shape: np.ndarray  # N (points, 6)
    slope: np.ndarray  # dN/dξ (points, 6, 2)
    corner: np.ndarray  # barycentric coordinates (points, 3)
    cubic: np.ndarray  # what completes the cubics: three sides, the middle (points, 4)
    cubic_slope: np.ndarray  # (points, 4, 2)

    def __getitem__(self, which: np.ndarray) -> Rule:
        """Of several rules, stacked, one for each element."""
        own = {f.name: getattr(self, f.name)[which] for f in fields(self) if f.name != "weights"}
        return replace(self, **own)


def rule(places: np.ndarray, weights: np.ndarray) -> Rule:
    """The rule of given places (2, points) and weights."""
    shape, slope = zip(*(ElementTriP2().lbasis(places, i) for i in range(6)), strict=True)
    corner = [ElementTriP1().lbasis(places, i)[0] for i in range(3)]
    cubic, cubic_slope = _cubics(np.stack(corner, axis=-1))
    return Rule(
        places,
        weights,
        np.stack(shape, axis=-1),
        np.moveaxis(np.stack(slope, axis=-1), 0, -1),
        np.stack(corner, axis=-1),
        cubic,
        cubic_slope,
    )


def _cubics(corner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """λ_a λ_b (λ_a - λ_b) of the sides 01, 12, 20, and λ_0 λ_1 λ_2, with their slopes; all vanish
    at the six nodes.
    """
    a, b = corner, np.roll(corner, -1, axis=1)
    da, db = CORNER_SLOPE, np.roll(CORNER_SLOPE, -1, axis=0)
    sides = a * b * (a - b)
    slope = (b * (2 * a - b))[..., None] * da + (a * (a - 2 * b))[..., None] * db
    others = b * np.roll(corner, -2, axis=1)
    middle = corner.prod(axis=1, keepdims=True)
    return np.hstack([sides, middle]), np.concatenate([slope, (others @ CORNER_SLOPE)[:, None]], 1)


VOLUME = rule(*get_quadrature(ElementTriP2(), ORDER))


@dataclass(frozen=True, eq=False)
class Patch:
    """Elements of one region at the points of one rule, ready to be integrated.

    `turn` makes them cubic: the sign with which each side's cubic counts, so that both elements
    beside it mean the same.
    """

    name: str
    elements: np.ndarray  # (elements,)
    unknowns: np.ndarray  # (elements, 12 + 8 if cubic + globals + 3 or 6 pressures where mixed)
    stiffness: Stiffness
    rule: Rule
    x: np.ndarray  # (elements, points, 2)
    dV: np.ndarray  # (elements, points)
    B: np.ndarray  # (elements, 4, points, 12 + 8 if cubic + globals)
    turn: np.ndarray | None = None  # (elements, 3), 1 or -1

    @property
    def mixed(self) -> bool:
        """Whether a pressure field lives here."""
        return self.stiffness.compliance is not None

    @property
    def pressures(self) -> np.ndarray:
        """Shape functions of the pressure, one degree below those of displacements."""
        return self.rule.corner if self.turn is None else self.rule.shape

    def pieces(self, size: int = 512) -> Iterator[Patch]:
        """The same in pieces of so many elements: what is made of each stays in the cache."""
        for start in range(0, len(self.elements), size):
            part = slice(start, start + size)
            names = ("elements", "unknowns", "x", "dV", "B")
            turn = None if self.turn is None else self.turn[part]
            yield replace(self, turn=turn, **{name: getattr(self, name)[part] for name in names})

    def at(self, mesh: Mesh, kinematics: Kinematics, rule: Rule, rows: Any = slice(None)) -> Patch:
        """The same elements, or some rows of them, at the points of another rule."""
        turn = None if self.turn is None else self.turn[rows]
        own, unknowns = self.elements[rows], self.unknowns[rows]
        return patch(mesh, kinematics, self.name, own, unknowns, self.stiffness, rule, turn)


def patch(
    mesh: Mesh,
    kinematics: Kinematics,
    name: str,
    elements: np.ndarray,
    unknowns: np.ndarray,
    stiffness: Stiffness,
    at: Rule = VOLUME,
    turn: np.ndarray | None = None,
) -> Patch:
    """Places, volumes and strain operators of elements; SolveError where one is folded over."""
    corners = mesh.points[mesh.triangles[elements]]  # (elements, 6, 2)
    x = at.shape @ corners
    jacobian = corners.swapaxes(1, 2)[:, None] @ at.slope  # dx_i/dξ_j
    (a, b), (c, d) = np.moveaxis(jacobian, (2, 3), (0, 1))
    det = a * d - b * c
    if not np.all(det > 0):
        bad = int(elements[np.argmin(det.min(axis=1))])
        raise SolveError(
            f"region {name!r}: element {bad} of the mesh is folded over or has no area"
        )
    inverse = np.stack([np.stack([d, -b], -1), np.stack([-c, a], -1)], -2) / det[..., None, None]
    dV = at.weights * det * kinematics.measure(x)
    shape, slope = at.shape, at.slope
    if turn is not None:
        shape = np.concatenate([shape, at.cubic], axis=-1)
        slope = np.concatenate([slope, at.cubic_slope], axis=-2)
    B = kinematics.strain_operator(shape, slope @ inverse, x)
    if turn is not None:
        B[..., NODAL : NODAL + 6] *= np.repeat(turn, 2, axis=1)[:, None, None]
    return Patch(name, elements, unknowns, stiffness, at, x, dV, B, turn)


MakePatch = Callable[..., Patch]  # as `patch`


def stiffness_matrices(p: Patch) -> np.ndarray:
    """Element matrices (elements, unknowns, unknowns), symmetric."""
    count, rows, points, n = p.B.shape
    CB = p.stiffness.matrix[:ROWS, :ROWS] @ p.B.reshape(count, rows, points * n)
    CB = CB.reshape(p.B.shape)
    CB *= p.dV[:, None, :, None]
    K = _tall(p.B).swapaxes(1, 2) @ _tall(CB)
    if not p.mixed:
        return K
    size = n + p.pressures.shape[1]
    whole = np.zeros((count, size, size))
    whole[:, :n, :n] = K
    q = p.pressures * p.dV[..., None]
    whole[:, :n, n:] = -(_dilation(p).swapaxes(1, 2) @ q)
    whole[:, n:, :n] = whole[:, :n, n:].swapaxes(1, 2)
    whole[:, n:, n:] = -(p.stiffness.compliance or 0.0) * (p.pressures.T @ q)
    return whole


def _tall(B: np.ndarray) -> np.ndarray:
    count, rows, points, n = B.shape
    return B.reshape(count, rows * points, n)


def _dilation(p: Patch) -> np.ndarray:
    return p.B[:, :3].sum(axis=1)


def at_points(p: Patch, free_strain: np.ndarray) -> np.ndarray:
    """A free strain (6,) or (6, elements, points), as the latter."""
    free = np.asarray(free_strain, dtype=float)
    wanted = (6, *p.dV.shape)
    if free.shape not in ((6,), wanted):
        raise ValueError(
            f"region {p.name!r}: a free strain of shape {free.shape}; it may be (6,) or {wanted}"
        )
    return np.broadcast_to(free.reshape(6, 1, 1) if free.ndim == 1 else free, wanted)


def carried(values: np.ndarray, start: Rule, at: Rule) -> np.ndarray:
    """Values (6, elements, points) at the points of one rule, carried on to those of another.

    By the polynomial that fits them best: quadratic, cubic where the points suffice. The other rule
    may have an axis of elements.
    """
    degree = 2 if start.corner.shape[-2] < CUBIC_POINTS else 3
    fit = np.linalg.pinv(_monomials(start.corner, degree))
    return (_monomials(at.corner, degree) @ fit @ values[..., None])[..., 0]


def _monomials(corner: np.ndarray, degree: int) -> np.ndarray:
    a, b = corner[..., 0], corner[..., 1]
    powers = [(i, j) for i in range(degree + 1) for j in range(degree + 1 - i)]
    return np.stack([a**i * b**j for i, j in powers], axis=-1)


def free_strain_forces(p: Patch, free_strain: np.ndarray) -> np.ndarray:
    """∫ C ε_free : ε(v) dV for every unknown of every element (elements, unknowns)."""
    free = at_points(p, free_strain)
    force = forces(p, np.tensordot(p.stiffness.matrix, free, axes=1))
    if not p.mixed:
        return force
    return np.concatenate([force, -(free[:3].sum(axis=0) * p.dV) @ p.pressures], axis=1)


def forces(p: Patch, stress: np.ndarray) -> np.ndarray:
    """∫ σ : ε(v) dV of a stress (6, elements, points), for displacements and globals only."""
    weighted = np.moveaxis(stress[:ROWS] * p.dV, 0, 1)
    return (weighted.reshape(len(weighted), 1, -1) @ _tall(p.B))[:, 0]


def strain_and_stress(
    p: Patch, local: np.ndarray, free_strain: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Total strain and stress (6, elements, points) under the elements' own unknowns.

    They are (elements, unknowns), in the order of `p.unknowns`.
    """
    count, rows, points, n = p.B.shape
    free = at_points(p, free_strain)
    strain = np.zeros((6, count, points))
    flat = _tall(p.B) @ local[:, :n, None]
    strain[:rows] = np.moveaxis(flat.reshape(count, rows, points), 1, 0)
    stress = np.tensordot(p.stiffness.matrix, strain - free, axes=1)
    if p.mixed:
        stress[:3] -= (p.pressures @ local[:, n:, None])[..., 0]
    if p.stiffness.thinning is not None:
        strain[2] = free[2] + np.tensordot(p.stiffness.thinning, stress, axes=1)
    return strain, stress


def internal_forces(p: Patch, local: np.ndarray, free_strain: np.ndarray) -> np.ndarray:
    """∫ σ : ε(v) dV, and where mixed -∫ q (tr(ε - ε_free) + p/λ) dV (elements, unknowns).

    What the elements resist with: the element matrices times their unknowns, less the forces of the
    free strain.
    """
    strain, stress = strain_and_stress(p, local, free_strain)
    force = forces(p, stress)
    if not p.mixed:
        return force
    pressure = (p.pressures @ local[:, p.B.shape[-1] :, None])[..., 0]
    dilation = (strain - at_points(p, free_strain))[:3].sum(axis=0)
    dilation += (p.stiffness.compliance or 0.0) * pressure
    return np.concatenate([force, -(dilation * p.dV) @ p.pressures], axis=1)


def nodal_sum(p: Patch, element_forces: np.ndarray, size: int) -> np.ndarray:
    """Element forces (elements, 12 or more) summed up into a vector of all unknowns (size,)."""
    index = p.unknowns[:, : element_forces.shape[1]]
    return np.bincount(index.ravel(), element_forces.ravel(), minlength=size)
