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

DIGITS = 12  # of a direction: what counts as the same


@dataclass(frozen=True, eq=False)
class CrackPath:
    """An interface from the end where cracks begin to where it ends."""

    flaw: Flaw
    facets: Facets  # of its first region, in the order of the way (facets,)
    nodes: np.ndarray  # (facets + 1,) corners on the way
    distance: np.ndarray  # (facets + 1,) from the start, µm
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
    return CrackPath(flaw, shared[way], nodes, along(mesh.points, nodes), _mouth(mesh, flaw, nodes))


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


def direction(mesh: Mesh, path: CrackPath, parts: int) -> np.ndarray:
    """The unit vector (2,) along which a crack that parts so many facets has come to its tip."""
    return np.asarray(_directions(mesh, path, np.array([parts]))[0])


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
    ways, tips, (starts, stops) = _directions(mesh, path, parts), path.nodes[parts], _faces(mesh)
    reaches, alike = np.zeros(len(parts)), np.round(ways, DIGITS)
    for way in np.unique(alike, axis=0):
        own = (alike == way).all(axis=1)
        reaches[own] = reach(mesh.points[tips[own]], way, starts, stops)
    return ways, reaches


def alone(mesh: Mesh, path: CrackPath, parts: np.ndarray) -> np.ndarray:
    """µm around the tips of cracks over so many facets, within which only their two regions are."""
    ways, faces = _directions(mesh, path, parts), _faces(mesh)
    tips = mesh.points[path.nodes[parts]]
    return np.array([beside(tip, way, *faces) for tip, way in zip(tips, ways, strict=True)])


def _directions(mesh: Mesh, path: CrackPath, parts: np.ndarray) -> np.ndarray:
    run = mesh.points[path.nodes[parts]] - mesh.points[path.nodes[parts - 1]]
    return np.asarray(run / np.linalg.norm(run, axis=1)[:, None])


def _faces(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Where sides between regions, and those of the body, start and stop (sides, 2)."""
    every = mesh.sides
    across = np.where(every.other < 0, -1, mesh.region[every.other])
    once = (every.elements < every.other) | (every.other < 0)
    ends = every.ends[once & (across != mesh.region[every.elements])]
    starts, stops = mesh.points[ends].swapaxes(0, 1)
    return starts, stops
