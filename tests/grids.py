"""Small structured meshes of six-node triangles, for tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from stressbump.mesh.elements import TRIANGLE
from stressbump.mesh.mesh import Facets, Mesh, boundary


def grid(
    x: Sequence[float], z: Sequence[float], region_of: Callable[[float, float], str] | None = None
) -> Mesh:
    """Rectangles between lines, each cut in two; named by `region_of(centre)`, else "body"."""
    nz = 2 * len(z) - 1
    fine = [np.interp(np.arange(2 * len(v) - 1) / 2, np.arange(len(v)), v) for v in (x, z)]
    points = np.stack(np.meshgrid(*fine, indexing="ij"), axis=-1).reshape(-1, 2)
    i, j = (
        v.ravel() for v in np.meshgrid(np.arange(len(x) - 1), np.arange(len(z) - 1), indexing="ij")
    )

    def at(across: int, up: int) -> np.ndarray:
        return (2 * i + across) * nz + 2 * j + up

    lower = [at(0, 0), at(2, 0), at(2, 2), at(1, 0), at(2, 1), at(1, 1)]
    upper = [at(0, 0), at(2, 2), at(0, 2), at(1, 1), at(1, 2), at(0, 1)]
    triangles = np.stack([np.stack(lower, -1), np.stack(upper, -1)], 1).reshape(-1, 6)
    centres = points[triangles[:, : TRIANGLE.corners]].mean(axis=1)
    names = [region_of(cx, cz) if region_of else "body" for cx, cz in centres]
    regions = tuple(dict.fromkeys(names))
    region = np.array([regions.index(name) for name in names])
    return Mesh(points, triangles, region, regions, np.arange(len(points)), float(x[-1]))


def mapped(
    mesh: Mesh, function: Callable[[np.ndarray], np.ndarray], width: float | None = None
) -> Mesh:
    """The mesh with its nodes moved by a function of (nodes, 2) places, mid-sides too."""
    points = function(mesh.points)
    return replace(mesh, points=points, width=points[:, 0].max() if width is None else width)


def nodes_at(mesh: Mesh, x: float | None = None, z: float | None = None) -> np.ndarray:
    """Nodes on a line of constant x or z (or at their crossing)."""
    on = np.ones(len(mesh.points), dtype=bool)
    for value, place in zip((x, z), mesh.points.T, strict=True):
        on &= True if value is None else np.isclose(place, value, rtol=0, atol=1e-9 * mesh.width)
    return np.flatnonzero(on)


def outline_at(mesh: Mesh, x: float | None = None, z: float | None = None) -> Facets:
    """Outer facets on a line of constant x or z."""
    outline = boundary(mesh)
    keep = np.isin(outline.nodes, nodes_at(mesh, x, z)).all(axis=1)
    return Facets(*(part[keep] for part in vars(outline).values()))
