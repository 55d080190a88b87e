"""How far the two sides of a bonded interface have moved apart since their births.

A region counts what its nodes have done since it was born. Along an interface that was there before the
second of its regions was, displacements so counted differ by d, though nothing has parted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Facets

DEGREE = 4  # of the polynomial that d is near a tip


def since_birth(
    solution: Solution, region: str, elements: np.ndarray, nodes: np.ndarray
) -> np.ndarray:
    """What nodes (facets, 3) of a region's elements have done since its birth (facets, 3, directions)."""
    p, mesh = solution.blocks[region], solution.model.mesh
    row = np.searchsorted(p.elements, elements)
    own = solution.local(region, row)[:, p.nodal].reshape(len(row), mesh.element.nodes, -1)
    index = (mesh.triangles[elements][:, None, :] == nodes[:, :, None]).argmax(axis=2)
    return np.take_along_axis(own, index[:, :, None], axis=1)


def jump(solution: Solution, first: str, second: str, facets: Facets) -> np.ndarray:
    """The d (facets, 3, directions) of facets of the first region: its own less the second's."""
    return since_birth(solution, first, facets.elements, facets.nodes) - since_birth(
        solution, second, facets.other, facets.other_nodes
    )


@dataclass(frozen=True, eq=False)
class SmoothJump:
    """d in the plane as a polynomial of the distance s along `way` from a tip, less d at the tip."""

    tip: np.ndarray  # (2,)
    way: np.ndarray  # (2,)
    terms: np.ndarray  # (DEGREE, 2): of s, s², …, µm

    @classmethod
    def through(
        cls, tip: np.ndarray, way: np.ndarray, places: np.ndarray, d: np.ndarray
    ) -> SmoothJump:
        """That of values d (n, 2) at places (n, 2), by least squares."""
        s = (places - tip) @ way
        widest = np.abs(s).max()
        basis = np.vander(s / widest, DEGREE + 1, increasing=True)
        found = np.linalg.lstsq(basis, d, rcond=None)[0][1:]
        return cls(tip, way, found / widest ** np.arange(1, DEGREE + 1)[:, None])

    def around(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The d (2, ...) at places (2, ...), whatever their distance from the interface, and its strain.

        That is xx, zz and engineering xz (3, ...).
        """
        s = self.way[0] * (places[0] - self.tip[0]) + self.way[1] * (places[1] - self.tip[1])
        powers = np.cumprod(np.stack([np.ones_like(s), *[s] * (DEGREE - 1)]), axis=0)
        terms = np.hstack([self.terms, self.terms * np.arange(1, DEGREE + 1)[:, None]])
        d_x, d_z, x, z = np.tensordot(terms.T, powers, axes=1)
        strain = np.stack([self.way[0] * x, self.way[1] * z, self.way[0] * z + self.way[1] * x])
        return np.stack([s * d_x, s * d_z]), strain
