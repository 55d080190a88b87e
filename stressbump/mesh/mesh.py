"""Elements with named regions: what every mesher hands on, and all the mechanics sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from stressbump.mesh.elements import ACROSS, TRIANGLE, Element

NOTHING = np.zeros(0, int)


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles of six nodes, µm.

    `triangles` lists nodes as `element` counts them: corners counter-clockwise, then the mid-sides. Nodes
    along a free face exist once for each side; `origin` names the node each was split from (itself
    elsewhere). `width` is the x of the outer wall; x = 0 is the axis or the symmetry plane. At `tips`
    cracks may end: sides from there have their mid-side node at a quarter.
    """

    points: np.ndarray  # (nodes, 2): x (or r), z
    triangles: np.ndarray  # (elements, 6)
    region: np.ndarray  # (elements,), an index into `regions`
    regions: tuple[str, ...]
    origin: np.ndarray  # (nodes,)
    width: float
    element: Element = TRIANGLE
    tips: np.ndarray = field(default_factory=lambda: NOTHING)  # corner nodes

    @property
    def corners(self) -> np.ndarray:
        """Corner nodes (elements, corners)."""
        return self.triangles[:, : self.element.corners]

    @property
    def mids(self) -> np.ndarray:
        """Mid-side nodes (elements, sides)."""
        return self.triangles[:, self.element.corners :]

    def elements_in(self, *names: str) -> np.ndarray:
        """The elements of the named regions; ValueError for a name the mesh lacks."""
        for name in names:
            if name not in self.regions:
                raise ValueError(
                    f"no region {name!r} in the mesh; there are {', '.join(self.regions)}"
                )
        parts = [self._by_region[self.regions.index(n)] for n in dict.fromkeys(names)]
        return parts[0] if len(parts) == 1 else np.sort(np.concatenate([NOTHING, *parts]))

    @cached_property
    def longest_sides(self) -> np.ndarray:
        """(elements,) length of the longest side of each element, µm."""
        ends = self.points[self.triangles[:, self.element.sides[:, :2]]]
        return np.asarray(np.linalg.norm(ends[:, :, 1] - ends[:, :, 0], axis=2).max(axis=1))

    @cached_property
    def _by_region(self) -> list[np.ndarray]:
        order = np.argsort(self.region, kind="stable")
        order.flags.writeable = False  # handed out again and again
        ends = np.searchsorted(self.region[order], np.arange(1, len(self.regions)))
        return np.split(order, ends)

    @cached_property
    def sides(self) -> Facets:
        """Every side of every element, those of one in a row, with what lies across."""
        count = len(self.element.sides)
        flat = self.triangles[:, self.element.sides].reshape(-1, self.element.sides.shape[1])
        key = self.origin[self.mids.ravel()]
        order = np.argsort(key, kind="stable")
        same = key[order[1:]] == key[order[:-1]]
        across = np.full(len(key), -1)
        across[order[:-1][same]] = order[1:][same]
        across[order[1:][same]] = order[:-1][same]
        inner = across >= 0
        other_nodes = np.where(inner[:, None], flat[across][:, ACROSS], -1)
        own = np.arange(len(key))
        other = np.where(inner, across // count, -1)
        return Facets(own // count, own % count, flat, other, other_nodes)

    @cached_property
    def interfaces(self) -> dict[tuple[str, str], Facets]:
        """By pair of regions that touch: the sides that the first shares with the second."""
        every, count = self.sides, len(self.regions)
        pair = self.region[every.elements] * count + self.region[every.other]
        pair[(every.other < 0) | (self.region[every.elements] == self.region[every.other])] = -1
        order = np.argsort(pair, kind="stable")
        found, starts = np.unique(pair[order], return_index=True)
        parts = np.split(order, starts[1:])
        return {
            (self.regions[key // count], self.regions[key % count]): every[part]
            for key, part in zip(found.tolist(), parts, strict=True)
            if key >= 0
        }


def distinct(numbers: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Those of 0 … size - 1 that occur, in order, and the place of each number among them.

    As `np.unique` with `return_inverse`, without sorting.
    """
    there = np.zeros(size, dtype=bool)
    there[numbers] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[numbers]


@dataclass(frozen=True, eq=False)
class Facets:
    """Sides of elements, counter-clockwise around the region they belong to.

    The outward normal lies to the right of start → end. `other` is the element across, -1 outside.
    """

    elements: np.ndarray  # (facets,)
    sides: np.ndarray  # (facets,), which of its element's
    nodes: np.ndarray  # (facets, 3): start, end, mid-side, on the first region's side
    other: np.ndarray  # (facets,)
    other_nodes: np.ndarray  # (facets, 3): the same places seen from the other side, or -1

    @property
    def ends(self) -> np.ndarray:
        """Start and end (facets, 2)."""
        return self.nodes[:, :2]

    @property
    def mids(self) -> np.ndarray:
        """Mid-side nodes (facets,)."""
        return self.nodes[:, 2]

    @property
    def bonded(self) -> np.ndarray:
        """Whether both sides share the mid-side node (facets,): a free face may still share its tips."""
        return self.mids == self.other_nodes[:, 2]

    def __getitem__(self, keep: np.ndarray) -> Facets:
        """Some of the facets, by index or mask."""
        return Facets(
            self.elements[keep],
            self.sides[keep],
            self.nodes[keep],
            self.other[keep],
            self.other_nodes[keep],
        )


def facets(mesh: Mesh, elements: np.ndarray | None = None) -> Facets:
    """Sides of the given elements (all by default) with what lies across, free faces included."""
    if elements is None:
        return mesh.sides
    count = len(mesh.element.sides)
    return mesh.sides[(count * elements[:, None] + np.arange(count)).ravel()]


def interface(mesh: Mesh, first: str, second: str) -> Facets:
    """Sides that `first` shares with `second`; the normal points from first to second."""
    for name in (first, second):
        mesh.elements_in(name)
    return mesh.interfaces.get((first, second)) or mesh.sides[NOTHING]


def boundary(mesh: Mesh, *names: str) -> Facets:
    """Sides of the named regions (all by default) that face none of these regions."""
    elements = mesh.elements_in(*(names or mesh.regions))
    mine = facets(mesh, elements)
    return mine[~np.isin(mine.other, elements)]


def facet_ends(mesh: Mesh, part: Facets) -> np.ndarray:
    """Nodes (of the first region's side) at which the chain of facets ends."""
    nodes = part.ends.ravel()
    _, index, count = np.unique(mesh.origin[nodes], return_index=True, return_counts=True)
    return nodes[index[count == 1]]
