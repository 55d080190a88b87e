"""Every default measure of a solution, as values that carry what a number must carry."""

from __future__ import annotations

from functools import cache

from stressbump.measures import Kind, Place, mean_von_mises, names_of
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution, nodal_forces
from stressbump.process.section import Section
from stressbump.survey.axial import axial_values
from stressbump.survey.bow import bow_places, bow_values
from stressbump.survey.films import film_values, is_film
from stressbump.survey.interfaces import (
    bonded_face,
    edge_values,
    face_values,
    gap_values,
    pairs,
    resultant_values,
)
from stressbump.survey.regions import noise, region_values, total_values
from stressbump.survey.value import Asked, Value, everything


def survey(
    section: Section, solution: Solution, windows: tuple[float, ...], asked: Asked = everything
) -> tuple[Value, ...]:
    """All measures of the list: by region, by film, by interface, at interface edges, of the whole.

    `asked` says by measure, place and averaging length what is wanted; not all of the rest is left
    out, but most of what takes time.
    """

    def any_of(kind: Kind, place: Place, window: float | None = None) -> bool:
        return any(asked(name, str(place), window) for name in names_of(kind))

    mesh, widest, end = solution.model.mesh, max(windows), solution.temperature
    samples = {name: in_region(solution, name) for name in solution.blocks}
    stressed = max(noise(solution), *(mean_von_mises(s) for s in samples.values()))
    forces = cache(lambda name: nodal_forces(solution, name))
    values: list[Value] = []
    for name, sample in samples.items():
        place = Place((name,))
        if any_of(Kind.REGION, place):
            values += region_values(place, sample, end, stressed)
        if any_of(Kind.FILM, place, widest) and is_film(mesh, name):
            values += film_values(solution, name, sample, stressed, widest)
    if any(any_of(Kind.TOTAL, place) for place in (*(Place((n,)) for n in samples), Place(()))):
        values += total_values(solution, samples)
    for pair in pairs(mesh, tuple(solution.blocks)):
        place = Place(pair)
        if set(pair) in map(set, section.cell.free_faces):
            values += gap_values(solution, place, stressed)
            continue
        if any_of(Kind.FORCES, place):
            values += resultant_values(section, solution, place, forces(pair[0]))
        near = tuple(d for d in windows if any_of(Kind.EDGE, place, d))
        whole = any_of(Kind.FACE, place)
        if near or whole:
            face = bonded_face(solution, *pair)
            values += edge_values(face, place, near, end, stressed)
            values += face_values(face, place, min(windows), end, stressed) if whole else ()
    bows = () if section.cell.long else bow_places(section, solution)
    if any(asked(m, str(place), None) for m, place in bows):
        values += bow_values(section, solution)
    if any(any_of(k, Place((n,))) for k in (Kind.ALONG, Kind.AXIS) for n in samples):
        values += axial_values(section, solution, samples, stressed)
    return tuple(values)
