"""What surrounds each corner of a section: wedges, the gaps between them, and what is bonded to what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from math import pi

import numpy as np

from stressbump.fracture.singular.wedges import End
from stressbump.mesh.arrangement import Arrangement
from stressbump.process.planar import GRID

STEPS = 7200  # to a turn, to which angles are told apart: 0.1 nm on a side of 0.1 µm
TURN = STEPS // 18  # by which a face turns at a corner; arcs are polygons
OUTSIDE = -1


@dataclass(frozen=True)
class Sector:
    """A region from an angle on, counter-clockwise, in `STEPS`; OUTSIDE where nothing is."""

    region: int
    start: int
    opening: int


def around(arr: Arrangement) -> dict[int, list[Sector]]:
    """By vertex that is a corner: the sectors around it in the order of their angles, gaps filled."""
    sectors: dict[int, list[Sector]] = defaultdict(list)
    edge = {frozenset(e): k for k, e in enumerate(arr.edges.tolist())}
    for region, rings in arr.faces:
        for number, ring in enumerate(rings):
            path = ring if _left(arr.vertices[list(ring)]) != (number > 0) else ring[::-1]
            for before, here, after in zip(
                path[-1:] + path[:-1], path, path[1:] + path[:1], strict=True
            ):
                start = _direction(arr, here, after, edge)
                end = _direction(arr, here, before, edge)
                sectors[here].append(Sector(region, start, (end - start) % STEPS))
    found = {v: _filled(sorted(s, key=lambda s: s.start)) for v, s in sectors.items()}
    return {v: s for v, s in found.items() if _is_corner(s)}


def _left(ring: np.ndarray) -> bool:
    """Whether a ring runs counter-clockwise."""
    x, z = (ring - ring[0]).T
    return float(x @ np.roll(z, -1) - z @ np.roll(x, -1)) > 0


def _direction(arr: Arrangement, here: int, there: int, edge: Mapping[frozenset[int], int]) -> int:
    """The step at which an edge leaves a vertex, along its circle if it lies on one."""
    way = arr.vertices[there] - arr.vertices[here]
    arc = arr.arc[edge[frozenset((here, there))]]
    if arc >= 0:
        x, z = arr.vertices[here] - arr.arcs[arc].centre
        tangent = np.array([-z, x])
        way = tangent * np.sign(tangent @ way)
    return round(float(np.arctan2(way[1], way[0])) / (2 * pi) * STEPS)


def _filled(sectors: list[Sector]) -> list[Sector]:
    """Sectors with what lies outside between them; neighbours of one region are one."""
    out = []
    for k, s in enumerate(sectors):
        out.append(s)
        end = s.start + s.opening
        gap = (sectors[(k + 1) % len(sectors)].start - end) % STEPS
        if gap:
            out.append(Sector(OUTSIDE, end, gap))
    return _merged(out)


def _merged(sectors: list[Sector]) -> list[Sector]:
    """All around, neighbours of one region as one."""
    first = next((k for k, s in enumerate(sectors) if s.region != sectors[k - 1].region), 0)
    turned = sectors[first:] + sectors[:first]
    runs = [list(run) for _, run in groupby(turned, lambda s: s.region)]
    return [Sector(r[0].region, r[0].start, sum(s.opening for s in r)) for r in runs]


def without(sectors: list[Sector], regions: set[int]) -> list[Sector]:
    """The sectors around a vertex while some regions do not stand yet."""
    return _merged([replace(s, region=OUTSIDE) if s.region in regions else s for s in sectors])


def _is_corner(sectors: list[Sector]) -> bool:
    turned = max(s.opening for s in sectors) - STEPS // 2
    return len(sectors) > 2 or (len(sectors) == 2 and turned > TURN)


def fans(
    arr: Arrangement, vertex: int, sectors: list[Sector], free: set[frozenset[str]]
) -> list[tuple[list[Sector], tuple[End, End] | None]]:
    """What hangs together around a vertex, with the ends it has there."""
    x = arr.vertices[vertex, 0]
    wall = x < GRID or (x > arr.width - GRID and not arr.free_wall)
    pairs = zip(sectors, sectors[1:] + sectors[:1], strict=True)
    parted = [
        OUTSIDE in (a.region, b.region)
        or frozenset((arr.regions[a.region], arr.regions[b.region])) in free
        for a, b in pairs
    ]
    if not any(parted):
        return [(sectors, None)]
    first = parted.index(True) + 1
    turned, cuts = sectors[first:] + sectors[:first], parted[first:] + parted[:first]
    out: list[tuple[list[Sector], tuple[End, End] | None]] = []
    run: list[Sector] = []
    for sector, cut in zip(turned, cuts, strict=True):
        run.append(sector)
        if cut:
            if run[0].region != OUTSIDE:
                last = run[-1].start + run[-1].opening
                out.append((run, (_end(run[0].start, wall), _end(last, wall))))
            run = []
    return out


def _end(angle: int, wall: bool) -> End:
    """A face along a wall is one of symmetry: the wall moves as a whole and bears no shear."""
    return "symmetry" if wall and angle % (STEPS // 2) == STEPS // 4 else "free"
