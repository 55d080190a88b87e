"""Recipes with verbs in any order and numbers from the ends of what is allowed, solved.

    .venv/bin/python -m benchmarks.hostile [500] [--seed 1] [--verbose] [--record]

Each draw ends in values or in a named refusal, within a minute; a traceback, a hang and a self-check
that fails are listed with their recipes in `hostile/`. Unlike `fuzz.py` nothing here keeps to what a
process would do: steps name what is not there, sizes span nine decades, moduli fifteen.
"""

from __future__ import annotations

import json
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.record import record, words
from stressbump.errors import StressbumpError
from stressbump.history.stack import solve_stack
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe

LIMIT = 60.0  # seconds a draw may take
NAMES = ("film", "bump", "Layer_1", "mold", "pad")
KINEMATICS = ("axisymmetric", "generalized plane strain", "plane strain", "plane stress")
SUPPORTS = ("laminate", "flat", "free", "clamped")
METALS = ("Cu", "Al", "silicon", "polyimide", "silicone", "SAC305", "underfill")

Draw = random.Random
Table = dict[str, Any]


def length(draw: Draw) -> float:
    """Mostly micrometres; sometimes anything from below the grid to the largest allowed."""
    if draw.random() < 0.7:
        return round(10 ** draw.uniform(-1, 2), draw.randint(0, 4)) or 1.0
    return draw.choice([0.0, 1e-6, 1e-4, 1.9e-3, 2e-3, 0.01, 1e3, 1e4, 1e5])


def material(draw: Draw) -> str | Table:
    """A known one, or moduli and Poisson's ratios at their ends."""
    if draw.random() < 0.7:
        return draw.choice(METALS)
    nu = draw.choice([0.0, 0.3, 0.45, 0.4995, 0.5, -0.5])
    E = draw.choice([1e-3, 1.0, 1e3, 1e6, 1e9])
    return {"E_MPa": E, "nu": nu, "cte_ppm_per_K": draw.choice([0.0, 3.0, 300.0])}


def window(draw: Draw) -> Table:
    """An opening or island, perhaps one of a row, with sloped walls or a foot."""
    table: Table = {"diameter_um": length(draw) or 1.0}
    if draw.random() < 0.2:
        table |= {
            "count": draw.randint(2, 5),
            "pitch_um": table["diameter_um"] * draw.uniform(1, 3),
        }
    if draw.random() < 0.2:
        table["centre_um"] = length(draw)
    if draw.random() < 0.2:
        table["wall_angle_deg"] = draw.uniform(30, 120)
    if draw.random() < 0.1:
        table |= {"foot_width_um": length(draw), "foot_height_um": length(draw)}
    return table


def filling(draw: Draw) -> Table:
    """What every step that adds a region says of it."""
    table: Table = {"material": material(draw), "born_C": round(draw.uniform(-60, 400), 1)}
    if draw.random() < 0.1:
        table["intrinsic_MPa"] = draw.choice([-1e4, -100.0, 1e3])
    return table


def one(draw: Draw, known: list[str]) -> str:
    """A region that some step before has filled; now and then one that may not be there."""
    return draw.choice(NAMES) if draw.random() < 0.03 else draw.choice(known)


def some(draw: Draw, known: list[str]) -> list[str]:
    """One name or two."""
    return [one(draw, known) for _ in range(draw.randint(1, 2))]


def _deposit(draw: Draw, known: list[str]) -> Table:
    how = draw.choice(["conformal", "planar", "line_of_sight"])
    return {"deposit": draw.choice(NAMES), "how": how, "thickness_um": length(draw)} | filling(draw)


def _plate(draw: Draw, known: list[str]) -> Table:
    amount = draw.choice(["height_um", "volume_um3"])
    return {"plate": draw.choice(NAMES), "onto": some(draw, known), amount: length(draw)} | filling(
        draw
    )


def _print(draw: Draw, known: list[str]) -> Table:
    size = {"print": draw.choice(NAMES), "diameter_um": length(draw) or 1.0}
    if draw.random() < 0.5:
        return size | {"thickness_um": length(draw)} | filling(draw)
    return size | {"cap_height_um": length(draw) or 1.0, "onto": some(draw, known)} | filling(draw)


def _attach(draw: Draw, known: list[str]) -> Table:
    size = {"thickness_um": length(draw) or 1.0, "standoff_um": draw.choice([0.0, length(draw)])}
    return {"attach": draw.choice(NAMES), "flip": draw.random() < 0.5} | size | filling(draw)


def _fill(draw: Draw, known: list[str]) -> Table:
    size: Table = {"thickness_um": length(draw)}
    if draw.random() < 0.4:
        corners = [(length(draw), draw.uniform(-50, 50)) for _ in range(draw.randint(3, 5))]
        size = {"outline_um": corners, "over": one(draw, known)}
    return {"fill": draw.choice(NAMES)} | size | filling(draw)


def _reflow(draw: Draw, known: list[str]) -> Table:
    return {"reflow": one(draw, known), "wets": some(draw, known), "born_C": 217.0}


def _etch(draw: Draw, known: list[str]) -> Table:
    return {
        "etch": some(draw, known),
        "mask": some(draw, known),
        "undercut_um": draw.choice([0.0, length(draw)]),
    }


VERBS: tuple[Callable[[Draw, list[str]], Table], ...] = (
    _deposit, _deposit, _deposit, _plate, _print, _attach, _fill, _reflow, _etch,
    lambda draw, known: {"open": some(draw, known)} | window(draw),
    lambda draw, known: {"pattern": some(draw, known)} | window(draw),
    lambda draw, known: {"strip": some(draw, known)},
)  # fmt: skip


def drawn(seed: int) -> Table:
    """The recipe's table of a seed."""
    draw = Draw(seed)
    base = {"deposit": "base", "how": "planar", "thickness_um": length(draw) or 1.0} | filling(draw)
    steps, known = [base], ["base"]
    for _ in range(draw.randint(0, 6)):
        steps.append(draw.choice(VERBS)(draw, known))
        known += [steps[-1][verb] for verb in FILL if verb in steps[-1]]
    cell: Table = {
        "width_um": length(draw) or 1.0,
        "kinematics": draw.choice(KINEMATICS),
        "support": draw.choice(SUPPORTS),
    }
    return {"name": f"seed {seed}", "cell": cell, "step": steps}


FILL = ("deposit", "plate", "print", "attach", "fill")


class Hang(Exception):
    """A draw that ran past the limit."""


def _alarm(signum: int, frame: Any) -> None:
    raise Hang(f"no end after {LIMIT:g} s")


def fate(table: Table, coarsen: float = 1.0) -> str:
    """What becomes of a draw: "solved", "check failed: …", the refusal's class and message, a traceback."""
    signal.signal(signal.SIGALRM, _alarm)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        recipe = Recipe.from_table(table, "drawn")
        section = build(recipe)
        options = MeshOptions(windows_um=recipe.windows_um, aspect=recipe.aspect, coarsen=coarsen)
        stack = solve_stack(section, generate(section, options), recipe.history.end_C)
    except StressbumpError as refusal:
        return f"{type(refusal).__name__}: {refusal}"
    except Hang as hang:
        return f"hang: {hang}"
    except Exception:
        return f"traceback: {traceback.format_exc()}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    failed = [c for s in stack.solutions.values() for c in s.checks if not c.passed]
    told = ", ".join(f"{c.name} {c.value:.1e} > {c.limit:.0e}" for c in failed)
    return f"check failed: {told}" if failed else "solved"


FAULTS = ("hang", "traceback", "check failed")
FATES = {
    "solved": ("solved",),
    "bad input": ("InputError", "MaterialError"),
    "geometry refused": ("GeometryError",),
    "held by nothing": ("FloatingError",),
    "mesh refused": ("MeshError",),
    "not solved": ("SolveError", "ModelError", "NotBalanced"),
    "self-check failed": ("check failed",),
    "hang": ("hang",),
    "traceback": ("traceback",),
}


def main(count: int, first: int) -> None:
    """Draw, solve, count the fates and keep the recipes of the faults."""
    fates: Counter[str] = Counter()
    start, slowest = time.perf_counter(), 0.0
    for seed in range(first, first + count):
        begun, table = time.perf_counter(), drawn(seed)
        end = fate(table)
        slowest = max(slowest, time.perf_counter() - begun)
        kind = end.split(":")[0]
        fates[kind] += 1
        if kind in FAULTS:
            Path("hostile").mkdir(exist_ok=True)
            Path(f"hostile/{seed}.json").write_text(json.dumps(table | {"fate": end}, indent=1))
        if kind in FAULTS or "--verbose" in sys.argv:
            print(seed, end.replace("\n", " | ")[-400:], flush=True)
    row = [sum(fates[kind] for kind in kinds) for kinds in FATES.values()]
    took = {"seconds": round(time.perf_counter() - start), "seconds_of_the_slowest": round(slowest)}
    record("hostile", dict.fromkeys(FATES, "{}"), [row], draws=count, from_seed=first, **took)


if __name__ == "__main__":
    numbers = [int(word) for word in words() if word.isdigit()]
    main(numbers[0] if numbers else 500, numbers[1] if "--seed" in sys.argv else 1)
