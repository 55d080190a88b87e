"""Some triangles made smaller: longest sides are halved, and so are their neighbours', until all fit.

Children lie on the very same (curved) geometry: their nodes are of the parent's lattice. M. C.
Rivara, Int. J. Numer. Meth. Eng. 20 (1984) 745-756.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stressbump.mesh.elements.triangle import TRIANGLE, part, turned
from stressbump.mesh.mesh import Mesh
from stressbump.mesh.refinement import lattice

# The longest side runs from A to B. Corners of the children by which sides are halved: AB, BC, CA.
A, B, C, M, N, P = TRIANGLE.places
CHILDREN = {
    (False, False, False): [(A, B, C)],
    (True, False, False): [(A, M, C), (M, B, C)],
    (True, True, False): [(A, M, C), (M, B, N), (M, N, C)],
    (True, False, True): [(A, M, P), (M, C, P), (M, B, C)],
    (True, True, True): [(A, M, P), (M, C, P), (M, B, N), (M, N, C)],
}


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
    nodes = turned(mesh.triangles, longest)
    state = _halved(mesh, nodes, marked)[nodes[:, TRIANGLE.corners :]]
    number, points = lattice(mesh, nodes)
    triangles, parents = [], []
    for pattern, children in CHILDREN.items():
        own = np.flatnonzero((state == pattern).all(axis=1))
        for child in part(np.array(children)):
            triangles.append(number[own][:, child])
            parents.append(own)
    used, new = np.unique(np.concatenate(triangles), return_inverse=True)
    parent = np.concatenate(parents)
    finer = replace(
        mesh,
        points=points[used],
        triangles=new.reshape(-1, TRIANGLE.nodes),
        region=mesh.region[parent],
        origin=np.arange(len(used)),
    )
    return finer, parent


def _longest(mesh: Mesh) -> np.ndarray:
    """(elements,) the longest side; of two as long the one with the lower mid-side node."""
    ends = mesh.points[mesh.triangles[:, TRIANGLE.sides[:, :2]]]
    length = np.linalg.norm(ends[:, :, 1] - ends[:, :, 0], axis=2)
    near = length > (1 - 1e-9) * length.max(axis=1, keepdims=True)
    return np.where(near, mesh.mids, len(mesh.points)).argmin(axis=1)


def _halved(mesh: Mesh, nodes: np.ndarray, marked: np.ndarray) -> np.ndarray:
    """(nodes,) mid-side nodes whose side is halved: an element that has one halves its longest."""
    mids = nodes[:, TRIANGLE.corners :]
    halved = np.zeros(len(mesh.points), bool)
    halved[mids[marked, 0]] = True
    while True:
        lacking = halved[mids].any(axis=1) & ~halved[mids[:, 0]]
        if not lacking.any():
            return halved
        halved[mids[lacking, 0]] = True
