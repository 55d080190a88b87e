"""First principal stress: the largest of the three principal stresses, tension positive.

Without the shears that leave the section's plane (σ_zy = σ_xy = 0) the out-of-plane stress is
itself principal and the other two follow from Mohr's circle:

    σ_1 = max( (σ_xx + σ_zz)/2 + √( ((σ_xx - σ_zz)/2)² + σ_xz² ),  σ_yy )

With them it is the largest root of the characteristic cubic, with the deviator s and its invariants

    σ_1 = tr(σ)/3 + 2 √(J_2/3) cos(φ/3),    cos φ = (3√3/2) J_3/J_2^(3/2),   J_2 = s:s/2, J_3 = det s

O. K. Smith, Comm. ACM 4 (1961) 168.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stressbump.measures import average
from stressbump.measures.measure import Kind, Measure

if TYPE_CHECKING:
    from stressbump.mechanics.sample import Sample


def largest_in_plane(a: np.ndarray, b: np.ndarray, shear: np.ndarray) -> np.ndarray:
    """The larger principal value of [[a, shear], [shear, b]], from Mohr's circle."""
    return (a + b) / 2 + np.hypot((a - b) / 2, shear)


def first_principal(stress: np.ndarray) -> np.ndarray:
    """First principal stress (...), MPa, of stresses (6, ...) ordered xx, zz, yy, xz, zy, xy."""
    xx, zz, yy, xz, zy, xy = stress
    if not (np.any(zy) or np.any(xy)):
        return np.maximum(largest_in_plane(xx, zz, xz), yy)
    mean = (xx + zz + yy) / 3
    a, b, c = xx - mean, zz - mean, yy - mean
    second = (a * a + b * b + c * c) / 2 + xz * xz + zy * zy + xy * xy
    third = a * b * c + 2 * xz * zy * xy - a * zy * zy - b * xy * xy - c * xz * xz
    radius = np.sqrt(second / 3)
    cosine = np.divide(third, 2 * radius**3, out=np.zeros_like(radius), where=radius > 0)
    found: np.ndarray = mean + 2 * radius * np.cos(np.arccos(np.clip(cosine, -1, 1)) / 3)
    return found


def mean_first_principal(sample: Sample) -> float:
    """Volume mean of the first principal stress, MPa."""
    return average.mean(first_principal(sample.stress), sample.weight)


def percentile_first_principal(sample: Sample, share: float = 0.95) -> float:
    """The first principal stress that the given share of the volume stays below, MPa."""
    return average.percentile(first_principal(sample.stress), sample.weight, share)


def slope_of_mean(sample: Sample) -> np.ndarray:
    """∂mean/∂σ (6, n): n_i n_j of the first principal direction, twice that for shears."""
    xx, zz, yy, xz, zy, xy = sample.stress
    tensor = np.array([[xx, xz, xy], [xz, zz, zy], [xy, zy, yy]])
    x, z, y = np.linalg.eigh(np.moveaxis(tensor, (0, 1), (-2, -1)))[1][..., -1].T
    direction = np.array([x * x, z * z, y * y, 2 * x * z, 2 * z * y, 2 * x * y])
    return direction * average.shares(sample.weight)


PERCENTILE_PRINCIPAL = Measure(
    "95th percentile first principal stress",
    "MPa",
    Kind.REGION,
    "percentile",
    percentile_first_principal,
    headline=True,
)
MEASURES = (
    Measure(
        "mean first principal stress",
        "MPa",
        Kind.REGION,
        "mean",
        mean_first_principal,
        slope_of_mean,
    ),
    PERCENTILE_PRINCIPAL,
)
