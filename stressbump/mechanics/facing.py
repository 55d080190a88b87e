"""Nodes of two faces that lie at the same places: how far they are apart, what pulls at them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from stressbump.mechanics.faces import faces
from stressbump.mechanics.kinematics import Kinematics
from stressbump.mesh.mesh import Facets, Mesh

SLIGHT = 0.02  # of the facets beside a node: a smaller area than that stands for nothing


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

    @property
    def tangent(self) -> np.ndarray:
        """(nodes, 2) along the face: the normal, turned from z to x."""
        return self.normal[:, ::-1] * [1.0, -1.0]

    def gap(self, displacement: np.ndarray) -> np.ndarray:
        """How far the faces have parted (nodes,), µm, of displacements (nodes of the mesh, 2)."""
        return self._along(self.normal, displacement)

    def slip(self, displacement: np.ndarray) -> np.ndarray:
        """How far the second has slipped along the tangent on the first (nodes,), µm."""
        return self._along(self.tangent, displacement)

    def pushes(self, kinematics: Kinematics, size: int) -> csc_array:
        """(unknowns, nodes): forces of unit size that push the faces apart at each node."""
        return self._pulls(self.normal, kinematics, size)

    def drags(self, kinematics: Kinematics, size: int) -> csc_array:
        """(unknowns, nodes): the same along the tangent."""
        return self._pulls(self.tangent, kinematics, size)

    def _along(self, way: np.ndarray, displacement: np.ndarray) -> np.ndarray:
        apart = displacement[self.second] - displacement[self.first]
        return np.asarray((apart[:, : way.shape[1]] * way).sum(axis=1))

    def _pulls(self, way: np.ndarray, kinematics: Kinematics, size: int) -> csc_array:
        own = way.shape[1]
        columns = np.tile(np.repeat(np.arange(len(self.area)), own), 2)
        of = [kinematics.displacements(n)[:, :own].ravel() for n in (self.first, self.second)]
        values = np.concatenate([-way.ravel(), way.ravel()])
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
