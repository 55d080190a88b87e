"""Life of solder joints: what laws say, or what differs, and the ratios that need none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from stressbump.cli.shared import (
    BarsOption,
    DesignArgument,
    InelasticOption,
    JsonOption,
    ReferenceOption,
    SetOption,
    app,
    print_json,
    print_lines,
    print_table,
)
from stressbump.errors import InputError
from stressbump.progress import progress

if TYPE_CHECKING:
    from stressbump.answers.lives import Lives
    from stressbump.answers.rows import TextTable


@app.command()
def life(
    design: DesignArgument,
    settings: SetOption = None,
    reference: ReferenceOption = None,
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
        _print(lives)
    _refuse_silent(lives, wanted)


def _print(lives: Lives) -> None:
    from stressbump.answers import life_rows as told

    _print_table(told.ratio_table(lives))
    print_lines(*told.ratio_lines(lives), *told.settling_lines(lives))
    for place in lives.places:
        if table := told.law_table(lives, place):
            _print_table(table)
            print_lines(*told.law_lines(lives, place))
    if table := told.table_without_field(lives):
        _print_table(table)
    if lives.notes:
        print_lines(*(f"note: {line}" for line in lives.notes))


def _print_table(table: TextTable) -> None:
    print_table("\n".join(table.title), table.columns, table.rows)


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
