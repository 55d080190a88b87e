"""A joint's answer as typed rows, and as files: those of the centre, and its fields about the axis."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from stressbump.answers.document import measure_row, relief_row, result_of
from stressbump.answers.joint_comparison import JointComparison, JointStack
from stressbump.answers.saving import finished, homes, written
from stressbump.export.drawing_process import DrawingProcess
from stressbump.export.folders import alone_in
from stressbump.export.joint_rows import JointReliefRow, JointStressRow, JointValueRow
from stressbump.export.result import Result
from stressbump.export.swept import write_swept

SWEPT = "joint.vtu"


def result_of_joint(answer: JointComparison, files: Mapping[str, str] | None = None) -> Result:
    """The result at the neutral point, with the joint's rows; `files` by role."""
    relief = (
        JointReliefRow(place=answer.place, over=r.value.over, relief=relief_row(r.relief))
        for r in answer.table
    )
    rows = {
        "joints": tuple(_row(answer, stack) for stack in answer.stacks),
        "joint_relief": tuple(relief),
        "warnings": answer.warnings,
    }
    return result_of(answer.centre, files).model_copy(update=rows)


def _row(answer: JointComparison, stack: JointStack) -> JointStressRow:
    return JointStressRow(
        stack=stack.name,
        place=answer.place,
        dnp_um=answer.dnp_um,
        reach_um=stack.reach_um,
        values=tuple(
            JointValueRow(over=v.over, degrees=v.degrees, value=measure_row(v.value))
            for v in stack.values
        ),
    )


def save_joint(
    answer: JointComparison,
    folder: str | Path,
    pictures: bool = True,
    drawing_process: DrawingProcess | None = None,
) -> dict[str, str]:
    """Write all files of an answer in place of those of an earlier one; returns their paths by role.

    ExportError if one cannot be written, or while another run writes into the folder.
    """
    home = Path(folder)
    with alone_in(home):
        files = written(answer.centre, home, pictures, drawing_process)
        for stack, joint, own in zip(
            answer.centre.stacks, answer.stacks, homes(answer.centre, home), strict=True
        ):
            named = {region: material.name for region, material in stack.materials.items()}
            write_swept(own / SWEPT, joint.fields.harmonics, named)
            files[f"joint of {stack.name}"] = str(own / SWEPT)
        return finished(result_of_joint(answer), files, home)
