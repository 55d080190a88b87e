"""How often bars of a cohesion's numbers reach to what three times as many facets tell.

    python -m benchmarks.cohesion_bars [FIRST LAST] [--record]

Draws of cooled bilayers and of the elastomer bump with polyimide beside it; numbers of a draw are those of
its stacks and the reliefs of their loads. A draw that is refused is drawn again.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.record import record
from stressbump.answers import cohesion as solving
from stressbump.answers.cohesion_comparison import MEASURES, Cohesion
from stressbump.errors import InputError

DRAWS = 12
FINER = 3
COLUMNS = {
    "number": "{}",
    "numbers": "{}",
    "held": "{:.0%}",
    "median bar": "{:.2%}",
    "median error": "{:.2%}",
    "largest error per bar": "{:.1f}",
}


def bilayer(rng: np.random.Generator) -> dict[str, Any]:
    """A mold on silicon or glass that parts from its edge."""

    def layer(name: str, E: float, cte: float, thickness: float) -> dict[str, Any]:
        material = {"E_GPa": E, "nu": float(rng.uniform(0.2, 0.35)), "cte_ppm_per_K": cte}
        return {"deposit": name, "material": material, "thickness_um": thickness, "born_C": 175}

    tough = float(rng.uniform(2, 8))
    mixed = {"mode_I": tough, "mode_II": tough * float(rng.uniform(1.5, 4)), "eta": 2.0}
    own = {
        "at": "mold/wafer",
        "up_to_um": float(rng.uniform(500, 900)),
        "strength_MPa": float(rng.uniform(15, 35)),
        "toughness_J_m2": mixed if rng.random() < 0.5 else tough,
    }
    return {
        "cell": {"kinematics": "plane strain", "width_um": 4000, "support": "free"},
        "step": [
            layer("wafer", float(rng.uniform(70, 170)), 3.0, round(float(rng.uniform(200, 600)), 1)),
            layer("mold", float(rng.uniform(10, 25)), 12.0, round(float(rng.uniform(300, 800)), 1)),
        ],
        "windows_um": [40],
        "cohesion": [own],
    }  # fmt: skip


def bump(rng: np.random.Generator) -> dict[str, Any]:
    """The elastomer bump, whose UBM parts from the passivation."""
    own = {
        "at": "passivation/ubm_Cr",
        "up_to_um": float(rng.uniform(6, 9)),
        "strength_MPa": float(rng.uniform(120, 250)),
        "toughness_J_m2": float(rng.uniform(0.7, 2)),
    }
    geometry = {"elastomer_thickness_um": round(float(rng.uniform(6, 15)), 2)}
    return {"structure": "elastomer-bump", "geometry": geometry, "cohesion": [own]}


def numbers(found: Cohesion) -> Iterator[tuple[str, str, float, float | None]]:
    """Measure, stack, number and bar of all that have one."""
    for own in found.stacks:
        for measure in MEASURES:
            value = own.value(measure)
            if measure.has_bar and value is not None:
                yield measure.name, own.stack, value, own.bar(measure)
    for other in found.stacks[1:]:
        for measure in (m for m in MEASURES if m.compared):
            told = found.relief(measure, other)
            if told.relief is not None:
                yield f"relief of the {measure.name}", other.stack, told.relief, told.bar


def drawn(seed: int) -> Iterator[tuple[str, float, float | None, float]]:
    """Measure, number, bar and error of a draw."""
    rng = np.random.default_rng(seed)
    while True:
        table = bilayer(rng) if seed % 2 else bump(rng)
        references = () if seed % 2 else ("polyimide",)
        try:
            own = solving.cohesion(table, references=references)
            break
        except InputError as error:
            print(f"draw {seed} again: {error}", file=sys.stderr)
    few = {name: FINER * getattr(solving, name) for name in ("FACETS", "LEAST", "MOST")}
    with patch.multiple(solving, **few):
        finer = solving.cohesion(table, references=references, bars=False)
    true = {(measure, stack): value for measure, stack, value, _ in numbers(finer)}
    for measure, stack, value, bar in numbers(own):
        if (measure, stack) in true:
            yield measure, value, bar, abs(true[measure, stack] - value)


def rows(found: Iterable[tuple[str, float, float | None, float]]) -> Iterator[tuple[Any, ...]]:
    """A row for each measure, of its numbers that have a bar and are not zero."""
    pairs = defaultdict(list)
    for measure, value, bar, error in found:
        if bar and value:
            pairs[measure].append((bar / abs(value), error / abs(value)))
    for measure, own in pairs.items():
        bars, errors = np.array(own).T
        held, ratio = float((errors <= bars).mean()), float((errors / bars).max())
        yield measure, len(bars), held, float(np.median(bars)), float(np.median(errors)), ratio


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:] if word.isdecimal()] or [0, DRAWS]
    every = (own for seed in range(*given) for own in drawn(seed))
    record("cohesion_bars", COLUMNS, rows(every), draws=given, finer=FINER)
