"""A joint away from the neutral point."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stressbump.cli.shared import (
    AllOption,
    BarsOption,
    DesignArgument,
    EndOption,
    JsonOption,
    OutOption,
    ReferenceOption,
    RefineOption,
    SetOption,
    app,
    end_temperatures,
    length_given,
    prepared,
    print_files,
    print_json,
    print_lines,
    print_table,
)
from stressbump.errors import InputError
from stressbump.progress import progress

if TYPE_CHECKING:
    from stressbump.answers.joint import JointAnswer

SKIPPED = (
    "Chip and board are no plates here and there is no array: by hand the slide is DNP Δα ΔT from the birth"
    " of the joint on; what a row of such joints leaves of it at its end follows from their stiffness"
    " (Chen and Nelson), chip and board kept level."
)
ELASTIC = (
    "Elastic throughout: where solder is named as beyond yield, compare stacks and stress per force, not"
    " stresses with strengths."
)


@app.command()
def joint(
    design: DesignArgument,
    dnp: Annotated[
        str,
        typer.Option(metavar="LENGTH", help="distance from the neutral point, like 3mm or 500um"),
    ],
    settings: SetOption = None,
    end: EndOption = None,
    reference: ReferenceOption = None,
    refine: RefineOption = 0,
    out: OutOption = None,
    everything: AllOption = False,
    bars: BarsOption = True,
    as_json: JsonOption = False,
) -> None:
    """A joint on its board, away from the neutral point: slide, force and stress at all angles."""
    from stressbump.answers.joint import joint_at
    from stressbump.designs.design import load

    distance, ends = length_given(dnp, "--dnp", "3mm or 500um", bare=False), end_temperatures(end)
    if len(ends) > 1:
        raise InputError("--end: a joint is told at one end temperature")
    with progress() as tell:
        loaded = load(design, settings or ())
        prepared(out)
        answer = joint_at(
            loaded, distance, ends[0] if ends else None, reference, refine, bars, tell
        )
        files = {}
        if out is not None:
            tell("writing files and pictures")
            files = save_joint_page(answer, out)
    if as_json:
        print_json(answer.result(files).plain())
    else:
        print_joint(answer, everything, SKIPPED)
        print_files(files)


def save_joint_page(answer: JointAnswer, out: Path) -> dict[str, str]:
    """Write a joint's files and its page into a folder; their paths by role."""
    from stressbump.answers.joint_page_input import of_joint
    from stressbump.export.folders import PAGE
    from stressbump.report import report_joint

    return answer.save(str(out)) | {"page": str(report_joint(of_joint(answer), out / PAGE))}


def print_joint(answer: JointAnswer, everything: bool, *lines: str) -> None:
    """A joint's motion and stress, with lines between the two."""
    from stressbump.answers.joint_rows import motion_table, stress_table

    result = answer.result()
    motion, stress = motion_table(result, answer.design), stress_table(result, everything)
    print_table("\n".join(motion.title), motion.columns, motion.rows)
    if lines:
        print_lines(*lines)
    print_table("\n".join(stress.title), stress.columns, stress.rows)
    print_lines(ELASTIC, *(f"note: {line}" for line in result.warnings))
