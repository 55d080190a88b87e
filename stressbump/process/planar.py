"""Plane geometry on one 0.1 nm grid: offsets, shadows, caps, volumes.

`shapely.buffer` is not used: it first simplifies its input by 1 % of the distance, which turns a
5 µm film over a 50 nm step into a slope. Offsets here are unions of edge strips and corner wedges.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry import MultiPolygon, box
from shapely.geometry.polygon import orient

GRID = 1e-4  # µm
FAR = 1e6  # µm, beyond any cell
ROUNDED = 1.5 * GRID  # how far rounding puts a vertex off the line between two others
MITRE_LIMIT = 5.0
ARC_SEGMENTS = 64


def polygons(shape: shapely.Geometry) -> tuple[Polygon, ...]:
    """The polygons of a geometry, without lines, points and slivers below the grid."""
    return tuple(
        p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and p.area > GRID * GRID
    )


def thicker_than_grid(shape: Polygon) -> bool:
    """Whether a polygon is still one with its vertices on the grid."""
    return bool(polygons(shapely.set_precision(shape, GRID)))


def union(shapes: Iterable[shapely.Geometry]) -> shapely.Geometry:
    """The union on the grid."""
    return shapely.union_all(shapely.set_precision(list(shapes), GRID), grid_size=GRID)


def difference(shape: shapely.Geometry, tool: shapely.Geometry) -> shapely.Geometry:
    """The shape without the tool, on the grid; a tool's stray lines and points cut nothing."""
    if tool.geom_type == "GeometryCollection":
        tool = MultiPolygon(polygons(tool))
    return shapely.difference(shape, tool, grid_size=GRID)


def intersection(shape: shapely.Geometry, tool: shapely.Geometry) -> shapely.Geometry:
    """What both share, on the grid."""
    return shapely.intersection(shape, tool, grid_size=GRID)


def tidy(shape: Polygon) -> Polygon:
    """The polygon without collinear vertices."""
    return shapely.simplify(shape, GRID / 4)


def rings(shape: shapely.Geometry) -> list[np.ndarray]:
    """Corner coordinates of every ring, exteriors counter-clockwise, holes clockwise."""
    out = []
    for part in polygons(shape):
        part = orient(part)
        for ring in (part.exterior, *part.interiors):
            out.append(np.asarray(ring.coords)[:-1])
    return out


def _valid(outlines: np.ndarray) -> list[shapely.Geometry]:
    """Polygons of outlines (n, corners, 2)."""
    shapes = shapely.polygons(outlines)
    odd = ~shapely.is_valid(shapes)
    shapes[odd] = shapely.make_valid(shapes[odd])
    return list(shapes)


def _wedges(v: np.ndarray, m: np.ndarray, n: np.ndarray, distance: float) -> list[np.ndarray]:
    """Outlines of the corner pieces at v between the strips of two edges with normals m and n."""
    tip = 1 + (m * n).sum(axis=1)
    turns = m[:, 0] * n[:, 1] - m[:, 1] * n[:, 0] > 1e-9
    mitred = turns & (2 / np.maximum(tip, 1e-12) <= MITRE_LIMIT**2)
    bevelled = turns & ~mitred
    a, b = v + distance * m, v + distance * n
    c = v + distance * (m + n) / np.maximum(tip, 1e-12)[:, None]
    return [np.stack([v, a, c, b], 1)[mitred], np.stack([v, a, b], 1)[bevelled]]


def offset(shape: shapely.Geometry, distance: float) -> shapely.Geometry:
    """The shape grown outwards by a distance, corners mitred (bevelled beyond the mitre limit)."""
    parts: list[shapely.Geometry] = [shape]
    for c in rings(shape):
        after = np.roll(c, -1, axis=0)
        edge = after - c
        normal = np.column_stack([edge[:, 1], -edge[:, 0]]) / np.hypot(*edge.T)[:, None]
        out = distance * normal
        parts += _valid(np.stack([c, c + out, after + out, after], axis=1))
        for outlines in _wedges(c, np.roll(normal, 1, axis=0), normal, distance):
            parts += _valid(outlines)
    whole = union(parts)
    straight = shapely.simplify(whole, ROUNDED)
    fewer = shapely.get_num_coordinates(straight) < shapely.get_num_coordinates(whole)
    return straight if fewer else whole


def swept(shape: shapely.Geometry, rise: float) -> shapely.Geometry:
    """The shape dragged vertically by `rise` (negative: downwards)."""
    parts: list[shapely.Geometry] = [shape]
    for c in rings(shape):
        after, up = np.roll(c, -1, axis=0), np.array([0.0, rise])
        sweeps = np.stack([c, after, after + up, c + up], axis=1)
        parts += _valid(sweeps[np.abs(after[:, 0] - c[:, 0]) > GRID])
    return union(parts)


def volume(shape: shapely.Geometry, axisymmetric: bool) -> float:
    """µm³ by Pappus (2π A r_c) about x = 0, or the area in µm² of a plane section."""
    if shape.is_empty:
        return 0.0
    return 2 * np.pi * shape.area * shape.centroid.x if axisymmetric else float(shape.area)


def clearance(lower: shapely.Geometry, upper: shapely.Geometry) -> float | None:
    """How far one shape may sink before it touches the other; None where they never would.

    Between neighbouring corners both profiles are straight: two places tell them.
    """
    x = np.unique(shapely.get_coordinates([lower, upper])[:, 0])
    wide = np.diff(x) > 2 * GRID
    left, width = x[:-1][wide], np.diff(x)[wide]
    at = left + width * np.array([[0.25], [0.75]])
    lines = shapely.linestrings(
        np.stack([at, at], -1), np.broadcast_to([-FAR, FAR], (*at.shape, 2))
    )
    top = shapely.bounds(shapely.intersection(lower, lines))[..., 3]
    bottom = shapely.bounds(shapely.intersection(upper, lines))[..., 1]
    inner = (bottom - top)[:, np.isfinite(bottom - top).all(axis=0)]
    ends = inner + np.diff(inner, axis=0) * np.array([[-0.5], [0.5]])
    return float(ends.min()) if ends.size else None


Circle = tuple[tuple[float, float], float]


def rounded_volume(shape: shapely.Geometry, circles: Iterable[Circle], axisymmetric: bool) -> float:
    """The volume where chords of circles, each its centre (x, z) and radius, stand for their arcs.

    Each chord adds its circular segment, r² (φ - sin φ cos φ) with φ half the angle, whose centroid
    lies 2 r sin³φ / 3 (φ - sin φ cos φ) from the centre.
    """
    outlines = rings(shape)
    bulges = (_bulges(outlines, circle, axisymmetric) for circle in circles)
    return volume(shape, axisymmetric) + sum(bulges)


def _bulges(outlines: Iterable[np.ndarray], circle: Circle, axisymmetric: bool) -> float:
    """The volume of the circular segments over a circle's chords among outlines."""
    total, (centre, radius) = 0.0, circle
    for c in outlines:
        out = c - centre
        on = np.abs(np.hypot(*out.T) - radius) < 3 * GRID
        chords = on & np.roll(on, -1)
        p, q = out[chords], np.roll(out, -1, axis=0)[chords]
        half = np.arcsin(np.hypot(*(q - p).T) / 2 / radius)
        area = radius**2 * (half - np.sin(half) * np.cos(half))
        moment = area * centre[0] + radius**2 / 3 * np.sin(half) ** 2 * (q - p)[:, 1]
        total += float((2 * np.pi * moment if axisymmetric else area).sum())
    return total


def columns(spans: Iterable[tuple[float, float]], low: float, high: float) -> shapely.Geometry:
    """Vertical strips between two levels."""
    return union([box(a, low, b, high) for a, b in spans if b - a > GRID / 2])


def shadow(shapes: Iterable[Polygon]) -> list[tuple[float, float]]:
    """The disjoint intervals of x below (or above) the shapes, sorted."""
    out: list[tuple[float, float]] = []
    for a, _, b, _ in sorted(s.bounds for s in shapes):
        if out and a <= out[-1][1] + GRID / 2:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out


def mirrored(shape: shapely.Geometry, at: float) -> shapely.Geometry:
    """The mirror image about the line x = at."""
    return shapely.transform(shape, lambda c: np.column_stack([2 * at - c[:, 0], c[:, 1]]))


def scaled(shape: shapely.Geometry, factor: float) -> shapely.Geometry:
    """The shape stretched along x."""
    return shapely.transform(shape, lambda c: c * [factor, 1.0])


def moved(shape: shapely.Geometry, rise: float, flip: bool = False) -> shapely.Geometry:
    """The shape lifted by `rise`, after turning it upside down if asked."""
    return shapely.transform(shape, lambda c: c * [1.0, -1.0 if flip else 1.0] + [0.0, rise])


def filled(shape: shapely.Geometry) -> shapely.Geometry:
    """The shape without holes."""
    return union([Polygon(p.exterior) for p in polygons(shape)])


def cap(foot: float, z: float, height: float) -> tuple[Polygon, tuple[float, float]]:
    """A circular cap on the foot (half width) at level z, with the z of its centre and its radius."""
    radius = (foot**2 + height**2) / (2 * height)
    centre = z + height - radius
    angle = np.linspace(0, np.arctan2(foot, z - centre), ARC_SEGMENTS + 1)
    arc = np.column_stack([radius * np.sin(angle), centre + radius * np.cos(angle)])
    arc[0], arc[-1] = (0, z + height), (foot, z)
    return Polygon(np.vstack([arc[::-1], [[0, z]]])), (centre, radius)


def cap_volume(foot: float, height: float, axisymmetric: bool) -> float:
    """π h (3 a² + h²) / 6 of a spherical cap, or half the area of a circular segment."""
    if axisymmetric:
        return np.pi * height * (3 * foot**2 + height**2) / 6
    radius = (foot**2 + height**2) / (2 * height)
    angle = np.arctan2(foot, radius - height)
    return (radius**2 * angle - foot * (radius - height)) / 2


def touching(shape: shapely.Geometry, line: shapely.Geometry) -> tuple[Polygon, ...]:
    """The polygons of a shape that share more than a point with a line or a face."""
    return tuple(p for p in polygons(shape) if intersection(p.boundary, line).length > 2 * GRID)


EMPTY = MultiPolygon()
