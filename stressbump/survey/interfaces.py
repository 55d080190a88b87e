"""Forces, tractions and overlap of the faces between regions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from stressbump import measures
from stressbump.measures import EdgeTraction
from stressbump.mechanics.end_forces import end_forces
from stressbump.mechanics.faces import faces
from stressbump.mechanics.sample import Sample, on_face
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Mesh, interface
from stressbump.process.section import Section
from stressbump.survey.catalogue import OF_EDGE, OVERLAP, RESULTANTS
from stressbump.survey.regions import noise
from stressbump.survey.value import Value

RESOLVED = 4  # facets an averaging length must hold


def pairs(mesh: Mesh, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Regions that share a face, the earlier-named first."""
    ordered = sorted(names, key=mesh.regions.index)
    return [pair for pair in combinations(ordered, 2) if pair in mesh.interfaces]


def resultant_values(
    section: Section, solution: Solution, first: str, second: str, own: np.ndarray
) -> Iterator[Value]:
    """Forces and moment on a face from the nodal forces (nodes, 2) of its first region."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    walls = (0.0,) if section.cell.support == "free" else (0.0, mesh.width)
    force = own
    if solution.patches[first].turn is not None:  # on cubics the finer way, for the bar
        force = own - end_forces(solution, first, second)
    found = measures.interface_resultant(mesh, force, first, second, walls)
    shared = interface(mesh, first, second)
    nodes = np.unique(shared.nodes)
    area = float(faces(mesh, kinematics, shared).dA.sum())
    gross = max(float(np.abs(own[nodes]).sum()), noise(solution) * area)
    reach = float(np.ptp(mesh.points[nodes], axis=0).max())
    per = "" if kinematics.hoop else " per µm of depth"
    for measure, number, unit, scale in zip(
        RESULTANTS,
        (found.normal, found.shear, found.moment),
        ("µN", "µN", "µN·µm"),
        (gross, gross, gross * reach),
        strict=True,
    ):
        yield Value(
            measure,
            f"{first}/{second}",
            number,
            unit + per,
            solution.temperature,
            "nodal forces",
            scale,
        )


def edge_values(
    solution: Solution, first: str, second: str, windows: tuple[float, ...], scale: float
) -> Iterator[Value]:
    """Tractions averaged from the edges of a face, over each length."""
    face = on_face(solution, first, second)
    for distance in windows:
        yield from _edge(face, distance, f"{first}/{second}", solution.temperature, scale)


def _edge(
    face: Sample, distance: float, where: str, temperature: float, scale: float
) -> Iterator[Value]:
    if face.edge_distance is None or not np.isfinite(face.edge_distance).any():
        return
    reach = float(face.edge_distance[np.isfinite(face.edge_distance)].max())
    if reach < distance / 2:
        return
    found: EdgeTraction = measures.edge_traction(face, distance)
    resolved = found.facets >= RESOLVED
    note = "" if resolved else f"only {found.facets} facets within {distance:g} µm; refine"
    for measure, number in zip(
        OF_EDGE, (found.normal, found.opening, found.shear_size), strict=True
    ):
        yield Value(
            measure,
            where,
            number if resolved else None,
            "MPa",
            temperature,
            f"{distance:g} µm from the edge",
            scale,
            distance,
            note=note,
        )


def overlap_value(solution: Solution, first: str, second: str, where: str) -> Value:
    """How far a free face that closes has run into its other side, nm; 0 where it opens."""
    mesh, u = solution.model.mesh, solution.displacement
    shared = interface(mesh, first, second)
    run = mesh.points[shared.nodes[:, 1]] - mesh.points[shared.nodes[:, 0]]
    normal = np.stack([run[:, 1], -run[:, 0]], axis=1) / np.linalg.norm(run, axis=1)[:, None]
    gap = ((u[shared.other_nodes] - u[shared.nodes]) * normal[:, None]).sum(2)
    overlap = max(0.0, float(-gap.min()) * 1e3)
    note = f"the free face closes by {overlap:.3g} nm; contact is not modelled" if overlap else ""
    return Value(
        OVERLAP,
        where,
        overlap,
        "nm",
        solution.temperature,
        "largest",
        1e3,
        note=note,
    )
