"""Whether it can be believed, and whether it can run here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stressbump.cli.shared import (
    DesignArgument,
    FlawOption,
    JsonOption,
    OutOption,
    RefineOption,
    SetOption,
    app,
    prepared,
    print_json,
    print_table,
)
from stressbump.errors import CheckError, InputError
from stressbump.progress import progress


@app.command()
def verify(
    words: Annotated[
        str, typer.Argument(help="cases whose name or source has them; all if left out")
    ] = "",
    html: Annotated[Path | None, typer.Option(help="write the table as a page")] = None,
    as_json: JsonOption = False,
) -> None:
    """The verification table, run here and now."""
    from dataclasses import asdict

    from stressbump.verification import cases, run, sharing

    chosen = [c for c in cases() if words.casefold() in f"{c.name} {c.source}".casefold()]
    if not chosen:
        raise InputError(
            f"{words!r}: no case has that in its name or source; `stressbump verify` lists them all"
        )
    prepared(html.parent if html is not None else None)
    rows = []
    with progress() as tell, sharing():
        for case in chosen:
            tell(case.name)
            rows.append(run(case, bars=html is not None))
    if html is not None:
        from stressbump.verification.page import write_page

        write_page(html, tuple(rows))
    if as_json:
        print_json([{k: None if v != v else v for k, v in asdict(row).items()} for row in rows])
    else:
        columns = ("case", "source", "tag", "#target", "#value", "unit", "#ratio", "#tolerance", "")
        cells = (
            (r.name, r.source, r.tag, f"{r.target:.6g}", f"{r.value:.6g}", r.unit, r.ratio_shown,
             f"{r.tolerance:.0e}", "passed" if r.passed else "FAILED")
            for r in rows
        )  # fmt: skip
        print_table(f"{len(rows)} cases", columns, cells)
        if not words and not any(row.source.startswith("CalculiX") for row in rows):
            print("no cases of CalculiX: there is no CalculiX here; `stressbump doctor` names it")
        if html is not None:
            print(f"page: {html}")
    if failed := [row.name for row in rows if not row.passed]:
        raise CheckError(f"{len(failed)} of {len(rows)} cases failed: {', '.join(failed)}")


@app.command()
def crosscheck(
    design: DesignArgument,
    settings: SetOption = None,
    flaw: FlawOption = None,
    end: Annotated[
        float | None,
        typer.Option(
            min=-273.15, max=1500, help="end temperature in °C; the design's first by default"
        ),
    ] = None,
    refine: RefineOption = 0,
    increments: Annotated[
        int,
        typer.Option(
            min=1,
            max=1000,
            help="with memory: steps of a ramp or dwell, or more",
        ),
    ] = 20,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """The design solved a second time, by CalculiX on the same mesh, and how far the two are apart.

    Its flaws too: how far cracks open, where they close, what they release by CalculiX's own energy.
    """
    from stressbump.designs.design import load
    from stressbump.verification.calculix.crosscheck import cells, document, notes, step_cells
    from stressbump.verification.calculix.crosscheck import crosscheck as compute

    with progress() as tell:
        loaded = load(design, settings or (), flaw or ())
        prepared(out)
        tell(f"solving {loaded.name} here and with CalculiX")
        found = compute(loaded, end, refine, out, increments)
    if as_json:
        print_json(document(found))
    else:
        columns = ("quantity", "where", "#largest", "unit", "#own quadrature", "#CalculiX's")
        title = f"{design}: {found.title}\nlargest difference, per largest value"
        print_table(title, columns, cells(found))
        for crack in found.cracks:
            print_table(crack.title, columns, cells(crack))
        if found.steps:
            heads = ("#steps", "region", "#second order", "#CalculiX", "#apart")
            print_table("mean equivalent inelastic strain", heads, step_cells(found))
        print("\n".join(notes(found)))
    if not found.passed:
        raise CheckError("the two solvers differ by more than CalculiX's elements explain")


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """What is missing on this machine, and the line that mends it."""
    from dataclasses import asdict

    from stressbump.doctor import examine, healthy

    rows = examine()
    if as_json:
        print_json([asdict(row) for row in rows])
    else:
        cells = (
            (r.name, "found" if r.found else "MISSING" if r.required else "not there", r.detail,
             r.purpose)
            for r in rows
        )  # fmt: skip
        print_table("doctor", ("what", "state", "detail", "for"), cells)
        for row in rows:
            if row.mend:
                print(f"{row.name}: {row.mend}")
    if not healthy(rows):
        raise CheckError("something that is required is missing; the lines above mend it")
