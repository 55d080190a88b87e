"""A row of equal joints between two level plates, from the neutral point to its end at x = L.

With the slide δ(x) of a step, the force of a joint k δ + Φ, where Φ is by how much the force of all slides
before has changed with the moduli, the compliance c = 1/Σ E'h of the chip + 1/Σ E'h of the board and the
area p² of a joint,

    δ'' = β² δ + (c/p²) Φ,    δ(0) = 0,    δ'(L) = Δε,    β² = c k/p²

so that δ = Δε sinh βx/(β cosh βL) in the first step: W. T. Chen, C. W. Nelson, IBM J. Res. Dev. 23 (1979)
179-188. Solved by collocation in Chebyshev's points: L. N. Trefethen, Spectral Methods in MATLAB (2000),
chapter 6.
"""

from __future__ import annotations

from functools import cache

import numpy as np

POINTS = 64


@cache
def _derivative() -> np.ndarray:
    """d/ds (POINTS, POINTS) at Chebyshev's points s from 0 to 1."""
    n = np.arange(POINTS)
    s = np.cos(np.pi * n / (POINTS - 1))
    weight = np.where((n == 0) | (n == POINTS - 1), 2.0, 1.0) * (-1.0) ** n
    apart = s[:, None] - s + np.eye(POINTS)
    found = np.outer(weight, 1 / weight) / apart
    found -= np.diag(found.sum(axis=1))
    return np.asarray(2 * found[::-1, ::-1])


def slides(length: float, mismatch: float, decay: float, source: np.ndarray | float) -> np.ndarray:
    """The slide of a step, µm, at Chebyshev's points of a row (POINTS,), the last one its end.

    `decay` is β, 1/µm, `source` c/p² Φ at the points (POINTS,), 1/µm.
    """
    D = _derivative() / length
    system, right = D @ D - decay**2 * np.eye(POINTS), np.full(POINTS, source, dtype=float)
    system[0], right[0] = np.eye(POINTS)[0], 0.0
    system[-1], right[-1] = D[-1], mismatch
    return np.linalg.solve(system, right)
