"""Stress in the joints of a package that are asked for: each stack in its own package, and reliefs.

The plates are solved for every stack: a reference's joints slide as they do among joints of their own kind.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from stressbump.accuracy.package_bars import RefinedPackage
from stressbump.answers.joint import JointAnswer
from stressbump.answers.joint_solving import at_neutral_point, joint_stacks
from stressbump.answers.options import Options
from stressbump.answers.package import result_of_package
from stressbump.answers.package_files import chosen_joints
from stressbump.answers.package_solving import layout_of
from stressbump.answers.solving import Once
from stressbump.designs.package import PackageDesign, load_package
from stressbump.history.stack import Stack
from stressbump.joint.fields import JointFields, fields_in_package
from stressbump.package.solution import PackageSolution, solve_divided, solve_package
from stressbump.progress import Tell, silent


def package_stress(
    design: PackageDesign | str,
    joints: Iterable[str] = ("worst", "centre"),
    end: float | None = None,
    references: Iterable[str] | str | None = None,
    refine: int = 0,
    bars: bool = True,
    tell: Tell = silent,
) -> tuple[JointAnswer, ...]:
    """Stress and reliefs of some joints of a package, at one end temperature in °C.

    `joints` are named worst, centre or corner, by a number or as row,column; the worst is that of the
    largest shear force as built. `references` are those of the joint's design, each in a package of its
    own kind of joints. Raises InputError as `package_of` and `joint_at` do.
    """
    if isinstance(design, str):
        design = load_package(design)
    options = Options(() if end is None else (end,), refine=refine, bars=bars)
    chosen = design.joint.chosen(references)
    centre = at_neutral_point(design.joint, design.name, chosen, options, Once(), tell)
    (temperature,) = centre.built.solutions
    layout = layout_of(design, centre.section, centre.mesh)
    tell(f"solving {len(layout.places)} joints of {', '.join(s.name for s in centre.stacks)}")

    def solved(stack: Stack) -> tuple[PackageSolution, ...]:
        if bars:
            return solve_divided(stack.assembly, layout, temperature)
        return (solve_package(stack.assembly, layout, temperature),)

    packages = {stack: solved(stack) for stack in centre.stacks}
    built = RefinedPackage(packages[centre.built][0])
    rows = chosen_joints(result_of_package(design, {temperature: built}), joints)
    numbers = [row.joint - 1 for _, row in rows]

    def found(stack: Stack) -> list[JointFields]:
        known = packages.get(stack)
        own = known[0] if known else solve_package(stack.assembly, layout, temperature)
        return _fields(stack, own, numbers)

    def divided(stack: Stack) -> list[JointFields]:
        return _fields(stack, packages[stack][1], numbers)

    stacks = [joint_stacks(stack, found, centre, bars, divided) for stack in centre.stacks]
    return tuple(
        JointAnswer(centre, f"{name} joint", row.dnp_um, own)
        for (name, row), own in zip(rows, zip(*stacks, strict=True), strict=True)
    )


def _fields(stack: Stack, package: PackageSolution, numbers: list[int]) -> list[JointFields]:
    """The fields in some joints of a package, counted from 0."""
    (upright,) = stack.solutions.values()
    by_hand = np.hypot(*package.by_hand.T)
    return [
        fields_in_package(
            stack.assembly, package.cells, package.state(k), upright, float(by_hand[k])
        )
        for k in numbers
    ]
