"""The order of births: which regions stand when, between which temperatures, and for how long.

A stage begins when a region is born, at its temperature of birth, and ends at the next birth's, the
last one at the end temperature. The stack goes straight from one to the other, at one rate.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from stressbump.process.section import Region, Section


@dataclass(frozen=True)
class Stage:
    """From the birth of one region to that of the next."""

    born: str  # the region born when the stage begins
    standing: tuple[str, ...]  # all that stand in it, in the order of their births
    start: float  # °C, the temperature of that birth
    end: float  # °C
    seconds: float = field(default=0.0, compare=False)  # from start to end; no elastic solid asks

    def between(self, first: float, last: float) -> Stage:
        """The part between two shares of the time that it takes; the birth belongs to the first."""
        start, end = (self.start + k * (self.end - self.start) for k in (first, last))
        born, seconds = self.born if first == 0 else "", (last - first) * self.seconds
        return replace(
            self, born=born, start=start, end=self.end if last == 1 else end, seconds=seconds
        )


@dataclass(frozen=True)
class TimeSteps:
    """How the time of a stage is stepped through where laws have memory."""

    tolerance: float = 5e-5  # of inelastic strain in a step, root mean square over a region
    fixed: int = 0  # so many equal steps a stage, whatever their error

    @property
    def halved(self) -> TimeSteps:
        """Steps half as long."""
        return TimeSteps(self.tolerance / 4, 2 * self.fixed)


ADAPTIVE = TimeSteps()


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


def legs(section: Section, start: float) -> tuple[Leg, ...]:
    """The thermal cycles of a section that is at so many °C, leg by leg; none where it has no cycle."""
    cycle = section.history.cycle
    if cycle is None:
        return ()
    names = tuple(r.name for r in births(section))
    found, now = [], start
    for number in range(1, cycle.count + 1):
        for seconds, end in cycle.corners(now):
            found.append(Leg(number, Stage("", names, now, end, seconds)))
            now = end
    return tuple(found)
