"""A joint on its board, away from the neutral point: its slide, its force, its stress at all angles.

There is no array of joints here: how much of the hand formula's slide they leave is that of a row of
equal ones. Every stack as its references, on the same mesh where they share one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from stressbump.answers.focus import focus_of
from stressbump.answers.options import Options
from stressbump.answers.solving import Once, mesh_recipe, parts_of, solved, swaps
from stressbump.designs.design import Given, design_of
from stressbump.errors import CheckError, InputError
from stressbump.history.stack import Stack, refuse_idle
from stressbump.joint.angles import sampled, together, worst
from stressbump.joint.sides import refuse_other
from stressbump.joint.sliding import Slid, slid
from stressbump.measures import named
from stressbump.mechanics.sample import in_region
from stressbump.process.recipe import AS_BUILT
from stressbump.progress import Tell, silent

MEASURES = (
    "mean von Mises stress", "95th percentile von Mises stress",
    "95th percentile first principal stress",
)  # fmt: skip
FARTHEST = 1e5  # µm


@dataclass(frozen=True)
class JointValue:
    """A measure over a region's volume and all angles, where it is worst, and what a force makes of it."""

    measure: str
    where: str
    unit: str
    at_centre: float  # at the neutral point
    value: float
    worst_deg: float  # the angle at which it is largest; 0 looks away from the neutral point
    per_force: float  # of the slide alone, unit per µN


@dataclass(frozen=True)
class JointStack:
    """A stack's joint: its stiffness against a slide as it stands in the end, and what it does there."""

    name: str
    change: str
    stiffness: float  # µN/µm
    reach_um: float  # over which the slide of a row of joints dies out from its end, 1/β
    by_hand_um: float  # slide, if joints did not resist
    slide_um: float  # that they leave
    force_uN: float
    values: tuple[JointValue, ...]


@dataclass(frozen=True, eq=False, repr=False)
class JointAnswer:
    """A design's joint, the stack as built first, then its references."""

    design: str
    dnp_um: float
    temperature: float  # °C
    stacks: tuple[JointStack, ...]
    warnings: tuple[str, ...]

    def __repr__(self) -> str:
        """A line; the numbers stand in `stacks`."""
        built = self.stacks[0]
        return (
            f"<JointAnswer of {self.design}: {self.dnp_um / 1e3:g} mm from the neutral point a slide of"
            f" {built.slide_um:.3g} µm, {built.force_uN / 1e3:.3g} mN>"
        )

    def relief(self, value: JointValue, reference: JointStack) -> float | None:
        """1 - as built / reference of a value of the stack as built; None where the reference lacks it."""
        own = {(v.measure, v.where): v.value for v in reference.values}
        without = own.get((value.measure, value.where))
        return None if not without else 1 - value.value / without

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def joint_at(
    design: Given,
    dnp_um: float,
    end: float | None = None,
    references: Iterable[str] | str | None = None,
    refine: int = 0,
    tell: Tell = silent,
) -> JointAnswer:
    """A design's joint at a distance from the neutral point in µm, at one end temperature in °C.

    `references` are those of `relief`. Raises InputError where the design has no board of its own, and
    as `relief` does.
    """
    if not 0 < dnp_um <= FARTHEST:
        raise InputError(
            f"dnp: {dnp_um / 1e3:g} mm; allowed is a distance above 0, up to {FARTHEST / 1e3:g} mm"
        )
    design = design_of(design)
    options = Options(() if end is None else (end,), refine=refine, bars=False).of(design)
    if len(options.end) > 1:
        ends = ", ".join(f"{t:g}" for t in options.end)
        raise InputError(
            f"{design.name}: a joint is told at one end temperature; here stand {ends}"
        )
    names = design.chosen(references)
    tell(f"building and meshing {design.name}")
    first = mesh_recipe(design.recipe, options, None, swaps(design, names), refuse_idle)
    refuse_other(first.section)
    found, doubts = [], list[str]()
    for part in parts_of(design, names, options, first, Once()):
        tell(f"solving {part.name}")
        stack = solved(part, options)
        if not stack.passed:
            raise CheckError(f"{part.name}: a self-check failed, so no joint is told")
        doubts += [d for d in stack.doubts if part.name == AS_BUILT]
        slide = slid(stack.assembly, dnp_um, options.end[0])
        regions = focus_of(design, stack.section).regions
        found.append(_stack(stack, slide, regions, options.end[0]))
    return JointAnswer(design.name, dnp_um, options.end[0], tuple(found), tuple(doubts))


def _stack(stack: Stack, slide: Slid, regions: Iterable[str], end: float) -> JointStack:
    there = [n for n in regions if n in slide.solution.blocks]
    last = slide.steps[-1]
    values = tuple(v for name in there for v in _values(stack, slide, name, end))
    return JointStack(
        stack.name, stack.change, last.stiffness, 1 / last.decay, slide.by_hand, slide.lagged,
        slide.force, values,
    )  # fmt: skip


def _values(stack: Stack, slide: Slid, name: str, end: float) -> Iterator[JointValue]:
    upright = in_region(stack.solutions[end], name)
    across = in_region(slide.solution, name)
    whole, alone = sampled({0: upright, 1: across}), sampled({1: across})
    everywhere, by_force = together(whole), together(alone)
    for measure in map(named, MEASURES):
        yield JointValue(
            measure.name, name, measure.unit, measure.value(upright), measure.value(everywhere),
            worst(whole, measure.value), measure.value(by_force) / abs(slide.force),
        )  # fmt: skip
