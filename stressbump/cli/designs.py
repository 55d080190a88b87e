"""One design: what can be set, what it is made of, its answer."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stressbump.cli.shared import (
    AccuracyOption,
    AllOption,
    AllSourcesOption,
    BarsOption,
    DesignArgument,
    EndOption,
    FlawOption,
    InelasticOption,
    JsonOption,
    OutOption,
    ReferenceOption,
    RefineOption,
    ReportOption,
    SetOption,
    SourcesOption,
    app,
    end_temperatures,
    prepared,
    print_files,
    print_json,
    print_lines,
    print_table,
)
from stressbump.errors import CheckError, InputError
from stressbump.progress import progress

if TYPE_CHECKING:
    from stressbump.answers.answer import Answer
    from stressbump.answers.options import Options

AgainstOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="DESIGN", help="another design to compare with, on its own mesh; repeatable"
    ),
]
SOURCES = (
    "A seed is the set of method claims a structure comes from; the geometry table, and a range alone,"
    " are typical sizes."
)


@app.command("list")
def list_structures(as_json: JsonOption = False) -> None:
    """Structures, with one line each."""
    from stressbump.designs.structures import STRUCTURES

    lines = {slug: (cls.__doc__ or "").splitlines()[0] for slug, cls in STRUCTURES.items()}
    if as_json:
        print_json(lines)
        return
    for slug, line in lines.items():
        print(f"{slug:26s}{line}")


@app.command()
def show(
    structure: Annotated[
        str,
        typer.Argument(metavar="STRUCTURE", help="a structure's name, or a TOML file"),
    ],
    recipe: Annotated[
        bool, typer.Option("--recipe", help="print the recipe it stands for")
    ] = False,
    history: Annotated[
        bool,
        typer.Option("--history", help="print what is born when, on what, for every reference"),
    ] = False,
    settings: SetOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every parameter of a structure, with its source; every key of a recipe that can be set."""
    from stressbump.designs.showing import parameter_rows
    from stressbump.designs.structures import STRUCTURES

    if history and recipe:
        raise InputError("--recipe and --history are two tables; ask for one at a time")
    if history:
        _show_history(structure, settings, as_json)
        return
    if recipe:
        import tomli_w

        from stressbump.designs.design import load

        table = load(structure, settings or ()).recipe.to_table()
        if as_json:
            print_json(table)
        else:
            print(tomli_w.dumps(table), end="")
        return
    if settings:
        raise InputError(
            "--set goes with --recipe or --history; without them every parameter has its default"
        )
    if structure not in STRUCTURES:
        _show_recipe(structure, as_json)
        return
    rows = parameter_rows(structure)
    if as_json:
        print_json(rows)
        return
    columns = ("group", "key", "default", "range", "meaning", "source")
    print_table(structure, columns, ([row[c] for c in columns] for row in rows))
    print(SOURCES)


def _show_history(source: str, settings: list[str] | None, as_json: bool) -> None:
    """The stages of a design as built, and of its references where these have births of their own."""
    from stressbump.designs.design import load
    from stressbump.history.table import COLUMNS, NOT_MESHED, cells, gone, stage_rows
    from stressbump.process.build import build
    from stressbump.process.recipe import AS_BUILT

    design = load(source, settings or ())
    section, end = build(design.recipe), design.recipe.history.end_C
    named = {AS_BUILT: section}
    named |= {r.name: section.changed(r) for r in design.recipe.references}
    rows = {name: stage_rows(of, end) for name, of in named.items()}
    left_out = gone(design.recipe, section)
    if as_json:
        print_json({"stacks": rows, "not_meshed": left_out})
        return
    docs = {r.name: r.doc for r in design.recipe.references}
    births = {name: [(r["born"], r["at_C"]) for r in own] for name, own in rows.items()}
    for name, own in rows.items():
        if name == AS_BUILT or not set(births[name]) <= set(births[AS_BUILT]):
            print_table(f"{name}: {docs[name]}" if docs.get(name) else name, COLUMNS, cells(own))
    if left_out:
        print(f"{', '.join(left_out)}: {NOT_MESHED}.")


def _show_recipe(file: str, as_json: bool) -> None:
    from stressbump.designs.design import load
    from stressbump.designs.showing import recipe_rows

    rows = recipe_rows(load(file))
    if as_json:
        print_json(rows)
    else:
        print_table(file, ("step", "key for --set and [vary]", "value"), (r.values() for r in rows))


@app.command()
def relief(
    design: DesignArgument,
    settings: SetOption = None,
    flaw: FlawOption = None,
    against: AgainstOption = None,
    reference: ReferenceOption = None,
    end: EndOption = None,
    inelastic: InelasticOption = False,
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
    from stressbump.answers.options import Options, Sources

    bands: Sources = "all" if all_sources else sources
    options = Options(end_temperatures(end), (), refine, _accuracy(accuracy), bars, bands)
    asked = _Asked(design, settings, flaw, reference, against or [], inelastic)
    answer = _answer(asked, options, out, everything, as_json, report)
    if len(answer.stacks) == 1 and not as_json:
        print_lines(f"No relief: {answer.design.name} has no reference to measure it against.")


@app.command()
def corners(
    design: DesignArgument,
    settings: SetOption = None,
    against: AgainstOption = None,
    reference: ReferenceOption = None,
    end: EndOption = None,
    refine: RefineOption = 0,
    out: OutOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="print every singular field, and what of it came when")
    ] = False,
    bars: BarsOption = True,
    report: ReportOption = False,
    as_json: JsonOption = False,
) -> None:
    """How strongly stress grows towards every corner, beside each reference."""
    from stressbump.answers.options import Options

    options = Options(end_temperatures(end), (), refine, None, bars, corners=True)
    asked = _Asked(design, settings, None, reference, against or [], inelastic=False)
    _answer(asked, options, out, everything, as_json, report)


@app.command()
def solve(
    design: DesignArgument,
    settings: SetOption = None,
    flaw: FlawOption = None,
    end: EndOption = None,
    inelastic: InelasticOption = False,
    refine: RefineOption = 0,
    accuracy: AccuracyOption = None,
    out: OutOption = None,
    everything: AllOption = False,
    bars: BarsOption = True,
    as_json: JsonOption = False,
) -> None:
    """One stack, no reference."""
    from stressbump.answers.options import Options

    options = Options(end_temperatures(end), (), refine, _accuracy(accuracy), bars)
    _answer(_Asked(design, settings, flaw, [], [], inelastic), options, out, everything, as_json)


def _accuracy(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        share = float(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        raise InputError(f"--accuracy {text}: a share is wanted, like 1% or 0.01") from None
    return share


@dataclass(frozen=True)
class _Asked:
    """What is to be solved, and what it is to be compared with."""

    source: str
    settings: list[str] | None
    flaws: list[str] | None
    references: list[str] | None
    against: list[str]
    inelastic: bool


def _answer(
    asked: _Asked,
    options: Options,
    out: Path | None,
    everything: bool,
    as_json: bool,
    report: bool = False,
) -> Answer:
    from stressbump.export.drawing_process import DrawingProcess
    from stressbump.mesh.gmsh_process import GmshProcess

    child = GmshProcess()
    try:
        with ExitStack() as stack:
            drawing_process = stack.enter_context(DrawingProcess()) if out is not None else None
            tell = stack.enter_context(progress())
            from stressbump.answers.saving import Sketches, left_behind, write
            from stressbump.answers.solving import Once, alike, answered
            from stressbump.designs.design import load
            from stressbump.export.folders import PAGE, alone_in
            from stressbump.history.equilibrium import NotBalanced

            given = (
                load(asked.source, asked.settings or (), asked.flaws or ()),
                *map(load, asked.against),
            )
            design, *others = alike(asked.inelastic, *given)
            if out is not None:
                stack.enter_context(alone_in(out))
            sketches = Sketches(drawing_process, out) if drawing_process and out else None
            against = tuple(others)
            chosen = design.chosen(asked.references)
            try:
                answer = answered(design, chosen, options, Once(child), against, tell, sketches)
            except NotBalanced as failure:
                raise left_behind(failure, out) if out else failure from None
            files = {}
            if out is not None:
                tell("writing files and pictures")
                files = write(answer, out, drawing_process=drawing_process)
            if report:
                from stressbump.report import report_answer

                tell("writing the page")
                page = out / PAGE if out else _page_of(design.name)
                files |= {"page": str(report_answer(answer, page))}
    finally:
        child.stop()
    _print_answer(answer, files, everything, as_json)
    return answer


def _page_of(name: str) -> Path:
    """A page in this folder, whatever a design calls itself."""
    stem = re.sub(r"[^\w.-]+", "-", name).strip(".-")
    return Path(f"{stem or 'report'}.html")


def _print_answer(answer: Answer, files: dict[str, str], everything: bool, as_json: bool) -> None:
    from stressbump.answers.document import result_of

    result = result_of(answer, files, corners=as_json)
    if as_json:
        print_json(result.plain())
    else:
        from stressbump.answers.focus import focus_of
        from stressbump.cli.printing import console, show_corners, show_result

        if answer.intensities:
            show_corners(console(), result, answer.design.name, everything)
        else:
            focus = focus_of(answer.design, answer.section)
            show_result(console(), result, answer.design.name, focus, everything)
        print_files(files)
    if not result.passed:
        raise CheckError("a self-check failed, so no relief is given; the table above names it")


@app.command()
def mesh(
    design: DesignArgument,
    settings: SetOption = None,
    refine: RefineOption = 0,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """The section and its mesh: sizes as meshed, and with -o a .msh, a .vtu and a picture."""
    from stressbump.answers.meshed import REGION_COLUMNS, mesh_files, mesh_rows, meshed
    from stressbump.designs.design import load

    with progress() as tell:
        loaded = load(design, settings or ())
        prepared(out, "the mesh")
        tell(f"building and meshing {loaded.name}")
        section, made = meshed(loaded, refine)
        files = mesh_files(section, made, out) if out is not None else {}
    rows, counts = mesh_rows(section, made), (len(made.triangles), len(made.points))
    if as_json:
        print_json({"regions": rows, "elements": counts[0], "nodes": counts[1], "files": files})
        return
    title = f"{loaded.name}: {counts[0]} triangles, {2 * counts[1]} unknowns"
    written = ([f"{c:.6g}" if isinstance(c, float) else c for c in r.values()] for r in rows)
    print_table(title, REGION_COLUMNS, written)
    print_files(files)
