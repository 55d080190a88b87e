"""An order of elimination for plates: nested dissection by where their functions are.

A line across the plates parts the functions that lie wholly on one side of it from those on the other; what
straddles it is eliminated after both. A. George, SIAM J. Numer. Anal. 10 (1973) 345-363.
"""

from __future__ import annotations

import numpy as np

FEW = 100  # functions that are not parted any more


def nested(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The order of functions that reach from `low` to `high` (functions, 2), along x and y."""
    found: list[np.ndarray] = []
    ahead = [(np.arange(len(low)), False)]
    while ahead:
        own, whole = ahead.pop()
        parted = None if whole or len(own) <= FEW else _parted(low[own], high[own])
        if parted is None:
            found.append(own)
            continue
        before, behind, between = (own[part] for part in parted)
        ahead += [(between, True), (behind, False), (before, False)]
    return np.concatenate(found)


def _parted(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Which lie before a line, behind it and across it; None where no line parts them."""
    best = None
    for axis in (0, 1):
        ends = np.unique(high[:, axis])
        middle = np.median((low[:, axis] + high[:, axis]) / 2)
        line = ends[np.argmin(np.abs(ends - middle))]
        before, behind = high[:, axis] <= line, low[:, axis] >= line
        between = ~(before | behind)
        if before.any() and behind.any() and (best is None or between.sum() < best[2].sum()):
            best = before, behind, between
    return best
