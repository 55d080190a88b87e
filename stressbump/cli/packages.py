"""A chip on its board: what stands on every joint, and how both bow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stressbump.cli.dnp import print_joint, save_joint_page
from stressbump.cli.shared import (
    AllOption,
    BarsOption,
    EndOption,
    JsonOption,
    OutOption,
    RefineOption,
    SetOption,
    app,
    end_temperatures,
    prepared,
    print_files,
    print_json,
    print_lines,
    print_table,
)
from stressbump.errors import InputError
from stressbump.formatting import with_bar
from stressbump.progress import progress

if TYPE_CHECKING:
    from stressbump.answers.joint import JointAnswer
    from stressbump.export.package_rows import JointRow, PackageResult

PLATES = (
    "By hand the slide is DNP Δα ΔT from the joints' birth on, between plates that bow by themselves."
    " Forces and moments are those of the chip on the joint, tension positive, about the middle of the gap."
)


@app.command()
def package(
    file: Annotated[str, typer.Argument(metavar="PACKAGE", help="a TOML file with a [package]")],
    settings: SetOption = None,
    end: EndOption = None,
    joint: Annotated[
        list[str] | None,
        typer.Option(
            metavar="JOINT",
            help="told of: worst, centre, corner, a number or ROW,COLUMN; repeatable",
        ),
    ] = None,
    stress: Annotated[
        bool,
        typer.Option(
            "--stress", help="of these joints at all angles, against every reference; needs minutes"
        ),
    ] = False,
    reference: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="only these references, with --stress; repeatable"),
    ] = None,
    everything: AllOption = False,
    bars: BarsOption = True,
    refine: RefineOption = 0,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Slide, turn and force of every joint of a package, and how chip and board bow."""
    from stressbump.answers.package import package_of
    from stressbump.answers.package_files import chosen_joints
    from stressbump.answers.package_stress import package_stress
    from stressbump.designs.package import load_package

    if reference and not stress:
        raise InputError("--reference: has no effect without --stress")
    ends = end_temperatures(end)
    prepared(out, "the package")
    with progress() as tell:
        answer = package_of(load_package(file, settings or ()), ends or None, refine, bars, tell)
        rows = chosen_joints(answer.result, joint or ("worst", "centre"))
        joints: tuple[JointAnswer, ...] = ()
        if stress:
            joints = package_stress(
                answer.design, joint or ("worst", "centre"), ends[0] if ends else None, reference,
                refine, bars, tell,
            )  # fmt: skip
        files: dict[str, str] = {}
        if out is not None:
            tell("writing files and pages")
            files = _saved(answer.result, [row.joint for _, row in rows], joints, out)
    if as_json:
        found = answer.result.plain()
        print_json(found | {"stress": [j.plain() for j in joints]} if stress else found)
        return
    _print(answer.design.name, answer.result, rows)
    for told in joints:
        print_joint(told, everything)
    print_files(files)


def _saved(
    result: PackageResult, numbers: Iterable[int], joints: Sequence[JointAnswer], out: Path
) -> dict[str, str]:
    """Files and page of a package, and of each joint whose stress is told; `numbers` are theirs."""
    from stressbump.answers.package_files import save_package
    from stressbump.export.folders import PAGE
    from stressbump.report import report_package

    homes = [_home(told, out) for told in joints]
    files = save_package(result, out)
    for told, home in zip(joints, homes, strict=True):
        own = save_joint_page(told, home)
        files |= {f"{told.place}: {role}": path for role, path in own.items()}
    pages = {n: f"{home.name}/{PAGE}" for n, home in zip(numbers, homes, strict=False)}
    return files | {"page": str(report_package(result, out / PAGE, pages))}


def _home(joint: JointAnswer, out: Path) -> Path:
    """A folder of a joint's own."""
    return out / joint.place.replace(",", "_").replace(" ", "_")


def _print(name: str, result: PackageResult, rows: Iterable[tuple[str, JointRow]]) -> None:
    cell = result.cell
    count = len(result.joints) // len(result.temperatures_C)
    stiffness = with_bar(cell.shear_stiffness_uN_per_um, cell.bar_of_shear_stiffness_uN_per_um)
    of_a_um = cell.shear_stiffness_uN_per_um / 1e3  # mN
    columns = ("joint", "#x mm", "#y mm", "#°C", "#slide by hand µm", "#slide µm", "#turn mrad")
    print_table(
        f"{name}: {count} joint{'s' * (count > 1)} of {stiffness} µN/µm at {result.temperatures_C[0]:g} °C",
        (*columns, "#shear mN", "#along axis mN", "#moment mN µm"),
        (
            (
                told, *(f"{v / 1e3:.4g}" for v in (r.x_um, r.y_um)), f"{r.temperature_C:g}",
                f"{r.by_hand_um:.4g}", with_bar(r.slide_um, r.bar_of_slide_um),
                _length((r.turn_x, r.turn_y), (r.bar_of_turn_x, r.bar_of_turn_y), 1e3),
                with_bar(*_scaled(r.shear_uN, r.bar_of_shear_uN, 1e-3)),
                with_bar(*_scaled(r.axial_uN, r.bar_of_axial_uN, 1e-3), scale=of_a_um),
                _length(
                    (r.moment_x_uN_um, r.moment_y_uN_um),
                    (r.bar_of_moment_x_uN_um, r.bar_of_moment_y_uN_um), 1e-3,
                ),
            )
            for told, r in rows
        ),
    )  # fmt: skip
    print_table(
        "warpage over the outline of the chip, positive where the middle stands off the board",
        ("body", "#°C", "#warpage µm", "#flatness µm"),
        (
            (
                w.body, f"{w.temperature_C:g}", with_bar(w.warpage_um, w.bar_of_warpage_um),
                with_bar(w.flatness_um, w.bar_of_flatness_um),
            )
            for w in result.warpage
        ),
    )  # fmt: skip
    print_lines(PLATES, *(f"note: {line}" for line in result.warnings))


def _scaled(value: float, bar: float | None, unit: float) -> tuple[float, float | None]:
    return value * unit, None if bar is None else bar * unit


def _length(
    parts: tuple[float, float], bars: tuple[float | None, float | None], unit: float
) -> str:
    """Of a vector, with the bar that those of its parts make."""
    whole = hypot(*parts)
    x, y = bars
    bar = None if x is None or y is None else hypot(x, y)
    return with_bar(*_scaled(whole, bar, unit))
