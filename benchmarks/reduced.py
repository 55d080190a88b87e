"""The certified reduced basis of the elastomer bump: how it is made, how fast it answers, how it errs.

    .venv/bin/python -m benchmarks.reduced [designs to solve in full] [--record]

Four materials, stiffness and expansion of each, and the temperature of reflow. Times are processor time
of one core.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"

import time
from typing import Any

import numpy as np

import stressbump as sb
from benchmarks.record import record, words

DESIGN = {
    "structure": "elastomer-bump",
    "materials": {
        "elastomer": {"G_MPa": 1.0, "K_MPa": 1000, "cte_ppm_per_K": 260},
        "solder": {"E_GPa": 51, "nu": 0.35, "cte_ppm_per_K": 22},
        "pad": {"E_GPa": 70, "nu": 0.33, "cte_ppm_per_K": 23},
        "passivation": [
            {"material": {"E_GPa": 180, "nu": 0.25, "cte_ppm_per_K": 2.3}, "thickness_um": 0.05}
        ],
    },
}
VARY = {
    "elastomer.G_MPa": {"from": 0.3, "to": 3, "scale": "log"},
    "elastomer.K_MPa": {"from": 500, "to": 2000, "scale": "log"},
    "elastomer.cte_ppm_per_K": {"from": 100, "to": 300},
    "solder.E_GPa": {"from": 30, "to": 60},
    "solder.cte_ppm_per_K": {"from": 18, "to": 26},
    "pad.E_GPa": {"from": 50, "to": 90},
    "pad.cte_ppm_per_K": {"from": 20, "to": 25},
    "passivation.1.material.E_GPa": {"from": 100, "to": 300},
    "passivation.1.material.cte_ppm_per_K": {"from": 1, "to": 4},
    "reflow_C": {"from": 200, "to": 240},
}
FORCES = ("normal force N", "shear force V", "moment M")
FACES = ("ubm_Au/solder", "passivation/elastomer")
SETS = {
    "mean in-plane stress of the passivation": ("mean in-plane stress @ passivation",),
    "mean in-plane stress of all regions, curvature, sagitta": (
        "mean in-plane stress",
        "curvature",
        "sagitta",
    ),
    "N, V, M of two faces": tuple(f"{force} @ {face}" for force in FORCES for face in FACES),
    "mean von Mises and in-plane stress of the passivation": (
        "mean von Mises stress @ passivation",
        "mean in-plane stress @ passivation",
    ),
}
COLUMNS = {"measures": "{}", "numbers": "{}", "basis": "{}", "made in": "{:.1f} s"}
COLUMNS |= {"designs/s": "{}", "with the temperature": "{}"}
COLUMNS |= {"bound per error, least": "{:.2g}", "median": "{:.2g}"}
COLUMNS |= {"widest bound per value": "{:.2g} %", "every bound held": "{}"}
MANY = 20_000


def main(solved: int = 12) -> None:
    """A line per set of measures."""
    draw = np.random.default_rng(0)
    many = {k: draw.uniform(v["from"], v["to"], MANY) for k, v in VARY.items()}
    steady = many | {"reflow_C": np.full(MANY, 217.0)}
    rows = []
    for name, measures in SETS.items():
        start = time.process_time()
        model = sb.reduced(DESIGN, VARY, measures=measures)
        made = time.process_time() - start
        speeds = [round(speed(model, designs), -2) for designs in (steady, many)]
        found = model.effectivity(solved)
        held = "yes" if found.held else "no"
        of_basis = len(model.columns), model.basis[0], made
        bounds = found.least, found.median, 100 * found.widest
        rows.append((name, *of_basis, *map(int, speeds), *bounds, held))
    record("reduced", COLUMNS, rows, solved_in_full=solved)


def speed(model: Any, designs: dict[str, np.ndarray]) -> float:
    """Designs answered in a second of processor time."""
    start = time.process_time()
    model.evaluate(designs)
    return MANY / (time.process_time() - start)


if __name__ == "__main__":
    main(*map(int, words()))
