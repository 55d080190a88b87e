"""Corners of a section where stress has no bound, and how fast it grows towards each.

A corner is a place where three regions meet (outside counts as one), where the face of two turns, or
where a region's edge is re-entrant. Near it only the wedges around it matter, in a plane whatever the
kinematics (an axisymmetric section's curvature is not felt close to its corners; its axis is left out).
Faces that are not bonded part the wedges into fans of their own; they are taken to stand open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import pi

from stressbump.fracture.singular.exponents import Exponent, exponents
from stressbump.fracture.singular.surroundings import STEPS, Sector, around, fans
from stressbump.fracture.singular.wedges import Alike, Directed, End, Wedge, in_plane
from stressbump.laws import Law
from stressbump.mesh.arrangement import Arrangement, arrange, distance
from stressbump.process.planar import GRID
from stressbump.process.section import Section


@dataclass(frozen=True)
class Fan:
    """Wedges bonded to each other around a corner, in their order; no ends in a closed ring."""

    regions: tuple[str, ...]
    degrees: tuple[float, ...]
    ends: tuple[End, End] | None
    exponents: tuple[Exponent, ...]  # the strongest first


@dataclass(frozen=True)
class Corner:
    """A kind of corner, its places, and its fans that have singular stress, the strongest first.

    `reach` is the least distance in µm to an edge that does not end there: well within it the growth
    is that of the exponents.
    """

    places: tuple[tuple[float, float], ...]  # x (or r) and z, µm, the outermost first
    reach: float
    fans: tuple[Fan, ...]

    @property
    def strongest(self) -> Exponent:
        """The exponent with the least real part."""
        return self.fans[0].exponents[0]


def corners(section: Section, laws: Mapping[str, Law], temperature: float) -> tuple[Corner, ...]:
    """Kinds of corners with singular stress at a temperature in °C, the strongest first.

    A long cell has none: its ends are planes of symmetry.
    """
    if section.cell.long:
        return ()
    arr = arrange(section)
    kinds: dict[tuple[Fan, ...], list[int]] = defaultdict(list)
    plane_stress = section.cell.kinematics == "plane stress"
    solids = {n: in_plane(laws[n], temperature, plane_stress) for n in arr.regions}
    free = {frozenset(pair) for pair in section.cell.free_faces}
    for vertex, sectors in around(arr).items():
        if section.axisymmetric and arr.vertices[vertex, 0] < GRID:
            continue
        every = (_fan(arr, part, ends, solids) for part, ends in fans(arr, vertex, sectors, free))
        singular = tuple(sorted((f for f in every if f.exponents), key=_growth))
        if singular:
            kinds[singular].append(vertex)
    out = [_corner(arr, kind, vertices) for kind, vertices in kinds.items()]
    return tuple(sorted(out, key=lambda c: (_growth(c.fans[0]), -c.places[0][0])))


def _corner(arr: Arrangement, kind: tuple[Fan, ...], vertices: list[int]) -> Corner:
    vertices = sorted(vertices, key=lambda v: (-arr.vertices[v, 0], arr.vertices[v, 1]))
    places = tuple((round(float(x), 6), round(float(z), 6)) for x, z in arr.vertices[vertices])
    return Corner(places, round(min(reach_of(arr, v) for v in vertices), 6), kind)


def reach_of(arr: Arrangement, vertex: int) -> float:
    """How near an edge comes that does not end at a vertex, µm."""
    others = arr.vertices[arr.edges[~(arr.edges == vertex).any(1)]]
    to_each, _ = distance(arr.vertices[[vertex]], others[:, 0], others[:, 1])
    return float(to_each.min())


def _growth(fan: Fan) -> float:
    return fan.exponents[0].value.real


def _fan(
    arr: Arrangement,
    sectors: list[Sector],
    ends: tuple[End, End] | None,
    solids: Mapping[str, Alike | Directed],
) -> Fan:
    if all(isinstance(solids[arr.regions[s.region]], Alike) for s in sectors):
        sectors, ends = _unturned(sectors, ends)
    names = tuple(arr.regions[s.region] for s in sectors)
    step = 2 * pi / STEPS
    # only a solid with directions asks where its wedge starts
    wedges = tuple(
        Wedge(solid, s.opening * step, 0.0 if isinstance(solid, Alike) else s.start * step)
        for s, solid in zip(sectors, (solids[n] for n in names), strict=True)
    )
    degrees = tuple(s.opening * 360 / STEPS for s in sectors)
    return Fan(names, degrees, ends, exponents(wedges, ends))


def _unturned(
    sectors: list[Sector], ends: tuple[End, End] | None
) -> tuple[list[Sector], tuple[End, End] | None]:
    """Sectors in the order that a turned or mirrored corner of the same kind has too."""

    def angles(order: list[Sector]) -> list[tuple[int, int]]:
        return [(s.region, s.opening) for s in order]

    back = sectors[::-1]
    if ends is not None:
        there, mirrored = (sectors, ends), (back, ends[::-1])
        return min(there, mirrored, key=lambda fan: (angles(fan[0]), fan[1]))
    orders = (order[k:] + order[:k] for order in (sectors, back) for k in range(len(order)))
    return min(orders, key=angles), None
