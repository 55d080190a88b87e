"""Cracks of the lengths that a section's flaws ask for, as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stressbump.fracture.cracks import Crack, closing_face, crack
from stressbump.fracture.paths import crack_path
from stressbump.fracture.release import energy_release_rate
from stressbump.fracture.seams import seam
from stressbump.measures import Kind, Place, elastic_energy, measures_of
from stressbump.measures.release import Release
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution
from stressbump.process.section import Flaw, Section
from stressbump.survey.value import Asked, Value, valued


def crack_place(flaw: Flaw) -> Place:
    """Where the cracks of a flaw are, as tables call it: `passivation/ubm from outer`."""
    end = flaw.end if isinstance(flaw.end, str) else f"end {flaw.end}"
    return Place(flaw.at, f"from {end}")


def crack_values(section: Section, solution: Solution, asked: Asked) -> Iterator[Value]:
    """The energy release rate of every crack, and how much of it is closed.

    None where one side of an interface is empty.
    """
    for flaw in section.flaws:
        place = crack_place(flaw)
        if not set(flaw.at) <= solution.blocks.keys():
            continue
        path = crack_path(solution.model.mesh, flaw)
        sides = [in_region(solution, name) for name in flaw.at]
        stored = max(elastic_energy(side) / side.weight.sum() for side in sides)
        for length in flaw.lengths:
            wanted = [m for m in measures_of(Kind.CRACK) if asked(m.name, str(place), length)]
            if not wanted:
                continue
            parts = path.facets_within(length)
            presses, rub = section.cell.contact, section.friction(flaw.at)
            found = crack(seam(solution, path, parts), parts, presses, rub)
            seen = Release(energy_release_rate(found), found.closed)
            scales = {"J/m²": stored * length, "%": 100.0}
            averaging = f"crack of {length:g} µm {place.side}"
            other = closing_face(found, section.cell.free_faces) if presses else None
            why = _both(other) if other else _unsure(found)
            for m in wanted:
                value = valued(
                    m, place, seen, solution.temperature, averaging, scales, averaging_um=length
                )
                yield replace(value, value=None, note=why) if why else value


def _both(face: tuple[str, str]) -> str:
    return f"the free face {face[0]}/{face[1]} is closed too; cracks beside a closed face are not solved"


def _unsure(crack: Crack) -> str:
    """The self-check that a crack failed, if one."""
    failed = (c for c in crack.checks if not c.passed)
    return next(
        (f"self-check failed: {c.name} {c.value:.1e}, allowed {c.limit:.1e}" for c in failed), ""
    )
