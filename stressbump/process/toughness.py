"""What a user knows of the toughness of an interface: a number, or how it depends on the mode."""

from __future__ import annotations

from collections.abc import Mapping
from math import pi
from typing import Annotated, Any

from pydantic import Discriminator, Field, Strict, Tag, model_validator

from stressbump.laws.toughness import benzeggagh_kenane, hutchinson_suo
from stressbump.process.verbs import Frozen

Energy = Annotated[float, Field(gt=0, le=1e5)]  # J/m²
Ahead = Annotated[float, Field(gt=0, le=1e4)]  # µm
SLIDES = pi / 2  # the phase of a crack whose faces press each other at its tip


class OfMixedModes(Frozen):
    """Γ_I, Γ_II and the power η between them, by the phase at `L_um` ahead of the tip."""

    mode_I: Energy
    mode_II: Energy
    eta: Annotated[float, Field(gt=0, le=20)]
    L_um: Ahead = 1.0

    @model_validator(mode="after")
    def _depends_on_the_mode(self) -> OfMixedModes:
        if self.mode_I == self.mode_II:
            raise ValueError("eta has no effect where mode_I is mode_II; give a number instead")
        return self

    def at(self, phase: float) -> float:
        """Γ, J/m², at a phase in radians."""
        return benzeggagh_kenane(self.mode_I, self.mode_II, self.eta, phase)


class OfPhase(Frozen):
    """Γ of a crack that opens, and λ: the less, the more it grows with the phase at `L_um` ahead."""

    Gamma_0: Energy
    sensitivity: Annotated[float, Field(alias="lambda", gt=0, lt=1)]
    L_um: Ahead = 1.0

    def at(self, phase: float) -> float:
        """Γ, J/m², at a phase in radians; past ±π/2, where none is open, that of π/2."""
        return hutchinson_suo(self.Gamma_0, self.sensitivity, max(-SLIDES, min(SLIDES, phase)))


def _kind(given: Any) -> str:
    if not isinstance(given, Mapping | Frozen):
        return "of any mode"
    keys = given if isinstance(given, Mapping) else type(given).model_fields
    return "of the phase" if {"Gamma_0", "lambda"}.intersection(keys) else "of mixed modes"


Toughness = Annotated[
    Annotated[Energy, Strict(), Tag("of any mode")]
    | Annotated[OfMixedModes, Tag("of mixed modes")]
    | Annotated[OfPhase, Tag("of the phase")],
    Discriminator(_kind),
]


def length_of(given: float | OfMixedModes | OfPhase) -> float | None:
    """Where ahead of a tip it asks for the phase, µm; None where it does not."""
    return None if isinstance(given, float | int) else given.L_um


def toughness(given: float | OfMixedModes | OfPhase, phase: float | None) -> float | None:
    """Γ, J/m², at a phase in radians; None where it takes one and there is none."""
    if isinstance(given, float | int):
        return float(given)
    return None if phase is None else given.at(phase)
