"""Stress in the joints of a package that are asked for: each stack in its own package, and reliefs.

The plates are solved for every stack: a reference's joints slide as they do among joints of their own kind.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from stressbump.accuracy.package_bars import RefinedPackage
from stressbump.answers.joint import JointAnswer
from stressbump.answers.joint_solving import joint_stacks
from stressbump.answers.options import Options
from stressbump.answers.package import result_of_package
from stressbump.answers.package_files import chosen_joints
from stressbump.answers.package_solving import layout_of
from stressbump.answers.solving import Once, answered
from stressbump.designs.package import PackageDesign, load_package
from stressbump.errors import CheckError, InputError
from stressbump.history.stack import Stack
from stressbump.joint.fields import JointFields, fields_in_package
from stressbump.joint.sides import refuse_other
from stressbump.package.solution import PackageSolution, solve_divided, solve_package
from stressbump.process.build import build
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
    options = Options(() if end is None else (end,), refine=refine, bars=bars).of(design.joint)
    if len(options.end) > 1:
        ends = ", ".join(f"{t:g}" for t in options.end)
        raise InputError(
            f"{design.name}: joints are told at one end temperature; here stand {ends}"
        )
    refuse_other(build(design.joint.recipe))
    chosen = design.joint.chosen(references)
    centre = answered(design.joint, chosen, options, Once(), tell=tell)
    if not centre.passed:
        raise CheckError(f"{design.name}: a self-check failed, so no joint is told")
    layout = layout_of(design, centre.section, centre.mesh)
    tell(f"solving {len(layout.places)} joints of {', '.join(s.name for s in centre.stacks)}")
    temperature = options.end[0]

    def solved(stack: Stack) -> tuple[PackageSolution, ...]:
        return solve_divided(stack.assembly, layout, temperature)

    packages = {stack: solved(stack) for stack in centre.stacks} if bars else {}
    built = packages.get(centre.built) or (
        solve_package(centre.built.assembly, layout, temperature),
    )
    result = result_of_package(design, {temperature: RefinedPackage(built[0])})
    rows = chosen_joints(result, joints)

    def fields(stack: Stack, package: PackageSolution) -> list[JointFields]:
        (upright,) = stack.solutions.values()
        return [
            fields_in_package(
                stack.assembly, package.cells, package.state(k), upright,
                float(np.hypot(*package.by_hand[k])),
            )
            for k in (row.joint - 1 for _, row in rows)
        ]  # fmt: skip

    def found(stack: Stack) -> list[JointFields]:
        own = built if stack is centre.built else packages.get(stack)
        return fields(stack, own[0] if own else solve_package(stack.assembly, layout, temperature))

    stacks = [
        joint_stacks(stack, found, centre, bars, lambda s: fields(s, packages[s][1]))
        for stack in centre.stacks
    ]
    return tuple(
        JointAnswer(centre, f"{name} joint", row.dnp_um, own)
        for (name, row), own in zip(rows, zip(*stacks, strict=True), strict=True)
    )
