"""The order of births: which regions stand when, between which temperatures, and for how long.

A stage begins when a region is born, at its temperature of birth, and ends at the next birth's, the
last one at the end temperature. The stack goes straight from one to the other, at one rate.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from stressbump.process.profile import BACKWARD_EULER, DARVEAUX, SECOND_ORDER
from stressbump.process.section import Region, Section


@dataclass(frozen=True)
class Stage:
    """From the birth of one region to that of the next."""

    born: str  # the region born when the stage begins
    standing: tuple[str, ...]  # all that stand in it, in the order of their births
    start: float  # °C, the temperature of that birth
    end: float  # °C
    seconds: float = field(default=0.0, compare=False)  # from start to end; no elastic solid asks
    part: float | None = None  # of what the newborn brings along; None: all with the birth

    @property
    def brought(self) -> float:
        """The share of its own strain at birth that the last born brings along in this stage."""
        return float(bool(self.born)) if self.part is None else self.part

    def between(self, first: float, last: float) -> Stage:
        """The part between two shares of the time that it takes; the birth belongs to the first.

        Where it takes none, between two shares of what the newborn brings along.
        """
        start, end = (self.start + k * (self.end - self.start) for k in (first, last))
        born, seconds = self.born if first == 0 else "", (last - first) * self.seconds
        part = None if self.seconds or self.start != self.end else (last - first) * self.brought
        end = self.end if last == 1 else end
        return replace(self, born=born, start=start, end=end, seconds=seconds, part=part)


@dataclass(frozen=True)
class TimeSteps:
    """How the time of a stage is stepped through where laws have memory.

    Steps follow their error unless it is given where they end: `fixed` so many equal ones a stage, or so
    many kelvins long on a ramp and, at rest, each twice as long as the one before.
    """

    tolerance: float = 5e-5  # of inelastic strain in a step, root mean square over a region
    order: int = 2  # 1: backward Euler
    fixed: int = 0
    kelvin: float = 0.0
    rest: float = 0.0  # s, the first step at rest
    finer: int = 1  # into so many each given step is split

    @property
    def halved(self) -> TimeSteps:
        """Steps half as long."""
        return replace(self, tolerance=self.tolerance / 4, finer=2 * self.finer)

    def ends(self, stage: Stage) -> np.ndarray | None:
        """The shares of a stage's time at which its steps end; None where they follow their error."""
        if not (self.fixed or self.kelvin):
            return None
        if not stage.seconds:
            return np.ones(1)
        count, change = self.fixed, abs(stage.end - stage.start)
        if self.kelvin:
            count = int(np.ceil(change / self.kelvin * (1 - ROUND_OFF)))
        edges = np.linspace(0.0, 1.0, count + 1) if count else self._at_rest(stage.seconds)
        parts = np.arange(len(edges) - 1) + np.linspace(0, 1, self.finer + 1)[1:, None]
        return np.interp(parts.T.ravel(), np.arange(len(edges)), edges)

    def _at_rest(self, seconds: float) -> np.ndarray:
        count = int(np.ceil(np.log2(1 + seconds / self.rest) * (1 - ROUND_OFF)))
        return np.minimum(self.rest * (2.0 ** np.arange(count + 1) - 1) / seconds, 1.0)


ROUND_OFF = 1e-9
ADAPTIVE = TimeSteps()
SCHEMES = {
    SECOND_ORDER: ADAPTIVE,
    BACKWARD_EULER: TimeSteps(order=1),
    DARVEAUX: TimeSteps(order=1, kelvin=10.0, rest=60.0),
}


def births(section: Section) -> tuple[Region, ...]:
    """The regions in the order of their births: by the step that laid or last melted or cured them."""
    return tuple(sorted(section.regions, key=lambda r: r.step))


def stages(section: Section, end: float) -> tuple[Stage, ...]:
    """The history of a section until an end temperature in °C."""
    order = births(section)
    temperatures = [float(r.born_C or 0.0) for r in order]
    names = tuple(r.name for r in order)
    rate = section.history.rate_K_per_min / 60
    return tuple(
        Stage(names[k], names[: k + 1], start, stop, abs(stop - start) / rate)
        for k, (start, stop) in enumerate(
            zip(temperatures, [*temperatures[1:], float(end)], strict=True)
        )
    )


@dataclass(frozen=True)
class Leg:
    """A part of a cycle: a ramp to a corner of its profile, or a dwell there."""

    cycle: int  # from 1
    stage: Stage


def legs(section: Section, start: float, first: int = 1, last: int = 0) -> tuple[Leg, ...]:
    """The thermal cycles of a section that is at so many °C, leg by leg; none where it has no cycle.

    From the `first` to the `last`, else to the last that there may be.
    """
    cycle = section.history.cycle
    if cycle is None:
        return ()
    names = tuple(r.name for r in births(section))
    found, now = [], start
    for number in range(first, (last or cycle.count) + 1):
        for seconds, end in cycle.corners(now):
            found.append(Leg(number, Stage("", names, now, end, seconds)))
            now = end
    return tuple(found)
