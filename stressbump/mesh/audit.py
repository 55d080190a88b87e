"""What a mesh must be: areas as the section says, nothing folded, sides shared by two, no stray nodes."""

from __future__ import annotations

import numpy as np

from stressbump.errors import MeshError
from stressbump.mesh.elements import mapped
from stressbump.mesh.mesh import Mesh, distinct
from stressbump.process.planar import GRID, rings
from stressbump.process.section import Arc, Section

STRAIGHT_ERROR = 1e-9  # relative error of a region's area where all its sides are straight
CURVED_ERROR = 1e-5  # the same where mid-sides stand for arcs


def jacobian_bound(mesh: Mesh) -> np.ndarray:
    """(elements,) lower bound of the Jacobian determinant, from its Bernstein coefficients.

    The determinant of a six-node triangle is a quadratic itself. Johnen, Remacle, Geuzaine (2013).
    """
    det = mapped(mesh.points[mesh.triangles], mesh.element.nodal).det
    bound: np.ndarray = (det @ mesh.element.bernstein.T).min(axis=1)
    return bound


def areas(mesh: Mesh) -> np.ndarray:
    """(elements,) area of the (curved) triangles, by Green's theorem on their parabolic sides."""
    p = mesh.points[mesh.triangles]
    a, b, m = ((p - p[:, :1])[:, k] for k in mesh.element.sides.T)
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
    count = np.bincount(mesh.mids.ravel())
    if count.max() > 2:
        raise MeshError("a side is shared by more than two triangles")
    used, _ = distinct(mesh.triangles, len(mesh.points))
    if len(used) != len(mesh.points):
        raise MeshError(f"{len(mesh.points) - len(used)} stray nodes")
    keys = np.round(mesh.points / (GRID / 10)).astype(np.int64)
    keys = keys[np.lexsort(keys.T)]
    if twice := int((keys[1:] == keys[:-1]).all(axis=1).sum()):
        raise MeshError(f"{twice} duplicate nodes")
