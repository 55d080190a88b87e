"""Solder that creeps by Norton's law through one cycle: processor time here and in CalculiX, on one mesh.

    .venv/bin/python -m benchmarks.norton [--record]

The default bump, births and all, cooled by 192 K in a minute, then −40/125 °C in ramps and dwells of 15
min. Both are judged by the mean creep strain of the solder at the end, each against what its own elements
come to in short steps of second order. One thread each, one run, in turn.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import replace

from benchmarks.record import record
from stressbump.answers.meshed import meshed
from stressbump.designs.design import Design
from stressbump.designs.structures.elastomer_bump import ElastomerBump
from stressbump.history.assembly import Assembly
from stressbump.history.factorisations import Factorisations
from stressbump.history.schedule import TimeSteps
from stressbump.history.stack import assembled
from stressbump.process.recipe import Recipe
from stressbump.verification.calculix import run as calculix
from stressbump.verification.calculix.comparable import comparable
from stressbump.verification.calculix.given import deck_of
from stressbump.verification.calculix.own import at_their_points, solved

CREEP = {"law": "creep", "terms": [{"A_per_s": 8e-4, "n": 5.0, "Q_over_R_K": 7000.0}]}
SOLDER = {"E_GPa": 40, "nu": 0.35, "cte_ppm_per_K": 22, "memory": CREEP}
END = 25.0
OWN = 5e-3  # CalculiX's criterion of balance
TIGHT = 1e-6  # of inelastic strain in a step
PAIRS = ((2e-4, 4), (5e-5, 12), (2e-4, 24))  # tolerance here, least increments of a ramp there
COLUMNS = {
    "stressbump, tolerance": "{:g}", "off": "{:+.2f} %", "CPU": "{:.1f} s", "CalculiX, increments": "{}",
    "off by": "{:+.2f} %", "CPU of it": "{:.1f} s", "per stressbump's": "{:.1f}",
}  # fmt: skip


def bump() -> Assembly:
    """The stack on its mesh, with laws that displacements alone can solve."""
    table = ElastomerBump().recipe().to_table()
    table["history"] = {
        "end_C": [END],
        "rate_K_per_min": 192.0,
        "cycle": {"low_C": -40.0, "high_C": 125.0, "count": 1},
    }
    for step in table["step"]:
        if "solder" in step.values() and "material" in step:
            step["material"] = SOLDER
    section, mesh = meshed(Design("bump", Recipe.from_table(table, "bump")))
    assembly, _ = assembled(section, mesh)
    return replace(assembly, laws=comparable(assembly, END)[0])


def here(assembly: Assembly) -> tuple[float, float]:
    """Mean creep strain by stressbump, and its CPU seconds from the mesh on."""
    start = time.process_time()
    found = solved(assembly, END)
    return found.mean("solder", found.slip["solder"]), time.process_time() - start


def there(assembly: Assembly, increments: int) -> tuple[float, int, float]:
    """The same by CalculiX, how many increments it took, and the CPU seconds of `ccx` alone."""
    deck = replace(deck_of(assembly, END, increments), closed=OWN)
    with tempfile.TemporaryDirectory() as folder:
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = calculix.run(deck, folder)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
    block = at_their_points(assembly).blocks(["solder"], END, END)["solder"]
    strain = float((found.slip[block.elements] * block.dV).sum() / block.dV.sum())
    took = end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime
    return strain, sum(map(len, found.ends)), took


def fresh(assembly: Assembly, steps: TimeSteps) -> Assembly:
    """The same stack with nothing factorised yet."""
    return replace(assembly, time_steps=steps, factorisations=Factorisations())


def main() -> None:
    """Both in turn, then what each is judged by."""
    stack, runs = bump(), []
    for tolerance, increments in PAIRS:
        runs.append(
            (tolerance, *here(fresh(stack, TimeSteps(tolerance))), *there(stack, increments))
        )
        print(runs[-1], file=sys.stderr, flush=True)
    own = here(fresh(stack, TimeSteps(TIGHT)))[0]
    theirs = here(at_their_points(stack, TimeSteps(TIGHT)))[0]
    rows = [
        (tol, _off(strain, own), took, steps, _off(other, theirs), longer, longer / took)
        for tol, strain, took, other, steps, longer in runs
    ]
    converged = f"{own:.4e} and {theirs:.4e}"
    record("norton", COLUMNS, rows, unknowns=stack.solved, threads=1, converged=converged)


def _off(strain: float, converged: float) -> float:
    return 100 * (strain / converged - 1)


if __name__ == "__main__":
    main()
