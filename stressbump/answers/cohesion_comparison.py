"""How an interface of a design softens and parts, in its own stack and in references, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stressbump.designs.design import Design
from stressbump.fracture.curve import ReleaseCurve
from stressbump.fracture.delamination import Delamination, Run
from stressbump.process.faces import CohesionAt
from stressbump.process.section import Flaw

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class CohesionMeasure:
    """A number that a softening interface comes to; None where there is none."""

    name: str
    unit: str
    value: Callable[[Delamination], float | None]
    has_bar: bool = False
    compared: bool = False  # whether a relief of its load, 1 over a share, is told


def _of_first_run(number: Callable[[Run], float]) -> Callable[[Delamination], float | None]:
    return lambda found: _number(number(found.runs[0])) if found.runs else None


def _in_the_end(
    number: Callable[[Delamination], np.ndarray],
) -> Callable[[Delamination], float | None]:
    return lambda found: found.at(1.0, number(found))


SOFTENS = CohesionMeasure("share at which it softens", "1", lambda f: float(f.share[0]))
RUNS = CohesionMeasure("share at which it runs", "1", _of_first_run(lambda r: r.share), True, True)
GOES_ON = CohesionMeasure(
    "share at which it goes on", "1", _of_first_run(lambda r: r.least), True, True
)
PARTED = CohesionMeasure("parted in the end", "µm", _in_the_end(lambda f: f.parted), True)
SOFTENED = CohesionMeasure("softened in the end", "µm", _in_the_end(lambda f: f.zone), True)
SPENT = CohesionMeasure("energy spent in the end", "pJ", _in_the_end(lambda f: f.spent), True)
ZONE = CohesionMeasure("length of the process zone", "µm", lambda f: f.developed_zone[0])
FIRST = CohesionMeasure("where it parts first", "µm", lambda f: f.first)
SLID = CohesionMeasure("sliding share of what is spent", "1", lambda f: f.slid)
MEASURES = (SOFTENS, RUNS, GOES_ON, PARTED, SOFTENED, SPENT, ZONE, FIRST, SLID)
SAFETY = 3.0  # of what half as many facets change
FLOOR = 1e-3  # of a number: no bar is narrower


@dataclass(frozen=True, eq=False)
class StackCohesion:
    """What one stack does to the interface."""

    stack: str
    change: str
    own: bool  # whether both sides of the interface are of the design's own materials
    temperature: float  # °C, at the end
    free: float | None  # °C, from which on stress is proportional to cooling; None where it is not
    found: Delamination | None  # None where nothing softens under a thousand times the stress
    linear: ReleaseCurve | None  # of the same cut
    coarser: Delamination | None = None  # on a way of half as many facets, for bars

    def degrees(self, share: float) -> float | None:
        """The temperature in °C at which a share of the stress is there, where it is in proportion."""
        if self.free is None or np.isnan(share):
            return None
        return float(self.free + share * (self.temperature - self.free))

    def value(self, measure: CohesionMeasure) -> float | None:
        """A measure; None where nothing softens, or there is none."""
        return None if self.found is None else measure.value(self.found)

    def bar(self, measure: CohesionMeasure) -> float | None:
        """Half the width of its bar; None where it has none, or half as many facets tell none."""
        own = self.value(measure)
        if own is None or self.coarser is None or not measure.has_bar:
            return None
        other = measure.value(self.coarser)
        return None if other is None else max(SAFETY * abs(other - own), FLOOR * abs(own))

    @property
    def linear_share(self) -> np.ndarray:
        """√(Γ/G) (n,) at the lengths of the linear curve: the share at which a crack would grow."""
        if self.linear is None:
            return np.zeros(0)
        ratio = self.linear.margin
        return np.sqrt(ratio, out=np.full(len(ratio), np.nan), where=ratio > 0)


@dataclass(frozen=True)
class CohesionRelief:
    """What a design takes from the load of an interface, a fraction; None, and `why`."""

    relief: float | None
    bar: float | None
    why: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Cohesion:
    """An interface that softens, in the design's own stack and in references."""

    design: Design
    asked: CohesionAt
    flaw: Flaw  # its way
    temperature: float  # °C
    stacks: tuple[StackCohesion, ...]
    warnings: tuple[
        str, ...
    ] = ()  # where laws of the design's own stack do not hold, what is left out

    def __repr__(self) -> str:
        """A line; the numbers stand in `table`."""
        return f"<Cohesion of {self.design.name} at {self.temperature:g} °C along {self.flaw}>"

    @property
    def energy_unit(self) -> str:
        """The unit of what is spent."""
        around = self.design.recipe.cell.kinematics == "axisymmetric"
        return "pJ" if around else "pJ per µm of depth"

    def relief(self, measure: CohesionMeasure, other: StackCohesion) -> CohesionRelief:
        """1 - other / as built of a share, so of the load as a part of what the interface bears."""
        built = self.stacks[0]
        own, without = built.value(measure), other.value(measure)
        if not other.own:
            return CohesionRelief(None, None, "another material")
        if own is None or without is None:
            where = built if own is None else other
            why = (
                "never runs" if where.value(RUNS) is None else "comes to the end of its way before"
            )
            return CohesionRelief(None, None, f"{where.stack} {why}")
        share = without / own
        coarser = [s.coarser and measure.value(s.coarser) for s in (other, built)]
        bar = None
        if None not in coarser:
            apart = abs(coarser[0] / coarser[1] - share)  # type: ignore[operator]
            bar = max(SAFETY * apart, FLOOR * share)
        return CohesionRelief(1 - share, bar)

    def rows(self) -> list[dict[str, Any]]:
        """A row for each stack and state, in the order in which it parts."""
        return [row for s in self.stacks for row in _path_rows(s)]

    def _relief_row(self, other: StackCohesion) -> dict[str, Any]:
        runs, goes_on = (self.relief(measure, other) for measure in (RUNS, GOES_ON))
        return {
            "reference": other.stack,
            "runs": runs.relief,
            "bar_of_runs": runs.bar,
            "goes_on": goes_on.relief,
            "bar_of_goes_on": goes_on.bar,
            "note": runs.why,
        }

    @property
    def table(self) -> pandas.DataFrame:
        """The rows as a frame: lengths and openings in µm, shares of the stress at the end temperature."""
        import pandas

        return pandas.DataFrame(self.rows())

    def plain(self) -> dict[str, Any]:
        """The result as JSON has it."""
        asked = self.asked.model_dump(mode="json", by_alias=True)
        return {
            "at": "/".join(self.flaw.at),
            "from": self.flaw.end,
            "temperature_C": self.temperature,
            **{k: v for k, v in asked.items() if k not in ("at", "from")},
            "warnings": list(self.warnings),
            "stacks": [_summary(s) for s in self.stacks],
            "relief": [self._relief_row(s) for s in self.stacks[1:]],
            "path": self.rows(),
            "linear": [row for s in self.stacks for row in _linear_rows(s)],
        }


def _number(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def _summary(own: StackCohesion) -> dict[str, Any]:
    """The numbers of a stack."""
    found, head = (
        own.found,
        {"stack": own.stack, "own_materials": own.own, "stress_free_C": own.free},
    )
    if found is None:
        return head | {"softens": None}
    largest = int(found.share.argmax())
    columns = {"parted_um": PARTED, "softened_um": SOFTENED, "spent_pJ": SPENT}
    there = {name: own.value(measure) for name, measure in columns.items()}
    there |= {f"bar_of_{name}": own.bar(measure) for name, measure in columns.items()}
    bars = own.bar(RUNS), own.bar(GOES_ON)
    zone, pairs = found.developed_zone

    def event(share: float, bar: float | None = None) -> dict[str, Any]:
        return {"share": _number(share), "bar": bar, "temperature_C": own.degrees(share)}

    return head | {
        "softens": event(float(found.share[0])),
        "runs": [
            event(run.share, bars[0] if k == 0 else None)
            | {"least": event(run.least, bars[1] if k == 0 else None)}
            | {"from_um": run.start, "to_um": run.stop}
            for k, run in enumerate(found.runs)
        ],
        "largest": event(float(found.share[largest]))
        | {"rises_still": largest == len(found.share) - 1},
        "at_end": None if there["spent_pJ"] is None else there,
        "first_um": found.first,
        "zone_um": zone,
        "zone_pairs": pairs,
        "mode_II_share": _number(found.slid),
    }


def _path_rows(own: StackCohesion) -> Iterator[dict[str, Any]]:
    found = own.found
    if found is None:
        return
    for k, state in enumerate(found.states):
        yield {
            "stack": own.stack,
            "share": float(found.share[k]),
            "temperature_C": own.degrees(float(found.share[k])),
            "parted_um": float(found.parted[k]),
            "softened_um": float(found.zone[k]),
            "zone_pairs": int(found.pairs[k]),
            "spent_pJ": float(found.spent[k]),
            "mode_II_share": _number(found.sliding[k]),
            "gap_um": float(state.opening[0, 0]),
            "slip_um": float(state.opening[0, 1]),
        }


def _linear_rows(own: StackCohesion) -> Iterator[dict[str, Any]]:
    if own.linear is None:
        return
    for length, share in zip(own.linear.length.tolist(), own.linear_share.tolist(), strict=True):
        yield {"stack": own.stack, "length_um": length, "share": _number(share)}
