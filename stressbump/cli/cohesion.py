"""Cohesion: how an interface with a strength and a toughness softens and parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stressbump.cli.shared import (
    BarsOption,
    DesignArgument,
    JsonOption,
    OneEndOption,
    OutOption,
    SetOption,
    app,
    length_given,
    prepared,
    print_files,
    print_json,
    print_lines,
    print_table,
    with_modes,
)
from stressbump.progress import progress

if TYPE_CHECKING:
    from stressbump.answers.cohesion_comparison import Cohesion

STRENGTH = "MPa, as 40 or mode_I=40,mode_II=60"
TOUGHNESS = "J/m², as 5 or mode_I=5,mode_II=15,eta=2"
LINES = 14  # of the states of a stack; --json has all


@app.command()
def cohesion(
    design: DesignArgument,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="A/B", help="the interface; that of the only [[cohesion]] if left out"
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="END", help="outer, inner, or a number of an end"),
    ] = None,
    up_to: Annotated[
        str | None, typer.Option(metavar="LENGTH", help="how far the interface may part, as 10um")
    ] = None,
    strength: Annotated[str | None, typer.Option(metavar="N", help=STRENGTH)] = None,
    toughness: Annotated[str | None, typer.Option(metavar="Γ", help=TOUGHNESS)] = None,
    crack: Annotated[
        str | None, typer.Option(metavar="LENGTH", help="what is parted from the start, as 1um")
    ] = None,
    settings: SetOption = None,
    reference: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="a reference beside it; repeatable; none by default"),
    ] = None,
    end: OneEndOption = None,
    out: OutOption = None,
    bars: BarsOption = True,
    as_json: JsonOption = False,
) -> None:
    """From which share of its stress on an interface softens and parts, by strength and toughness."""
    from stressbump.answers.cohesion import cohesion as found
    from stressbump.designs.design import end_of_flaw, load

    strong = None if strength is None else with_modes(strength, "--strength", STRENGTH)
    tough = None if toughness is None else with_modes(toughness, "--toughness", TOUGHNESS)
    from_ = None if start is None else end_of_flaw(start)
    longest = None if up_to is None else length_given(up_to, "--up-to", "10um")
    begun = None if crack is None else length_given(crack, "--crack", "1um")
    with progress() as tell:
        loaded = load(design, settings or ())
        prepared(out, "the cohesion")
        answer = found(
            loaded, at, from_, longest, strong, tough, begun, end, reference or (), tell, bars
        )
        if out is not None:
            tell("writing files and the page")
        files = {} if out is None else _written(answer, out)
    if as_json:
        print_json(answer.plain() | ({"files": files} if files else {}))
        return
    _print(answer)
    print_files(files)


def _written(answer: Cohesion, out: Path) -> dict[str, str]:
    from stressbump.answers.interface_files import save_interface
    from stressbump.export.folders import PAGE
    from stressbump.report import report_cohesion

    files = save_interface(answer, out, "cohesion", "states")
    return files | {"page": str(report_cohesion(answer, out / PAGE))}


def _print(answer: Cohesion) -> None:
    from stressbump.answers.cohesion_text import GIVEN, HEAD, cells, sentences, title

    rows = [[own.stack, *cells(own)] for own in answer.stacks]
    print_table(title(answer), ["stack", *(f"#{name}" for name in HEAD)], rows)
    print_lines(
        f"shares are of the stress at {answer.temperature:g} °C; {GIVEN}",
        *sentences(answer),
        *(f"note: {line}" for line in answer.warnings),
    )
    spent = f"#spent {answer.energy_unit}"
    columns = ["#share", "#parted µm", "#softens µm", "#pairs", spent, "#gap µm", "#slip µm"]
    print_table("as built, state by state", columns, _states(answer))


def _states(answer: Cohesion) -> Iterator[list[str]]:
    from stressbump.answers.cohesion_text import telling

    built = answer.stacks[0]
    rows = [row for row in answer.rows() if row["stack"] == built.stack]
    kept = [] if built.found is None else telling(built.found, LINES)
    for row in (rows[k] for k in kept):
        yield [
            f"{row['share']:.3g}",
            f"{row['parted_um']:.3g}",
            f"{row['softened_um']:.3g}",
            f"{row['zone_pairs']}",
            f"{row['spent_pJ']:.3g}",
            f"{row['gap_um']:.3g}",
            f"{row['slip_um']:.3g}",
        ]
