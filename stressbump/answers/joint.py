"""A joint on its board, away from the neutral point, as a user asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stressbump.answers import joint_saving
from stressbump.answers.joint_comparison import JointComparison
from stressbump.answers.joint_solving import joint_in_row
from stressbump.answers.options import Options
from stressbump.answers.solving import Once
from stressbump.designs.design import Given, design_of
from stressbump.export.result import Result
from stressbump.formatting import digits
from stressbump.progress import Tell, silent


class JointAnswer(JointComparison):
    """A design's joint beside its references', and what can be done with that."""

    def __repr__(self) -> str:
        """A line; the numbers stand in `stacks` and `table`."""
        built = self.stacks[0]
        return (
            f"<{type(self).__name__} of {self.design}: {self.place} a slide of {digits(built.slide_um)} µm,"
            f" {digits(built.force_uN / 1e3)} mN>"
        )

    def result(self, files: Mapping[str, str] | None = None) -> Result:
        """The typed rows; `files` are the paths of what was written, by role."""
        return joint_saving.result_of_joint(self, files)

    def plain(self) -> dict[str, Any]:
        """As JSON has it: what docs/result.schema.json describes."""
        return self.result().plain()

    def save(self, folder: str, pictures: bool = True) -> dict[str, str]:
        """Write result.json, fields and pictures into a folder; the files by their role."""
        return joint_saving.save_joint(self, folder, pictures)


def joint_at(
    design: Given,
    dnp_um: float,
    end: float | None = None,
    references: Iterable[str] | str | None = None,
    refine: int = 0,
    bars: bool = True,
    tell: Tell = silent,
) -> JointAnswer:
    """A design's joint at a distance from the neutral point in µm, at one end temperature in °C.

    `references` are those of `relief`, `bars` the discretisation bars of all values. Raises InputError
    where the design has no board of its own or a free face closes too far, and as `relief` does.
    """
    design = design_of(design)
    options = Options(() if end is None else (end,), refine=refine, bars=bars)
    found = joint_in_row(design, dnp_um, options, design.chosen(references), Once(), tell)
    return JointAnswer(found.centre, found.place, found.dnp_um, found.stacks)
