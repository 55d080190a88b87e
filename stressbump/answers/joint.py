"""A joint on its board, away from the neutral point: its slide, its force, its stress at all angles.

There is no array of joints here: how much of the hand formula's slide they leave is that of a row of
equal ones. Every stack as its references, on the same mesh where they share one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from stressbump.accuracy.error_bars import in_cubics, in_half_steps, refuse_too_large
from stressbump.accuracy.joint_bars import JointFields, joint_measured
from stressbump.answers import joint_saving
from stressbump.answers.joint_comparison import JointComparison, JointStack
from stressbump.answers.options import Options
from stressbump.answers.solving import Once, answered
from stressbump.designs.design import Given, design_of
from stressbump.errors import CheckError, InputError
from stressbump.export.result import Result
from stressbump.history.stack import Stack
from stressbump.joint.free_faces import closing_faces
from stressbump.joint.sides import refuse_other
from stressbump.joint.sliding import Slid, slid
from stressbump.measures.joint import JointMotion
from stressbump.mechanics.side_by_side import side_by_side
from stressbump.process.build import build
from stressbump.process.recipe import AS_BUILT
from stressbump.progress import Tell, silent

FARTHEST = 1e5  # µm


class JointAnswer(JointComparison):
    """A design's joint beside its references', and what can be done with that."""

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
    where the design has no board of its own or a free face closes, and as `relief` does.
    """
    if not 0 < dnp_um <= FARTHEST:
        raise InputError(
            f"dnp: {dnp_um / 1e3:g} mm; allowed is a distance above 0, up to {FARTHEST / 1e3:g} mm"
        )
    design = design_of(design)
    options = Options(() if end is None else (end,), refine=refine, bars=bars).of(design)
    if len(options.end) > 1:
        ends = ", ".join(f"{t:g}" for t in options.end)
        raise InputError(
            f"{design.name}: a joint is told at one end temperature; here stand {ends}"
        )
    refuse_other(build(design.recipe))
    centre = answered(design, design.chosen(references), options, Once(), tell=tell)
    if not centre.passed:
        raise CheckError(f"{design.name}: a self-check failed, so no joint is told")
    tell(f"sliding {', '.join(s.name for s in centre.stacks)}" + (" with bars" if bars else ""))
    of_stack = partial(
        _joint, dnp_um=dnp_um, window=max(options.windows_um), focus=centre.focus, bars=bars
    )
    return JointAnswer(centre, dnp_um, tuple(side_by_side(of_stack, centre.stacks)))


def _joint(
    stack: Stack, dnp_um: float, window: float, focus: tuple[str, ...], bars: bool
) -> JointStack:
    def found(of: Stack) -> tuple[JointFields, Slid]:
        ((end, upright),) = of.solutions.items()
        slide = slid(of.assembly, dnp_um, end)
        motion = JointMotion(slide.stiffness, slide.lagged, slide.by_hand, slide.force)
        return JointFields({0: upright, 1: slide.solution}, motion), slide

    own, slide = found(stack)
    closing = closing_faces(stack.assembly, own.harmonics, slide.cell)
    for c in closing:
        if c.matters and stack.name == AS_BUILT:
            raise InputError(f"{c}. Bond the face, or set contact = false")
    cubic = halved = None
    if bars:
        refuse_too_large(own.harmonics[1])
        cubic, half = found(in_cubics(stack))[0], in_half_steps(stack)
        halved = found(half)[0] if half else None
    values = joint_measured(own, window, focus, cubic, halved)
    reach = 1 / slide.decay
    return JointStack(stack.name, stack.change, reach, values, own, closing)
