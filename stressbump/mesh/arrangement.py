"""Section → one noded arrangement: vertices, edges and faces that share them exactly.

All boundaries are noded together once on the 0.1 nm grid, so that neighbours share their edges by
construction. What is finer than the tolerance is refused by name, never healed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.ops import polygonize

from stressbump.errors import GeometryError
from stressbump.process.planar import GRID
from stressbump.process.section import Arc, Section

TOLERANCE = 2e-3  # µm, the smallest edge or neck that is meshed
LENGTH_ROUND_OFF = 1e-9  # µm, of distances between vertices
SHARPEST = 2.0  # degrees, the sharpest wedge that is meshed


@dataclass(frozen=True, eq=False)
class Arrangement:
    """Vertices (µm), edges between them, and faces bounded by rings of vertices.

    `sides` holds the faces left and right of each edge, -1 for none; `arc` the index of the circle an
    edge lies on, -1 for straight. `crack_tips` are vertices with the size of the elements wanted there,
    µm, and so are `stations` along the way of a crack.
    """

    vertices: np.ndarray  # (vertices, 2)
    edges: np.ndarray  # (edges, 2)
    sides: np.ndarray  # (edges, 2)
    arc: np.ndarray  # (edges,)
    faces: tuple[tuple[int, tuple[tuple[int, ...], ...]], ...]  # region, rings
    regions: tuple[str, ...]
    arcs: tuple[Arc, ...]
    width: float
    free_wall: bool
    crack_tips: Mapping[int, float] = field(default_factory=dict)
    stations: Mapping[int, float] = field(default_factory=dict)

    @property
    def face_region(self) -> np.ndarray:
        """(faces,) index of the region of each face."""
        return np.array([region for region, _ in self.faces])


def arrange(section: Section) -> Arrangement:
    """The arrangement of a section; GeometryError where regions overlap or features are too fine."""
    owner, parts = _parts(section)
    lines = shapely.union_all([p.boundary for p in parts], grid_size=GRID)
    faces = list(polygonize(shapely.get_parts(lines)))
    tree = shapely.STRtree(parts)
    index: dict[tuple[int, int], int] = {}
    labelled: list[tuple[int, tuple[tuple[int, ...], ...]]] = []
    edges: dict[tuple[int, int], list[int]] = {}
    for face in faces:
        found = tree.query(face.representative_point(), "within")
        if len(found) > 1:
            names = ", ".join(section.names[owner[k]] for k in found)
            x, z = face.representative_point().coords[0]
            raise GeometryError(f"regions overlap at x = {x:.4f}, z = {z:.4f} µm: {names}")
        if len(found) == 0:
            continue
        rings = tuple(_ring(r, index) for r in (face.exterior, *face.interiors))
        for ring in rings:
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
                edges.setdefault((min(a, b), max(a, b)), []).append(len(labelled))
        labelled.append((owner[found[0]], rings))
    if not labelled:
        raise GeometryError("nothing that stands is thicker than the grid")
    out = _assembled(section, index, labelled, edges)
    _refuse_fine_features(out, section)
    _refuse_points_of_contact(out, section.cell.free_faces)
    return out


def _parts(section: Section) -> tuple[list[int], list[shapely.Polygon]]:
    pairs = [(k, p) for k, region in enumerate(section.regions) for p in region.parts]
    return [k for k, _ in pairs], [p for _, p in pairs]


def _ring(ring: shapely.LinearRing, index: dict[tuple[int, int], int]) -> tuple[int, ...]:
    keys = [(round(x / GRID), round(z / GRID)) for x, z in ring.coords[:-1]]
    return tuple(index.setdefault(k, len(index)) for k in keys)


def _assembled(
    section: Section,
    index: dict[tuple[int, int], int],
    faces: list[tuple[int, tuple[tuple[int, ...], ...]]],
    edges: dict[tuple[int, int], list[int]],
) -> Arrangement:
    vertices = np.array(list(index), float) * GRID
    ends = np.array(list(edges))
    sides = np.array([[*f, -1][:2] for f in edges.values()])
    if any(len(f) > 2 for f in edges.values()):
        raise GeometryError("an edge borders more than two faces: regions overlap")
    region = np.array([k for k, _ in faces])
    labels = np.where(sides < 0, -1, region[sides])
    return Arrangement(
        vertices,
        ends,
        sides,
        _on_arcs(section, vertices, ends, labels),
        tuple(faces),
        section.names,
        section.arcs,
        section.width,
        section.cell.support == "free",
    )


def _on_arcs(section: Section, xy: np.ndarray, ends: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The circle each edge lies on: both ends on it, the region of the circle on one side only."""
    out = np.full(len(ends), -1)
    for k, arc in enumerate(section.arcs):
        if arc.region not in section.names:
            continue
        own = labels == section.names.index(arc.region)
        off = np.abs(np.hypot(*(xy - arc.centre).T) - arc.radius) < 3 * GRID
        out[off[ends].all(1) & (own[:, 0] ^ own[:, 1])] = k
    return out


def distance(points: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(points, segments) distances to segments a → b, and the foot's parameter (unclipped)."""
    d = b - a
    t = ((points[:, None] - a) * d).sum(2) / np.maximum((d**2).sum(1), 1e-30)
    foot = a + np.clip(t, 0, 1)[..., None] * d
    return np.linalg.norm(points[:, None] - foot, axis=2), t


def _refuse_points_of_contact(arr: Arrangement, free: tuple[tuple[str, str], ...]) -> None:
    """GeometryError where faces meet in a vertex with empty space on both sides, unless they are free.

    Each run of faces around a vertex ends in two edges with nothing beyond.
    """
    bare = arr.edges[(arr.sides < 0).any(axis=1)]
    ends = np.bincount(bare.ravel(), minlength=len(arr.vertices))
    for vertex in np.flatnonzero(ends > 2):
        own = arr.sides[(arr.edges == vertex).any(axis=1)]
        names = [arr.regions[k] for k in np.unique(arr.face_region[own[own >= 0]])]
        if not any(set(pair) >= set(names) for pair in free):
            x, z = arr.vertices[vertex]
            raise GeometryError(
                f"{' and '.join(names)} touch in a single point, x = {x:.4f}, z = {z:.4f} µm, which"
                " bonds nothing; let them share a face, part them, or name the pair in free_faces"
            )


def _refuse_fine_features(arr: Arrangement, section: Section) -> None:
    for region, rings in arr.faces:
        _refuse_short_or_narrow(arr, arr.regions[region], rings)
        for ring in rings:
            _refuse_sharp(arr, arr.regions[region], np.array(ring), section)


def _refuse_short_or_narrow(
    arr: Arrangement, name: str, rings: tuple[tuple[int, ...], ...]
) -> None:
    seg = np.array([pair for r in rings for pair in zip(r, r[1:] + r[:1], strict=True)])
    nodes = np.unique(seg)
    lines, points = shapely.linestrings(arr.vertices[seg]), shapely.points(arr.vertices[nodes])
    node, line = shapely.STRtree(lines).query(points, "dwithin", TOLERANCE)
    apart = (nodes[node, None] != seg[line]).all(1)
    size = np.r_[shapely.length(lines), shapely.distance(points[node[apart]], lines[line[apart]])]
    finest = size.min()
    if finest < TOLERANCE - LENGTH_ROUND_OFF:
        x, z = arr.vertices[np.r_[seg[:, 0], nodes[node[apart]]][size.argmin()]]
        raise GeometryError(
            f"{name}: a feature of {finest * 1e3:.2f} nm at x = {x:.4f}, z = {z:.4f} µm is below the"
            f" tolerance of {TOLERANCE * 1e3:g} nm; make the edges meet, or part them further"
        )


def _refuse_sharp(arr: Arrangement, name: str, ring: np.ndarray, section: Section) -> None:
    p = arr.vertices[ring]
    a, b = np.roll(p, 1, axis=0) - p, np.roll(p, -1, axis=0) - p
    angle = np.degrees(np.arctan2(np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]), (a * b).sum(1)))
    if angle.min() < SHARPEST:
        x, z = p[angle.argmin()]
        at = shapely.Point(x, z)
        last = max(
            (r for r in section.regions if r.shape.distance(at) < GRID), key=lambda r: r.step
        )
        raise GeometryError(
            f"{name}: a wedge of {angle.min():.2f}° at x = {x:.4f}, z = {z:.4f} µm (step {last.step},"
            f" {last.name}) is sharper than {SHARPEST:g}°"
        )
