"""Balance of momentum, one region at a time, as batched products over its elements.

Find u (and p) such that for all v (and q), summed over the regions,

    ∫ σ : ε(v) dV = ∫ t·v dA,    σ = C (ε(u) - ε_free)

and where a region hardly changes its volume, with λ = K - 2G/3 up to infinity (L. R. Herrmann, AIAA
J. 3 (1965) 1896-1900; here on Taylor and Hood's P2-P1 triangles):

    σ = 2G (ε(u) - ε_free) - p 1,    ∫ q (tr(ε(u) - ε_free) + p/λ) dV = 0
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from stressbump.errors import SolveError
from stressbump.mechanics.kinematics import Kinematics
from stressbump.mechanics.moduli import Stiffness
from stressbump.mesh.elements import Rule, mapped
from stressbump.mesh.mesh import Mesh

ORDER = 4  # exact for B'CB r on straight sides; its points lie inside, so none on r = 0


@dataclass(frozen=True, eq=False)
class ElementBlock:
    """Elements of one region at the points of one rule, ready to be integrated.

    `orientation` makes them cubic: the sign with which each side's cubic counts, so that both elements
    beside it mean the same.
    """

    name: str
    elements: np.ndarray  # (elements,)
    unknowns: np.ndarray  # (elements, nodal + cubic + globals + pressures where mixed)
    stiffness: Stiffness
    directions: int  # displacements at a node
    rule: Rule
    x: np.ndarray  # (elements, points, 2)
    dV: np.ndarray  # (elements, points)
    B: np.ndarray  # (elements, components, points, nodal + cubic + globals)
    orientation: np.ndarray | None = None  # (elements, sides), 1 or -1
    tangent: np.ndarray | None = (
        None  # dσ/dε (rows of B, same, elements, points), if not the moduli
    )

    @property
    def nodal(self) -> slice:
        """Which of an element's unknowns are the displacements of its nodes."""
        return slice(0, self.directions * self.rule.shape.shape[-1])

    @property
    def cubic(self) -> slice:
        """Which are what makes them cubic, sides' first; none in quadratics."""
        count = 0 if self.orientation is None else self.rule.cubic.shape[-1]
        return slice(self.nodal.stop, self.nodal.stop + self.directions * count)

    @property
    def globals(self) -> slice:
        """Which are the kinematics' global unknowns."""
        return slice(self.cubic.stop, self.B.shape[-1])

    @property
    def pressed(self) -> slice:
        """Which are pressures, corners' first; none where there is no such field."""
        return slice(self.B.shape[-1], self.unknowns.shape[1])

    @cached_property
    def inverse(self) -> np.ndarray:
        """dξ_k/dx_j (2, 2, elements, points) of the map, as the slopes of its reference coordinates."""
        rule, points = self.rule, len(self.rule.shape)
        known = np.concatenate([rule.shape, *np.moveaxis(rule.slope, 2, 0)])
        wanted = np.concatenate([rule.places.T, np.repeat(np.eye(2), points, axis=0)])
        nodes = np.linalg.lstsq(known, wanted, rcond=None)[0]
        slopes = [self.B[:, j, :, self.nodal][..., j :: self.directions] for j in range(2)]
        return np.stack([np.moveaxis(own @ nodes, 2, 0) for own in slopes], axis=1)

    @property
    def mixed(self) -> bool:
        """Whether a pressure field lives here."""
        return self.stiffness.compliance is not None

    @property
    def pressures(self) -> np.ndarray:
        """Shape functions of the pressure, one degree below those of displacements."""
        return self.rule.corner if self.orientation is None else self.rule.shape

    def __getitem__(self, rows: Any) -> ElementBlock:
        """Some of its elements, by slice, index or mask."""
        names = ("elements", "unknowns", "x", "dV", "B")
        orientation = None if self.orientation is None else self.orientation[rows]
        tangent = None if self.tangent is None else self.tangent[:, :, rows]
        own = {name: getattr(self, name)[rows] for name in names}
        return replace(self, orientation=orientation, tangent=tangent, **own)

    def pieces(self, size: int = 512) -> Iterator[ElementBlock]:
        """The same in pieces of so many elements: what is made of each stays in the cache."""
        for start in range(0, len(self.elements), size):
            yield self[start : start + size]

    def at(
        self, mesh: Mesh, kinematics: Kinematics, rule: Rule, rows: Any = slice(None)
    ) -> ElementBlock:
        """The same elements, or some rows of them, at the points of another rule."""
        orientation = None if self.orientation is None else self.orientation[rows]
        own, unknowns = self.elements[rows], self.unknowns[rows]
        return block(mesh, kinematics, self.name, own, unknowns, self.stiffness, rule, orientation)


def block(
    mesh: Mesh,
    kinematics: Kinematics,
    name: str,
    elements: np.ndarray,
    unknowns: np.ndarray,
    stiffness: Stiffness,
    at: Rule | None = None,
    orientation: np.ndarray | None = None,
) -> ElementBlock:
    """Places, volumes and strain operators of elements at the points of a rule, that of ORDER by default.

    SolveError where one is folded over.
    """
    at = at or mesh.element.rule(ORDER)
    here = mapped(mesh.points[mesh.triangles[elements]], at)
    if not np.all(here.det > 0):
        bad = int(elements[np.argmin(here.det.min(axis=1))])
        raise SolveError(
            f"region {name!r}: element {bad} of the mesh is folded over or has no area"
        )
    dV = at.weights * here.det * kinematics.measure(here.x)
    shape, slope = at.shape, at.slope
    if orientation is not None:
        shape = np.concatenate([shape, at.cubic], axis=-1)
        slope = np.concatenate([slope, at.cubic_slope], axis=-2)
    B = kinematics.strain_operator(shape, here.gradients(slope), here.x)
    p = ElementBlock(
        name, elements, unknowns, stiffness, kinematics.directions, at, here.x, dV, B, orientation
    )
    if orientation is not None:
        signs = np.repeat(orientation, p.directions, axis=1)
        B[..., p.cubic.start : p.cubic.start + signs.shape[1]] *= signs[:, None, None]
    return p


MakeBlock = Callable[..., ElementBlock]  # as `block`


def stiffness_matrices(p: ElementBlock) -> np.ndarray:
    """Element matrices (elements, unknowns, unknowns), symmetric as the tangent is."""
    count, rows, points, n = p.B.shape
    if p.tangent is None:
        CB = p.stiffness.matrix[:rows, :rows] @ p.B.reshape(count, rows, points * n)
        CB = CB.reshape(p.B.shape)
    else:
        CB = (np.moveaxis(p.tangent, (0, 1), (-2, -1)) @ p.B.swapaxes(1, 2)).swapaxes(1, 2)
    CB = CB * p.dV[:, None, :, None]
    K = _tall(p.B).swapaxes(1, 2) @ _tall(CB)
    if not p.mixed:
        return K
    size = n + p.pressures.shape[1]
    whole = np.zeros((count, size, size))
    whole[:, :n, :n] = K
    q = p.pressures * p.dV[..., None]
    whole[:, :n, n:] = -(dilation_operator(p).swapaxes(1, 2) @ q)
    whole[:, n:, :n] = whole[:, :n, n:].swapaxes(1, 2)
    whole[:, n:, n:] = -(p.stiffness.compliance or 0.0) * (p.pressures.T @ q)
    return whole


def _tall(B: np.ndarray) -> np.ndarray:
    count, rows, points, n = B.shape
    return B.reshape(count, rows * points, n)


def dilation_operator(p: ElementBlock) -> np.ndarray:
    """Tr ε of every unknown (elements, points, unknowns)."""
    return p.B[:, :3].sum(axis=1)


def at_points(p: ElementBlock, free_strain: np.ndarray) -> np.ndarray:
    """A free strain (6,) or (6, elements, points), as the latter."""
    free = np.asarray(free_strain, dtype=float)
    wanted = (6, *p.dV.shape)
    if free.shape not in ((6,), wanted):
        raise ValueError(
            f"region {p.name!r}: a free strain of shape {free.shape}; it may be (6,) or {wanted}"
        )
    return np.broadcast_to(free.reshape(6, 1, 1) if free.ndim == 1 else free, wanted)


def free_strain_forces(p: ElementBlock, free_strain: np.ndarray) -> np.ndarray:
    """∫ C ε_free : ε(v) dV for every unknown of every element (elements, unknowns)."""
    free = at_points(p, free_strain)
    force = forces(p, np.tensordot(p.stiffness.matrix, free, axes=1))
    if not p.mixed:
        return force
    return np.concatenate([force, -(free[:3].sum(axis=0) * p.dV) @ p.pressures], axis=1)


def forces(p: ElementBlock, stress: np.ndarray) -> np.ndarray:
    """∫ σ : ε(v) dV of a stress (6, elements, points), for displacements and globals only."""
    weighted = np.moveaxis(stress[: p.B.shape[1]] * p.dV, 0, 1)
    return (weighted.reshape(len(weighted), 1, -1) @ _tall(p.B))[:, 0]


def body_forces(p: ElementBlock, density: np.ndarray) -> np.ndarray:
    """∫ b·v dV of a uniform b (directions,), per nodal unknown (elements, unknowns), µN."""
    counts = p.dV @ p.rule.shape
    if p.orientation is not None:
        cubics = p.dV @ p.rule.cubic
        cubics[:, : p.orientation.shape[1]] *= p.orientation
        counts = np.hstack([counts, cubics])
    force = np.zeros(p.unknowns.shape)
    force[:, : p.globals.start] = (counts[..., None] * density).reshape(len(counts), -1)
    return force


def displacement(p: ElementBlock, local: np.ndarray) -> np.ndarray:
    """Displacement (elements, points, directions) under the elements' own unknowns, µm."""
    count, directions = len(local), p.directions
    nodal = local[:, p.nodal].reshape(count, -1, directions)
    found = np.asarray(p.rule.shape @ nodal)
    if p.orientation is None:
        return found
    cubic = local[:, p.cubic].reshape(count, -1, directions).copy()
    cubic[:, : p.orientation.shape[1]] *= p.orientation[..., None]
    return np.asarray(found + p.rule.cubic @ cubic)


def total_strain(p: ElementBlock, local: np.ndarray) -> np.ndarray:
    """Total strain (6, elements, points) under the elements' own unknowns (elements, unknowns)."""
    count, rows, points, n = p.B.shape
    strain = np.zeros((6, count, points))
    flat = _tall(p.B) @ local[:, :n, None]
    strain[:rows] = np.moveaxis(flat.reshape(count, rows, points), 1, 0)
    return strain


def strain_and_stress(
    p: ElementBlock, local: np.ndarray, free_strain: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Total strain and stress (6, elements, points) under the elements' own unknowns.

    They are (elements, unknowns), in the order of `p.unknowns`.
    """
    return stressed(p, total_strain(p, local), local, at_points(p, free_strain))


def stressed(
    p: ElementBlock, strain: np.ndarray, local: np.ndarray, free: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A total strain (6, elements, points), with what follows out of plane, and its stress."""
    free = free.reshape(6, 1, 1) if free.ndim == 1 else free
    stress = np.tensordot(p.stiffness.matrix, strain - free, axes=1)
    if p.mixed:
        stress[:3] -= (p.pressures @ local[:, p.pressed, None])[..., 0]
    if p.stiffness.out_of_plane_compliance is not None:
        strain[2] = free[2] + np.tensordot(p.stiffness.out_of_plane_compliance, stress, axes=1)
    return strain, stress


def internal_forces(p: ElementBlock, local: np.ndarray, free_strain: np.ndarray) -> np.ndarray:
    """∫ σ : ε(v) dV, and where mixed -∫ q (tr(ε - ε_free) + p/λ) dV (elements, unknowns).

    What the elements resist with: the element matrices times their unknowns, less the forces of the
    free strain.
    """
    strain, stress = strain_and_stress(p, local, free_strain)
    force = forces(p, stress)
    if not p.mixed:
        return force
    pressure = (p.pressures @ local[:, p.pressed, None])[..., 0]
    dilation = (strain - at_points(p, free_strain))[:3].sum(axis=0)
    dilation += (p.stiffness.compliance or 0.0) * pressure
    return np.concatenate([force, -(dilation * p.dV) @ p.pressures], axis=1)


def nodal_sum(p: ElementBlock, element_forces: np.ndarray, size: int) -> np.ndarray:
    """Element forces (elements, their unknowns or the first of them) summed up over all (size,)."""
    index = p.unknowns[:, : element_forces.shape[1]]
    return np.bincount(index.ravel(), element_forces.ravel(), minlength=size)
