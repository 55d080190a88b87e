"""What a simple test would find of a law with memory, so that sets of constants can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from stressbump.laws.memory import Memory

RATE = 1e-3  # 1/s, of an ordinary tensile test
LOAD = 10.0  # MPa, of an ordinary creep test of a solder


@dataclass(frozen=True)
class Trait:
    """A number at one temperature."""

    quantity: str
    unit: str
    value: float


class Tested(Memory, Protocol):
    """A law with memory that says what simple tests would find."""

    def traits(self, T: float) -> tuple[Trait, ...]:
        """Numbers of simple tests at T °C; the same quantities at every temperature."""


class Steady(Protocol):
    """A rule under which a bar flows steadily in the end."""

    def saturation(self, rate: float, T: float) -> float:
        """The stress of steady flow at a strain rate (1/s) and T °C, MPa."""

    def steady_rate(self, stress: float, T: float) -> float:
        """The strain rate (1/s) of steady flow at a stress (MPa, > 0) and T °C."""


def steady(rule: Steady, T: float) -> tuple[Trait, ...]:
    """Stress of steady flow at `RATE`, and rate of steady flow at `LOAD`."""
    return (
        Trait(f"flow at {RATE:g} 1/s", "MPa", rule.saturation(RATE, T)),
        Trait(f"creep at {LOAD:g} MPa", "1/s", rule.steady_rate(LOAD, T)),
    )
