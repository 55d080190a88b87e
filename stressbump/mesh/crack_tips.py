"""Tips of flaws in an arrangement: a vertex for each length, and how fine the mesh has to be there.

Within the `reach` of a tip nothing lies but the interface it is on and faces parallel to it: nodes can
move along the interface there, and all edges that they drag along stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from stressbump.errors import InputError, did_you_mean
from stressbump.mesh.arrangement import TOLERANCE, Arrangement, distance
from stressbump.mesh.chains import along, chain_from, end_node, ends_of
from stressbump.process.planar import GRID
from stressbump.process.section import Flaw

PARALLEL = 1e-6  # sine of the angle up to which edges count as parallel
ELEMENTS = 20  # at a tip, to its reach
IN_FILM = 10  # and to the nearest face parallel to it
BETWEEN = 4  # and to the next tip
LEAST = 1e-3  # µm, the smallest element at a tip
MOUTH = 1e-3  # µm, the element where a third region spans a mouth


def reach(tips: np.ndarray, way: np.ndarray, starts: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """How near edges (n, 2) → (n, 2) that are not parallel to a unit vector `way` come to tips (tips,)."""
    run = stops - starts
    sine = (run[:, 0] * way[1] - run[:, 1] * way[0]) / np.linalg.norm(run, axis=1)
    across = np.abs(sine) > PARALLEL
    return np.asarray(distance(tips, starts[across], stops[across])[0].min(axis=1))


def beside(tip: np.ndarray, way: np.ndarray, starts: np.ndarray, stops: np.ndarray) -> float:
    """How near edges (n, 2) → (n, 2) come to a tip that do not lie on its line along `way`."""
    off = np.abs(np.stack([starts - tip, stops - tip]) @ [-way[1], way[0]]).max(axis=0) > GRID
    return float(distance(tip[None], starts[off], stops[off])[0].min())


def with_crack_tips(arr: Arrangement, flaws: Iterable[Flaw]) -> Arrangement:
    """The arrangement with a vertex at every tip; InputError for a flaw that cannot be there."""
    marks = arr
    for flaw in flaws:
        if flaw.closely:
            marks = _with_stations(marks, flaw)
        else:
            for length in flaw.lengths:
                marks = _with_tip(marks, flaw, length)
        marks = _with_mouth(marks, flaw)
    return _resolved(marks)


def interface_length(arr: Arrangement, flaw: Flaw) -> float:
    """How long the interface is from the end where a flaw's cracks begin, µm; InputError."""
    return float(_course_of(arr, flaw)[2][-1])


def start_of(arr: Arrangement, flaw: Flaw) -> int:
    """The vertex where a flaw's cracks begin; InputError."""
    return int(_course_of(arr, flaw)[0][0])


def _course_of(arr: Arrangement, flaw: Flaw) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vertices on the way of a flaw (n + 1,), the edges between (n,), and how far each vertex is."""
    own = _interface(arr, flaw)
    edges = arr.edges[own]
    start = end_node(ends_of(edges, arr.vertices), flaw.end, arr.vertices, f"flaw {flaw}")
    nodes, way = chain_from(edges, start)
    return nodes, own[way], along(arr.vertices, nodes)


def _with_stations(arr: Arrangement, flaw: Flaw) -> Arrangement:
    """The arrangement with a vertex at every length that no other vertex is near, one element apart."""
    _refuse_long(arr, flaw, max(flaw.lengths))
    steps = np.diff(np.append(0.0, flaw.lengths))
    for length, step in zip(flaw.lengths, steps.tolist(), strict=True):
        nodes, way, s = _course_of(arr, flaw)
        if np.abs(s - length).min() > step / 2:
            arr = _parted(arr, nodes, way, s, length)
            arr = replace(arr, stations={**arr.stations, len(arr.vertices) - 1: step})
    return arr


def _with_mouth(arr: Arrangement, flaw: Flaw) -> Arrangement:
    """The arrangement with a small element where cracks begin, if a third region spans their mouth."""
    mouth = int(_course_of(arr, flaw)[0][0])
    if (arr.sides[(arr.edges == mouth).any(axis=1)] < 0).any():
        return arr
    return replace(arr, stations={**arr.stations, mouth: MOUTH})


def _refuse_long(arr: Arrangement, flaw: Flaw, length: float) -> None:
    if length >= (whole := interface_length(arr, flaw)) - TOLERANCE:
        raise InputError(
            f"flaw {flaw}, {length:.10g} µm: the interface is {whole:.6g} µm long from there; a flaw has to"
            f" end before, allowed are {TOLERANCE:g} µm to less than {whole - TOLERANCE:.10g} µm"
        )


def _parted(
    arr: Arrangement, nodes: np.ndarray, way: np.ndarray, s: np.ndarray, length: float
) -> Arrangement:
    """The arrangement with a vertex more at a length of a way, the last of all."""
    k = int(np.searchsorted(s, length)) - 1
    share = (length - s[k]) / (s[k + 1] - s[k])
    a, b = arr.vertices[nodes[k : k + 2]]
    return _with_vertex(arr, int(way[k]), (1 - share) * a + share * b)


def _resolved(arr: Arrangement) -> Arrangement:
    """The arrangement with elements between any two tips."""
    if len(arr.crack_tips) < 2:
        return arr
    tips = list(arr.crack_tips)
    apart, _ = cKDTree(arr.vertices[tips]).query(arr.vertices[tips], k=2)
    sizes = zip(tips, arr.crack_tips.values(), apart[:, 1] / BETWEEN, strict=True)
    return replace(arr, crack_tips={tip: max(LEAST, min(size, d)) for tip, size, d in sizes})


def _with_tip(arr: Arrangement, flaw: Flaw, length: float) -> Arrangement:
    _refuse_long(arr, flaw, length)
    nodes, way, s = _course_of(arr, flaw)
    near, places = int(np.abs(s - length).argmin()), arr.vertices[nodes]
    if abs(s[near] - length) < GRID and _straight(arr, nodes[near - 1 : near + 2]):
        return _tipped(arr, int(nodes[near]), places[near] - places[near - 1])
    if abs(s[near] - length) < TOLERANCE:
        x, z = places[near]
        taken = int(nodes[near]) in arr.crack_tips
        what = "start" if near == 0 else "tip of another crack" if taken else "corner"
        least = s[near] + TOLERANCE
        shorter = f", or of {s[near] - TOLERANCE:.6g} µm at most" if near else ""
        raise InputError(
            f"flaw {flaw}, {length:g} µm: it would end within {TOLERANCE * 1e3:g} nm of the {what} at"
            f" x = {x:.4f}, z = {z:.4f} µm; allowed is a length of {least:.6g} µm or more{shorter}"
        )
    k = int(np.searchsorted(s, length)) - 1
    cut = _parted(arr, nodes, way, s, length)
    return _tipped(cut, len(arr.vertices), places[k + 1] - places[k])


def _interface(arr: Arrangement, flaw: Flaw) -> np.ndarray:
    """Edges between the two regions of a flaw."""
    labels = np.where(arr.sides < 0, -1, arr.face_region[arr.sides])
    pair = [arr.regions.index(name) if name in arr.regions else -2 for name in flaw.at]
    own = np.flatnonzero((np.sort(labels, axis=1) == np.sort(pair)).all(axis=1))
    if not len(own):
        inner = labels[(labels >= 0).all(axis=1) & (labels[:, 0] != labels[:, 1])]
        there = {
            "/".join(arr.regions[k] for k in pair) for pair in np.unique(np.sort(inner), axis=0)
        }
        raise InputError(f"flaw {flaw}: no such interface{did_you_mean('/'.join(flaw.at), there)}")
    return own


def _straight(arr: Arrangement, nodes: np.ndarray) -> bool:
    """Whether a chain goes straight on at the middle one of three nodes, and nothing else ends there."""
    before, after = np.diff(arr.vertices[nodes], axis=0)
    sine = (before[0] * after[1] - before[1] * after[0]) / np.prod(
        np.linalg.norm([before, after], axis=1)
    )
    return abs(float(sine)) < PARALLEL and int((arr.edges == nodes[1]).sum()) == 2


def _with_vertex(arr: Arrangement, edge: int, place: np.ndarray) -> Arrangement:
    """The arrangement with an edge parted at a place."""
    new, (a, b) = len(arr.vertices), arr.edges[edge].tolist()
    if arr.arc[edge] >= 0:
        circle = arr.arcs[arr.arc[edge]]
        ray = place - circle.centre
        place = circle.centre + circle.radius * ray / np.hypot(*ray)
    return replace(
        arr,
        vertices=np.vstack([arr.vertices, place]),
        edges=np.vstack(
            [np.where(np.arange(len(arr.edges))[:, None] == edge, [a, new], arr.edges), [new, b]]
        ),
        sides=np.vstack([arr.sides, arr.sides[edge]]),
        arc=np.append(arr.arc, arr.arc[edge]),
        faces=tuple(
            (region, tuple(_through(r, a, b, new) for r in rings)) for region, rings in arr.faces
        ),
    )


def _through(ring: tuple[int, ...], a: int, b: int, new: int) -> tuple[int, ...]:
    """A ring with a vertex more between two that follow one another in it, if they do."""
    for k, pair in enumerate(zip(ring, ring[1:] + ring[:1], strict=True)):
        if set(pair) == {a, b}:
            return (*ring[: k + 1], new, *ring[k + 1 :])
    return ring


def _tipped(arr: Arrangement, vertex: int, run: np.ndarray) -> Arrangement:
    """The arrangement with a vertex known as a tip, and the size of elements wanted there."""
    tip, way = arr.vertices[vertex], run / np.linalg.norm(run)
    starts, stops = arr.vertices[arr.edges].swapaxes(0, 1)
    alone = beside(tip, way, starts, stops)
    nearest = float(reach(tip[None], way, starts, stops)[0])
    size = max(LEAST, min(nearest / ELEMENTS, alone / IN_FILM))
    return replace(arr, crack_tips={**arr.crack_tips, vertex: size})
