"""Forces, tractions and overlap of the faces between regions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np

from stressbump.measures import (
    Kind,
    Place,
    facets,
    interface_resultant,
    measures_of,
    near_edge,
)
from stressbump.measures.overlap import OVERLAP, FreeFace
from stressbump.mechanics.contact import closes
from stressbump.mechanics.end_forces import end_forces
from stressbump.mechanics.faces import faces
from stressbump.mechanics.facing import facing_nodes
from stressbump.mechanics.sample import Sample, on_face
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Mesh, interface
from stressbump.process.section import Section
from stressbump.survey.regions import noise
from stressbump.survey.value import Value, valued

XZ = 3  # of the components of stress
RESOLVED = 4  # facets an averaging length must hold


def pairs(mesh: Mesh, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Regions that share a face, the earlier-named first."""
    ordered = sorted(names, key=mesh.regions.index)
    return [pair for pair in combinations(ordered, 2) if pair in mesh.interfaces]


def resultant_values(
    section: Section, solution: Solution, place: Place, own: np.ndarray
) -> list[Value]:
    """Forces and moment on a face from the nodal forces (nodes, 2) of its first region."""
    (first, second), mesh = place.face, solution.model.mesh
    walls = (0.0,) if section.cell.support == "free" else (0.0, mesh.width)
    force = own
    if solution.blocks[first].orientation is not None:  # on cubics the finer way, for the bar
        force = own - end_forces(solution, first, second)
    found = interface_resultant(mesh, force, first, second, walls)
    shared = interface(mesh, first, second)
    nodes = np.unique(shared.nodes)
    area = float(faces(mesh, solution.model.kinematics, shared).dA.sum())
    gross = max(float(np.abs(own[nodes]).sum()), noise(solution) * area)
    scales = {"µN": gross, "µN·µm": gross * float(np.ptp(mesh.points[nodes], axis=0).max())}
    depth = not solution.model.kinematics.hoop
    return [
        valued(m, place, found, solution.temperature, "nodal forces", scales, depth)
        for m in measures_of(Kind.FORCES)
    ]


def softer_first(solution: Solution, first: str, second: str) -> tuple[str, str]:
    """The two sides of a face, the one with the smaller shear modulus in the section's plane first."""
    shear = {name: solution.blocks[name].stiffness.matrix[XZ, XZ] for name in (first, second)}
    return (second, first) if shear[second] < shear[first] else (first, second)


def bonded_face(solution: Solution, first: str, second: str) -> Sample:
    """The face between two regions, stressed as its softer side is.

    Exact tractions are the same on both. An error of strain makes one of stress by the modulus, so those
    of the softer side are nearer to them.
    """
    return on_face(solution, *softer_first(solution, first, second))


def edge_values(
    face: Sample, place: Place, windows: tuple[float, ...], temperature: float, stressed: float
) -> Iterator[Value]:
    """Tractions averaged from the edges of a face, over each length; none where it has no edge."""
    away = face.edge_distance
    if away is None or not np.isfinite(away).any():
        return
    reach = float(away[np.isfinite(away)].max())
    for distance in (d for d in windows if reach >= d / 2):
        near = near_edge(face, distance)
        count = facets(near)
        averaging = f"{distance:g} µm from the edge"
        for m in measures_of(Kind.EDGE):
            found = valued(
                m, place, near, temperature, averaging, {"MPa": stressed}, averaging_um=distance
            )
            if count < RESOLVED:
                note = f"only {count} facets within {distance:g} µm; refine"
                found = replace(found, value=None, note=note)
            yield found


def face_values(
    face: Sample, place: Place, shortest: float, temperature: float, stressed: float
) -> list[Value]:
    """Tractions averaged over all of a face; one shorter than the shortest window is all edge."""
    if face.edge_distance is not None and 2 * face.edge_distance.max() < shortest:
        return []
    return [
        valued(m, place, face, temperature, "the whole face", {"MPa": stressed})
        for m in measures_of(Kind.FACE)
    ]


def gap_values(solution: Solution, place: Place, stressed: float) -> list[Value]:
    """How a free face presses its other side where it closes, or how far it has run into it."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    nodes = facing_nodes(mesh, kinematics, interface(mesh, *place.face))
    known = solution.pressing.get(place.face)
    force = known.push if known else np.zeros(len(nodes.area))
    gap = np.where(force > 0, 0.0, nodes.gap(solution.displacement))
    seen = FreeFace(np.where(closes(gap), gap, np.maximum(gap, 0.0)), force, nodes.area)
    scales = {"nm": 1e3, "%": 100.0, "MPa": stressed, "µN": stressed * float(nodes.area.sum())}
    depth = not kinematics.hoop
    found = [
        valued(m, place, seen, solution.temperature, "the whole face", scales, depth)
        for m in measures_of(Kind.FREE_FACE)
    ]
    return [
        replace(v, note=_closed(v)) if v.measure == OVERLAP.name and v.value else v for v in found
    ]


def _closed(value: Value) -> str:
    return (
        f"the free face {value.where} closes by {value.value:.3g} {value.unit}: its contact is not solved"
        " where contact = false"
    )
