"""Means and percentiles over the volume (or area) that was sampled.

    mean = Σ f w / Σ w

The percentile at the share q is the least sampled value that q of the weight does not exceed. It is
never interpolated towards a peak that stands in a few tiny elements.
"""

from __future__ import annotations

import numpy as np


def mean(field: np.ndarray, weight: np.ndarray) -> float:
    """Mean of a field (n,) by its weights (n,), in the field's unit."""
    total = _total(field, weight)
    return float(np.dot(field, weight) / total)


def percentile(field: np.ndarray, weight: np.ndarray, share: float = 0.95) -> float:
    """Value that the given share (0 to 1) of the weight does not exceed, in the field's unit."""
    if not 0 <= share <= 1:
        raise ValueError(f"a percentile's share lies between 0 and 1, here stands {share:g}")
    total = _total(field, weight)
    order = np.argsort(field, kind="stable")
    reached = int(np.searchsorted(np.cumsum(weight[order]), share * total * (1 - 1e-12)))
    return float(field[order][min(reached, len(order) - 1)])


def shares(weight: np.ndarray) -> np.ndarray:
    """Each point's share of the whole weight (n,): how a mean goes with the field at each point."""
    return weight / _total(weight, weight)


def _total(field: np.ndarray, weight: np.ndarray) -> float:
    if field.shape != weight.shape:
        raise ValueError(f"a field of shape {field.shape} has weights of shape {weight.shape}")
    total = float(np.sum(weight))
    if not total > 0:
        raise ValueError("nothing was sampled: the weights sum to zero")
    return total
