"""Von Mises stress, √(3/2 s:s) with the deviator s = σ - tr(σ)/3 1; written out,

σ_vM² = ½ [(σ_xx - σ_zz)² + (σ_zz - σ_yy)² + (σ_yy - σ_xx)²] + 3 (σ_xz² + σ_zy² + σ_xy²).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stressbump.measures import average

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
