"""What a joint does as its chip moves across its board.

    F = k Δ

with the slide Δ of the chip's outer side, outwards against the board, and the force F of all stresses
that does work on it. By hand Δ is the distance from the neutral point times the mismatch of free strains.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stressbump.measures.measure import Kind, Measure


@dataclass(frozen=True)
class JointMotion:
    """A joint's stiffness as it stands in the end, its slide, and the force that this takes."""

    stiffness: float  # µN/µm, of a slide without a turn
    slide: float  # µm
    by_hand: float | None  # µm, if joints did not resist
    force: float  # µN, on the chip, outwards
    axial: float | None = (
        None  # µN, along the axis, tension positive; of a row's joints none is known
    )


def _measure(
    name: str, unit: str, value: Callable[[JointMotion], float], compared: bool = False
) -> Measure[JointMotion]:
    return Measure(name, unit, Kind.JOINT, "resultant", value, compared=compared)


STIFFNESS = _measure("shear stiffness", "µN/µm", lambda joint: joint.stiffness)
BY_HAND = _measure("slide by hand", "µm", lambda joint: joint.by_hand or 0.0)
SLIDE = _measure("slide", "µm", lambda joint: joint.slide)
FORCE = _measure("shear force", "µN", lambda joint: joint.force, compared=True)
AXIAL = _measure("axial force", "µN", lambda joint: joint.axial or 0.0)
MEASURES = (STIFFNESS, BY_HAND, SLIDE, FORCE, AXIAL)
