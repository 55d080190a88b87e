"""A published band in words: its ends, who attains them, which materials matter."""

from __future__ import annotations

import math
from collections.abc import Iterator

from stressbump.published_band import Case, PublishedBand


def ends(low: float, high: float) -> str:
    """`-3…31`: two fractions in percent, rounded outwards to two digits of what is between them."""
    low, high = 100 * low, 100 * high
    spread = high - low
    decimals = 2 if spread <= 0.01 else min(2, max(0, 1 - math.floor(math.log10(spread))))
    tens = 10.0**decimals
    down, up = math.floor(low * tens + 1e-9) / tens, math.ceil(high * tens - 1e-9) / tens
    return f"{down + 0.0:.{decimals}f}…{up + 0.0:.{decimals}f}"


def explained(band: PublishedBand) -> Iterator[str]:
    """A line per material that matters, who attains the ends, and what was set aside."""
    for effect in band.matters:
        low, high = effect.low_by or "the default", effect.high_by or "the default"
        yield (
            f"{effect.material} alone: {100 * effect.low:.1f} % by {low}"
            f" to {100 * effect.high:.1f} % by {high}"
        )
    yield f"lowest with {_told(band.low_by)}"
    yield f"highest with {_told(band.high_by)}"
    aside = [
        f"{e.material} ({t.label}) " + ("–" if t.relief is None else f"{100 * t.relief:.1f} %")
        for e in band.effects
        for t in e.trials
        if not t.counts
    ]
    if aside:
        yield f"set aside, as their own notes refute them: {', '.join(aside)}"


def _told(case: Case) -> str:
    return ", ".join(f"{name} ({label})" for name, label in case) or "the defaults"
