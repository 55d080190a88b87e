"""In how many parts a ramp must be taken where faces rub, for slips that depend on the way.

    python -m benchmarks.rubbing [--record]

A pin of solder in a ring of underfill that shrinks onto it, cooled to 25 °C and taken through two cycles:
the largest differences of slips and of forces along the face at the corners, per largest value, and of the
frictional work of the second cycle, against ramps of 128 parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import numpy as np

from benchmarks.contact_calculix import pin
from benchmarks.record import record
from stressbump.answers.meshed import meshed
from stressbump.history import stepping
from stressbump.history.stack import solve_stack
from stressbump.process.profile import Cycle

PARTS, FINEST = (1, 2, 4, 8, 16, 32), 128
CASES = ((0.1, 125.0), (0.3, 125.0), (1.0, 125.0), (0.3, 240.0))  # friction, °C up to which
LOW = -40.0
FACE = "pin", "ring"
COLUMNS = {
    "friction": "{:g}", "cycle": "{}", "parts": "{}", "slip": "{:.1e}", "force along": "{:.1e}",
    "work": "{:.1e}",
}  # fmt: skip


def gone_through(friction: float, high: float, parts: int) -> tuple[np.ndarray, ...]:
    """Slips, forces along the face at the corners of the second cycle, and its frictional work."""
    section, mesh = meshed(pin("axisymmetric", friction=friction))
    cycle = Cycle(low_C=LOW, high_C=high, dwell_min=0.0, count=2)
    history = section.history.model_copy(update={"cycle": cycle})
    with patch.object(stepping, "PARTS", parts):
        stack = solve_stack(replace(section, history=history), mesh, (25.0,))
    assert stack.course is not None
    ends, face = stack.course.corners, stack.assembly.free_faces[FACE]
    slip = np.stack([face.slip(solution.displacement) for _, solution in ends])
    drag = np.stack([solution.pressing[FACE].drag for _, solution in ends])
    work = {m.cycle: m.works[1]["/".join(FACE)] for m in stack.course.instants}
    return slip, drag, np.array(work[2] - work[1])


def rows() -> Iterator[tuple[float | int | str, ...]]:
    """A row per case and number of parts."""
    for friction, high in CASES:
        finest = gone_through(friction, high, FINEST)
        for parts in PARTS:
            found = zip(gone_through(friction, high, parts), finest, strict=True)
            far = (float(np.abs(a - b).max() / np.abs(b).max()) for a, b in found)
            yield friction, f"{LOW:g} … {high:g} °C", parts, *far


if __name__ == "__main__":
    record("rubbing", COLUMNS, list(rows()), finest=FINEST)
