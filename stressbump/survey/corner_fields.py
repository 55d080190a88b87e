"""Singular fields at places of a stack, by how the place then stood.

A corner is surrounded by regions that are born one after the other, and by resins that harden. What comes
while it stands in one way grows towards it with the exponents of that way, and stays when it stands in
another: the stress in the end is the sum over all these periods.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from stressbump.errors import SolveError
from stressbump.fracture.singular import Tip, TipFields, corner_tip, solid, tip_fields
from stressbump.fracture.singular.corners import reach_of
from stressbump.fracture.singular.near_tip import AXIS
from stressbump.fracture.singular.surroundings import OUTSIDE, Sector, around, fans, without
from stressbump.history.increments import RecordedHistory, added
from stressbump.mechanics.solution import Solution
from stressbump.mesh.arrangement import Arrangement, arrange
from stressbump.process.section import Section

NEAR = 1e-3  # µm: a place is a corner's


@dataclass(frozen=True)
class Period:
    """Steps of a history, from `first` to before `last`, during which a corner stands in one way."""

    first: int
    last: int
    born: str  # the region around the corner whose birth begins it; none where a resin hardens
    start: float  # °C
    end: float


@dataclass(frozen=True, eq=False)
class PeriodFields:
    """What a period adds at a place, in one fan around it; a note says why there are no fields, or what
    they leave open.
    """

    period: Period
    tip: Tip
    fields: TipFields | None
    lasts: bool  # until the end: the corner stands so now
    note: str = ""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """A section with what surrounds its corners."""

    section: Section
    arrangement: Arrangement
    sectors: dict[int, list[Sector]]

    @classmethod
    def of(cls, section: Section) -> Surroundings:
        """Those of a section."""
        arr = arrange(section)
        return cls(section, arr, around(arr))

    def vertex(self, place: tuple[float, float]) -> int | None:
        """The corner at a place, if there is one."""
        away = np.abs(self.arrangement.vertices - place).max(axis=1)
        vertex = int(away.argmin())
        return vertex if away[vertex] < NEAR and vertex in self.sectors else None

    def reach(self, vertex: int) -> float:
        """µm within which the wedges around a corner are all there is."""
        own = reach_of(self.arrangement, vertex)
        x = float(self.arrangement.vertices[vertex, 0])
        return min(own, AXIS * x) if self.section.axisymmetric else own


def fields_at(
    around_it: Surroundings, history: RecordedHistory, vertex: int
) -> Iterator[PeriodFields]:
    """At a corner: the singular fields of each fan around it, period by period."""
    arr, sectors = around_it.arrangement, around_it.sectors[vertex]
    free = {frozenset(pair) for pair in around_it.section.cell.free_faces}
    x, z = map(float, arr.vertices[vertex])
    names = {arr.regions[s.region] for s in sectors if s.region != OUTSIDE}
    for period in _periods(history, names):
        standing = names & set(history.steps[period.last - 1].standing)
        whole = added(history, period.first, period.last, standing)
        if not whole.unknowns.any():
            continue
        later = {arr.regions.index(n) for n in names - standing}
        solids = {n: solid(p.stiffness) for n, p in whole.blocks.items()}
        for run, ends in fans(arr, vertex, without(sectors, later), free):
            tip = corner_tip((x, z), [(arr.regions[s.region], s) for s in run], ends, solids)
            fields, note = _fields(history, whole, tip, around_it.reach(vertex))
            note = note or _varying(history, period, tip)
            if note or (fields and fields.singular):
                yield PeriodFields(period, tip, fields, period.last == len(history.steps), note)


def _fields(
    history: RecordedHistory, whole: Solution, tip: Tip, reach: float
) -> tuple[TipFields | None, str]:
    """The fields of a tip, or why there are none."""
    flowing = sorted(history.assembly.remembering.intersection(tip.regions))
    if flowing:
        return None, f"{', '.join(flowing)} flows, which bounds the stress"
    at_wall = tip.ends is not None and "symmetry" in tip.ends and tip.place[0] > 0
    if at_wall and history.assembly.section.cell.support == "laminate":
        return None, "the wall, which turns, ends the wedges"
    try:
        return tip_fields(whole, tip, reach), ""
    except (RuntimeError, SolveError) as error:
        return None, str(error)


def _varying(history: RecordedHistory, period: Period, tip: Tip) -> str:
    """What bears stress of an earlier period and changes its moduli under the total rule."""
    before, after = history.states[period.first].blocks, history.states[period.last].blocks
    total = {n for n in tip.regions if n in before} - history.assembly.incremental
    changed = sorted(n for n in total if before[n].stiffness != after[n].stiffness)
    if not changed:
        return ""
    return (
        f"{', '.join(changed)}: moduli change by {period.end:g} °C under the total rule and take earlier"
        " stress with them; what comes meanwhile is known to some per cent of that"
    )


def _periods(history: RecordedHistory, names: set[str]) -> list[Period]:
    """Runs of steps between births among some regions, or steps in which one of them hardens."""
    out: list[Period] = []
    for k, step in enumerate(history.steps):
        if not names.intersection(step.standing):
            continue
        born = step.born if step.born in names else ""
        if born or not out or _hardens(history, k, names):
            out.append(Period(k, k + 1, born, step.start, step.end))
        else:
            out[-1] = replace(out[-1], last=k + 1, end=step.end)
    return out


def _hardens(history: RecordedHistory, step: int, names: set[str]) -> bool:
    before, after = history.states[step].blocks, history.states[step + 1].blocks
    followed = names & history.assembly.incremental & before.keys()
    return any(before[n].stiffness != after[n].stiffness for n in followed)
