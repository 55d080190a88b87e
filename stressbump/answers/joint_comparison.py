"""A joint away from the neutral point, with and without, as data."""

from __future__ import annotations

from dataclasses import dataclass

from stressbump.answers.comparison import Comparison, Relief, compare
from stressbump.answers.left_out import SCOPES, left_out
from stressbump.history.validity import BEYOND, TAKEN_IN
from stressbump.joint.fields import JointFields
from stressbump.joint.free_faces import Closing
from stressbump.measures.joint import BY_HAND, FORCE, SLIDE, STIFFNESS
from stressbump.survey import Value
from stressbump.survey.joints import JointValue


@dataclass(frozen=True, eq=False)
class JointStack:
    """A stack's joint: what it comes to there, and its fields by harmonic."""

    name: str
    change: str
    values: tuple[JointValue, ...]
    fields: JointFields

    @property
    def closing(self) -> tuple[Closing, ...]:
        """Free faces that close as it slides."""
        return self.fields.closing

    @property
    def apart(self) -> str:
        """Why nothing is told of it against the design; nothing where something is."""
        return next((f"{c.face} closes" for c in self.closing if c.matters), "")

    @property
    def reach_um(self) -> float | None:
        """Over which the slide of a row of joints dies out from its end, 1/β; None in a package."""
        return self.fields.reach

    @property
    def stiffness(self) -> float:
        """Against a slide as it stands in the end, µN/µm."""
        return STIFFNESS.value(self.fields.motion)

    @property
    def by_hand_um(self) -> float:
        """The slide, if joints did not resist."""
        return BY_HAND.value(self.fields.motion)

    @property
    def slide_um(self) -> float:
        """The slide that the joints leave."""
        return SLIDE.value(self.fields.motion)

    @property
    def force_uN(self) -> float:
        """On the chip, outwards."""
        return FORCE.value(self.fields.motion)


@dataclass(frozen=True)
class JointRelief:
    """A measure of a joint with and without."""

    value: JointValue
    relief: Relief


@dataclass(frozen=True, eq=False, repr=False)
class JointComparison:
    """A design's joint, the stack as built first, then its references; all at the centre beside it."""

    centre: Comparison  # at the neutral point
    place: str
    dnp_um: float
    stacks: tuple[JointStack, ...]

    @property
    def design(self) -> str:
        """Its name."""
        return self.centre.design.name

    @property
    def temperature(self) -> float:
        """°C."""
        return next(iter(self.centre.built.solutions))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know; what lies beyond yield is that of the neutral point."""
        built, *others = self.stacks
        more = (f"{s.name}: {c}" for s in others for c in s.closing)
        own = (
            line.removesuffix(TAKEN_IN).replace(BEYOND, f"at the neutral point, {BEYOND}", 1)
            for line in self.centre.warnings
        )
        bonded = left_out(self.centre.design.recipe, SCOPES["joint"], (self.temperature,))
        return (*dict.fromkeys((*own, *bonded)), *map(str, built.closing), *more)

    def at_centre(self, joint: JointValue, stack: int = 0) -> Value | None:
        """The same measure at the neutral point, where it is taken there."""
        wanted = joint.value.key
        return next((v for v in self.centre.values[stack] if v.key == wanted), None)

    @property
    def table(self) -> tuple[JointRelief, ...]:
        """A row for each value and reference."""
        built, *others = self.stacks
        found = []
        for other, stack in zip(others, self.centre.stacks[1:], strict=True):
            apart, same = self.centre.apart(stack), stack.mesh is self.centre.mesh
            without = {v.key: v.value for v in other.values}
            for v in built.values:
                if v.key in without and v.value.definition.compared:
                    why = other.apart or ("" if v.over == "whole joint" else apart(v.value.where))
                    row = compare(v.value, without[v.key], other.name, why, same)
                    found.append(JointRelief(v, row))
        return tuple(found)
