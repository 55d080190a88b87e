"""Life of solder joints: what laws say, or what differs, and the ratios that need none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from stressbump.cli.shared import (
    BarsOption,
    DesignArgument,
    InelasticOption,
    JsonOption,
    SetOption,
    app,
    print_json,
    print_lines,
    print_table,
)
from stressbump.errors import InputError
from stressbump.progress import progress

if TYPE_CHECKING:
    from stressbump.answers.lives import Lives, Ratio
    from stressbump.fatigue.law import Judgement, Modelled

BOUND = "model", "layer", "solder law", "steps"
SCATTER = (
    "A ratio is as built / reference, the reference's value in brackets. Lives go the other way round, to"
    " ±25 %, and under equal conditions only: one solder law, layer, profile and way to fail."
)
ABSOLUTE = (
    "In brackets: a factor of two, which a life scatters by even where all agrees, beside the bar of what"
    " it takes. Where recipes are mixed it is a factor of seven, so none is told."
)

HOW = {"shear strain range": "--shear-range", "cycles of use": "--use"}


@app.command()
def life(
    design: DesignArgument,
    settings: SetOption = None,
    reference: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="only these references; repeatable"),
    ] = None,
    law: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="only this law, or family as Darveaux; exit code 2 where it gives nothing; repeatable",
        ),
    ] = None,
    shear_range: Annotated[
        float | None,
        typer.Option(metavar="STRAIN", help="of the joint per cycle, for laws that use no field"),
    ] = None,
    use: Annotated[
        str | None,
        typer.Option(
            metavar="LOW:HIGH:PER_DAY", help="cycles in use, °C and a day, as --use=25:65:2"
        ),
    ] = None,
    inelastic: InelasticOption = False,
    bars: BarsOption = True,
    as_json: JsonOption = False,
) -> None:
    """Life of solder that creeps: ratios of work per cycle, and laws where they hold."""
    from stressbump.answers.lives import life as found
    from stressbump.designs.design import load
    from stressbump.fatigue.listed import chosen

    wanted, of_use = chosen(law or ()), _use(use)
    with progress() as tell:
        loaded = load(design, settings or ())
        lives = found(loaded, reference, law or (), shear_range, of_use, bars, inelastic, tell)
    if as_json:
        print_json(lives.plain())
    else:
        _print_ratios(lives)
        for place in lives.places:
            _print_laws(lives, place)
        _print_without_field(lives)
    _refuse_silent(lives, wanted)


def _use(text: str | None) -> tuple[float, float, float] | None:
    if text is None:
        return None
    try:
        low, high, per_day = map(float, text.split(":"))
    except ValueError:
        raise InputError(
            f"--use {text}: wanted are low and high in °C and cycles a day, as 25:65:2"
        ) from None
    return low, high, per_day


def _refuse_silent(lives: Lives, wanted: dict[str, tuple[str, ...]]) -> None:
    """InputError for every law asked for by name that gives nothing."""
    lines = []
    for names in wanted.values():
        own = [j for j in lives.laws if j.law in names]
        if not any(j.cycles is not None for j in own):
            lines += [f"{j.law}: nothing is told; {j.why}" for j in own]
    if lines:
        raise InputError("\n".join(lines))


def _print_ratios(lives: Lives) -> None:
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
        cells.append((where, measure, _shown(own.value, own.bar), own.unit, *against))
    print_table(title, columns, cells)
    told = {f"{r.where}: {r.settling}." for r in rows}
    print_lines(*([SCATTER] if references else []), *sorted(told))


def _ratio(row: Ratio | None) -> str:
    if row is None:
        return "–"
    if row.ratio is None:
        return row.note
    told = f"{_shown(row.ratio, row.ratio_bar)} ({_shown(row.without, None)})"
    return f"{told} {row.note}".rstrip()


def _shown(value: float | None, bar: float | None) -> str:
    from stressbump.formatting import with_bar

    return with_bar(value, bar)


def _print_laws(lives: Lives, place: Modelled) -> None:
    laws = [j for j in lives.laws if j.where == place.where]
    if not laws:
        return
    layer = "none" if place.layer_um is None else f"{place.layer_um:g} µm"
    here = ("stands here", place.model, layer, place.constants, place.steps, "")
    print_table(
        f"{place.where}: what each law is bound to, = where that stands here",
        ("law", *BOUND, "#cycles"),
        (here, *((j.law, *_wanted(j), _cycles(j)) for j in laws)),
    )
    if not any(j.cycles is not None for j in laws):
        print_lines("No law is bound to what stands here, so no life is told of it.")
        return
    print_lines(ABSOLUTE)
    for judgement in laws:
        if judgement.cycles is not None:
            free = judgement.failure_free
            more = "" if free is None else f"; no joint fails before {_rounded(free)}"
            print_lines(f"{judgement.law}: {judgement.gives}, {judgement.source}{more}.")


def _wanted(judgement: Judgement) -> Iterator[str]:
    own = {d.what: d.wanted for d in judgement.differences}
    return (own.get(what, "=") for what in BOUND)


def _print_without_field(lives: Lives) -> None:
    if laws := [j for j in lives.laws if not j.where]:
        print_table(
            f"{laws[0].note}, lives in brackets to a factor of two",
            ("law", "gives", "#number", "constants", "lacks"),
            ((j.law, j.gives, _cycles(j), j.source, _lacks(j)) for j in laws),
        )


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
    return "∞" if number is None else f"{float(f'{number:.3g}'):g}"
