"""Measures of the last thermal cycle, of every region with memory and every layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from stressbump.history.course import SETTLED, Course
from stressbump.measures import Kind, Place, measures_of
from stressbump.measures.cycle import Loop
from stressbump.survey.value import Value, valued


def loop(course: Course, place: str, cycle: int) -> Loop:
    """What a place went through in a cycle, from 1."""
    moments = course.of_cycle(cycle)
    means = [m.means[place] for m in moments]
    return Loop(
        np.array([m.seconds for m in moments]),
        np.array([m.temperature for m in moments]),
        np.stack([m.stress for m in means], axis=1),
        np.stack([m.inelastic for m in means], axis=1),
        np.array([m.work for m in means]),
        np.array([m.slip for m in means]),
    )


def cycle_values(course: Course, temperature: float) -> Iterator[Value]:
    """By region with memory and layer; `temperature` is the °C from which the cycles began."""
    last = course.cycles
    for where in course.places:
        seen, place = loop(course, where.name, last), Place.read(where.name)
        settled = _settling(course, where.name)
        scales = {"MPa": float(np.abs(seen.stress).max())}
        for m in measures_of(Kind.CYCLE):
            value = valued(m, place, seen, temperature, f"volume, cycle {last}", scales)
            yield replace(value, note=settled)


def _settling(course: Course, place: str) -> str:
    """How much the work of the last cycle differs from that of the one before."""
    change = course.change(place)
    if change is None:
        return "the first cycle alone: later ones differ"
    told = f"work of the last cycle {100 * change:+.1f} % from the one before"
    return told if abs(change) <= SETTLED else f"{told}: more cycles would change it"
