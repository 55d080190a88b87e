"""The raw maximum of a field: mesh-dependent.

At a corner where materials meet the stress grows without end as the mesh is refined. The peak is a
pointer to where to look; a number to compare designs by it is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stressbump.measures.measure import Kind, Measure
from stressbump.measures.von_mises import von_mises

if TYPE_CHECKING:
    from stressbump.mechanics.sample import Sample


@dataclass(frozen=True)
class Peak:
    """A largest value, in the field's unit, and where it stands, µm."""

    value: float
    x: float
    z: float


def peak(field: np.ndarray, position: np.ndarray) -> Peak:
    """The largest of a field (n,) sampled at positions (2, n); mesh-dependent."""
    if field.size == 0:
        raise ValueError("nothing was sampled: there is no largest value")
    at = int(np.argmax(field))
    return Peak(float(field[at]), float(position[0, at]), float(position[1, at]))


def raw_maximum(sample: Sample) -> float:
    """The largest von Mises stress, MPa; mesh-dependent."""
    return peak(von_mises(sample.stress), sample.position).value


def place_of_maximum(sample: Sample) -> tuple[float, float]:
    """Where it stands, (x, z) in µm."""
    found = peak(von_mises(sample.stress), sample.position)
    return found.x, found.z


RAW_MAXIMUM = Measure(
    "raw maximum von Mises stress",
    "MPa",
    Kind.REGION,
    "mean",
    raw_maximum,
    at=place_of_maximum,
    positive=True,
    mesh_dependent=True,
)
MEASURES = (RAW_MAXIMUM,)
