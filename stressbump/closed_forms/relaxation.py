"""A bar strained at once and held: its stress over time.

Norton:  σ = [σ₀^{1−n} + (n − 1) E A t]^{1/(1−n)},   ε̇ = A σ^n
"""

from __future__ import annotations

import numpy as np


def norton(stress: float, E: float, A: float, n: float, t: np.ndarray) -> np.ndarray:
    """Stress (MPa) after t seconds; A in MPa⁻ⁿ/s, n ≠ 1."""
    return (stress ** (1 - n) + (n - 1) * E * A * t) ** (1 / (1 - n))
