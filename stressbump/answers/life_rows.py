"""Lives in words: ratios, and what each law is bound to, as terminal and page tell them."""

from __future__ import annotations

from collections.abc import Iterator

from stressbump.answers.lives import Lives, Ratio
from stressbump.answers.rows import TextTable
from stressbump.fatigue.law import Judgement, Modelled
from stressbump.formatting import digits, with_bar

BOUND = "model", "layer", "solder law", "steps"
SCATTER = (
    "A ratio is as built / reference, the reference's value in brackets. Lives go the other way round, to"
    " ±25 %, and under equal conditions only: one solder law, layer, profile and way to fail."
)
ABSOLUTE = (
    "In brackets: a factor of two, which a life scatters by even where all agrees, beside the bar of what"
    " it takes. Where recipes are mixed it is a factor of seven, so none is told."
)
NONE = "No law is bound to what stands here, so no life is told of it."
HOW = {"shear strain range": "--shear-range", "cycles of use": "--use"}


def ratio_table(lives: Lives) -> TextTable:
    """A row per place and measure, a column per reference."""
    test, rows = lives.test, lives.ratios
    references = list(dict.fromkeys(r.reference for r in rows if r.reference is not None))
    found = {(r.measure, r.where, r.reference): r for r in rows}
    title = (
        f"{lives.design}: cycle {lives.cycles} between {test.low:g} and {test.high:g} °C,"
        f" {test.dwell_min:g} min at each end, {test.per_day:.3g} a day"
    )
    columns = ("where", "measure", "#as built", "unit", *(f"#ratio to {n}" for n in references))
    cells = []
    for measure, where in dict.fromkeys((r.measure, r.where) for r in rows):
        own = next(r for r in rows if (r.measure, r.where) == (measure, where))
        against = (_ratio(found.get((measure, where, n))) for n in references)
        cells.append((where, measure, with_bar(own.value, own.bar), own.unit, *against))
    return TextTable((title,), columns, tuple(cells))


def ratio_lines(lives: Lives) -> list[str]:
    """What ratios scatter by, if there are any."""
    return [SCATTER] if any(r.reference for r in lives.ratios) else []


def settling_lines(lives: Lives) -> list[str]:
    """How settled each place is."""
    return sorted({f"{r.where}: {r.settling}." for r in lives.ratios})


def _ratio(row: Ratio | None) -> str:
    if row is None:
        return "–"
    if row.ratio is None:
        return row.note
    told = f"{with_bar(row.ratio, row.ratio_bar)} ({with_bar(row.without, None)})"
    return f"{told} {row.note}".rstrip()


def law_table(lives: Lives, place: Modelled) -> TextTable | None:
    """A row per law that takes a field, below what stands at a place; None where none was asked for."""
    laws = _of_place(lives, place)
    if not laws:
        return None
    layer = "none" if place.layer_um is None else f"{place.layer_um:g} µm"
    here = ("stands here", place.model, layer, place.constants, place.steps, "")
    title = f"{place.where}: what each law is bound to, = where that stands here"
    rows = ((j.law, *_wanted(j), _cycles(j)) for j in laws)
    return TextTable((title,), ("law", *BOUND, "#cycles"), (here, *rows))


def law_lines(lives: Lives, place: Modelled) -> list[str]:
    """What the lives of a place are and scatter by, or that there are none."""
    laws = [j for j in _of_place(lives, place) if j.cycles is not None]
    if not laws:
        return [NONE]
    frees = (
        "" if j.failure_free is None else f"; no joint fails before {_rounded(j.failure_free)}"
        for j in laws
    )
    return [
        ABSOLUTE,
        *(f"{j.law}: {j.gives}, {j.source}{free}." for j, free in zip(laws, frees, strict=True)),
    ]


def table_without_field(lives: Lives) -> TextTable | None:
    """A row per law that takes no field; None where none was asked for."""
    laws = [j for j in lives.laws if not j.where]
    if not laws:
        return None
    return TextTable(
        (f"{laws[0].note}, lives in brackets to a factor of two",),
        ("law", "gives", "#number", "constants", "lacks"),
        tuple((j.law, j.gives, _cycles(j), j.source, _lacks(j)) for j in laws),
    )


def _of_place(lives: Lives, place: Modelled) -> list[Judgement]:
    return [j for j in lives.laws if j.where == place.where]


def _wanted(judgement: Judgement) -> Iterator[str]:
    own = {d.what: d.wanted for d in judgement.differences}
    return (own.get(what, "=") for what in BOUND)


def _lacks(judgement: Judgement) -> str:
    return ", ".join(HOW.get(d.what, d.what) for d in judgement.differences)


def _cycles(judgement: Judgement) -> str:
    if judgement.cycles is None:
        return "none"
    if judgement.low is None:
        return _rounded(judgement.cycles)
    low, high = (_rounded(n) for n in (judgement.low, judgement.high))
    return f"{_rounded(judgement.cycles)} ({low} … {high})"


def _rounded(number: float | None) -> str:
    """Three digits are more than a factor of two knows."""
    return "∞" if number is None else digits(number)
