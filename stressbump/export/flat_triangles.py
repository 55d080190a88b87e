"""Elements as flat pieces whose points belong to one region each.

Every six-node triangle becomes four of three nodes, so that viewers draw what was solved. A node on an
interface becomes one point for each region: stress jumps there, and nothing is averaged across.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.mechanics.sample import accumulated_at_nodes
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Mesh


@dataclass(frozen=True, eq=False)
class FlatTriangles:
    """Flat triangles and where their points come from."""

    mesh: Mesh
    elements: np.ndarray  # (elements,) of the mesh that are shown
    points: np.ndarray  # (elements, nodes): the point that stands for each node
    node: np.ndarray  # (points,) of the mesh
    region: np.ndarray  # (points,) index into the mesh's regions

    @property
    def position(self) -> np.ndarray:
        """Places of the points (points, 2), µm."""
        return self.mesh.points[self.node]

    @property
    def corners(self) -> np.ndarray:
        """The points (elements, corners) at each element's corners."""
        return self.points[:, : self.mesh.element.corners]

    @property
    def triangles(self) -> np.ndarray:
        """Flat triangles (parts of all elements, 3), those of an element in a row."""
        return self.mesh.element.flattened(self.points)

    @property
    def parent(self) -> np.ndarray:
        """Element of the mesh that each flat triangle is a part of."""
        return np.repeat(self.elements, len(self.mesh.element.flat))

    def at_points(self, values: np.ndarray) -> np.ndarray:
        """Means (..., points) of nodal values (..., elements, nodes), each over its own region."""
        where = self.points.ravel()
        count = np.bincount(where, minlength=len(self.node))
        rows = values.reshape(-1, where.size)
        sums = np.stack([np.bincount(where, row, len(self.node)) for row in rows])
        return (sums / count).reshape(*values.shape[:-2], len(self.node))


def flat_triangles(mesh: Mesh, elements: np.ndarray) -> FlatTriangles:
    """The given elements of a mesh as flat triangles, points split between regions."""
    nodes = mesh.triangles[elements].astype(np.int64)
    keys = nodes + len(mesh.points) * mesh.region[elements][:, None].astype(np.int64)
    unique, points = np.unique(keys, return_inverse=True)
    region, node = np.divmod(unique, len(mesh.points))
    return FlatTriangles(mesh, elements, points.reshape(nodes.shape), node, region)


def accumulated_at_points(solution: Solution, flat: FlatTriangles) -> np.ndarray:
    """Dissipated work, MPa, and equivalent inelastic strain (2, points); (0, points) without memory."""
    if not solution.accumulated:
        return np.zeros((0, len(flat.node)))
    return flat.at_points(accumulated_at_nodes(solution)[:, flat.elements])
