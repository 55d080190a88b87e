"""Breaks of the plates' splines: a pitch apart at the most, closer where plates bend over less.

What joints do to plates dies out over the reach of their shear lag, and over 1/λ of a beam on an elastic
foundation, λ⁴ = k/(4 D p²) with the joints' stiffness k along their axis and 1/D = 1/D_chip + 1/D_board.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stressbump.package.layout import Layout
from stressbump.package.plate import Breaks

GROWTH = 1.5  # of spans from one to the next, away from the joints
FINE = 0.5  # of the shortest reach: a span at the most
NEAR = 1e-3  # of the pitch: breaks that are closer are one


def breaks(layout: Layout, axis: int, half: float, quarter: bool, span: float) -> Breaks:
    """Along x or y of a plate that ends at `half` µm from the middle, among joints a span apart."""
    half_pitch, along = layout.pitch / 2, layout.places[:, axis]
    low, high = along.min() - half_pitch, along.max() + half_pitch
    start = 0.0 if quarter else -half
    low = low if low - start > NEAR * layout.pitch else start
    high = high if half - high > NEAR * layout.pitch else half
    count = max(1, int(np.ceil((high - low) / span - NEAR)))
    inner = np.linspace(low, high, count + 1)
    outer = _growing(half - high, span)
    before = _growing(low - start, span)
    at = np.concatenate([low - before[::-1], inner, high + outer])
    double = np.zeros(len(at), dtype=bool)
    double[[len(before), len(before) + count]] = True
    return Breaks(at, double)


def span_of(pitch: float, axial: float, shear: float, laminates: Sequence[np.ndarray]) -> float:
    """How far apart breaks are among joints: of these stiffnesses, µN/µm, between plates (6, 6)."""
    bend = sum(1 / min(la[3, 3], la[4, 4]) for la in laminates)
    stretch = sum(1 / min(la[0, 0], la[1, 1]) for la in laminates)
    reaches = (4 * pitch**2 / (axial * bend)) ** 0.25, (pitch**2 / (shear * stretch)) ** 0.5
    return float(pitch / np.ceil(pitch / (FINE * min(reaches))))


def _growing(length: float, first: float) -> np.ndarray:
    """Ends of spans that grow away from the joints, the last at `length`; none where there is no room."""
    if length <= NEAR * first:
        return np.empty(0)
    count = max(1, int(np.round(np.log1p(length / first * (GROWTH - 1)) / np.log(GROWTH))))
    ends = np.cumsum(GROWTH ** np.arange(count))
    return np.asarray(length * ends / ends[-1])
