"""What contact costs a history, and that it changes no number where no face closes.

    python -m benchmarks.contact [runs] [--record]

The default bump, and with friction, with contact and without, in turn and warm: births to the end
temperature with all self-checks, nothing factorised before. Processor seconds, the least of the runs. At
25 °C its free face is open, at 260 °C the solder presses the elastomer.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.record import record, words
from stressbump.designs.design import load
from stressbump.history.stack import Stack, solve_stack
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.survey import survey

RUNS = 7
ENDS = 25.0, 260.0
COLUMNS = {
    "end": "{:g} °C",
    "friction": "{:g}",
    "closed nodes": "{}",
    "with contact": "{:.3f} s",
    "without": "{:.3f} s",
    "ratio": "{:.3f}",
    "largest change of a value, per its scale": "{:.1e}",
}


def rows(runs: int) -> list[tuple[Any, ...]]:
    """A row for each end temperature and friction."""
    recipe = load("elastomer-bump").recipe
    section = build(recipe)
    mesh = generate(section, MeshOptions(recipe.windows_um, aspect=recipe.aspect))
    face = frozenset(*recipe.cell.free_faces)
    without = replace(section, cell=recipe.cell.model_copy(update={"contact": False}))
    found = []
    for end, friction in ((ENDS[0], 0.0), (ENDS[1], 0.0), (ENDS[1], 0.2)):
        rubs = replace(section, frictions=((face, friction),) if friction else ())
        least, stacks = [np.inf, np.inf], dict[int, Stack]()
        for _ in range(runs):
            for which, own in enumerate((rubs, without)):
                start = time.process_time()
                stacks[which] = solve_stack(own, mesh, (end,))
                least[which] = min(least[which], time.process_time() - start)
        (one,), (other,) = (stacks[k].solutions.values() for k in (0, 1))
        pushing = sum(int((f.push > 0).sum()) for f in one.pressing.values())
        pairs = zip(
            survey(rubs, one, recipe.windows_um),
            survey(without, other, recipe.windows_um),
            strict=True,
        )
        change = max(
            abs((a.value or 0.0) - (b.value or 0.0)) / a.scale for a, b in pairs if a.scale
        )
        told = None if pushing else change
        found.append((end, friction, pushing, *least, least[0] / least[1], told))
    return found


if __name__ == "__main__":
    runs = int(next(iter(words()), RUNS))
    record("contact", COLUMNS, rows(runs), runs=runs)
