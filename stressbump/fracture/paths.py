"""The way of a crack along an interface of a mesh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.fracture.singular.surroundings import OUTSIDE, STEPS, around
from stressbump.mesh.arrangement import arrange
from stressbump.mesh.chains import along, chain_from, end_node, ends_of
from stressbump.mesh.crack_tips import beside, reach, start_of
from stressbump.mesh.mesh import Facets, Mesh, interface
from stressbump.process.section import Flaw, Section

STRAIGHT = 1e-8  # sine of the angle by which round-off turns a straight way


@dataclass(frozen=True, eq=False)
class CrackPath:
    """An interface from the end where cracks begin to where it ends."""

    flaw: Flaw
    facets: Facets  # of its first region, in the order of the way (facets,)
    nodes: np.ndarray  # (facets + 1,) corners on the way
    distance: np.ndarray  # (facets + 1,) from the start, µm
    directions: np.ndarray  # (facets, 2) unit vectors, one along all of a straight stretch
    mouth: Facets  # of a third region where it spans the start: (0 or 1,), seen from one of the two

    def facets_within(self, length: float) -> int:
        """How many facets a crack of a length in µm, or the nearest one there is, parts."""
        return int(np.abs(self.distance - length).argmin())

    @property
    def order(self) -> np.ndarray:
        """Start, end and middle of each facet as the way passes them (facets, 3)."""
        back = self.facets.nodes[:, 0] != self.nodes[:-1]
        return np.where(back[:, None], [1, 0, 2], [0, 1, 2])


def crack_path(mesh: Mesh, flaw: Flaw) -> CrackPath:
    """The way of a flaw on a mesh that is not cut there; InputError where it has none."""
    shared = interface(mesh, *flaw.at)
    start = end_node(ends_of(shared.ends, mesh.points), flaw.end, mesh.points, f"flaw {flaw}")
    nodes, way = chain_from(shared.ends, start)
    distance, directions = along(mesh.points, nodes), _directions(mesh.points[nodes])
    return CrackPath(flaw, shared[way], nodes, distance, directions, _mouth(mesh, flaw, nodes))


def _mouth(mesh: Mesh, flaw: Flaw, nodes: np.ndarray) -> Facets:
    """The first facet by which a third region holds on to one of the two, where it spans the start.

    Unless that is parted too, the two stay tied at a point, which in the plane is as stiff as they are.
    Of the facets there are it is the one from which the way goes straightest on.
    """
    every = mesh.sides
    at = every[np.flatnonzero((mesh.origin[every.ends] == mesh.origin[nodes[0]]).any(axis=1))]
    if ((at.other < 0) | ~at.bonded).any():
        return at[np.zeros(0, int)]
    two = [mesh.regions.index(name) for name in flaw.at]
    held = at[np.isin(mesh.region[at.elements], two) & ~np.isin(mesh.region[at.other], two)]
    run = mesh.points[nodes[0]] - mesh.points[held.ends.sum(axis=1) - nodes[0]]
    straight = run @ np.diff(mesh.points[nodes[:2]], axis=0)[0] / np.linalg.norm(run, axis=1)
    return held[np.argsort(-np.round(straight, 6), kind="stable")[:1]]


def _directions(places: np.ndarray) -> np.ndarray:
    """Those of facets between places (facets + 1, 2) on a way, from corner to corner."""
    run = np.diff(places, axis=0)
    x, z = (run / np.linalg.norm(run, axis=1)[:, None]).T
    turn = x[:-1] * z[1:] - z[:-1] * x[1:]
    corner = np.concatenate([[True], np.abs(turn) > STRAIGHT, [True]])
    whole = np.diff(places[corner], axis=0)
    unit = whole / np.linalg.norm(whole, axis=1)[:, None]
    return np.asarray(unit[np.cumsum(corner[:-1]) - 1])


def openings_at_start(section: Section, flaw: Flaw) -> dict[str, float]:
    """The angle in degrees that each region takes around the place where a flaw's cracks begin."""
    arr = arrange(section)
    found: dict[str, float] = {}
    for sector in around(arr).get(start_of(arr, flaw), ()):
        if sector.region != OUTSIDE:
            name = arr.regions[sector.region]
            found[name] = found.get(name, 0.0) + sector.opening * 360 / STEPS
    return found


def growths(mesh: Mesh, path: CrackPath, parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The directions (cracks, 2) in which cracks grow, and the reaches of their tips, µm (cracks,)."""
    ways, tips, (starts, stops) = path.directions[parts - 1], path.nodes[parts], _faces(mesh)
    reaches = np.zeros(len(parts))
    for way in np.unique(ways, axis=0):
        own = (ways == way).all(axis=1)
        reaches[own] = reach(mesh.points[tips[own]], way, starts, stops)
    return ways, reaches


def alone(mesh: Mesh, path: CrackPath, parts: np.ndarray) -> np.ndarray:
    """µm around the tips of cracks over so many facets, within which only their two regions are."""
    ways, tips, faces = path.directions[parts - 1], mesh.points[path.nodes[parts]], _faces(mesh)
    return np.array([beside(tip, way, *faces) for tip, way in zip(tips, ways, strict=True)])


def _faces(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Where sides between regions, and those of the body, start and stop (sides, 2)."""
    every = mesh.sides
    across = np.where(every.other < 0, -1, mesh.region[every.other])
    once = (every.elements < every.other) | (every.other < 0)
    ends = every.ends[once & (across != mesh.region[every.elements])]
    starts, stops = mesh.points[ends].swapaxes(0, 1)
    return starts, stops
