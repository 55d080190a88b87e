"""Random structures with memory: each ends in values that pass their self-checks or in a named refusal.

    .venv/bin/python -m benchmarks.remembering [first seed] [seeds] [--record]

A line per draw: its seed, wall and CPU seconds, and what became of it.
"""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from statistics import median
from typing import Any

import stressbump as sb
from benchmarks.record import record, words
from stressbump.designs.structures import STRUCTURES
from stressbump.errors import StressbumpError
from stressbump.materials.registry import find

SLUGS = ["elastomer-bump"] * 3 + [
    "recessed-pad-bump", "dry-film-bump", "interface-layer-package",
]  # fmt: skip
JOINT = {"elastomer-bump": "solder", "recessed-pad-bump": "bump", "dry-film-bump": "bump"}
SOLDERS = ("SAC305", "63Sn37Pb", "SAC405", "97.5Pb2.5Sn", "Sn3.5Ag")
RESIN = "underfill (Prony FEUS00)"
CYCLES = (
    {"low_C": -40, "high_C": 125, "count": 1},
    {"low_C": 25, "high_C": 125, "count": 1, "dwell_min": 0},
    {"like": "JESD22-A104 B, mode 1", "count": 1, "ramp_min": 1},
    {"profile_min_C": [[1, 200], [2, 25], [30, 25]], "count": 1},
)
ENDS = (25.0, [25.0, 125.0], [-40.0], [217.0, 25.0])
IDLE = ("line_length", "metal_fraction")  # without effect beside the defaults


def sets(*materials: str) -> list[str]:
    """Those with memory, by name."""
    return [f"{name} ({s.label})" for name in materials for s in find(name).inelastic]


def drawn(seed: int) -> tuple[str, dict[str, Any]]:
    """A structure's name and values: three lengths, materials, rate, cycle, ends and support."""
    r = random.Random(seed)
    slug = r.choice(SLUGS)
    fields: dict[str, Any] = STRUCTURES[slug].model_fields
    lengths = [
        name
        for name, f in fields.items()
        if f.json_schema_extra["group"] == "geometry"
        and f.annotation is float
        and f.default > 0
        and name not in IDLE
    ]
    values: dict[str, Any] = {
        name: fields[name].default * r.choice([0.6, 0.8, 0.9, 1.1, 1.3])
        for name in r.sample(lengths, 3)
    }
    if slug in JOINT and r.random() < 0.85:
        values[JOINT[slug]] = r.choice(sets(*SOLDERS))
    if "pad" in fields and r.random() < 0.3:
        values["pad"] = "Al (kinematic film)"
    if r.random() < 0.3 and "ubm" in fields:
        metal, thick = r.choice(sets("Cu") + sets("Au")), r.choice([0.5, 3])
        values["ubm"] = [
            {"material": "Ti", "thickness_um": 0.1},
            {"material": metal, "thickness_um": thick},
        ]
    if slug == "interface-layer-package":
        values |= {"underfill": RESIN, "die_half_width": 500.0}
        values["mold_shrinkage"] = r.choice([0, 0.002])
        values["support_pad"] = r.choice(["Cu", "Cu (kinematic film)"])
    if slug == "elastomer-bump" and r.random() < 0.2:
        values["elastomer"] = RESIN
    values["rate"] = 10 ** r.uniform(-2, 4)
    if r.random() < 0.4:
        values["cycle"] = r.choice(CYCLES)
    values["end"] = r.choice(ENDS)
    if r.random() < 0.3:
        values["support"] = r.choice(["laminate", "flat", "free", "clamped"])
    return slug, values


def fate(seed: int) -> str:
    """What becomes of a draw."""
    slug, values = drawn(seed)
    try:
        answer = sb.relief(STRUCTURES[slug](**values), bars=False, references=())
    except StressbumpError as refusal:
        return f"{type(refusal).__name__}: {refusal}"
    finite = all(v.value is None or math.isfinite(v.value) for v in answer.values[0])
    return "passed" if answer.passed and finite else f"FAILED {slug} {values}"


COLUMNS = dict.fromkeys(("passed", "refused", "not in balance", "failed"), "{}")
COLUMNS |= {f"CPU, {which}": "{:.0f} s" for which in ("median", "at the most")}
COLUMNS |= {"by the clock, at the most": "{:.0f} s"}


def main(first: int = 100, count: int = 60) -> None:
    """Draw after draw."""
    fates, cpu, wall = Counter[str](), [], []
    for seed in range(first, first + count):
        start, busy = time.monotonic(), time.process_time()
        told = fate(seed)
        wall.append(time.monotonic() - start)
        cpu.append(time.process_time() - busy)
        fates[told.partition(" ")[0].rstrip(":")] += 1
        print(f"{seed}: {wall[-1]:.0f} s, CPU {cpu[-1]:.0f} s: {told}", flush=True)
    known = [fates.pop(name, 0) for name in ("passed", "NotBalanced", "FAILED")]
    row = [known[0], fates.total(), *known[1:], median(cpu), max(cpu), max(wall)]
    record("remembering", COLUMNS, [row], seeds=[first, first + count - 1])


if __name__ == "__main__":
    main(*map(int, words()))
