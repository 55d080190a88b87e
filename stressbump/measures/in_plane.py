"""Mean in-plane stress, ½ (σ_xx + σ_yy) with yy out of the section's plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stressbump.measures import average
from stressbump.measures.measure import Kind, Measure

if TYPE_CHECKING:
    from stressbump.mechanics.sample import Sample

IN_PLANE = np.array([0.5, 0, 0.5, 0, 0, 0])


def mean_in_plane(sample: Sample) -> float:
    """Volume mean of ½ (σ_xx + σ_yy), MPa; linear in the loads."""
    return average.mean((sample.stress[0] + sample.stress[2]) / 2, sample.weight)


def slope(sample: Sample) -> np.ndarray:
    """∂mean/∂σ (6, n)."""
    return IN_PLANE[:, None] * average.shares(sample.weight)


MEAN_IN_PLANE = Measure(
    "mean in-plane stress", "MPa", Kind.REGION, "mean", mean_in_plane, slope, linear=True
)
MEASURES = (MEAN_IN_PLANE,)
