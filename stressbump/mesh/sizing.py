"""Where the nodes of every edge go: sizes graded to films, triple points and corners.

h(p) = min(hmax, aspect · film thickness, h_tip + grad · distance to the tip), then limited so that it
grows by at most `grad` per unit of distance, across films too; 1/h is integrated along every edge. From
the tip of a crack it grows more slowly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.spatial import cKDTree

from stressbump.errors import MeshError
from stressbump.mesh.arrangement import Arrangement, distance
from stressbump.process.planar import GRID

STATIONS = np.array([0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98])  # along an edge, where thickness is felt
MOST_EDGES = 6000  # around one piece; each is held against all
MOST_NODES = 30_000  # on one edge; the mesher's time grows with the square
BLOCK = 200  # edges at a time, to spare memory
FINEST = 1e-3  # µm
LONG_FILMS = (
    'allow a larger aspect, thicken the film, or narrow the cell: with support = "laminate" a narrow'
    " cell stands for a wide plate"
)
FROM_CRACK = 0.2  # growth per unit of distance from the tip of a crack
JITTER = 0.2  # of the spacing: the farthest that a seed moves points


@dataclass(frozen=True)
class Sizes:
    """Element sizes, µm: `tip` is the largest element at a triple point, `aspect` the longest film
    element in film thicknesses, `grad` the growth per unit of distance.
    """

    tip: float
    largest: float = 25.0
    aspect: float = 30.0
    grad: float = 0.5

    def scaled(self, factor: float) -> Sizes:
        """All sizes times a factor."""
        return Sizes(self.tip * factor, self.largest * factor, self.aspect * factor, self.grad)


def film_thickness(arr: Arrangement) -> np.ndarray:
    """(edges, stations) distance to the facing edges of the same face, ∞ where nothing faces."""
    a, b = arr.vertices[arr.edges[:, 0]], arr.vertices[arr.edges[:, 1]]
    unit = (b - a) / np.linalg.norm(b - a, axis=1)[:, None]
    out = np.full((len(arr.edges), len(STATIONS)), np.inf)
    around = [np.flatnonzero((arr.sides == face).any(1)) for face in range(len(arr.faces))]
    _refuse_too_many(arr, [len(k) for k in around])
    for k in around:
        for own in np.array_split(k, len(k) // BLOCK + 1):
            points = a[own, None] + STATIONS[:, None] * (b - a)[own, None]
            gap, foot = distance(points.reshape(-1, 2), a[k], b[k])
            ends = arr.edges[own][:, None, :, None] == arr.edges[k][None, :, None, :]
            facing = (np.abs(unit[own] @ unit[k].T) > 0.7) & ~ends.any((2, 3))
            gap[(foot < -0.05) | (foot > 1.05) | ~np.repeat(facing, len(STATIONS), axis=0)] = np.inf
            out[own] = np.minimum(out[own], gap.min(1).reshape(len(own), -1))
    return out


def _refuse_too_many(arr: Arrangement, counts: list[int]) -> None:
    if (most := max(counts)) > MOST_EDGES:
        name = arr.regions[arr.face_region[counts.index(most)]]
        raise MeshError(
            f"{name}: {most:,} edges around one piece, more than {MOST_EDGES:,}; model a part of the"
            " array, or half a pitch of it"
        )


def _refuse_too_long(arr: Arrangement, thickness: np.ndarray, sizes: Sizes) -> None:
    """MeshError for an edge that its film, with elements as long as may be, gives too many nodes."""
    length = np.linalg.norm(np.diff(arr.vertices[arr.edges], axis=1)[:, 0], axis=1)
    film = thickness.max(axis=1)
    count = length / np.minimum(sizes.largest, sizes.aspect * film)
    if (most := count.max()) > MOST_NODES:
        k = int(count.argmax())
        names = {arr.regions[arr.face_region[face]] for face in arr.sides[k] if face >= 0}
        raise MeshError(
            f"an edge of {' and '.join(sorted(names))}, {length[k]:g} µm long, would have {most:,.0f}"
            f" nodes, more than {MOST_NODES:,}: it bounds a film of {film[k] * 1e3:.4g} nm with elements"
            f" of at most {sizes.aspect:g} thicknesses; {LONG_FILMS}"
        )


def _tips(
    arr: Arrangement, thickness: np.ndarray, sizes: Sizes
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points where three regions meet, an interface turns, or a crack ends.

    With the size wanted there, and how it grows per unit of distance.
    """
    count = len(arr.vertices)
    thin = np.full(count, np.inf)
    np.minimum.at(thin, arr.edges, np.broadcast_to(thickness.min(1)[:, None], arr.edges.shape))
    labels = np.where(arr.sides < 0, -1, arr.face_region[arr.sides])
    meet = np.zeros((count, len(arr.regions) + 1), bool)
    for end in (0, 1):
        for side in (0, 1):
            meet[arr.edges[:, end], labels[:, side]] = True
    triple = meet.sum(1) >= 3
    corner = ~triple & _turns(arr)
    wall = (arr.vertices[:, 0] < GRID) | (arr.vertices[:, 1] < GRID)
    if not arr.free_wall:
        wall |= arr.vertices[:, 0] > arr.width - GRID
    triple, corner = triple & ~wall, corner & ~wall
    h = np.where(triple, np.clip(thin / 2, FINEST, sizes.tip), np.clip(thin, FINEST, 4 * sizes.tip))
    keep = triple | corner
    grows = np.full(count, sizes.grad)
    for vertex, size in {**arr.stations, **arr.crack_tips}.items():
        keep[vertex], h[vertex], grows[vertex] = True, size, FROM_CRACK
    return arr.vertices[keep], h[keep], grows[keep]


def _turns(arr: Arrangement) -> np.ndarray:
    """Vertices of two edges that turn by more than 20°."""
    count = len(arr.vertices)
    a, b = arr.vertices[arr.edges[:, 0]], arr.vertices[arr.edges[:, 1]]
    unit = (b - a) / np.linalg.norm(b - a, axis=1)[:, None]
    degree = np.bincount(arr.edges.ravel(), minlength=count)
    total = np.zeros((count, 2))
    np.add.at(total, arr.edges[:, 0], unit)
    np.add.at(total, arr.edges[:, 1], -unit)
    # two unit vectors out of a vertex sum to length 2 cos(half the angle between them)
    return (degree == 2) & (np.linalg.norm(total, axis=1) > 2 * np.sin(np.radians(10)))


@dataclass(frozen=True, eq=False)
class _Field:
    """The size wanted at points of edges, before it is limited across films."""

    thickness: np.ndarray
    tips: np.ndarray
    at_tips: np.ndarray
    from_tips: np.ndarray  # growth per unit of distance
    sizes: Sizes

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self.tips)

    def __call__(self, edge: np.ndarray, fraction: np.ndarray, points: np.ndarray) -> np.ndarray:
        right = np.clip(np.searchsorted(STATIONS, fraction), 1, len(STATIONS) - 1)
        u0, u1 = STATIONS[right - 1], STATIONS[right]
        w = np.clip((fraction - u0) / (u1 - u0), 0, 1)
        film = (1 - w) * self.thickness[edge, right - 1] + w * self.thickness[edge, right]
        h = np.minimum(self.sizes.largest, self.sizes.aspect * film)
        if len(self.tips):
            k = min(8, len(self.tips))
            d, i = self._tree.query(points, k=k)
            d, i = d.reshape(len(points), k), i.reshape(len(points), k)
            h = np.minimum(h, (self.at_tips[i] + self.from_tips[i] * d).min(1))
        return h


def _samples(
    arr: Arrangement, field: _Field, length: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Edge index, arc length and size of samples that march along all edges with half the size."""
    a, b = arr.vertices[arr.edges[:, 0]], arr.vertices[arr.edges[:, 1]]
    active, s = np.arange(len(length)), np.zeros(len(length))
    found = [(active, length, field(active, np.ones(len(active)), b))]
    while len(active):
        t = s[active] / length[active]
        h = field(active, t, a[active] + t[:, None] * (b - a)[active])
        found.append((active, s[active], h))
        s[active] += h / 2
        active = active[s[active] < length[active]]
    edge, place, size = (np.concatenate([f[k] for f in found]) for k in range(3))
    order = np.lexsort((place, edge))
    return edge[order], place[order], size[order]


def space(arr: Arrangement, sizes: Sizes, seed: int = 0) -> list[np.ndarray]:
    """Points of every edge from end to end, (n, 2) each; those of arcs lie on their circle.

    A seed other than 0 moves inner points at random, by up to `JITTER` of their spacing.
    """
    thickness = film_thickness(arr)
    finite = np.isfinite(thickness)
    widest = np.where(finite, thickness, -np.inf).max(1)
    narrow = np.where(finite, thickness, np.inf).min(1)
    fallback = np.where(np.isfinite(widest), narrow, 1e9)
    felt = np.where(finite, thickness, fallback[:, None])
    _refuse_too_long(arr, felt, sizes)
    field = _Field(felt, *_tips(arr, thickness, sizes), sizes)
    a, b = arr.vertices[arr.edges[:, 0]], arr.vertices[arr.edges[:, 1]]
    length = np.linalg.norm(b - a, axis=1)
    edge, place, size = _samples(arr, field, length)
    points = a[edge] + (place / length[edge])[:, None] * (b - a)[edge]
    tree = cKDTree(points)
    k = min(12, len(points))
    d, i = tree.query(points, k=k)
    for _ in range(3):
        size = (size[i] + sizes.grad * d).min(1)
    starts = np.searchsorted(edge, np.arange(len(length) + 1))
    jitter, random = JITTER if seed else 0.0, np.random.default_rng(seed)
    return [
        _edge_points(arr, k, place[lo:hi], size[lo:hi], jitter, random)
        for k, (lo, hi) in enumerate(pairwise(starts))
    ]


def _edge_points(
    arr: Arrangement,
    k: int,
    s: np.ndarray,
    h: np.ndarray,
    jitter: float,
    random: np.random.Generator,
) -> np.ndarray:
    density = np.r_[0, np.cumsum(0.5 * (1 / h[1:] + 1 / h[:-1]) * np.diff(s))]
    n = max(1, int(np.ceil(density[-1] - 0.2)))
    a, b = arr.vertices[arr.edges[k]]
    if n == 1:
        return np.stack([a, b])
    at = np.linspace(0, density[-1], n + 1)
    at[1:-1] += jitter * at[1] * random.uniform(-1, 1, n - 1)
    t = np.interp(at, density, s) / s[-1]
    points = a + t[:, None] * (b - a)
    if arr.arc[k] >= 0:
        circle = arr.arcs[arr.arc[k]]
        ray = points - circle.centre
        points = circle.centre + circle.radius * ray / np.hypot(*ray.T)[:, None]
    points[0], points[-1] = a, b
    return points
