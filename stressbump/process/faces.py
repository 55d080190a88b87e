"""What a file asks of faces of a finished stack: layers along them, cracks, friction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

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
from stressbump.process.toughness import Toughness
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
