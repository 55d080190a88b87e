"""Meshes of known shape: a tensor grid of six-node triangles, and what a map makes of it.

The cases need no mesher, so their meshes can be halved exactly and their interfaces lie where they
should.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from itertools import pairwise
from math import pi

import numpy as np

from stressbump.mesh.mesh import Facets, Mesh, boundary

LOWER = np.array([[0, 0], [2, 0], [2, 2], [1, 0], [2, 1], [1, 1]])  # steps from a cell's corner
UPPER = np.array([[0, 0], [2, 2], [0, 2], [1, 1], [1, 2], [0, 1]])


def lines(*stops: float, cells: int | tuple[int, ...]) -> np.ndarray:
    """Grid lines through the stops, with so many equal cells between each two."""
    counts = (cells,) * (len(stops) - 1) if isinstance(cells, int) else cells
    parts = [
        np.linspace(a, b, n + 1)[:-1] for (a, b), n in zip(pairwise(stops), counts, strict=True)
    ]
    return np.append(np.concatenate(parts), stops[-1])


def grid(x: np.ndarray, z: np.ndarray, region_of: Callable[[float, float], str]) -> Mesh:
    """Cells between the lines, each cut in two triangles and named by `region_of` its centre.

    The cut points to the origin, so that `rounded` may bend squares around it into circles.
    """
    x, z = np.asarray(x, dtype=float), np.asarray(z, dtype=float)
    nx, nz = len(x) - 1, len(z) - 1
    fine_x, fine_z = _with_middles(x), _with_middles(z)
    points = np.stack(np.meshgrid(fine_x, fine_z, indexing="ij"), axis=-1).reshape(-1, 2)
    i, k = (index.ravel() for index in np.meshgrid(range(nx), range(nz), indexing="ij"))
    centre = np.stack([fine_x[2 * i + 1], fine_z[2 * k + 1]], axis=1)
    named = np.array([region_of(*c) for c in centre])
    regions, region = np.unique(named, return_inverse=True)
    # to the right of and above the origin the cut rises, elsewhere its mirror image
    rising = (centre[:, 0] * centre[:, 1] > 0)[:, None]
    columns = 2 * nz + 1

    def nodes(steps: np.ndarray) -> np.ndarray:
        mirrored = (np.array([2, 0]) + np.array([-1, 1]) * steps)[[0, 2, 1, 5, 4, 3]]
        dx, dz = (np.where(rising, steps[:, a], mirrored[:, a]) for a in (0, 1))
        return (2 * i[:, None] + dx) * columns + 2 * k[:, None] + dz

    triangles = np.concatenate([nodes(LOWER), nodes(UPPER)])
    return Mesh(
        points,
        triangles,
        np.tile(region, 2),
        tuple(str(name) for name in regions),
        np.arange(len(points)),
        float(x[-1]),
    )


def mapped(mesh: Mesh, function: Callable[[np.ndarray], np.ndarray]) -> Mesh:
    """The same triangles, their nodes moved by a function of places (nodes, 2), mid-sides too."""
    points = function(mesh.points)
    return replace(mesh, points=points, width=float(points[:, 0].max()))


def rounded(points: np.ndarray) -> np.ndarray:
    """Squares around the origin become circles: radius max(|x|, |z|), angle in proportion.

    P. Shirley, K. Chiu, A low distortion map between disk and square, J. Graphics Tools 2(3)
    (1997) 45-52.
    """
    x, z = points.T
    radius = np.maximum(np.abs(x), np.abs(z))
    flat = np.abs(x) >= np.abs(z)
    with np.errstate(divide="ignore", invalid="ignore"):
        angle = pi / 4 * np.where(flat, z / x, x / z)
    angle = np.where(radius > 0, angle, 0.0)
    along, across = np.sign(np.where(flat, x, z)) * radius * np.cos(angle), radius * np.sin(angle)
    across = across * np.sign(np.where(flat, x, z))
    return np.stack([np.where(flat, along, across), np.where(flat, across, along)], axis=1)


def polar(points: np.ndarray) -> np.ndarray:
    """Places (r, φ) become (r cos φ, r sin φ), exactly on x = 0 where φ = ±π/2."""
    r, angle = points.T
    x = np.where(np.isclose(np.abs(angle), pi / 2, rtol=0, atol=1e-12), 0.0, r * np.cos(angle))
    return np.stack([x, r * np.sin(angle)], axis=1)


def _with_middles(lines: np.ndarray) -> np.ndarray:
    fine = np.empty(2 * len(lines) - 1)
    fine[::2] = lines
    fine[1::2] = (lines[1:] + lines[:-1]) / 2
    return fine


def facets_at(mesh: Mesh, level: float, along: Callable[[np.ndarray], np.ndarray]) -> Facets:
    """Outer sides whose mid-nodes lie at one level of a function of places (nodes, 2)."""
    outer = boundary(mesh)
    on = np.abs(along(mesh.points[outer.mids]) - level) <= 1e-9 * mesh.width
    return Facets(*(getattr(outer, f.name)[on] for f in fields(Facets)))
