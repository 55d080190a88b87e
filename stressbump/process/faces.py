"""What a file asks of faces of a finished stack: layers along them, cracks, friction, cohesion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Strict,
    Tag,
    WithJsonSchema,
    model_validator,
)
from typing_extensions import TypeAliasType

from stressbump.process.temperatures import listed
from stressbump.process.toughness import Energy, OfMixedModes, Toughness
from stressbump.process.validation import FACE
from stressbump.process.verbs import Frozen, Name


class LayerAt(Frozen):
    """A layer of a region along its face with another, over which cycles are averaged."""

    of: Name
    at: Name
    thickness_um: Annotated[float, Field(gt=0, le=1e4)]

    @model_validator(mode="after")
    def _has_two_sides(self) -> LayerAt:
        if self.of == self.at:
            raise ValueError(
                f"{self.of!r} shares no face with itself; name the region at its other side"
            )
        return self


End = TypeAliasType("End", Literal["outer", "inner"] | Annotated[int, Strict(), Field(ge=1)])
_LENGTH = {"type": "number", "exclusiveMinimum": 0, "maximum": 1e4}


class FlawAt(Frozen):
    """Cracks along an interface, `first/second`, from one of its ends: outer, inner, or a number."""

    at: Annotated[str, Field(pattern=FACE)]
    start: Annotated[End, Field(alias="from")] = "outer"
    length_um: Annotated[
        tuple[Annotated[float, Field(gt=0, le=1e4)], ...],
        Field(min_length=1),
        BeforeValidator(listed),
        WithJsonSchema({"anyOf": [_LENGTH, {"type": "array", "minItems": 1, "items": _LENGTH}]}),
    ]
    mixity_um: Annotated[float, Field(gt=0, le=1e4)] = 1.0  # ahead of a tip, where its mode is told
    toughness_J_m2: Toughness | None = None

    @model_validator(mode="after")
    def _has_two_sides_and_lengths_once(self) -> FlawAt:
        first, second = self.at.split("/")
        if first == second:
            raise ValueError(f"{first!r} shares no interface with itself")
        if len(set(self.length_um)) < len(self.length_um):
            raise ValueError("length_um: a length stands there twice")
        return self


Strength = Annotated[float, Field(gt=0, le=1e5)]  # MPa


class StrengthOfModes(Frozen):
    """What an interface bears where it opens, and where it slides."""

    mode_I: Strength
    mode_II: Strength

    @model_validator(mode="after")
    def _depends_on_the_mode(self) -> StrengthOfModes:
        if self.mode_I == self.mode_II:
            raise ValueError("mode_I is mode_II; give a number instead")
        return self


def _modes(given: Any) -> str:
    return "by mode" if isinstance(given, Mapping | Frozen) else "of any mode"


class CohesionAt(Frozen):
    """An interface, `first/second`, that softens as it parts from an end: outer, inner, or a number.

    `crack_um` of it are parted from the start.
    """

    at: Annotated[str, Field(pattern=FACE)]
    start: Annotated[End, Field(alias="from")] = "outer"
    up_to_um: Annotated[float, Field(gt=0, le=1e5)]  # how far it may part
    crack_um: Annotated[float, Field(ge=0, le=1e5)] = 0.0
    strength_MPa: Annotated[
        Annotated[Strength, Strict(), Tag("of any mode")]
        | Annotated[StrengthOfModes, Tag("by mode")],
        Discriminator(_modes),
    ]
    toughness_J_m2: Annotated[
        Annotated[Energy, Strict(), Tag("of any mode")] | Annotated[OfMixedModes, Tag("by mode")],
        Discriminator(_modes),
    ]

    @model_validator(mode="after")
    def _can_be(self) -> CohesionAt:
        first, second = self.at.split("/")
        if first == second:
            raise ValueError(f"{first!r} shares no interface with itself")
        if self.crack_um >= self.up_to_um:
            raise ValueError(
                f"crack_um = {self.crack_um:g}: nothing is left to part up to {self.up_to_um:g} µm"
            )
        if isinstance(self.toughness_J_m2, OfMixedModes) and (
            "L_um" in self.toughness_J_m2.model_fields_set
        ):
            raise ValueError(
                "toughness_J_m2.L_um has no effect: the mode of what softens is that of its openings;"
                " give mode_I, mode_II and eta"
            )
        return self


Coefficient = Annotated[float, Strict(), Field(ge=0, le=1)]


class Friction(Frozen):
    """How faces rub that press each other: Coulomb's coefficient of all, or by face `first/second`."""

    friction: Annotated[
        Annotated[Coefficient, Tag("of all")]
        | Annotated[dict[Annotated[str, Field(pattern=FACE)], Coefficient], Tag("by face")],
        Discriminator(lambda given: "by face" if isinstance(given, Mapping) else "of all"),
    ] = 0.0

    def of(self, face: frozenset[str]) -> float:
        """The coefficient of a face between two regions."""
        if isinstance(self.friction, float):
            return self.friction
        return {frozenset(k.split("/")): mu for k, mu in self.friction.items()}.get(face, 0.0)

    @property
    def named(self) -> tuple[frozenset[str], ...]:
        """The faces that stand there by name."""
        given = {} if isinstance(self.friction, float) else self.friction
        return tuple(frozenset(face.split("/")) for face in given)

    def without(self, faces: Iterable[frozenset[str]]) -> Friction:
        """The same but for some faces."""
        if isinstance(self.friction, float):
            return self
        gone = set(faces)
        left = {k: mu for k, mu in self.friction.items() if frozenset(k.split("/")) not in gone}
        return Friction(friction=left or 0.0)
