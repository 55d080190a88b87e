"""The question a page answers, and its answer in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from stressbump import formatting as digits
from stressbump.answers import focus
from stressbump.answers.band_text import (
    NOTHING,
    Certainty,
    certainty,
    least_sure,
    listed,
    unsettled,
)
from stressbump.answers.page_input import PageInput
from stressbump.export.rows import ReliefRow
from stressbump.survey import HEADLINES

FEW = 2  # end temperatures that a question names one by one
VERBS = {  # by what is told: of one layer, of several
    "less": ("removes", "remove"),
    "more": ("adds", "add"),
    "nothing": ("changes", "change"),
    "none": ("has", "have"),
}


@dataclass(frozen=True)
class Worse:
    """A value that is higher than its reference's, and how sure that is."""

    row: ReliefRow
    sure: Certainty

    @property
    def amount(self) -> str:
        """By how much, without its sign."""
        return self.sure.amount.lstrip("-")


def subjects(given: PageInput) -> tuple[str, ...]:
    """The regions that the references change, or the design where it is compared with others."""
    own = {r.name: r for r in given.design.recipe.references}
    names = [stack.name for stack in given.result.references]
    if not set(names) <= set(own):
        return (given.design.name,)
    named = [n for name in names for n in own[name].touched]
    return tuple(dict.fromkeys(named)) or (given.design.name,)


def question(given: PageInput) -> str:
    """The question in words."""
    ends = _ends(given.temperatures)
    if not given.result.references:
        return f"What stress is left in the {given.design.name} at {ends}?"
    does = "do" if len(subjects(given)) > 1 else "does"
    return (
        f"How much stress {does} {_subject(given)} take away from the {given.focus.regions[0]}"
        f" at {ends}, and against what?"
    )


def _ends(temperatures: tuple[float, ...]) -> str:
    if len(temperatures) <= FEW:
        return " and ".join(map(degrees, temperatures))
    low, high = degrees(min(temperatures)), degrees(max(temperatures))
    return f"{len(temperatures)} temperatures from {low} to {high}"


def degrees(temperature: float) -> str:
    """A temperature with its unit."""
    return f"{temperature:g} °C".replace("-", "−")


def _subject(given: PageInput) -> str:
    return " and ".join(f"the {name}" for name in subjects(given))


def headline(given: PageInput, temperature: float) -> list[ReliefRow]:
    """The rows of the first measure of the first region in focus, one for each reference."""
    return focus.headlines(given.result, given.focus, temperature)


def sentence(given: PageInput, temperature: float) -> str:
    """The verdict: what is removed of what, against each reference, the most first, and how sure that is.

    Where published data leave the sign open that comes first.
    """
    rows = sorted(headline(given, temperature), key=lambda row: -(row.relief or 0.0))
    if not rows:
        return ""
    sure = {r.reference: certainty(given.result, r, r.relief) for r in rows if r.relief is not None}
    several = len(subjects(given)) > 1
    what = f" of the {rows[0].measure} of the {rows[0].where}"
    parts: list[str] = []
    for kind, (one, many) in VERBS.items():
        own = [row for row in rows if _kind(row, sure.get(row.reference)) == kind]
        told = [_clause(given, row, kind, sure.get(row.reference)) for row in own]
        if told:
            told[0] = told[0].replace(" against", f"{what if not parts else ''} against", 1)
            parts.append(f"{many if several else one} {listed(told)}")
    first = unsettled(sure)
    start = "With default data, at" if first else "At"
    main = f"{start} {degrees(temperature)} {_subject(given)} {listed(parts)}."
    return " ".join(filter(None, (first, main, least_sure(sure))))


def _kind(row: ReliefRow, sure: Certainty | None) -> str:
    if sure is None:
        return "none"
    return (trend(sure.relief, row.bar) if sure.rounded else "") or "nothing"


def trend(relief: float, bar: float | None = None) -> str:
    """`less` or `more` stress; nothing where the relief is so small, or within its bar."""
    if abs(relief) <= max(NOTHING, bar or 0.0):
        return ""
    return "less" if relief > 0 else "more"


def _clause(given: PageInput, row: ReliefRow, kind: str, sure: Certainty | None) -> str:
    reference = against(given, row.reference)
    if sure is None:
        return f"no relief to tell against {reference}: {row.note}"
    amount = sure.amount.replace("-", "−")
    if kind == "nothing":
        return f"nothing ({amount}) against {reference}"
    note = f" ({row.note})" if row.note else ""
    return f"{amount.lstrip('−')} against {reference}{note}"


def against(given: PageInput, reference: str) -> str:
    """A reference in words; a design of its own by its name alone."""
    doc = next((r.doc for r in given.design.recipe.references if r.name == reference), "")
    return reference if not doc or doc == reference else f"{reference} ({doc})"


def percent(relief: float | None, bar: float | None = None) -> str:
    """A fraction as per cent, with its bar if it has one, as the terminal tells it."""
    return digits.percent(relief, bar).replace("-", "−")


def worse(given: PageInput, temperature: float) -> list[Worse]:
    """By reference: the headline measure of the focus that rises most, if any does beyond its bar.

    What the sentence tells already is left out.
    """
    found: dict[str, Worse] = {}
    told = headline(given, temperature)
    for row in given.result.relief:
        if row.measure not in HEADLINES or row.where not in given.focus.regions:
            continue
        if row in told or row.relief is None or row.temperature_C != temperature:
            continue
        known = found.get(row.reference)
        beyond = row.relief < -max(2 * NOTHING, row.bar or 0.0)
        if beyond and (known is None or row.relief < known.sure.relief):
            found[row.reference] = Worse(row, certainty(given.result, row, row.relief))
    return list(found.values())


def main_reference(given: PageInput) -> str | None:
    """The reference that changes the headline most: the one drawn beside the stack as built."""
    others = [stack.name for stack in given.result.references]
    sizes = {r.reference: abs(r.relief or 0.0) for r in headline(given, given.temperatures[0])}
    return max(others, key=lambda name: sizes.get(name, 0.0)) if others else None
