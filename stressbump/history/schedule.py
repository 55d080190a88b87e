"""The order of births: which regions stand when, and between which temperatures.

A stage begins when a region is born, at its temperature of birth, and ends at the next birth's, the
last one at the end temperature. The stack goes straight from one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from stressbump.process.section import Region, Section


@dataclass(frozen=True)
class Stage:
    """From the birth of one region to that of the next."""

    born: str  # the region born when the stage begins
    standing: tuple[str, ...]  # all that stand in it, in the order of their births
    start: float  # °C, the temperature of that birth
    end: float  # °C


def births(section: Section) -> tuple[Region, ...]:
    """The regions in the order of their births: by the step that laid or last melted or cured them."""
    return tuple(sorted(section.regions, key=lambda r: r.step))


def stages(section: Section, end: float) -> tuple[Stage, ...]:
    """The history of a section until an end temperature in °C."""
    order = births(section)
    temperatures = [float(r.born_C or 0.0) for r in order]
    names = tuple(r.name for r in order)
    return tuple(
        Stage(names[k], names[: k + 1], start, stop)
        for k, (start, stop) in enumerate(
            zip(temperatures, [*temperatures[1:], float(end)], strict=True)
        )
    )
