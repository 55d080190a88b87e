"""What a package costs: every joint's slide and force, each run in a process of its own.

    .venv/bin/python -m benchmarks.package --record

Bumps of the default structure at a pitch of 200 µm, joined to a board of twice the chip's length, one
thread. With stress of the worst: a cold process, imports, mesh, cell, plates, and all measures of that
joint without bars or references; then all joints' forces once more with the imports done, without bars
and with them. The exponent is that of the former over joints, from the line before.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from math import log
from typing import Any

from benchmarks.record import record, words

SIDES = (10, 23, 45, 100)  # joints along each
COLUMNS = {
    "joints": "{}", "solved as": "{}", "unknowns of the plates": "{}",
    "with stress of the worst, CPU s": "{:.1f}", "forces alone, warm, CPU s": "{:.1f}",
    "with bars, warm, CPU s": "{:.1f}", "exponent": "{}", "memory, MB": "{:.0f}",
    "with bars, MB": "{:.0f}",
}  # fmt: skip


def one(side: int, symmetric: bool) -> dict[str, Any]:
    """A package in this process."""
    from stressbump.answers.package import package_of
    from stressbump.answers.package_stress import package_stress
    from stressbump.designs.package import package_from_table

    length = 0.2 * side
    array: dict[str, Any] = {"rows": side, "columns": side, "pitch_um": 200}
    if not symmetric:
        array["left_out"] = [[1, 2]]
    own = {"die_mm": [length, length], "board_mm": [2 * length] * 2, "array": array}
    design = package_from_table({"package": own | {"joint": "elastomer-bump"}}, "bumps", ())
    imported = start = time.process_time()
    worst = package_stress(design, ("worst",), references=(), bars=False)
    stressed = time.process_time() - start
    start = time.process_time()
    answer = package_of(design, bars=False)
    alone, memory = time.process_time() - start, _memory()
    start = time.process_time()
    package_of(design)
    (solution,) = answer.solutions.values()
    return {
        "joints": len(answer.result.joints),
        "unknowns": sum(p.size for p in solution.plates),
        "package": alone,
        "barred": time.process_time() - start,
        "stressed": imported + stressed,
        "values": sum(len(joint.stacks[0].values) for joint in worst),
        "memory": memory,
        "memory with bars": _memory(),
    }


def _memory() -> float:
    """The most that this process has held so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """All of them, the smallest first."""
    rows: list[tuple[Any, ...]] = []
    before: dict[str, Any] | None = None
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    for side, symmetric in [*((s, True) for s in SIDES), (SIDES[2], False)]:
        command = [sys.executable, "-m", "benchmarks.package", str(side), str(int(symmetric))]
        run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        found = json.loads(run.stdout.splitlines()[-1])
        power = "–"
        if before and symmetric:
            cost, size = (log(found[k] / before[k]) for k in ("stressed", "joints"))
            power = f"{cost / size:.2f}"
        how = "a quarter" if symmetric else "the whole"
        numbers = (found[k] for k in ("stressed", "package", "barred"))
        memory = (found[k] for k in ("memory", "memory with bars"))
        rows.append((found["joints"], how, found["unknowns"], *numbers, power, *memory))
        before = found
    record("package", COLUMNS, rows)


if __name__ == "__main__":
    if asked := words():
        print(json.dumps(one(int(asked[0]), bool(int(asked[1])))))
    else:
        main()
