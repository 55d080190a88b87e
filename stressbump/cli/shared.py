"""What all commands share: the application, common options, printing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

EXIT_CODES = (
    "Exit codes: 0 done, 2 bad input, 3 geometry refused, 4 mesh failed, 5 solve failed,"
    " 6 a check failed."
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=f"How much thermal stress a layer takes away, from what, and how sure that is.\n\n{EXIT_CODES}",
)

DesignArgument = Annotated[
    str, typer.Argument(metavar="DESIGN", help="a structure's name or a TOML file")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="on top of the design; repeatable"),
]
FlawOption = Annotated[
    list[str] | None,
    typer.Option(
        "--flaw",
        metavar="A/B:END:LENGTH",
        help="a crack along an interface, as passivation/ubm:outer:1um; repeatable",
    ),
]
OutOption = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="FOLDER", help="for files and pictures")
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
InelasticOption = Annotated[
    bool,
    typer.Option(
        "--inelastic",
        help="solder creeps and metals yield, by published constants; half a minute or more",
    ),
]
AccuracyOption = Annotated[
    str | None,
    typer.Option(
        metavar="SHARE",
        help="refine until bars of mean stresses and edge tractions are within, like 1%",
    ),
]
SourcesOption = Annotated[
    bool,
    typer.Option(
        "--sources",
        help="a band of what published data of materials and births make of it; a minute or two",
    ),
]
AllSourcesOption = Annotated[
    bool,
    typer.Option("--all-sources", help="the same, with data that the library itself refutes"),
]
ReportOption = Annotated[
    bool, typer.Option("--report", help="write one HTML page: OUT/report.html, or here")
]
ReferenceOption = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="only these references; repeatable"),
]
OneEndOption = Annotated[float | None, typer.Option("--end", metavar="°C", help="end temperature")]
EndOption = Annotated[
    list[str] | None,
    typer.Option(
        "--end", metavar="°C", help="end temperature, or a range as --end=-40:125:5; repeatable"
    ),
]


def end_temperatures(given: list[str] | None) -> tuple[float, ...]:
    """The temperatures that `--end` stands for."""
    from stressbump.errors import InputError
    from stressbump.process.once import ends_once
    from stressbump.process.temperatures import spread

    found: list[float] = []
    for text in given or ():
        wanted = f"--end {text}: a temperature in °C is wanted, or a range as -40:125:5"
        try:
            numbers = [float(part) for part in text.split(":")]
        except ValueError:
            raise InputError(wanted) from None
        if len(numbers) not in (1, 3):
            raise InputError(wanted)
        try:
            found += spread(*numbers) if len(numbers) == 3 else numbers
        except ValueError as error:
            raise InputError(f"--end {text}: {error}") from None
    try:
        return ends_once(tuple(found))
    except ValueError as error:
        raise InputError(f"--end: {error}") from None


def length_given(text: str, option: str, example: str, bare: bool = True) -> float:
    """The length that an option gives, µm; without a unit too if `bare`. InputError."""
    from stressbump.errors import InputError
    from stressbump.units import length_um

    try:
        return length_um(text, bare)
    except ValueError:
        unit = "" if bare else " with its unit"
        raise InputError(f"{option} {text}: a length{unit} is wanted, as {example}") from None


def with_modes(text: str, option: str, wanted: str) -> float | dict[str, float]:
    """A number, or a table as `key=number,key=number`; InputError that says what is `wanted`."""
    from stressbump.errors import InputError

    try:
        if "=" not in text:
            return float(text)
        pairs = [part.partition("=") for part in text.split(",")]
        given = {key.strip(): float(value) for key, _, value in pairs}
    except ValueError:
        raise InputError(f"{option} {text}: wanted are {wanted}") from None
    if len(given) < len(pairs):
        raise InputError(f"{option} {text}: a key stands there twice; wanted are {wanted}")
    return given


def print_json(data: Any) -> None:
    """Print data for another program."""
    print(json.dumps(data, indent=2, ensure_ascii=False))


def print_table(title: str, columns: Iterable[str], cells: Iterable[Iterable[Any]]) -> None:
    """Print rows of cells; a column whose name begins with # stands to the right."""
    from stressbump.cli.printing import console, rows_of

    console().print(rows_of(title, columns, cells))


def print_lines(*lines: str) -> None:
    """Print lines as they stand, whatever a terminal would make of them."""
    from stressbump.errors import visible

    print(visible("\n".join(lines)))


def print_files(files: Mapping[str, str]) -> None:
    """Print where files are, by their role."""
    if files:
        print_lines(*(f"{role}: {path}" for role, path in files.items()))


def prepared(out: Path | None, other: str = "") -> None:
    """Make the folder before any work, so that one that cannot be is refused at once.

    So is one with an answer, whose files would then be of another design, for any `other` thing.
    """
    if out is None:
        return
    from stressbump.atomic import make_folder
    from stressbump.errors import InputError
    from stressbump.export.folders import RESULT

    if other and (out / RESULT).exists():
        raise InputError(f"{out}: holds an answer; choose another folder for {other} with -o")
    make_folder(out)
