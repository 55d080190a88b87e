"""Logarithms that neither overflow nor cancel."""

from __future__ import annotations

from math import log

import numpy as np


def log_sinh(x: np.ndarray) -> np.ndarray:
    """The value ln sinh x for x ≥ 0."""
    return x + np.log(-np.expm1(-2 * x)) - log(2)
