"""Some triangles made smaller: longest sides are halved, and so are their neighbours', until all fit.

Children lie on the very same (curved) geometry: every node of theirs is one of the 15 places (i, j)/4
of the parent's own map. M. C. Rivara, Int. J. Numer. Meth. Eng. 20 (1984) 745-756.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stressbump.mesh.mesh import SIDES, Mesh

# The longest side runs from A to B. Corners of the children by which sides are halved: AB, BC, CA.
A, B, C, M, N, P = (0, 0), (4, 0), (0, 4), (2, 0), (2, 2), (0, 2)
CHILDREN = {
    (False, False, False): [(A, B, C)],
    (True, False, False): [(A, M, C), (M, B, C)],
    (True, True, False): [(A, M, C), (M, B, N), (M, N, C)],
    (True, False, True): [(A, M, P), (M, C, P), (M, B, C)],
    (True, True, True): [(A, M, P), (M, C, P), (M, B, N), (M, N, C)],
}
LATTICE = [A, B, C, M, N, P]  # the parent's own nodes, quarters of its sides, and places within
LATTICE += [(1, 0), (3, 0), (3, 1), (1, 3), (0, 3), (0, 1), (1, 1), (2, 1), (1, 2)]
QUARTERS = np.array([(3, 0), (3, 1), (4, 1), (4, 2), (5, 2), (5, 0)])  # mid-side and nearest corner


def bisected(mesh: Mesh, marked: np.ndarray, times: int = 1) -> Mesh:
    """The mesh with the marked elements (indices) halved at least so many times, their parts too.

    Free faces must not be split yet.
    """
    chosen = np.zeros(len(mesh.triangles), bool)
    chosen[marked] = True
    for _ in range(times):
        mesh, parent = _once(mesh, np.flatnonzero(chosen))
        chosen = chosen[parent]
    return mesh


def _once(mesh: Mesh, marked: np.ndarray) -> tuple[Mesh, np.ndarray]:
    """The mesh with the marked elements halved, and the element each of its own is a part of."""
    longest = _longest(mesh)
    order = (longest[:, None] + np.arange(3)) % 3
    nodes = np.take_along_axis(mesh.triangles, np.hstack([order, 3 + order]), axis=1)
    state = _halved(mesh, nodes, marked)[nodes[:, 3:]]
    number, points = _lattice(mesh, nodes)
    triangles, parents = [], []
    for pattern, children in CHILDREN.items():
        own = np.flatnonzero((state == pattern).all(axis=1))
        for child in children:
            mids = [_between(child[a], child[b]) for a, b in SIDES[:, :2]]
            triangles.append(number[own][:, [LATTICE.index(place) for place in (*child, *mids)]])
            parents.append(own)
    used, new = np.unique(np.concatenate(triangles), return_inverse=True)
    parent = np.concatenate(parents)
    finer = replace(
        mesh,
        points=points[used],
        triangles=new.reshape(-1, 6),
        region=mesh.region[parent],
        origin=np.arange(len(used)),
    )
    return finer, parent


def rejoined(mesh: Mesh) -> Mesh:
    """The mesh as it was before its free faces were split."""
    triangles = mesh.origin[mesh.triangles]
    count = int(triangles.max()) + 1
    return replace(mesh, points=mesh.points[:count], triangles=triangles, origin=np.arange(count))


def longest_sides(mesh: Mesh) -> np.ndarray:
    """(elements,) length of each triangle's longest side, µm."""
    ends = mesh.points[mesh.triangles[:, SIDES[:, :2]]]
    length: np.ndarray = np.linalg.norm(ends[:, :, 1] - ends[:, :, 0], axis=2).max(axis=1)
    return length


def _longest(mesh: Mesh) -> np.ndarray:
    """(elements,) the longest side; of two as long the one with the lower mid-side node."""
    ends = mesh.points[mesh.triangles[:, SIDES[:, :2]]]
    length = np.linalg.norm(ends[:, :, 1] - ends[:, :, 0], axis=2)
    near = length > (1 - 1e-9) * length.max(axis=1, keepdims=True)
    return np.where(near, mesh.triangles[:, 3:], len(mesh.points)).argmin(axis=1)


def _halved(mesh: Mesh, nodes: np.ndarray, marked: np.ndarray) -> np.ndarray:
    """(nodes,) mid-side nodes whose side is halved: an element that has one halves its longest."""
    halved = np.zeros(len(mesh.points), bool)
    halved[nodes[marked, 3]] = True
    while True:
        lacking = halved[nodes[:, 3:]].any(axis=1) & ~halved[nodes[:, 3]]
        if not lacking.any():
            return halved
        halved[nodes[lacking, 3]] = True


def _lattice(mesh: Mesh, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Node numbers of all places of all elements (elements, 15), and the points they stand for."""
    count = len(mesh.points)
    shape = np.array([_shape(i / 4, j / 4) for i, j in LATTICE[6:]])
    places = shape @ mesh.points[nodes]
    pairs = nodes[:, QUARTERS[:, 0]] * count + nodes[:, QUARTERS[:, 1]]
    unique, first, index = np.unique(pairs, return_index=True, return_inverse=True)
    inner = count + len(unique) + np.arange(3 * len(nodes)).reshape(-1, 3)
    points = [mesh.points, places[:, :6].reshape(-1, 2)[first], places[:, 6:].reshape(-1, 2)]
    number = np.hstack([nodes, count + index.reshape(pairs.shape), inner])
    return number, np.concatenate(points)


def _shape(s: float, t: float) -> list[float]:
    r = 1 - s - t
    return [r * (2 * r - 1), s * (2 * s - 1), t * (2 * t - 1), 4 * r * s, 4 * s * t, 4 * t * r]


def _between(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return (a[0] + b[0]) // 2, (a[1] + b[1]) // 2
