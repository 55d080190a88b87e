"""What a page tells of thermal cycles: work over cycles, and what is seen in the drawings beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stressbump import formatting
from stressbump.answers.band_text import listed
from stressbump.answers.page_input import PageInput
from stressbump.export.loops import areas, names_of, widest
from stressbump.formatting import digits
from stressbump.history.course import Quantity
from stressbump.measures.cycle import slip, work
from stressbump.process.recipe import AS_BUILT
from stressbump.process.section import Section
from stressbump.report import cycle_drawings as drawings
from stressbump.report import verdict
from stressbump.report.cycle_drawings import FALLING, RISING, STRESS, branches
from stressbump.survey.cycles import CycleRecord, changed, settling
from stressbump.units import psi

MOST = 4  # stacks beside each other
TOLD = 5  # of the last cycles that a table has columns for
ONE_LINE = 0.01  # of what a bow moves in a cycle: branches that are nearer are one

Records = Mapping[str, CycleRecord]  # by stack


@dataclass(frozen=True)
class WorkRow:
    """What cycles took of a place of a stack."""

    where: str
    stack: str
    work: tuple[float | None, ...]  # kPa, of the cycles told
    slip: tuple[float | None, ...]  # 1
    psi: float  # work of its last cycle
    change: float | None  # of it, from the one before


def cycles(given: PageInput) -> dict[str, Any] | None:
    """What the page tells of cycles, None where nothing with memory goes through any or a check failed."""
    records = dict(list(given.records.items())[:MOST])
    if AS_BUILT not in records or not records[AS_BUILT].places or not given.result.passed:
        return None
    built, around, focus = records[AS_BUILT], given.section.axisymmetric, given.focus.regions
    first = first_places(given.section, built, focus)
    other = verdict.main_reference(given)
    two = {name: records[name] for name in (AS_BUILT, other) if name in records}
    numbers = range(max(1, built.cycles - TOLD + 1), built.cycles + 1)
    return {
        "count": built.cycles,
        "start": float(built.temperature[0]),
        "low": float(built.temperature.min()),
        "high": float(built.temperature.max()),
        "numbers": numbers,
        "rows": list(work_rows(records, first, numbers)),
        "others": list(work_rows(records, [p for p in built.places if p not in first], numbers)),
        "settling": [f"{place}: {settling(built, place)}" for place in first],
        "work": drawings.draw_work(records, first),
        "loops": drawings.draw_loops(records, first, around),
        "area": area_sentence(two, first[0], around),
        "bow": drawings.draw_bow(records),
        "branches": branch_sentence(two),
        "stress": drawings.draw_stress(records, dict.fromkeys([*focus, *first])),
        "range": range_sentence(two, focus),
    }


def first_places(section: Section, record: CycleRecord, focus: Sequence[str]) -> list[str]:
    """Layers, then regions with memory in focus; all regions with memory where there are none of these."""
    wanted = [*(layer.name for layer in section.layers), *focus]
    return [place for place in wanted if place in record.places] or list(record.places)


def work_rows(records: Records, places: Iterable[str], numbers: range) -> Iterator[WorkRow]:
    """A row per place and stack, with the cycles of these numbers."""
    for where in places:
        for name, record in records.items():
            if where not in record.places:
                continue
            last = record.cycles
            loops = [record.loop(where, n) if n <= last else None for n in numbers]
            yield WorkRow(
                where,
                name,
                tuple(None if seen is None else 1e3 * work(seen) for seen in loops),
                tuple(None if seen is None else slip(seen) for seen in loops),
                work(record.loop(where, last)) / psi,
                changed(record).get(where),
            )


def area_sentence(records: Records, place: str, around: bool) -> str:
    """The area of the drawn loop of a place, beside what all components dissipate."""
    component = widest(records[AS_BUILT].loop(place, records[AS_BUILT].cycles))
    parts = []
    for name, record in records.items():
        if place in record.places:
            seen = record.loop(place, record.cycles)
            area = 1e3 * abs(areas(seen)[component])
            parts.append(f"{_number(area)} kPa of ΔW = {_number(1e3 * work(seen))} kPa {_as(name)}")
    return (
        f"Over {place} the area of the last loop drawn, ∮ σ dε of the {names_of(around)[component]}"
        f" component, is {listed(parts)}; other components and what differs from point to point dissipate"
        " the rest."
    )


def branch_sentence(records: Records) -> str:
    """How far the way up lies from the way down, of the first measure of bow; nothing without any."""
    known = drawings.bows(records)
    found = {name: _halfway(record, known[0]) for name, record in records.items()} if known else {}
    halves = {name: half for name, half in found.items() if half is not None}
    if not halves:
        return ""
    measure, where, unit = known[0]
    middle = next(iter(halves.values())).temperature
    ways = listed(
        f"{_number(half.up)} and {_number(half.down)} {unit} {_as(name)}"
        for name, half in halves.items()
    )
    told = f"At {_number(middle)} °C the {measure} of {where} is, on the way up and down, {ways}"
    if max(half.apart for half in halves.values()) < ONE_LINE:
        return (
            f"{told}: both ways are one line, to {_percent(ONE_LINE)} of what it moves in a cycle."
        )
    apart = listed(_percent(half.apart) for half in halves.values())
    return f"{told}: {apart} of what it moves in a cycle lie between."


@dataclass(frozen=True)
class Halfway:
    """A quantity in the middle of what a cycle goes through both up and down."""

    temperature: float  # °C
    up: float
    down: float
    range: float  # of it, in the cycle

    @property
    def apart(self) -> float:
        """How far both ways lie apart, a fraction of its range."""
        return abs(self.up - self.down) / self.range


def _halfway(record: CycleRecord, quantity: Quantity) -> Halfway | None:
    """Of the last cycle; None where it does not go both ways, or the quantity does not move."""
    if quantity not in record.followed:
        return None
    inside = record.within(record.cycles)
    temperature, value = record.temperature[inside], record.followed[quantity][inside]
    first = dict(reversed(branches(temperature)))
    if not {RISING, FALLING} <= first.keys() or not np.ptp(value):
        return None
    up, down = (
        (temperature[first[way]][::way], value[first[way]][::way]) for way in (RISING, FALLING)
    )
    low, high = max(up[0][0], down[0][0]), min(up[0][-1], down[0][-1])
    if low >= high:
        return None
    middle = float(low + high) / 2
    there = [float(np.interp(middle, *way)) for way in (up, down)]
    return Halfway(middle, there[0], there[1], float(np.ptp(value)))


def range_sentence(records: Records, focus: tuple[str, ...]) -> str:
    """Between what the mean stress of the first region in focus goes in the last cycle."""
    measure, unit = STRESS.name, STRESS.unit
    parts, region = [], focus[0]
    for name, record in records.items():
        if (value := record.followed.get((measure, region, unit))) is None:
            continue
        inside = record.within(record.cycles)
        low, high = int(value[inside].argmin()), int(value[inside].argmax())
        ends = (
            f"{_number(value[inside][k])} MPa at {_number(record.temperature[inside][k])} °C"
            for k in (low, high)
        )
        parts.append(f"from {' to '.join(ends)} {_as(name)}")
    return f"In the last cycle the {measure} of {region} goes {listed(parts)}." if parts else ""


def _as(stack: str) -> str:
    return stack if stack == AS_BUILT else f"in reference {stack}"


def _number(value: float) -> str:
    return formatting.number(value).replace("-", "−")


def _percent(share: float) -> str:
    return f"{digits(100 * share, 2)} %"
