"""Faces that bond nothing: their nodes exist once for each side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from stressbump.mesh.elements import ACROSS
from stressbump.mesh.mesh import Mesh, facets


def split_free_faces(mesh: Mesh, pairs: Iterable[tuple[str, str]]) -> Mesh:
    """The mesh with nodes doubled along the faces between the named pairs of regions."""
    every = facets(mesh)
    mine, theirs = mesh.region[every.elements], mesh.region[every.other]
    cut = np.zeros(len(mine), bool)
    named = [pair for pair in pairs if set(pair) <= set(mesh.regions)]
    if not named:
        return mesh
    for pair in named:
        i, j = (mesh.regions.index(name) for name in pair)
        cut |= ((mine == i) & (theirs == j)) | ((mine == j) & (theirs == i))
    return parted(mesh, cut & (every.other >= 0))


def parted(mesh: Mesh, cut: np.ndarray) -> Mesh:
    """The mesh with nodes doubled along those of its `sides` that are cut (sides,), from both sides.

    At each node the triangles that still hang together through other sides keep one copy, so that tips
    and ends need no special case.
    """
    every = facets(mesh)
    nodes, sides = mesh.element.nodes, mesh.element.sides
    corner = every.elements[:, None] * nodes + sides[every.sides]  # (facets, 3) incidences
    keep = np.flatnonzero(every.bonded & ~cut)
    facing = _facing_side(mesh, every.other[keep], every.mids[keep])
    across = every.other[keep, None] * nodes + sides[facing][:, ACROSS]
    links = (corner[keep].ravel(), across.ravel())
    count = mesh.triangles.size
    graph = coo_matrix((np.ones(len(links[0]), bool), links), (count, count))
    group = connected_components(graph, directed=False)[1]
    return _renumbered(mesh, group)


def rejoined(mesh: Mesh) -> Mesh:
    """The mesh as it was before its free faces were split."""
    triangles = mesh.origin[mesh.triangles]
    count = int(triangles.max()) + 1
    return replace(mesh, points=mesh.points[:count], triangles=triangles, origin=np.arange(count))


def _facing_side(mesh: Mesh, other: np.ndarray, mid: np.ndarray) -> np.ndarray:
    """Which side of the other element has the mid-side node."""
    return (mesh.mids[other] == mid[:, None]).argmax(1)


def _renumbered(mesh: Mesh, group: np.ndarray) -> Mesh:
    """A node for each group of incidences; the first group of a node keeps its number."""
    groups = int(group.max()) + 1
    pairs, incidence = np.unique(mesh.triangles.ravel() * groups + group, return_inverse=True)
    number = pairs // groups
    new = np.r_[False, number[1:] == number[:-1]]
    extra = number[new]
    number[new] = len(mesh.points) + np.arange(len(extra))
    return replace(
        mesh,
        points=np.vstack([mesh.points, mesh.points[extra]]),
        triangles=number[incidence.ravel()].reshape(mesh.triangles.shape),
        origin=np.r_[mesh.origin, mesh.origin[extra]],
    )
