"""Triangles of three nodes → audited triangles of six: mid-sides, arcs, refinement, free faces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from stressbump.errors import MeshError
from stressbump.mesh.mesh import SIDES, Mesh, distinct, facets
from stressbump.process.planar import GRID, rings
from stressbump.process.section import Arc, Section

STRAIGHT_ERROR = 1e-9  # relative error of a region's area where all its sides are straight
CURVED_ERROR = 1e-5  # the same where mid-sides stand for arcs


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
    low, high = np.sort(corners[:, SIDES[:, :2]].reshape(-1, 2), axis=1).T
    unique, inverse = np.unique(low * len(points) + high, return_inverse=True)
    mids = len(points) + inverse.reshape(-1, 3)
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
        on = outside & own & off[every.nodes[:, :2]].all(1)
        mid = np.unique(every.nodes[on, 2])
        ray = points[mid] - arc.centre
        points[mid] = arc.centre + arc.radius * ray / np.hypot(*ray.T)[:, None]
    bent = replace(mesh, points=points)
    folded = jacobian_bound(bent) <= 0
    if folded.any():
        back = np.unique(mesh.triangles[folded, 3:])
        points[back] = mesh.points[back]
        bent = replace(mesh, points=points)
    return bent


def jacobian_bound(mesh: Mesh) -> np.ndarray:
    """(elements,) lower bound of the Jacobian determinant, from its Bernstein coefficients.

    The determinant of a six-node triangle is a quadratic; its Bernstein coefficients are its corner
    values and 2 J(mid) − (J(a) + J(b)) / 2 on each side. Johnen, Remacle, Geuzaine (2013).
    """
    at = np.array([[0, 0], [1, 0], [0, 1], [0.5, 0], [0.5, 0.5], [0, 0.5]])
    grad = np.array([_gradients(s, t) for s, t in at])  # (places, nodes, 2)
    x, z = np.moveaxis(mesh.points[mesh.triangles], 2, 0)
    along_s, along_t = grad[..., 0].T, grad[..., 1].T
    det = (x @ along_s) * (z @ along_t) - (x @ along_t) * (z @ along_s)
    corner, mid = det[:, :3], det[:, 3:]
    return np.hstack([corner, 2 * mid - (corner + corner[:, [1, 2, 0]]) / 2]).min(1)


def _gradients(s: float, t: float) -> np.ndarray:
    """(6, 2) derivatives of the six-node shape functions at (s, t)."""
    r = 1 - s - t
    return np.array(
        [
            [1 - 4 * r, 1 - 4 * r],
            [4 * s - 1, 0],
            [0, 4 * t - 1],
            [4 * (r - s), -4 * s],
            [4 * t, 4 * s],
            [-4 * t, 4 * (r - t)],
        ]
    )


def refined(mesh: Mesh) -> Mesh:
    """Every triangle split in four on the very same (curved) geometry; before free faces are split."""
    t, p = mesh.triangles, mesh.points
    nodes = p[t]
    # points at a quarter and three quarters of each side, and the mid-points of the inner sides
    a, b, m = (nodes[:, SIDES[:, k]] for k in range(3))
    near = 0.375 * a + 0.75 * m - 0.125 * b
    far = 0.375 * b + 0.75 * m - 0.125 * a
    inner = np.einsum("kn,enx->ekx", INNER, nodes)
    sides = np.sort(np.stack([t[:, SIDES[:, 0]], t[:, SIDES[:, 2]]], -1).reshape(-1, 2), axis=1)
    others = np.sort(np.stack([t[:, SIDES[:, 1]], t[:, SIDES[:, 2]]], -1).reshape(-1, 2), axis=1)
    unique, first, inverse = np.unique(
        np.vstack([sides, others]), axis=0, return_index=True, return_inverse=True
    )
    places = np.vstack([near.reshape(-1, 2), far.reshape(-1, 2)])[first]
    near_id = len(p) + inverse.ravel()[: len(sides)].reshape(-1, 3)
    far_id = len(p) + inverse.ravel()[len(sides) :].reshape(-1, 3)
    inner_id = len(p) + len(unique) + np.arange(inner[..., 0].size).reshape(-1, 3)
    children = np.stack(
        [
            np.column_stack(
                [t[:, k], t[:, 3 + k], t[:, 3 + j], near_id[:, k], inner_id[:, k], far_id[:, j]]
            )
            for k, j in ((0, 2), (1, 0), (2, 1))
        ]
        + [np.column_stack([t[:, 3], t[:, 4], t[:, 5], inner_id[:, [1, 2, 0]]])],
        axis=1,
    ).reshape(-1, 6)
    points = np.vstack([p, places, inner.reshape(-1, 2)])
    return replace(
        mesh,
        points=points,
        triangles=children,
        region=np.repeat(mesh.region, 4),
        origin=np.arange(len(points)),
    )


def _shape(s: float, t: float) -> list[float]:
    r = 1 - s - t
    return [r * (2 * r - 1), s * (2 * s - 1), t * (2 * t - 1), 4 * r * s, 4 * s * t, 4 * t * r]


INNER = np.array(
    [_shape(0.25, 0.25), _shape(0.5, 0.25), _shape(0.25, 0.5)]
)  # beside corners 0, 1, 2


def split_free_faces(mesh: Mesh, pairs: Iterable[tuple[str, str]]) -> Mesh:
    """The mesh with nodes doubled along the faces between the named pairs of regions.

    At each node the triangles that still hang together through other sides keep one copy, so that tips
    and ends need no special case.
    """
    every = facets(mesh)
    inner = every.other >= 0
    mine, theirs = mesh.region[every.elements], mesh.region[every.other]
    cut = np.zeros(len(mine), bool)
    named = [pair for pair in pairs if set(pair) <= set(mesh.regions)]
    if not named:
        return mesh
    for pair in named:
        i, j = (mesh.regions.index(name) for name in pair)
        cut |= inner & (((mine == i) & (theirs == j)) | ((mine == j) & (theirs == i)))
    corner = every.elements[:, None] * 6 + SIDES[every.sides]  # (facets, 3) incidences
    facing = _facing_side(mesh, every.other, every.nodes[:, 2])
    across = every.other[:, None] * 6 + SIDES[facing][:, [1, 0, 2]]
    keep = inner & ~cut
    links = (corner[keep].ravel(), across[keep].ravel())
    count = 6 * len(mesh.triangles)
    graph = coo_matrix((np.ones(len(links[0]), bool), links), (count, count))
    group = connected_components(graph, directed=False)[1]
    return _renumbered(mesh, group)


def _facing_side(mesh: Mesh, other: np.ndarray, mid: np.ndarray) -> np.ndarray:
    """Which side of the other element has the mid-side node."""
    return (mesh.triangles[other, 3:] == mid[:, None]).argmax(1)


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
        triangles=number[incidence.ravel()].reshape(-1, 6),
        origin=np.r_[mesh.origin, mesh.origin[extra]],
    )


def areas(mesh: Mesh) -> np.ndarray:
    """(elements,) area of the (curved) triangles, by Green's theorem on their parabolic sides."""
    p = mesh.points[mesh.triangles]
    a, b, m = ((p - p[:, :1])[:, SIDES[:, k]] for k in range(3))
    bulge = m - (a + b) / 2
    return (_cross(a, b) / 2 - 2 / 3 * _cross(b - a, bulge)).sum(1)


def _cross(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]


def exact_areas(section: Section) -> dict[str, tuple[float, bool]]:
    """Each region's area with its arcs taken as circles, and whether it has any, µm²."""
    out = {}
    for region in section.regions:
        area, bowed = float(region.shape.area), False
        for arc in section.arcs:
            side = 1 if arc.region == region.name else -1
            segments = sum(_segments(ring, arc) for ring in rings(region.shape))
            area, bowed = area + side * segments, bowed or segments > 0
        out[region.name] = (area, bowed)
    return out


def _segments(ring: np.ndarray, arc: Arc) -> float:
    """The area between an arc and those chords of it that a ring has, µm²."""
    on = np.abs(np.hypot(*(ring - arc.centre).T) - arc.radius) < 3 * GRID
    after = np.roll(ring, -1, axis=0)
    pair = on & np.roll(on, -1)
    chord = np.hypot(*(after - ring)[pair].T)
    half = np.arcsin(np.clip(chord / (2 * arc.radius), 0, 1))
    return float((arc.radius**2 * (half - np.sin(2 * half) / 2)).sum())


def _slanted(section: Section, name: str) -> float:
    """Length of a region's slanted edges, µm; what meets one is off it by as much as the grid."""
    parts = (r.shape for r in section.regions if r.name == name)
    run = [np.roll(ring, -1, axis=0) - ring for part in parts for ring in rings(part)]
    return sum(float(np.hypot(*r[(np.abs(r) > GRID).all(axis=1)].T).sum()) for r in run)


def audit(mesh: Mesh, section: Section) -> None:
    """MeshError unless areas, sharing of sides, and nodes are what they must be; before free faces."""
    area = areas(mesh)
    if not (jacobian_bound(mesh) > 0).all():
        worst = mesh.points[mesh.triangles[area.argmin()]].mean(0)
        raise MeshError(f"an element is folded near x = {worst[0]:.4f}, z = {worst[1]:.4f} µm")
    exact = exact_areas(section)
    total = np.bincount(mesh.region, weights=area, minlength=len(mesh.regions))
    for k, name in enumerate(mesh.regions):
        limit = CURVED_ERROR if exact[name][1] else STRAIGHT_ERROR
        limit = max(limit, GRID * _slanted(section, name) / exact[name][0])
        off = abs(total[k] / exact[name][0] - 1)
        if off > limit:
            raise MeshError(
                f"{name}: area {total[k]:.6g} µm² differs from {exact[name][0]:.6g} by {off:.1e}"
            )
    count = np.bincount(mesh.triangles[:, 3:].ravel())
    if count.max() > 2:
        raise MeshError("a side is shared by more than two triangles")
    used, _ = distinct(mesh.triangles, len(mesh.points))
    if len(used) != len(mesh.points):
        raise MeshError(f"{len(mesh.points) - len(used)} stray nodes")
    keys = np.round(mesh.points / (GRID / 10)).astype(np.int64)
    keys = keys[np.lexsort(keys.T)]
    if twice := int((keys[1:] == keys[:-1]).all(axis=1).sum()):
        raise MeshError(f"{twice} duplicate nodes")
