"""Von Mises stress, √(3/2 s:s) with the deviator s = σ - tr(σ)/3 1; written out,

σ_vM² = ½ [(σ_xx - σ_zz)² + (σ_zz - σ_yy)² + (σ_yy - σ_xx)²] + 3 (σ_xz² + σ_zy² + σ_xy²).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stressbump.measures import average
from stressbump.measures.measure import Kind, Measure

if TYPE_CHECKING:
    from stressbump.mechanics.sample import Sample


def von_mises(stress: np.ndarray) -> np.ndarray:
    """Von Mises stress (...), MPa, of stresses (6, ...) ordered xx, zz, yy, xz, zy, xy."""
    xx, zz, yy, xz, zy, xy = stress
    normal = (xx - zz) ** 2 + (zz - yy) ** 2 + (yy - xx) ** 2
    return np.sqrt(normal / 2 + 3 * (xz**2 + zy**2 + xy**2))


def mean_von_mises(sample: Sample) -> float:
    """Volume mean of the von Mises stress, MPa."""
    return average.mean(von_mises(sample.stress), sample.weight)


def percentile_von_mises(sample: Sample, share: float = 0.95) -> float:
    """The von Mises stress that the given share of the volume stays below, MPa."""
    return average.percentile(von_mises(sample.stress), sample.weight, share)


def slope_of_mean(sample: Sample) -> np.ndarray:
    """∂mean/∂σ (6, n): 3 s / 2 σ_vM, twice that for shears, which stand once for two."""
    deviator = sample.stress.copy()
    deviator[:3] -= sample.stress[:3].mean(axis=0)
    shear = np.array([1.0, 1, 1, 2, 2, 2])[:, None]
    size = np.sqrt(1.5 * (shear * deviator**2).sum(axis=0))
    direction = 1.5 * shear * deviator / np.where(size, size, 1.0)
    return direction * average.shares(sample.weight)


MEAN_VON_MISES = Measure(
    "mean von Mises stress",
    "MPa",
    Kind.REGION,
    "mean",
    mean_von_mises,
    slope_of_mean,
    headline=True,
    positive=True,
)
PERCENTILE_VON_MISES = Measure(
    "95th percentile von Mises stress",
    "MPa",
    Kind.REGION,
    "percentile",
    percentile_von_mises,
    positive=True,
)
MEASURES = (MEAN_VON_MISES, PERCENTILE_VON_MISES)
