"""The raw maximum of a field: mesh-dependent.

At a corner where materials meet the stress grows without end as the mesh is refined. The peak is a
pointer to where to look; a number to compare designs by it is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


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
