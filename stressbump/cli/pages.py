"""Pages for a colleague, and their numbers once more."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stressbump.cli.shared import JsonOption, app, print_files, print_json, print_table
from stressbump.errors import CheckError
from stressbump.progress import progress


@app.command()
def report(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="OUT", help="a folder that `relief -o`, `solve -o` or `sweep` wrote"
        ),
    ],
    page: Annotated[
        Path | None, typer.Option("-o", "--out", help="the page; by default OUT/report.html")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """One HTML page that shows and explains a result or a study, for a colleague."""
    from stressbump.report import report_folder
    from stressbump.sweeps.sweep import STORE

    with progress() as tell:
        tell("writing the page")
        if (folder / STORE).is_file():
            from stressbump.analysis.page import report_study

            files = {"page": str(report_study(folder, page))}
        else:
            files = {"page": str(report_folder(folder, page))}
    if as_json:
        print_json({"files": files})
    else:
        print_files(files)


@app.command()
def rerun(
    page: Annotated[Path, typer.Argument(metavar="PAGE", help="a page that `report` wrote")],
    as_json: JsonOption = False,
) -> None:
    """Solve what a page shows once more, and compare every number."""
    from dataclasses import asdict

    from stressbump.answers.rerun import rerun as again

    with progress() as tell:
        tell("solving the page's design again")
        _, count, differences = again(page)
    if as_json:
        print_json({"compared": count, "differences": [asdict(d) for d in differences]})
    elif differences:
        columns = ("stack", "where", "measure", "#°C", "#then", "#now")
        cells = ((d.stack, d.where, d.measure, d.temperature, d.then, d.now) for d in differences)
        print_table(str(page), columns, cells)
    else:
        print(f"All {count} numbers came out again.")
    if differences:
        raise CheckError(f"{len(differences)} of {count} numbers did not come out again")
