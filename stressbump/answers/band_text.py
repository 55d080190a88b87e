"""How sure a relief is, in words: by its mesh, by published data, by laws that are elastic beyond yield.

What a published band's ends are, who attains them, and which quantities matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from stressbump import formatting as digits
from stressbump.export.result import Result
from stressbump.export.rows import BandRow, ChoiceRow, ReliefRow
from stressbump.history.choices import named
from stressbump.history.validity import MUCH
from stressbump.process.recipe import AS_BUILT
from stressbump.survey import BEYOND_YIELD, Place

NOTHING = 0.005  # of the reference: what a sentence calls nothing, where no bar says more
FINEST = -1  # place of the last digit that is told under a law that does not hold, of per cents


@dataclass(frozen=True)
class Certainty:
    """A relief with what makes it unsure, fractions all; None where that is not known.

    `beyond` names regions beyond yield that its own region is or touches: no number says how much an
    elastic law is off there, so it counts as the largest.
    """

    relief: float
    bar: float | None = None  # of the mesh
    band: tuple[float, float] | None = None  # of published data
    beyond: tuple[str, ...] = ()

    @property
    def data(self) -> float | None:
        """How far published data move it at the most."""
        return (
            None
            if self.band is None
            else max(self.relief - self.band[0], self.band[1] - self.relief)
        )

    @property
    def largest(self) -> Literal["law", "data", "mesh", ""]:
        """What makes it least sure; nothing where nothing is known."""
        if self.beyond:
            return "law"
        if self.data is not None and self.data > (self.bar or 0.0):
            return "data"
        return "" if self.bar is None else "mesh"

    @property
    def unsettled(self) -> bool:
        """Whether published data make more of it than nothing, with either sign."""
        return self.band is not None and _turns(*self.band)

    @property
    def reach(self) -> str:
        """The band with its unit, if there is one."""
        return "" if self.band is None else f"{ends(*self.band)} %".replace("-", "−")

    @property
    def rounded(self) -> float:
        """Per cents without the digits below what makes it least sure, but one or two."""
        return round(100 * self.relief, -self._place) + 0.0

    @property
    def amount(self) -> str:
        """The same with its unit, and with the mesh's bar where that is the largest."""
        if self.largest in ("mesh", ""):
            return digits.percent(self.relief, self.bar)
        return f"{self.rounded:.{max(-self._place, 0)}f} %"

    @property
    def _place(self) -> int:
        known = 100 * max(self.data or 0.0, self.bar or 0.0)
        place = _place(known) if known else FINEST
        if self.largest not in ("law", "data") or not self.relief:
            return place
        first = _place(100 * abs(self.relief))
        return max(first if self.largest == "law" else min(place, first), FINEST)


def _turns(low: float, high: float) -> bool:
    return low < 0 < high and max(-low, high) > NOTHING


def _place(size: float) -> int:
    """Of a number's first digit, or of its second where the first is 1, which alone is too coarse."""
    place = math.floor(math.log10(size))
    return place - 1 if size < 2 * 10.0**place else place


def certainty(result: Result, row: ReliefRow, relief: float) -> Certainty:
    """A row's relief with what makes it unsure."""
    bands = (b for b in result.sources if (b.key, b.reference) == (row.key, row.reference))
    band = next(bands, None)
    values = (
        (v.measure, v.where, v.value)
        for stack in result.stacks
        if stack.name in (AS_BUILT, row.reference)
        for v in stack.measures
        if v.temperature_C == row.temperature_C
    )
    reach = None if band is None else (band.low, band.high)
    return Certainty(relief, row.bar, reach, beyond_yield(values, row.where))


def beyond_yield(values: Iterable[tuple[str, str, float | None]], region: str) -> tuple[str, ...]:
    """Of (measure, where, value): the regions beyond yield that a region is or touches."""
    values = tuple(values)
    places = (Place.read(where) for _, where, _ in values)
    near = {region}.union(*(p.regions for p in places if p.is_face and region in p.regions))
    found = (
        where
        for measure, where, value in values
        if measure == BEYOND_YIELD and where in near and (value or 0.0) > MUCH
    )
    return tuple(dict.fromkeys(found))


def unsettled(of: Mapping[str, Certainty]) -> str:
    """A sentence of the references against which published data leave the sign open, if any."""
    told = [f"{c.reach} against {name}" for name, c in of.items() if c.unsettled]
    return f"Published data do not settle the sign: {', '.join(told)}." if told else ""


def least_sure(of: Mapping[str, Certainty]) -> str:
    """What is the least sure of reliefs by reference; what is not known is said to be so."""
    groups: dict[str, list[str]] = {}
    for name, certainty in of.items():
        if doubt := _doubt(certainty):
            groups.setdefault(doubt, []).append(name)
    told = [
        doubt + (f" against {listed(names)}" if len(groups) > 1 else "")
        for doubt, names in groups.items()
    ]
    parts = [f"Least sure is {listed(told)}."] if told else []
    if any(c.band is None for c in of.values()):
        parts.append("How far published data move this is not known: --sources tells.")
    return " ".join(parts)


def _doubt(certainty: Certainty) -> str:
    """The largest of the three; nothing where only the mesh's is known."""
    match certainty.largest:
        case "law":
            return f"the law ({listed(certainty.beyond)} beyond yield, elastic here)"
        case "data":
            return "what is published of the materials"
        case "mesh" if certainty.band is not None:
            return "the mesh"
    return ""


def listed(parts: Iterable[str]) -> str:
    """`a, b and c`."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def ends(low: float, high: float) -> str:
    """`-3…31`: two fractions in percent, rounded outwards to two digits of what is between them."""
    low, high = 100 * low, 100 * high
    spread = high - low
    decimals = 2 if spread <= 0.01 else min(2, max(0, 1 - math.floor(math.log10(spread))))
    tens = 10.0**decimals
    down, up = math.floor(low * tens + 1e-9) / tens, math.ceil(high * tens - 1e-9) / tens
    return f"{down + 0.0:.{decimals}f}…{up + 0.0:.{decimals}f}"


def explained(band: BandRow) -> Iterator[str]:
    """A line per quantity that matters, who attains the ends, and what was set aside."""
    for effect in band.matters:
        low, high = (label or "the default" for label in (effect.low_by, effect.high_by))
        yield (
            f"{effect} alone: {100 * effect.low:.1f} % by {low} to {100 * effect.high:.1f} % by {high}"
        )
    yield f"lowest with {_choices_text(band.low_by)}"
    yield f"highest with {_choices_text(band.high_by)}"
    aside = [
        f"{named(effect.material, effect.quantity, trial.alternative)} "
        + ("–" if trial.relief is None else f"{100 * trial.relief:.1f} %")
        for effect in band.materials
        for trial in effect.alternatives
        if not trial.counts
    ]
    if aside:
        yield f"set aside, as their own notes refute them: {', '.join(aside)}"


def _choices_text(choices: Iterable[ChoiceRow]) -> str:
    return ", ".join(map(str, choices)) or "the defaults"
