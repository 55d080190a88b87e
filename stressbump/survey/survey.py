"""Every default measure of a solution, as values that carry what a number must carry."""

from __future__ import annotations

from functools import cache

from stressbump import measures
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution, nodal_forces
from stressbump.process.section import Section
from stressbump.survey.bow import bow_places, bow_values
from stressbump.survey.catalogue import (
    ENERGY,
    OF_EDGE,
    OF_FILM,
    OF_REGION,
    RAW_MAXIMUM,
    RESULTANTS,
    WHOLE,
)
from stressbump.survey.films import film_ends, film_values, is_film
from stressbump.survey.interfaces import edge_values, overlap_value, pairs, resultant_values
from stressbump.survey.regions import energy_values, noise, region_values
from stressbump.survey.value import Asked, Value, everything


def survey(
    section: Section, solution: Solution, windows: tuple[float, ...], asked: Asked = everything
) -> tuple[Value, ...]:
    """All measures: by region, by film, by interface, at interface edges, and of the whole.

    `asked` says by measure, place and averaging length what is wanted; not all of the rest is left
    out, but most of what takes time.
    """

    def any_of(measures: tuple[str, ...], where: str, window: float | None = None) -> bool:
        return any(asked(m, where, window) for m in measures)

    mesh, widest = solution.model.mesh, max(windows)
    samples = {name: in_region(solution, name) for name in solution.patches}
    stressed = max(noise(solution), *(measures.mean_von_mises(s) for s in samples.values()))
    forces = cache(lambda name: nodal_forces(solution, name))
    values: list[Value] = []
    for name, sample in samples.items():
        if any_of((*OF_REGION, RAW_MAXIMUM), name):
            values += region_values(name, sample, solution.temperature, stressed)
        if any_of(OF_FILM, name, widest) and is_film(mesh, name):
            ends = film_ends(mesh, name)
            values += film_values(name, sample, solution.temperature, stressed, widest, ends)
    if any(asked(ENERGY, where, None) for where in (*samples, WHOLE)):
        values += energy_values(solution, samples)
    for first, second in pairs(mesh, tuple(solution.patches)):
        where = f"{first}/{second}"
        if {first, second} in map(set, section.cell.free_faces):
            values.append(overlap_value(solution, first, second, where))
            continue
        if any_of(RESULTANTS, where):
            values += resultant_values(section, solution, first, second, forces(first))
        near = tuple(d for d in windows if any_of(OF_EDGE, where, d))
        if near:
            values += edge_values(solution, first, second, near, stressed)
    if any(asked(m, place, None) for m, place in bow_places(section, solution)):
        values += bow_values(section, solution)
    return tuple(values)
