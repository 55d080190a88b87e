"""Stress over time under a strain that is given.

Norton, strained at once and held:     σ = [σ₀^{1−n} + (n − 1) E A t]^{1/(1−n)},   ε̇ = A σ^n
Prony, strained at once and held:      σ = ε [E∞ + Σ Eᵢ exp(−t/τᵢ)]
Prony, strained at a steady rate:      σ = ε̇ [E∞ t + Σ Eᵢ τᵢ (1 − exp(−t/τᵢ))]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def norton(stress: float, E: float, A: float, n: float, t: np.ndarray) -> np.ndarray:
    """Stress (MPa) after t seconds; A in MPa⁻ⁿ/s, n ≠ 1."""
    return (stress ** (1 - n) + (n - 1) * E * A * t) ** (1 / (1 - n))


def held(strain: float, modulus: float, branches: Sequence[tuple[float, float]], t: float) -> float:
    """Stress t seconds after a step of strain; branches are (share of the modulus, s)."""
    left = 1 + sum(share * np.expm1(-t / time) for share, time in branches)
    return float(strain * modulus * left)


def ramp(rate: float, modulus: float, branches: Sequence[tuple[float, float]], t: float) -> float:
    """Stress t seconds into a strain that grows at a rate (1/s)."""
    slow = (1 - sum(share for share, _ in branches)) * t
    slow -= sum(share * time * np.expm1(-t / time) for share, time in branches)
    return float(rate * modulus * slow)
