"""What the page of a joint is made of: its numbers, its fields about the axis, a measure at each angle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.answers.angle_stops import about_axis
from stressbump.answers.joint_comparison import JointComparison
from stressbump.answers.joint_saving import result_of_joint
from stressbump.answers.stops import Basis
from stressbump.export.fields import Fields
from stressbump.export.result import Result
from stressbump.joint.angles import angles_of, sampled
from stressbump.measures.von_mises import PERCENTILE_VON_MISES as WORST
from stressbump.mechanics.sample import in_region
from stressbump.process.recipe import Reference

AROUND = 36  # angles of half a turn


@dataclass(frozen=True, eq=False)
class JointPageInput:
    """A joint in its stacks: the numbers, the fields, and a measure of each region over the angle."""

    name: str  # of the design
    place: str
    window: float  # the widest that tractions are averaged over, µm
    result: Result
    references: dict[str, Reference]
    focus: tuple[str, ...]  # regions to show first
    fields: dict[str, Fields]  # by stack, at 0°
    bases: dict[str, Basis]
    degrees: np.ndarray  # (angles,)
    over_angle: dict[str, dict[str, np.ndarray]]  # by region and stack (angles,), MPa


def of_joint(answer: JointComparison) -> JointPageInput:
    """The input of a joint's answer."""
    fields, bases, over = {}, {}, dict[str, dict[str, np.ndarray]]()
    angles = angles_of(answer.stacks[0].fields.harmonics, AROUND)
    for stack in answer.stacks:
        harmonics = stack.fields.harmonics
        fields[stack.name], bases[stack.name] = about_axis(harmonics)
        standing = harmonics[0].blocks
        for region in (name for name in answer.centre.focus if name in standing):
            own = {n: in_region(s, region) for n, s in harmonics.items()}
            found = [WORST.value(s) for s in sampled(own, angles=angles)]
            over.setdefault(region, {})[stack.name] = np.array(found)
    recipe = answer.centre.design.recipe
    chosen = {r.name: r for r in recipe.references if r.name in fields}
    return JointPageInput(
        answer.design, answer.place, max(recipe.windows_um), result_of_joint(answer), chosen,
        tuple(over), fields, bases, np.degrees(angles[0]), over,
    )  # fmt: skip
