"""The command line: parse, call one function, print.

Exit codes: 0 done, 2 bad input, 3 geometry refused, 4 mesh failed, 5 solve failed, 6 a check failed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer

from stressbump.errors import CheckError, InputError, StressbumpError, did_you_mean
from stressbump.progress import progress

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=__doc__,
)

DesignArgument = Annotated[
    str, typer.Argument(metavar="DESIGN", help="a structure's name or a TOML file")
]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="key=value on top of the design; repeatable")
]
OutOption = Annotated[
    Path | None, typer.Option("-o", "--out", help="folder for files and pictures")
]
JsonOption = Annotated[bool, typer.Option("--json", help="print JSON instead of a table")]
RefineOption = Annotated[
    int, typer.Option(min=0, max=5, help="split every triangle in four, N times")
]
AllOption = Annotated[
    bool, typer.Option("--all", help="print every measure of every region and face")
]
BarsOption = Annotated[
    bool, typer.Option("--bars/--no-bars", help="discretisation bars; they cost another solve")
]
AccuracyOption = Annotated[
    str | None,
    typer.Option(help="refine until bars of mean stresses and edge tractions are within, like 1%"),
]
SourcesOption = Annotated[
    bool,
    typer.Option(
        "--sources", help="a band of what published data of the materials make of it; minutes"
    ),
]
AllSourcesOption = Annotated[
    bool,
    typer.Option("--all-sources", help="the same, with data that the library itself refutes"),
]
ReportOption = Annotated[
    bool, typer.Option("--report", help="write one HTML page: OUT/report.html, or here")
]
EndOption = Annotated[
    list[float] | None, typer.Option("--end", help="end temperature in °C; repeatable")
]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every refusal is one message and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without µ shows a question mark
    # many small products: threads of BLAS cost half as much again, and NumPy is not loaded yet
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app(arguments)
    except StressbumpError as error:
        print(f"stressbump: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except MemoryError:
        print("stressbump: out of memory; refine less", file=sys.stderr)
        sys.exit(5)


def _print_json(data: Any) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False))


def _print_table(title: str, columns: Iterable[str], cells: Iterable[Iterable[Any]]) -> None:
    from stressbump.printing import console, rows_of

    console().print(rows_of(title, columns, cells))


def _print_files(files: Mapping[str, str]) -> None:
    for role, path in files.items():
        print(f"{role}: {path}")


def _prepared(out: Path | None) -> None:
    """Make the folder before any work, so that one that cannot be is refused at once."""
    if out is not None:
        from stressbump.export.replacing import make_folder

        make_folder(out)


@app.command("list")
def list_structures(as_json: JsonOption = False) -> None:
    """Structures, with one line each."""
    from stressbump.structures import STRUCTURES

    lines = {slug: (cls.__doc__ or "").splitlines()[0] for slug, cls in STRUCTURES.items()}
    if as_json:
        _print_json(lines)
        return
    for slug, line in lines.items():
        print(f"{slug:26s}{line}")


@app.command()
def show(
    structure: Annotated[
        str, typer.Argument(help="a structure's name, or a TOML file with --recipe")
    ],
    recipe: Annotated[
        bool, typer.Option("--recipe", help="print the recipe it stands for")
    ] = False,
    settings: SetOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every parameter of a structure: default, unit, range, where it comes from."""
    from stressbump.showing import parameter_rows

    if recipe:
        import tomli_w

        from stressbump.design import load

        table = load(structure, settings or ()).recipe.to_table()
        if as_json:
            _print_json(table)
        else:
            print(tomli_w.dumps(table), end="")
        return
    rows = parameter_rows(structure)
    if as_json:
        _print_json(rows)
        return
    columns = ("group", "key", "default", "range", "meaning", "source")
    _print_table(structure, columns, ([row[c] for c in columns] for row in rows))


@app.command()
def relief(
    design: DesignArgument,
    settings: SetOption = None,
    against: Annotated[
        list[str] | None, typer.Option(help="another design to compare with, on its own mesh")
    ] = None,
    reference: Annotated[
        list[str] | None, typer.Option(help="only these references; repeatable")
    ] = None,
    end: EndOption = None,
    refine: RefineOption = 0,
    accuracy: AccuracyOption = None,
    sources: SourcesOption = False,
    all_sources: AllSourcesOption = False,
    out: OutOption = None,
    everything: AllOption = False,
    bars: BarsOption = True,
    report: ReportOption = False,
    as_json: JsonOption = False,
) -> None:
    """How much stress the layer takes away, against each reference."""
    options = {
        "references": reference,
        "end": end or None,
        "refine": refine,
        "bars": bars,
        "sources": "all" if all_sources else sources,
    } | _accuracy(accuracy)
    _answer(design, settings, against or [], options, out, everything, as_json, report)


@app.command()
def solve(
    design: DesignArgument,
    settings: SetOption = None,
    end: EndOption = None,
    refine: RefineOption = 0,
    accuracy: AccuracyOption = None,
    out: OutOption = None,
    everything: AllOption = False,
    bars: BarsOption = True,
    as_json: JsonOption = False,
) -> None:
    """One stack, no reference."""
    options = {"references": [], "end": end or None, "refine": refine, "bars": bars} | _accuracy(
        accuracy
    )
    _answer(design, settings, [], options, out, everything, as_json)


def _accuracy(text: str | None) -> dict[str, float]:
    if text is None:
        return {}
    try:
        share = float(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        raise InputError(f"--accuracy {text}: a share is wanted, like 1% or 0.01") from None
    return {"accuracy": share}


def _answer(
    source: str,
    settings: list[str] | None,
    against: list[str],
    options: Mapping[str, Any],
    out: Path | None,
    everything: bool,
    as_json: bool,
    report: bool = False,
) -> None:
    from stressbump.child import Child
    from stressbump.export.easel import Easel

    child = Child()
    try:
        with ExitStack() as stack:
            easel = stack.enter_context(Easel()) if out is not None else None
            tell = stack.enter_context(progress())
            from stressbump.answer import relief as compute
            from stressbump.design import load
            from stressbump.saving import Sketches, save

            design = load(source, settings or ())
            others = [load(other) for other in against]
            _prepared(out)
            sketches = Sketches(easel, out) if easel and out else None
            answer = compute(
                design, against=others, child=child, tell=tell, watcher=sketches, **options
            )
            files = {}
            if out is not None:
                tell("writing files and pictures")
                files = save(answer, out, easel=easel)
            if report:
                from stressbump.report import report_answer

                tell("writing the page")
                page = (out or Path()) / ("report.html" if out else f"{design.name}.html")
                files |= {"page": str(report_answer(answer, page))}
    finally:
        child.stop()
    if as_json:
        from stressbump.document import document

        _print_json(document(answer, files))
    else:
        from stressbump.printing import console, show_answer

        show_answer(console(), answer, everything)
        _print_files(files)
    if not answer.passed:
        raise CheckError("a self-check failed, so no relief is given; the table above names it")


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
        _print_json({"files": files})
    else:
        _print_files(files)


@app.command()
def rerun(
    page: Annotated[Path, typer.Argument(metavar="PAGE", help="a page that `report` wrote")],
    as_json: JsonOption = False,
) -> None:
    """Solve what a page shows once more, and compare every number."""
    from dataclasses import asdict

    from stressbump.report import rerun as again

    with progress() as tell:
        tell("solving the page's design again")
        _, count, differences = again(page)
    if as_json:
        _print_json({"compared": count, "differences": [asdict(d) for d in differences]})
    elif differences:
        columns = ("stack", "where", "measure", "#°C", "#then", "#now")
        cells = ((d.stack, d.where, d.measure, d.temperature, d.then, d.now) for d in differences)
        _print_table(str(page), columns, cells)
    else:
        print(f"All {count} numbers came out again.")
    if differences:
        raise CheckError(f"{len(differences)} of {count} numbers did not come out again")


@app.command()
def mesh(
    design: DesignArgument,
    settings: SetOption = None,
    refine: RefineOption = 0,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """The section and its mesh: sizes as meshed, and with -o a .msh, a .vtu and a picture."""
    from stressbump.design import load
    from stressbump.meshed import REGION_COLUMNS, mesh_files, mesh_rows, meshed

    with progress() as tell:
        loaded = load(design, settings or ())
        _prepared(out)
        tell(f"building and meshing {loaded.name}")
        section, made = meshed(loaded, refine)
        files = mesh_files(section, made, out) if out is not None else {}
    rows, counts = mesh_rows(section, made), (len(made.triangles), len(made.points))
    if as_json:
        _print_json({"regions": rows, "elements": counts[0], "nodes": counts[1], "files": files})
        return
    title = f"{loaded.name}: {counts[0]} triangles, {2 * counts[1]} unknowns"
    written = ([f"{c:.6g}" if isinstance(c, float) else c for c in r.values()] for r in rows)
    _print_table(title, REGION_COLUMNS, written)
    _print_files(files)


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
    from stressbump.sweeps.progress import shown
    from stressbump.sweeps.study import load
    from stressbump.sweeps.sweep import STORE, export, run

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
        _print_json(found.document() | {"files": files})
    else:
        columns = ("answer", "#cases", "#lowest", "#mean", "#highest", "#in case", "#in case")
        _print_table(loaded.name, columns, found.cells())
        print("\n".join(found.told()))
        _print_files(files)
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
    from stressbump.analysis.telling import document, save, sentences, tables

    with progress() as tell:
        tell("reading the study")
        found = overview(folder, answer, against, limit)
        _prepared(out)
        tell("drawing")
        files = save(found, out) if out is not None else {}
    if as_json:
        _print_json(document(found) | {"files": files})
        return
    for title, columns, cells in tables(found):
        _print_table(title, columns, cells)
    print("\n".join(sentences(found)))
    _print_files(files)


@app.command()
def materials(
    name: Annotated[str | None, typer.Argument(help="a material; all of them if left out")] = None,
    as_json: JsonOption = False,
) -> None:
    """Values, sources, conflicts."""
    from stressbump import materials as library
    from stressbump.showing import material_cells

    rows = library.describe(library.find(name)) if name else [
        {"name": n, "kind": library.find(n).kind, "source": library.find(n).source}
        for n in library.names()
    ]  # fmt: skip
    if as_json:
        _print_json(rows)
        return
    if name is None:
        _print_table("materials", ("name", "kind", "source"), (r.values() for r in rows))
        return
    found = library.find(name)
    columns = ("quantity", "#at 25 °C", "unit", "over temperature", "source")
    _print_table(found.name, columns, material_cells(rows))
    if found.note:
        print(found.note)


@app.command()
def claims(
    structure: Annotated[str | None, typer.Option(help="only those of one structure")] = None,
    as_json: JsonOption = False,
) -> None:
    """Every claim of the seeds and what carries it."""
    from dataclasses import asdict

    from stressbump.claims import rows

    found = [row for row in rows() if structure in (None, row.structure)]
    if not found:
        hint = did_you_mean(str(structure), (row.structure for row in rows()))
        raise InputError(f"--structure {structure}: no claims{hint}")
    if as_json:
        _print_json([asdict(row) for row in found])
        return
    cells = ((r.structure, r.number, r.summary, ", ".join(r.carried_by) or r.reason) for r in found)
    _print_table("claims", ("structure", "#claim", "what it asks", "carried by"), cells)


@app.command()
def verify(
    html: Annotated[Path | None, typer.Option(help="write the table as a page")] = None,
    as_json: JsonOption = False,
) -> None:
    """The verification table, run here and now."""
    from dataclasses import asdict

    from stressbump.verification import cases, run

    rows = []
    with progress() as tell:
        for case in cases():
            tell(case.name)
            rows.append(run(case, bars=html is not None))
    if html is not None:
        from stressbump.verification.page import write_page

        write_page(html, tuple(rows))
    if as_json:
        _print_json([{k: None if v != v else v for k, v in asdict(row).items()} for row in rows])
    else:
        columns = ("case", "source", "tag", "#target", "#value", "unit", "#ratio", "#tolerance", "")
        cells = (
            (r.name, r.source, r.tag, f"{r.target:.6g}", f"{r.value:.6g}", r.unit, f"{r.ratio:.6f}",
             f"{r.tolerance:.0e}", "passed" if r.passed else "FAILED")
            for r in rows
        )  # fmt: skip
        _print_table(f"{len(rows)} cases", columns, cells)
        if not any(row.tag == "EXTERNAL" for row in rows):
            print("no EXTERNAL cases: there is no CalculiX here; `stressbump doctor` names it")
        if html is not None:
            print(f"page: {html}")
    if failed := [row.name for row in rows if not row.passed]:
        raise CheckError(f"{len(failed)} of {len(rows)} cases failed: {', '.join(failed)}")


@app.command()
def crosscheck(
    design: DesignArgument,
    settings: SetOption = None,
    end: Annotated[
        float | None,
        typer.Option(
            min=-273.15, max=1500, help="end temperature in °C; the design's first by default"
        ),
    ] = None,
    refine: RefineOption = 0,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """The design solved a second time, by CalculiX on the same mesh, and how far the two are apart."""
    from stressbump.crosscheck import cells, document, notes
    from stressbump.crosscheck import crosscheck as compute
    from stressbump.design import load

    with progress() as tell:
        loaded = load(design, settings or ())
        _prepared(out)
        tell(f"solving {loaded.name} here and with CalculiX")
        found = compute(loaded, end, refine, out)
    if as_json:
        _print_json(document(found))
    else:
        columns = ("quantity", "where", "#largest", "unit", "#own quadrature", "#CalculiX's")
        title = f"{design}: {found.title}\nlargest difference, per largest value"
        _print_table(title, columns, cells(found))
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
        _print_json([asdict(row) for row in rows])
    else:
        cells = (
            (r.name, "found" if r.found else "MISSING" if r.required else "not there", r.detail,
             r.purpose)
            for r in rows
        )  # fmt: skip
        _print_table("doctor", ("what", "state", "detail", "for"), cells)
        for row in rows:
            if row.mend:
                print(f"{row.name}: {row.mend}")
    if not healthy(rows):
        raise CheckError("something that is required is missing; the lines above mend it")


for registered in app.registered_commands:
    registered.epilog = (__doc__ or "").strip().splitlines()[-1]  # the exit codes
