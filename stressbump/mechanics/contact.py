"""Faces that press each other without friction.

Where nodes of two faces would part by g° along their normal, and forces f push them apart by A f,

    f ≥ 0,   g = g° + A f ≥ 0,   f·g = 0

are the conditions of the least ½ f·A f + f·g°, a problem of least squares with L'L = A:
of the smallest ‖L f + L⁻ᵀ g°‖ with f ≥ 0. C. L. Lawson, R. J. Hanson, Solving Least Squares Problems
(1974), chapter 23. Quadratic sides have nodal areas ∫N dA that are nowhere below zero, so forces of nodes
stand for pressures that are not either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, cholesky, solve_triangular
from scipy.optimize import nnls
from scipy.sparse import csc_array

from stressbump.errors import SolveError
from stressbump.mechanics.faces import faces
from stressbump.mechanics.kinematics import Kinematics
from stressbump.mesh.mesh import Facets, Mesh

TOUCHING = 1e-12  # of the largest force: what counts as one
SLIGHT = 0.02  # of the facets beside a node: a smaller area than that stands for nothing
OVERLAP = 1e-9  # of the widest gap: how far faces may still overlap
ROUND_OFF = 1e-12  # µm, of a gap
ROUNDS = 50


@dataclass(frozen=True, eq=False)
class FacingNodes:
    """Nodes of two faces that lie at the same places, those of the first region and of the second."""

    first: np.ndarray  # (nodes,)
    second: np.ndarray
    normal: np.ndarray  # (nodes, 2) from the first to the second
    area: np.ndarray  # (nodes,) that each stands for, µm² (per µm of depth in plane models: µm)

    def __getitem__(self, which: np.ndarray) -> FacingNodes:
        """Some of the nodes, by index or mask."""
        return FacingNodes(
            self.first[which], self.second[which], self.normal[which], self.area[which]
        )

    def gap(self, displacement: np.ndarray) -> np.ndarray:
        """How far the faces have parted (nodes,), µm, of displacements (nodes of the mesh, 2)."""
        apart = displacement[self.second] - displacement[self.first]
        return np.asarray((apart[:, : self.normal.shape[1]] * self.normal).sum(axis=1))

    def pushes(self, kinematics: Kinematics, size: int) -> csc_array:
        """(unknowns, nodes): forces of unit size that push the faces apart at each node."""
        own = self.normal.shape[1]
        columns = np.tile(np.repeat(np.arange(len(self.area)), own), 2)
        of = [kinematics.displacements(n)[:, :own].ravel() for n in (self.first, self.second)]
        values = np.concatenate([-self.normal.ravel(), self.normal.ravel()])
        return csc_array((values, (np.concatenate(of), columns)), shape=(size, len(self.area)))


def facing_nodes(mesh: Mesh, kinematics: Kinematics, facets: Facets) -> FacingNodes:
    """The nodes of facets that exist once for each side, but for those that stand for no area."""
    face = faces(mesh, kinematics, facets)
    sides = mesh.element.sides[facets.sides]
    shape = np.take_along_axis(face.at.shape, sides[:, None, :], axis=2)
    own = (shape.swapaxes(1, 2) * face.dA[:, None]) @ face.normal  # (facets, 3, 2)
    nodes, once, index = np.unique(facets.nodes, return_index=True, return_inverse=True)
    total, around = np.zeros((len(nodes), own.shape[2])), np.zeros(len(nodes))
    np.add.at(total, index.ravel(), own.reshape(-1, own.shape[2]))
    np.add.at(around, index.ravel(), np.repeat(face.dA.sum(axis=1), sides.shape[1]))
    other, area = facets.other_nodes.ravel()[once], np.linalg.norm(total, axis=1)
    keep = (area > SLIGHT * around) & (nodes != other)
    return FacingNodes(nodes[keep], other[keep], total[keep] / area[keep, None], area[keep])


def closes(gap: np.ndarray) -> np.ndarray:
    """Where faces that have parted by a gap (nodes,) run into each other."""
    widest = float(np.abs(gap).max(initial=0.0))
    return np.asarray(gap < -max(OVERLAP * widest, ROUND_OFF))


def in_contact(
    gap: np.ndarray, parted: Callable[[np.ndarray], np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Forces and gaps (nodes,) of faces that would part by `gap`, of nodes in the order of the faces.

    `parted` says how far all nodes part (nodes, n) where unit forces push at some of them, n indices. It
    is asked for those that run into each other and their neighbours, and for more only where others
    then do. SolveError where no forces are found.
    """
    tried, columns = np.zeros(len(gap), bool), np.zeros((len(gap), len(gap)))
    force, now = np.zeros(len(gap)), gap
    for _ in range(ROUNDS):
        closing = closes(now) if not tried.any() else (now < -OVERLAP * np.abs(gap).max()) & ~tried
        if not closing.any():
            return force, now
        more = np.convolve(closing, np.ones(5), "same").astype(bool) & ~tried
        columns[:, more] = parted(np.flatnonzero(more))
        tried |= more
        own = columns[np.ix_(tried, tried)]
        force[tried] = pressed((own + own.T) / 2, gap[tried])
        now = gap + columns @ force
    raise SolveError(f"contact of two faces: nodes still overlap after {ROUNDS} rounds")


def pressed(flexibility: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """The forces f (nodes,) of nodes that would part by `gap`, under a flexibility A; SolveError."""
    if (gap >= 0).all():
        return np.zeros(len(gap))
    scale = 1 / np.sqrt(np.diag(flexibility))
    scaled = flexibility * scale[:, None] * scale
    upper = cholesky(scaled)
    wanted = -solve_triangular(upper, gap * scale, trans="T")
    try:
        found, _ = nnls(upper, wanted / np.linalg.norm(wanted), maxiter=10 * len(gap))
    except RuntimeError as failure:
        raise SolveError(f"contact of two faces: {failure}") from failure
    active = np.flatnonzero(found > TOUCHING * found.max(initial=0.0))
    force = np.zeros(len(gap))
    own = cho_factor(scaled[np.ix_(active, active)])
    force[active] = -cho_solve(own, (gap * scale)[active])
    return np.maximum(force, 0.0) * scale
