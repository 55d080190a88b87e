"""Where a picture should look closely: at places where three regions meet.

Outside counts as a region; the axis, symmetry planes and outer walls do not. There a film ends or a
bump's rim stands, and there the stress is singular.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stressbump.mesh.mesh import Mesh, facets

OUTSIDE = -1
TALLEST = 1.5  # heights shown per width; below stands only more of the lowest region
MOST = 0.5  # of the triangles, that are worth showing a section's top for
MARGIN = 0.7  # of a zoom's half-width, within which the triple points it shows stand
FILMS = 40.0  # half-width of a close-up in heights of the smallest triangle there


@dataclass(frozen=True, eq=False)
class Extent:
    """The boxes around many shapes: least and largest x and z, (2, n) µm."""

    low: np.ndarray
    high: np.ndarray


def extent(shapes: np.ndarray) -> Extent:
    """The boxes around shapes of some points each (n, points, 2)."""
    corners = np.ascontiguousarray(shapes.transpose(1, 2, 0))
    return Extent(corners.min(axis=0), corners.max(axis=0))


@dataclass(frozen=True)
class Viewport:
    """A rectangle of the section, µm; `close` if it shows single films, `note` for the reader."""

    name: str
    low: tuple[float, float]
    high: tuple[float, float]
    close: bool = False
    note: str = ""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return self.high[0] - self.low[0], self.high[1] - self.low[1]

    def touches(self, extent: Extent) -> np.ndarray:
        """Which shapes (n,) may be seen in it."""
        seen = [
            (high >= a) & (low <= b)
            for low, high, a, b in zip(extent.low, extent.high, self.low, self.high, strict=True)
        ]
        return seen[0] & seen[1]


def whole(mesh: Mesh, elements: np.ndarray) -> Viewport:
    """The section from its top, no deeper than half as much again as it is wide.

    Where most of the mesh lies further down, as at a joint between chip and board, it is shown there.
    """
    points = mesh.points[mesh.triangles[elements]]
    low, high = points.min(axis=(0, 1)), points.max(axis=(0, 1))
    air = 0.02 * float((high - low).min())
    tallest, heights = TALLEST * (high[0] - low[0]), points[..., 1].mean(axis=1)
    depth, top = float(max(low[1], high[1] - tallest)), float(high[1] + air)
    note = f"goes on down to z = {low[1]:g} µm" if depth > low[1] else ""
    middle = float(max(np.median(heights) - tallest / 2, low[1]))
    inside = (heights >= middle) & (heights <= middle + tallest)
    if np.mean(heights >= depth) < MOST < np.mean(inside):
        depth, top = middle, middle + float(tallest)
        note = f"goes on from z = {low[1]:g} up to {high[1]:g} µm"
    return Viewport("", (float(low[0]), depth), (float(high[0]), top), note=note)


def zooms(
    mesh: Mesh, elements: np.ndarray, reach: float, most: int = 3
) -> tuple[tuple[Viewport, Viewport], ...]:
    """Up to `most` squares around triple points, each with a close-up: A and A′, B and B′, …

    Squares have the half-width `reach`, µm, close-ups one that shows the thinnest film. Places
    where most regions meet come first; of places alike, as the openings of an array, the outermost
    stands for all.
    """
    nodes, meeting = triple_points(mesh, elements)
    thickness = _thickness(mesh, elements)[nodes]
    kinds: dict[frozenset[frozenset[int]], np.ndarray] = {}
    for group in _groups(mesh.points[nodes], MARGIN * reach):
        kind = frozenset(meeting[k] for k in group)
        if kind not in kinds or _outer(mesh, nodes[group]) > _outer(mesh, nodes[kinds[kind]]):
            kinds[kind] = group
    ranked = sorted(
        kinds.items(),
        key=lambda entry: (len(frozenset.union(*entry[0])), _outer(mesh, nodes[entry[1]])),
        reverse=True,
    )
    found = []
    for name, (_, group) in zip("ABCDEFGH"[:most], ranked, strict=False):
        places = mesh.points[nodes[group]]
        half = min(FILMS * float(thickness[group].min()), reach / 2)
        inner = next(_groups(places, MARGIN * half))
        zoom = _square(name, places, reach, mesh.width)
        found.append((zoom, _square(f"{name}′", places[inner], half, mesh.width, close=True)))
    return tuple(found)


def triple_points(mesh: Mesh, elements: np.ndarray) -> tuple[np.ndarray, list[frozenset[int]]]:
    """Nodes (n,) at which three or more regions meet, outermost first, and which ones these are."""
    corners = mesh.origin[mesh.corners[elements]]
    sides = facets(mesh, elements)
    outer = mesh.origin[sides.ends[~np.isin(sides.other, elements)]].ravel()
    regions = np.repeat(mesh.region[elements], corners.shape[1])
    pairs = np.unique(
        [
            np.append(corners, outer),
            np.append(regions, np.full(len(outer), OUTSIDE)),
        ],
        axis=1,
    )
    nodes, start, count = np.unique(pairs[0], return_index=True, return_counts=True)
    x = mesh.points[nodes, 0]
    inside = (x > 1e-9 * mesh.width) & (x < mesh.width * (1 - 1e-9))
    keep = np.flatnonzero((count >= 3) & inside)
    keep = keep[np.argsort(-x[keep], kind="stable")]
    meeting = [frozenset(pairs[1, start[k] : start[k] + count[k]].tolist()) for k in keep]
    return nodes[keep], meeting


def _groups(places: np.ndarray, radius: float) -> Iterator[np.ndarray]:
    """Indices of points (n, 2) that one square of that half-width gathers; the fullest first, then
    in the order of the points.
    """
    near = np.abs(places[:, None] - places).max(axis=2) <= radius
    while near.any():
        group = np.flatnonzero(near[np.argmax(near.sum(axis=1))])
        yield group
        near[group] = near[:, group] = False


def _outer(mesh: Mesh, nodes: np.ndarray) -> float:
    return float(mesh.points[nodes, 0].mean())


def _thickness(mesh: Mesh, elements: np.ndarray) -> np.ndarray:
    """Least height of the triangles at each node (nodes,), µm: in a thin film its thickness."""
    corners = mesh.points[mesh.corners[elements]]
    edges = np.roll(corners, -1, axis=1) - corners
    double = np.abs(edges[:, 0, 0] * edges[:, 1, 1] - edges[:, 0, 1] * edges[:, 1, 0])
    height = double / np.linalg.norm(edges, axis=2).max(axis=1)
    least = np.full(len(mesh.points), np.inf)
    np.minimum.at(least, mesh.origin[mesh.corners[elements]], height[:, None])
    return least


def _square(
    name: str, places: np.ndarray, half: float, width: float, close: bool = False
) -> Viewport:
    """A square around places, moved sideways where it would look past the section."""
    x, z = ((places.min(axis=0) + places.max(axis=0)) / 2).tolist()
    x = max(half, min(x, width - half))
    return Viewport(name, (x - half, z - half), (x + half, z + half), close)
