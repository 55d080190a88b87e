"""The bow of a wafer, the dimple of its cell, the warpage of a free body's faces.

A laminate cell's wall turns, u_x = W (e + k z), and so does every neighbour's: the curvature of the wafer
that the cell is cut from is that of its walls, -k, positive where the rim stands higher. What the lower
face of the cell deviates from that bow is its own dimple. A flat or clamped cell has the dimple alone. A
free body has the least-squares curvature of its lower face, and warpage: how much higher the middle of
a face stands than its ends (positive convex, as in JESD22-B112), since the birth of its region, which was
made flat.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from stressbump.measures import Bow, Kind, Measure, Place, measures_of, names_of, warpage
from stressbump.measures.warpage import CURVATURE, DIMPLE, SAGITTA
from stressbump.mechanics.faces import faces
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Facets, boundary
from stressbump.process.section import Section
from stressbump.survey.value import Value, valued

BENDING_FILM_FRACTION = 0.01  # of the stack's thickness: a film that still bends it measurably
WIDE = 0.9  # of a region's length: a face that covers less is no face to lay it on
LEVEL = 1e-6  # µm


def bow_places(section: Section, solution: Solution) -> list[tuple[str, Place]]:
    """Measures of bow that a section may have, with their places."""
    of_datum = [(name, Place((section.datum.name,))) for name in names_of(Kind.DATUM)]
    bare = [Place((name,), side) for name, side, _ in _named(section, solution)]
    return of_datum + [(name, place) for name in names_of(Kind.BARE_FACE) for place in bare]


def bow_values(section: Section, solution: Solution) -> list[Value]:
    """Curvature, sagitta and dimple of the datum, warpage of faces, as the support allows."""
    mesh = solution.model.mesh
    strain = max(float(np.abs(e[:3]).max()) for e in solution.free_strain.values())
    bend = BENDING_FILM_FRACTION * strain / float(np.ptp(mesh.points[:, 1]))
    bow, reach, told = _bow(section, solution)
    scales = {"1/m": bend * 1e6, "µm": bend * reach**2 / 2}
    place = Place((section.datum.name,))
    of_datum = [
        valued(m, place, bow, solution.temperature, told[m], scales)
        for m in measures_of(Kind.DATUM)
        if m in told
    ]
    return [*of_datum, *_warpages(section, solution, bend)]


def _bow(section: Section, solution: Solution) -> tuple[Bow, float, dict[Measure[Bow], str]]:
    """How the datum bows, over which reach in µm, and by measure how that was found."""
    mesh, name = solution.model.mesh, section.datum.name
    line = _level_face(solution, name, lower=True)
    x, rise, length = _along(solution, line, solution.displacement)
    ends = mesh.points[line.nodes, 0]
    reach, span = float(np.abs(ends).max()), float(np.ptp(ends))
    fitted = warpage(x, rise, length, reach)
    over = f"least squares over {span:.4g} µm"
    if section.cell.support in ("laminate", "two laminates"):
        k = -solution.globals.get("k", 0.0)
        found = Bow(k * 1e6, k * mesh.width**2 / 2, fitted.sagitta - k * reach**2 / 2)
        of_wafer = f"the wafer's, over {mesh.width:.4g} µm"
        return found, mesh.width, {CURVATURE: "the wafer's", SAGITTA: of_wafer, DIMPLE: over}
    if section.cell.support != "free":
        return Bow(dimple=fitted.sagitta), reach, {DIMPLE: over}
    return Bow(fitted.curvature * 1e6, fitted.sagitta), reach, {CURVATURE: over, SAGITTA: over}


def _warpages(section: Section, solution: Solution, bend: float) -> Iterator[Value]:
    mesh = solution.model.mesh
    for name, side, line in _named(section, solution):
        p = solution.blocks[name]
        since_birth = np.zeros((len(mesh.points), p.directions))
        nodes = mesh.triangles[p.elements]
        since_birth[nodes] = solution.local(name)[:, p.nodal].reshape(*nodes.shape, p.directions)
        x = mesh.points[line.nodes, 0]
        far, near = np.unravel_index(x.argmax(), x.shape), np.unravel_index(x.argmin(), x.shape)
        reach = float(np.ptp(x))
        height = since_birth[line.nodes[near], 1] - since_birth[line.nodes[far], 1]
        over, scales = f"middle above end, {reach:.4g} µm", {"µm": bend * reach**2 / 2}
        for m in measures_of(Kind.BARE_FACE):
            yield valued(m, Place((name,), side), height, solution.temperature, over, scales)


def _named(section: Section, solution: Solution) -> list[tuple[str, str, Facets]]:
    """Level faces of a free section that are bare, or the datum's: region, side and facets."""
    mesh, out = solution.model.mesh, []
    if section.cell.support != "free":
        return []
    for name in solution.blocks:
        length = float(np.ptp(mesh.points[mesh.triangles[mesh.elements_in(name)], 0]))
        for side in ("bottom", "top"):
            line = _level_face(solution, name, side == "bottom")
            bare = line if name == section.datum.name else line[line.other < 0]
            run = np.abs(np.diff(mesh.points[bare.ends, 0], axis=1)).sum()
            if run > WIDE * length:
                out.append((name, side, line))
    return out


def _level_face(solution: Solution, name: str, lower: bool) -> Facets:
    """The facets of a region at its lowest or highest level."""
    outline = boundary(solution.model.mesh, name)
    z = solution.model.mesh.points[outline.nodes, 1]
    level = z.min() if lower else z.max()
    return outline[np.flatnonzero((np.abs(z - level) < LEVEL).all(axis=1))]


def _along(
    solution: Solution, line: Facets, displacement: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, u_z and the length each stands for, at Gauss points of facets, (n,) each in µm."""
    mesh = solution.model.mesh
    face = faces(mesh, solution.model.kinematics, line)
    lifted = displacement[mesh.triangles[line.elements], 1]
    rise = (face.at.shape @ lifted[..., None])[..., 0]
    return face.x[..., 0].ravel(), rise.ravel(), np.outer(face.length, face.at.weights).ravel()
