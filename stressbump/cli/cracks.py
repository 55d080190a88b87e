"""Cracks along an interface: what their growth releases, over their length."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stressbump.cli.shared import (
    BarsOption,
    DesignArgument,
    JsonOption,
    OneEndOption,
    OutOption,
    ReferenceOption,
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
from stressbump.formatting import NEAR_ZERO, digits, percent, with_bar
from stressbump.progress import progress

if TYPE_CHECKING:
    from stressbump.answers.cracks import Cracks, StackCurve

GIVEN = "J/m², as 5 or mode_I=5,mode_II=15,eta=2 or Gamma_0=4,lambda=0.3"
LINES = 14  # of a table; --json has all lengths


@app.command()
def cracks(
    design: DesignArgument,
    at: Annotated[
        str, typer.Option("--at", metavar="A/B", help="the interface, as passivation/ubm")
    ],
    start: Annotated[
        str, typer.Option("--from", metavar="END", help="outer, inner, or the number of an end")
    ] = "outer",
    up_to: Annotated[
        str | None, typer.Option(metavar="LENGTH", help="the longest crack, as 10um")
    ] = None,
    settings: SetOption = None,
    reference: ReferenceOption = None,
    end: OneEndOption = None,
    mixity_at: Annotated[
        str | None,
        typer.Option(metavar="LENGTH", help="ahead of a tip, where ψ is told; 1um by default"),
    ] = None,
    toughness: Annotated[
        str | None,
        typer.Option(metavar="Γ", help=GIVEN),
    ] = None,
    out: OutOption = None,
    bars: BarsOption = True,
    as_json: JsonOption = False,
) -> None:
    """Energy release rate and mode over the length of a crack along an interface, and its closed share."""
    from stressbump.answers.cracks import cracks as found
    from stressbump.designs.design import end_of_flaw, load

    length = None if up_to is None else length_given(up_to, "--up-to", "10um")
    ahead = None if mixity_at is None else length_given(mixity_at, "--mixity-at", "1um")
    known = None if toughness is None else with_modes(toughness, "--toughness", GIVEN)
    with progress() as tell:
        loaded = load(design, settings or ())
        prepared(out, "the cracks")
        kept = out is not None
        answer = found(
            loaded, at, end_of_flaw(start), length, end, reference, bars, kept, tell, ahead, known
        )
        if out is not None:
            tell("writing files and the page")
            files = _written(answer, out)
        else:
            files = {}
    if as_json:
        print_json(answer.plain() | ({"files": files} if files else {}))
        return
    _print(loaded.name, answer)
    print_files(files)


def _print(name: str, answer: Cracks) -> None:
    from stressbump.answers.crack_text import (
        critical_sentence,
        mixity_sentence,
        sentences,
        steady_sentence,
    )

    built, tough = answer.curves[0], answer.flaw.toughness is not None
    columns = [
        "#length µm",
        "#J/m²",
        "#closed",
        "#ψ °",
        *(["#Γ/G"] if tough else []),
        *(f"#against {c.stack}" for c in answer.curves[1:]),
    ]
    title = f"{name} at {answer.temperature:g} °C: cracks along {answer.flaw}"
    print_table(title, columns, _cells(answer))
    print_lines(mixity_sentence(answer))
    if answer.curves[1:]:
        print_lines("relief = 1 - as built / reference, with the reference's value in brackets")
    if tough:
        print_lines(*map(critical_sentence, answer.curves))
    if steady := steady_sentence(answer):
        print_lines(steady)
    pair = "/".join(built.materials[name] for name in answer.flaw.at)
    for row in answer.published:
        print_lines(f"published toughness of {pair}: {row}")
    print_lines(*sentences(answer), *(f"note: {line}" for line in answer.warnings))


def _written(answer: Cracks, out: Path) -> dict[str, str]:
    from stressbump.answers.interface_files import save_interface
    from stressbump.export.folders import PAGE
    from stressbump.report import report_cracks

    files = save_interface(answer, out, "cracks", "cracks")
    return files | {"page": str(report_cracks(answer, out / PAGE))}


def _cells(answer: Cracks) -> Iterator[list[str]]:
    from stressbump.answers.crack_text import shown_lengths

    built, *others = answer.curves
    length = built.curve.length
    for k in shown_lengths(length, LINES):
        row = [digits(length[k]), _rate(built, k), f"{built.curve.closed[k]:.0%}", _mode(built, k)]
        if answer.flaw.toughness is not None:
            margin = float(built.curve.margin[k])
            row.append("–" if isnan(margin) else digits(margin))
        for other in others:
            relief, why = answer.relief(other)
            told = why if (own := relief[k]) is None else percent(*own)
            row.append(f"{told} ({_rate(other, k)})")
        yield row


def _rate(curve: StackCurve, k: int) -> str:
    rate, bar = float(curve.curve.rate[k]), None if curve.bar is None else float(curve.bar[k])
    return NEAR_ZERO if bar is not None and rate <= bar else with_bar(rate, bar)


def _mode(curve: StackCurve, k: int) -> str:
    mixity, bar, why = float(curve.curve.mixity[k]), curve.mixity_bar, str(curve.curve.untold[k])
    if why:
        return why if why.startswith("closed") else "–"
    return with_bar(mixity, None if bar is None or isnan(bar[k]) else float(bar[k]))
