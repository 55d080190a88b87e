"""A joint on its board, away from the neutral point: its slide, its force, its stress at all angles.

There is no array of joints here: how much of the hand formula's slide they leave is that of a row of
equal ones. Every stack as its references, on the same mesh where they share one.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from stressbump.accuracy.error_bars import in_half_steps, refuse_too_large
from stressbump.accuracy.joint_bars import joint_measured
from stressbump.answers.comparison import Comparison
from stressbump.answers.joint_comparison import JointComparison, JointStack
from stressbump.answers.options import Options
from stressbump.answers.solving import Keep, answered
from stressbump.designs.design import Design
from stressbump.errors import CheckError, InputError
from stressbump.history.stack import Stack, again
from stressbump.joint.fields import JointFields, fields_along_row
from stressbump.joint.sides import refuse_other
from stressbump.mechanics.side_by_side import side_by_side
from stressbump.process.build import build
from stressbump.process.recipe import AS_BUILT
from stressbump.progress import Tell, silent

FARTHEST = 1e5  # µm


def joint_in_row(
    design: Design,
    dnp_um: float,
    options: Options,
    references: tuple[str, ...],
    keep: Keep,
    tell: Tell = silent,
) -> JointComparison:
    """A design's joint at the end of a row, so far from the neutral point in µm, and its references'.

    InputError where the design has no board of its own or a free face closes too far.
    """
    if not 0 < dnp_um <= FARTHEST:
        raise InputError(
            f"dnp: {dnp_um / 1e3:g} mm; allowed is a distance above 0, up to {FARTHEST / 1e3:g} mm"
        )
    centre, bars = (
        at_neutral_point(design, design.name, references, options, keep, tell),
        options.bars,
    )
    tell(f"sliding {', '.join(s.name for s in centre.stacks)}" + (" with bars" if bars else ""))

    def found(stack: Stack) -> list[JointFields]:
        (upright,) = stack.solutions.values()
        return [fields_along_row(stack.assembly, upright, dnp_um)]

    stacks = side_by_side(lambda stack: joint_stacks(stack, found, centre, bars), centre.stacks)
    place = f"{dnp_um / 1e3:g} mm from the neutral point"
    return JointComparison(centre, place, dnp_um, tuple(own for (own,) in stacks))


def at_neutral_point(
    design: Design,
    name: str,
    references: tuple[str, ...],
    options: Options,
    keep: Keep,
    tell: Tell = silent,
) -> Comparison:
    """A joint that nothing slides and its references', at one end temperature; `name` is what is refused.

    InputError where several are asked for or the design has no board of its own, CheckError where a
    solution fails its checks.
    """
    options = options.of(design)
    if len(options.end) > 1:
        ends = ", ".join(f"{t:g}" for t in options.end)
        raise InputError(f"{name}: a joint is told at one end temperature; here stand {ends}")
    refuse_other(build(design.recipe))
    centre = answered(design, references, options, keep, tell=tell)
    if not centre.passed:
        raise CheckError(f"{name}: a self-check failed, so no joint is told")
    return centre


def joint_stacks(
    stack: Stack,
    found: Callable[[Stack], list[JointFields]],
    centre: Comparison,
    bars: bool,
    divided: Callable[[Stack], list[JointFields]] | None = None,
) -> tuple[JointStack, ...]:
    """What a stack's joints come to, their fields `found` of it, and of it in cubics for bars.

    `divided` finds those between plates that are divided finer, where a package has any.
    InputError where the stack is as built and a free face closes too far.
    """
    every = found(stack)
    for c in chain(*(own.closing for own in every)):
        if c.matters and stack.name == AS_BUILT:
            raise InputError(f"{c}. Bond the face, or set contact = false")
    none: list[None] = [None] * len(every)
    others: list[list[JointFields] | list[None]] = [none]
    if bars:
        largest = max(every, key=lambda own: len(own.harmonics)).harmonics
        refuse_too_large(largest[max(largest)])
        half = in_half_steps(stack)
        others = [found(again(stack, cubic=True)), found(half) if half else none]
        others.append(divided(stack) if divided else none)
    window = max(centre.design.recipe.windows_um)
    return tuple(
        JointStack(
            stack.name, stack.change, joint_measured(own, window, centre.focus, *beside), own
        )
        for own, *beside in zip(every, *others, strict=True)
    )
