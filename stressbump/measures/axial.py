"""What a long body does along its axis: out of the plane of a section, or along z between level ends.

ε = a + b z, with a as it is at the datum's mid-height: strain and curvature since the first birth, positive
where the body grows and where its ends stand higher.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.measures.average import mean
from stressbump.measures.measure import Kind, Measure


@dataclass(frozen=True, eq=False)
class Along:
    """Stress along the axis at n points of a region, MPa, with the volume of each."""

    stress: np.ndarray  # (n,)
    weight: np.ndarray  # (n,)


@dataclass(frozen=True)
class Axis:
    """How a long body strains along its axis."""

    strain: float
    curvature: float = 0.0  # 1/µm


def mean_along(seen: Along) -> float:
    """Volume mean of the stress along the axis, MPa."""
    return mean(seen.stress, seen.weight)


def strain_along(seen: Axis) -> float:
    """Strain along the axis, ppm."""
    return seen.strain * 1e6


def curvature_along(seen: Axis) -> float:
    """Curvature along the axis, 1/m."""
    return seen.curvature * 1e6


AXIAL_STRESS = Measure("mean axial stress", "MPa", Kind.ALONG, "mean", mean_along, linear=True)
AXIAL_STRAIN = Measure(
    "axial strain", "ppm", Kind.AXIS, "bow", strain_along, linear=True, headline=True
)
AXIAL_CURVATURE = Measure(
    "axial curvature", "1/m", Kind.AXIS, "bow", curvature_along, linear=True, headline=True
)
MEASURES = (AXIAL_STRESS, AXIAL_STRAIN, AXIAL_CURVATURE)
