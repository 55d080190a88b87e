"""Triangles of three nodes → triangles of six: mid-sides, those of arcs moved onto them.

At the tip of a crack they are moved to a quarter, so that displacements go with √r there. R. S.
Barsoum, Int. J. Numer. Meth. Eng. 10 (1976) 25-37.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stressbump.mesh.audit import jacobian_bound
from stressbump.mesh.elements import TRIANGLE
from stressbump.mesh.mesh import Mesh, facets
from stressbump.process.planar import GRID
from stressbump.process.section import Arc


def six_node(
    points: np.ndarray,
    corners: np.ndarray,
    region: np.ndarray,
    regions: tuple[str, ...],
    width: float,
) -> Mesh:
    """The mesh with mid-side nodes; corners are turned counter-clockwise."""
    p = points[corners]
    d, e = p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]
    clockwise = d[:, 0] * e[:, 1] - d[:, 1] * e[:, 0] < 0
    corners = np.where(clockwise[:, None], corners[:, [0, 2, 1]], corners)
    ends = corners[:, TRIANGLE.sides[:, :2]]
    low, high = np.sort(ends.reshape(-1, 2), axis=1).T
    unique, inverse = np.unique(low * len(points) + high, return_inverse=True)
    mids = len(points) + inverse.reshape(corners.shape)
    ends = np.stack(np.divmod(unique, len(points)), axis=1)
    nodes = np.vstack([points, points[ends].mean(1)])
    return Mesh(
        nodes, np.hstack([corners, mids]), region, regions, np.arange(len(nodes)), float(width)
    )


def curved(mesh: Mesh, arcs: tuple[Arc, ...]) -> Mesh:
    """The mesh with the mid-sides of sides on an arc moved onto it.

    A side whose curve would fold its element back stays straight.
    """
    points = mesh.points.copy()
    every = facets(mesh)
    outside = np.where(every.other < 0, -1, mesh.region[every.other]) != mesh.region[every.elements]
    for arc in arcs:
        if arc.region not in mesh.regions:
            continue
        off = np.abs(np.hypot(*(points - arc.centre).T) - arc.radius) < 5 * GRID
        own = mesh.region[every.elements] == mesh.regions.index(arc.region)
        on = outside & own & off[every.ends].all(1)
        mid = np.unique(every.mids[on])
        ray = points[mid] - arc.centre
        points[mid] = arc.centre + arc.radius * ray / np.hypot(*ray.T)[:, None]
    bent = replace(mesh, points=points)
    folded = jacobian_bound(bent) <= 0
    if folded.any():
        back = np.unique(mesh.mids[folded])
        points[back] = mesh.points[back]
        bent = replace(mesh, points=points)
    return bent


def quarter_points(mesh: Mesh) -> Mesh:
    """The mesh with the mid-sides of sides at its tips at a quarter; after the audit."""
    return _mids_at(mesh, 0.25)


def mid_points(mesh: Mesh) -> Mesh:
    """The mesh with those mid-sides in the middle again."""
    return _mids_at(mesh, 0.5)


def _mids_at(mesh: Mesh, share: float) -> Mesh:
    if not len(mesh.tips):
        return mesh
    points, nodes = mesh.points.copy(), mesh.sides.nodes
    for near, far in ((0, 1), (1, 0)):
        tip, other, mid = nodes[np.isin(nodes[:, near], mesh.tips)][:, [near, far, 2]].T
        points[mid] = points[tip] + share * (points[other] - points[tip])
    return replace(mesh, points=points)
