"""Six-node triangles as flat pieces whose points belong to one region each.

Every triangle becomes four of three nodes, so that viewers draw what was solved. A node on an
interface becomes one point for each region: stress jumps there, and nothing is averaged across.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.mesh.mesh import Mesh

FOUR = np.array([[0, 3, 5], [3, 1, 4], [5, 4, 2], [3, 4, 5]])  # corners first, the middle last


@dataclass(frozen=True, eq=False)
class Linear:
    """Flat triangles and where their points come from."""

    mesh: Mesh
    elements: np.ndarray  # (elements,) of the mesh that are shown
    points: np.ndarray  # (elements, 6): the point that stands for each node
    node: np.ndarray  # (points,) of the mesh
    region: np.ndarray  # (points,) index into the mesh's regions

    @property
    def position(self) -> np.ndarray:
        """Places of the points (points, 2), µm."""
        return self.mesh.points[self.node]

    @property
    def triangles(self) -> np.ndarray:
        """Flat triangles (4 elements, 3), four in a row for each element."""
        return self.points[:, FOUR].reshape(-1, 3)

    @property
    def parent(self) -> np.ndarray:
        """Element of the mesh (4 elements,) that each triangle is a quarter of."""
        return np.repeat(self.elements, len(FOUR))

    def at_points(self, values: np.ndarray) -> np.ndarray:
        """Means (..., points) of nodal values (..., elements, 6), each over its own region."""
        where = self.points.ravel()
        count = np.bincount(where, minlength=len(self.node))
        rows = values.reshape(-1, where.size)
        sums = np.stack([np.bincount(where, row, len(self.node)) for row in rows])
        return (sums / count).reshape(*values.shape[:-2], len(self.node))


def linear(mesh: Mesh, elements: np.ndarray) -> Linear:
    """The given elements of a mesh as flat triangles, points split between regions."""
    nodes = mesh.triangles[elements].astype(np.int64)
    keys = nodes + len(mesh.points) * mesh.region[elements][:, None].astype(np.int64)
    unique, points = np.unique(keys, return_inverse=True)
    region, node = np.divmod(unique, len(mesh.points))
    return Linear(mesh, elements, points.reshape(-1, 6), node, region)
