"""Many designs, and what they say."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from stressbump.cli.shared import (
    JsonOption,
    OutOption,
    app,
    prepared,
    print_files,
    print_json,
    print_lines,
    print_table,
)
from stressbump.progress import progress

OPEN = (
    "is neither this machine nor tls://: whoever reaches this scheduler can run code of their own on"
    " its workers and read what they answer"
)


@app.command()
def sweep(
    study: Annotated[
        Path, typer.Argument(metavar="STUDY.toml", help="what is varied in which design")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="folder of the results; by default out/ and the study's name"
        ),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="address of a dask scheduler, as tcp://host:8786")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="local processes; 0 for none but this one", min=0, max=1000)
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="take up failed cases again")
    ] = False,
    report: Annotated[
        bool, typer.Option("--report", help="write one HTML page: report.html beside the store")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Many designs, resumable; the table as study.csv and study.parquet beside the store."""
    from stressbump.errors import visible
    from stressbump.sweeps.pools import is_open
    from stressbump.sweeps.progress import shown
    from stressbump.sweeps.study import load
    from stressbump.sweeps.sweep import STORE, export, run

    if scheduler is not None and is_open(scheduler):
        with suppress(OSError):
            print(f"note: {visible(scheduler)} {OPEN}", file=sys.stderr)
    loaded = load(study)
    store = (out or Path("out") / loaded.name) / STORE
    try:
        with shown() as tell:
            run(loaded, store, scheduler, workers, retry_failed, tell)
    except KeyboardInterrupt:
        print(
            f"stressbump: stopped; what is done is in {store}, the same line goes on",
            file=sys.stderr,
        )
        raise typer.Exit(130) from None
    found, files = export(store)
    if report and found.counts["done"]:
        from stressbump.analysis.page import report_study

        files["page"] = str(report_study(store))
    if as_json:
        print_json(found.document() | {"files": files})
    else:
        columns = ("answer", "#cases", "#lowest", "#mean", "#highest", "#in case", "#in case")
        print_table(loaded.name, columns, found.cells())
        print_lines(*found.lines())
        print_files(files)
    if not found.counts["done"]:
        raise typer.Exit(found.failures[0].exit_code if found.failures else 0)


@app.command()
def analyse(
    folder: Annotated[
        Path, typer.Argument(metavar="OUT", help="a folder that `sweep` wrote, also while it runs")
    ],
    answer: Annotated[
        str | None, typer.Option(help="a column, * for anything; by default the first relief")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            help="the front's other goal: a column, with =max, =min or =zero; by default warpage"
        ),
    ] = None,
    limit: Annotated[
        float | None,
        typer.Option(help="share of designs beyond it, in the answer's unit; of a relief 0 … 1"),
    ] = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a study says of one answer: effects, Sobol indices, front, percentiles; -o for pictures."""
    from stressbump.analysis.overview import overview
    from stressbump.analysis.telling import document, left_out, save, sentences, tables

    with progress() as tell:
        tell("reading the study")
        found = overview(folder, answer, against, limit)
        prepared(out)
        tell("drawing")
        files = save(found, out) if out is not None else {}
    if as_json:
        print_json(document(found) | {"files": files})
        return
    for title, columns, cells in tables(found):
        print_table(title, columns, cells)
    print_lines(
        *sentences(found),
        *left_out(found),
        *(f"note: {line}" for line in found.stored.summary.notes),
    )
    print_files(files)
