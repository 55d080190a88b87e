"""The certified reduced basis of the elastomer bump: how it is made, how fast it answers, how it errs.

    .venv/bin/python benchmarks/reduced.py [designs to solve in full]

Four materials, stiffness and expansion of each, and the temperature of reflow. Times are processor time
of one core.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"

import sys
import time

import numpy as np

import stressbump as sb

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
SETS = {
    "one": ("mean in-plane stress @ passivation",),
    "linear": ("mean in-plane stress", "curvature", "sagitta"),
    "forces": ("* @ ubm_Au/solder", "* @ passivation/elastomer"),
    "von Mises": ("mean von Mises stress @ passivation", "mean in-plane stress @ passivation"),
}
FORCES = ("normal force N", "shear force V", "moment M")
MANY = 20_000


def main(solved: int) -> None:
    """A line per set of measures."""
    draw = np.random.default_rng(0)
    many = {k: draw.uniform(v["from"], v["to"], MANY) for k, v in VARY.items()}
    steady = many | {"reflow_C": np.full(MANY, 217.0)}
    for name, measures in SETS.items():
        if name == "forces":
            measures = tuple(f"{f} @ {m.split('@ ')[1]}" for f in FORCES for m in measures)
        start = time.process_time()
        model = sb.reduced(DESIGN, VARY, measures=measures)
        made = time.process_time() - start
        speeds = []
        for designs in (steady, many):
            start = time.process_time()
            model.evaluate(designs)
            speeds.append(MANY / (time.process_time() - start))
        found = model.effectivity(solved)
        print(
            f"{name}: {len(model.columns)} measures, basis {model.basis[0]} in"
            f" {len(model.stacks[0].used)} steps, made in {made:.1f} s;"
            f" {speeds[0]:.0f} designs/s, {speeds[1]:.0f} with the temperature; {solved} in full: bound"
            f" per error {found.least:.3g} at the least, {found.median:.3g} median; widest bound"
            f" {found.widest:.2%}; held: {found.held}",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
