"""What thermal cycles do: measures of the last one, and what is recorded of all at every step.

Measures are of every region with memory and every layer; followed are the mean stress of all regions
and how the stack bows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np

from stressbump.history.course import SETTLED, Course, Follow, Quantity, changes
from stressbump.measures import Kind, Place, measures_of
from stressbump.measures.cycle import FRICTIONAL_WORK, Loop, rubbed, work
from stressbump.measures.von_mises import MEAN_VON_MISES
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution
from stressbump.process.section import Section
from stressbump.survey.bow import bow_values
from stressbump.survey.value import Value, valued


@dataclass(frozen=True, eq=False)
class CycleRecord:
    """What a stack went through in its cycles, at n moments; the first is where they begin."""

    cycle: np.ndarray  # (n,) from 1; 0 where they begin
    minutes: np.ndarray  # (n,) since then
    temperature: np.ndarray  # (n,) °C
    places: Mapping[str, Loop]  # by region with memory and layer: all cycles as one
    followed: Mapping[Quantity, np.ndarray]  # (n,)

    @property
    def cycles(self) -> int:
        """How many there were."""
        return int(self.cycle[-1])

    @property
    def rubbed(self) -> dict[str, np.ndarray]:
        """By face with friction: what it has dissipated since they began (n,), J/m²."""
        return {n: work for (what, n, _), work in self.followed.items() if what == FRICTIONAL_WORK}

    def within(self, number: int) -> slice:
        """The moments of a cycle from 1, the one it starts from among them."""
        inside = np.flatnonzero(self.cycle == number)
        return slice(int(inside[0]) - 1, int(inside[-1]) + 1)

    def loop(self, place: str, number: int) -> Loop:
        """What a place went through in a cycle, from 1."""
        inside, whole = self.within(number), self.places[place]
        return Loop(**{f.name: getattr(whole, f.name)[..., inside] for f in fields(Loop)})


def recorded(course: Course) -> CycleRecord:
    """A course as arrays."""
    moments = course.instants
    seconds = np.array([m.seconds for m in moments])
    temperature = np.array([m.temperature for m in moments])
    places = {}
    for place in course.places:
        means = [m.means[place.name] for m in moments]
        places[place.name] = Loop(
            seconds,
            temperature,
            np.stack([m.stress for m in means], axis=1),
            np.stack([m.inelastic for m in means], axis=1),
            np.array([m.work for m in means]),
            np.array([m.slip for m in means]),
        )
    cycle = np.array([m.cycle for m in moments])
    followed = {q: np.array([m.followed[q] for m in moments]) for q in moments[0].followed}
    return CycleRecord(cycle, seconds / 60, temperature, places, followed)


def follow(section: Section) -> Follow:
    """The mean von Mises stress of every region, and every measure of bow that the section has."""

    def numbers(solution: Solution) -> dict[Quantity, float]:
        m = MEAN_VON_MISES
        found = {(m.name, n, m.unit): m.value(in_region(solution, n)) for n in solution.blocks}
        bows = () if section.cell.long else bow_values(section, solution)
        bent = {(v.measure, v.where, v.unit): v.value for v in bows if v.value is not None}
        return found | bent

    return numbers


def cycle_values(course: Course, temperature: float) -> Iterator[Value]:
    """Measures of the last cycle; `temperature` is the °C from which the cycles began."""
    record = recorded(course)
    last = record.cycles
    for where in course.places:
        seen, place = record.loop(where.name, last), Place.read(where.name)
        settled = settling(record, where.name)
        scales = {"MPa": float(np.abs(seen.stress).max())}
        for m in measures_of(Kind.CYCLE):
            value = valued(m, place, seen, temperature, f"volume, cycle {last}", scales)
            yield replace(value, note=settled)
    yield from _of_faces(record, temperature)


def _of_faces(record: CycleRecord, temperature: float) -> Iterator[Value]:
    last = record.cycles
    for where, so_far in record.rubbed.items():
        scales = {"J/m²": float(np.ptp(so_far))}
        for m in measures_of(Kind.RUBBING):
            seen, averaging = so_far[record.within(last)], f"face, cycle {last}"
            value = valued(m, Place.read(where), seen, temperature, averaging, scales)
            yield replace(value, note=settling(record, where))


def changed(record: CycleRecord) -> dict[str, float]:
    """By place: see `Course.change`; nothing of a single cycle."""
    last = record.cycles
    if last < 2:
        return {}
    both = last - 1, last
    flowed = ({n: work(record.loop(n, k)) for n in record.places} for k in both)
    faces = record.rubbed.items()
    slipped = ({n: rubbed(of_face[record.within(k)]) for n, of_face in faces} for k in both)
    return changes(*flowed) | changes(*slipped)


def settling(record: CycleRecord, place: str) -> str:
    """How much the work of the last cycle differs from that of the one before."""
    if record.cycles == 1:
        return "the first cycle alone: later ones differ"
    more = changed(record)[place]
    told = f"work of the last cycle {100 * more:+.1f} % from the one before"
    return told if abs(more) <= SETTLED else f"{told}: more cycles would change it"
