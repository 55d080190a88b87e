"""Interfaces that soften, over strength and elements: when they run, when they go on, what that costs.

    python -m benchmarks.cohesion [--record]

Cooled layers part from an intact end, mold on silicon with 5 J/m²: by laminate theory long cracks grow at
-132.54 K. Arms of a double cantilever are pulled apart; beams say which load a crack bears that is
longer by what was spent over the toughness. Processor seconds with mesh and cut, one run each.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.record import record
from stressbump.fracture.delamination import Delamination
from stressbump.laws.traction_separation import TractionSeparation
from stressbump.verification import cohesion as cases

LAYERS = (
    (20.0, 900.0, 22),
    (20.0, 900.0, 45),
    (20.0, 900.0, 90),
    (30.0, 900.0, 90),
    (40.0, 700.0, 70),
)
ARMS = ((40.0, 250.0), (60.0, 250.0), (60.0, 125.0), (80.0, 125.0))
COLUMNS = {
    "strength": "{:.0f} MPa",
    "elements": "{:.0f} µm",
    "zone": "{:.0f} µm",
    "pairs in it": "{:.0f}",
    "largest load": "{:.1f}",
    "goes on at": "{:.2f}",
    "expected": "{:.2f}",
    "states": "{}",
    "all": "{:.1f} s",
}


def layers() -> Iterator[tuple[Any, ...]]:
    """K of cooling, a row for each strength and size of elements."""
    for strength, way, facets in LAYERS:
        bond = TractionSeparation(strength, strength, 5.0, 5.0)
        found, seconds = _timed(cases.cooled_layers, bond, way, facets)
        largest, steady = cases.COOLING * found.share.max(), cases.steady_cooling(found)
        expected = cases.CASES[-1].target
        yield _row(found, strength, way / facets, largest, steady, expected, seconds)


def arms() -> Iterator[tuple[Any, ...]]:
    """N/m of load, a row for each strength and size of elements; it goes on once 1 mm has been spent."""
    for strength, size in ARMS:
        found, seconds = _timed(cases.cantilever, size, strength)
        load = cases.UNIT * found.share
        later = float(np.interp(1000.0, found.spent / cases.TOUGH, load))
        yield _row(found, strength, size, load.max(), later, cases.beam_load(1000.0), seconds)


def _timed(make: Callable[..., Delamination], *given: Any) -> tuple[Delamination, float]:
    start = time.process_time()
    return make(*given), time.process_time() - start


def _row(found: Delamination, *numbers: float) -> tuple[Any, ...]:
    strength, size, largest, later, expected, seconds = numbers
    zone, pairs = found.developed_zone
    return strength, size, zone, pairs, largest, later, expected, len(found.states), seconds


if __name__ == "__main__":
    record("cohesion-layers", COLUMNS, list(layers()))
    record("cohesion-arms", COLUMNS, list(arms()))
