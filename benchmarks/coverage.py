"""How often the error bars hold: random small stacks against overkill meshes.

    python -m benchmarks.coverage [STACKS SEED PROCESSES [FILE]] [--record]

Each draw is one of the four structures with a few lengths, materials and temperatures moved off their
defaults, against one of its references. It is solved as the command line solves it. The truth is
the same section in cubics on a mesh whose tips are eight times finer and whose triangles are all
split in four once more, its history taken in steps of temperature an eighth as long. Draws that are
refused, or too large for this (more than 4000 triangles), are drawn again.

FILE keeps the numbers of every stack as it comes. A run that was stopped goes on from there, and with
0 stacks the table is that of the file. Bars are made anew from the numbers by the factors of today.
"""

from __future__ import annotations

import pickle
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.record import record, words
from stressbump.accuracy.error_bars import (
    barred,
    finer_rule,
    measured,
    relief_bar,
    with_steps,
)
from stressbump.answers.comparison import compare
from stressbump.designs.design import of_structure
from stressbump.designs.structures import STRUCTURES
from stressbump.designs.structures.parameters import Structure
from stressbump.errors import StressbumpError
from stressbump.history.stack import Stack, again, solve_stack
from stressbump.mechanics.enriched import resampled
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.survey import WHOLE, Value

MOVED = 6  # parameters at the most
LARGEST = 4000  # triangles
FINER_TIPS = 8
FINER_STEPS = 8
ROUND_OFF = 1e6  # of a bar to its error: what is larger tells of round-off alone
SMALL: dict[str, dict[str, Any]] = {
    "interface-layer-package": {
        "die_half_width": 400,
        "support_overhang": 150,
        "support_pad_width": 60,
        "support_pad_distance": 60,
        "fillet_width": 40,
        "fillet_height": 40,
        "die_thickness": 100,
        "support_thickness": 100,
        "mold_thickness": 150,
    }
}
Row = dict[str, Any]


def drawn(random: np.random.Generator) -> tuple[Structure, str]:
    """A structure with a few lengths and temperatures moved, and the name of a reference."""
    slug = sorted(STRUCTURES)[random.integers(len(STRUCTURES))]
    structure = moved(slug, SMALL.get(slug, {}), random)
    names = [r.name for r in structure.recipe().references]
    return structure, str(random.choice(names)) if names else ""


def moved(slug: str, given: dict[str, Any], random: np.random.Generator) -> Structure:
    """A structure with a few lengths and temperatures moved, off those given or the defaults."""
    cls, values = STRUCTURES[slug], dict(given)
    movable = [
        name
        for name, field in cls.model_fields.items()
        if isinstance(field.default, int | float)
        and not isinstance(field.default, bool)
        and field.json_schema_extra["unit"] in ("um", "C")
        and field.default
    ]
    for name in random.choice(movable, random.integers(1, MOVED + 1), replace=False):
        field, start = cls.model_fields[name], values.get(name, cls.model_fields[name].default)
        if field.json_schema_extra["unit"] == "um":
            values[name] = round(float(start * 2 ** random.uniform(-1, 1)), 3)
        else:
            values[name] = round(float(start + random.uniform(-40, 40)), 1)
    return cls.checked(values, slug)


def first_told(attempt: Callable[[np.random.Generator], Iterable[Row]], seed: int) -> list[Row]:
    """The rows of the first attempt, each going on with the draws of a seed, that is not refused."""
    random = np.random.default_rng(seed)
    while True:
        try:
            return list(attempt(random))
        except StressbumpError:
            continue


def compared(seed: int) -> list[Row]:
    """Every value and relief of one draw beside its truth; a draw that is refused is drawn again."""
    return first_told(lambda random: _compared(*drawn(random), seed), seed)


class _TooLarge(StressbumpError):
    """More triangles than an overkill mesh can be made of."""


def _compared(structure: Structure, reference: str, seed: int) -> Iterator[Row]:
    recipe = of_structure(structure).recipe
    section = build(recipe)
    windows, end = recipe.windows_um, recipe.history.end_C[:1]
    own = {r.name: r for r in recipe.references}
    changes = [None, own[reference]] if reference else [None]
    mesh = generate(section, MeshOptions(windows_um=windows, aspect=recipe.aspect))
    if len(mesh.triangles) > LARGEST:
        raise _TooLarge(f"{len(mesh.triangles)} triangles")
    fine = generate(
        section,
        MeshOptions(windows_um=(min(windows) / FINER_TIPS,), aspect=recipe.aspect, refine=1),
    )
    values, truths = [], []
    for change in changes:
        values.append(measured(solve_stack(section, mesh, end, change), windows))
        truths.append(truth_of(solve_stack(section, fine, end, change), windows, finer=FINER_STEPS))
    base = {"seed": seed, "structure": structure.slug, "triangles": len(mesh.triangles)}
    yield from beside(base, values, truths, reference)


def truth_of(stack: Stack, windows: tuple[float, ...], **finer: Any) -> dict[Any, float | None]:
    """What the stack comes to in cubics and in finer steps, by key."""
    found = again(stack, cubic=True, **finer)
    fine = {t: resampled(s, finer_rule(s)) for t, s in found.solutions.items()}
    return {v.key: v.value for v in measured(replace(found, solutions=fine), windows, bars=False)}


def beside(
    base: Row, values: list[tuple[Value, ...]], truths: list[dict[Any, Any]], reference: str
) -> Iterator[Row]:
    """Values of one or two stacks beside their truths, and the reliefs of one against the other."""
    for found, truth in zip(values, truths, strict=True):
        for v in found:
            if v.bar is not None and truth.get(v.key) is not None:
                yield base | {"kind": v.definition.family, "value": v, "truth": truth[v.key]}
    if len(values) == 2:
        yield from _reliefs(base, values, truths, reference)


def _reliefs(
    base: Row, values: list[tuple[Value, ...]], truths: list[dict[Any, Any]], reference: str
) -> Iterator[Row]:
    without = {v.key: v for v in values[1]}
    for v in values[0]:
        a, b = (t.get(v.key) for t in truths)
        if v.key not in without or v.where == WHOLE or a is None or not b:
            continue
        row = compare(v, without[v.key], reference)
        if row.relief is not None:
            kind = f"relief, {v.definition.family}"
            pair = (v, without[v.key])
            yield base | {"kind": kind, "value": row, "pair": pair, "truth": 1 - a / b}


def scored(rows: list[Row]) -> dict[str, tuple[int, float, float, float]]:
    """By kind: numbers, share of bars that hold, median and 90th percentile of bar / error."""
    by_kind: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        number, bar = number_and_bar(row)
        for kind in (row["kind"], "all reliefs" if "relief" in row["kind"] else "all values"):
            by_kind[kind].append((abs(number - row["truth"]), bar))
    out = {}
    for kind, pairs in sorted(by_kind.items()):
        error, bar = np.array(pairs).T
        ratio = np.minimum(bar / np.maximum(error, 1e-300), ROUND_OFF)
        out[kind] = (
            len(pairs),
            float((error <= bar).mean()),
            float(np.median(ratio)),
            float(np.percentile(ratio, 90)),
        )
    return out


def number_and_bar(row: Row) -> tuple[float, float]:
    """A row's value or relief, and its bar by the factors of today."""
    if "pair" not in row:
        value = _barred(row["value"])
        return value.value or 0.0, value.bar or 0.0
    with_, without = map(_barred, row["pair"])
    return row["value"].relief, relief_bar(with_, without) or 0.0


def _barred(value: Value) -> Value:
    return with_steps(barred(value, value.finer), value.halved)


def shares(rows: list[Row]) -> Iterator[tuple[Any, ...]]:
    """The lines of the table."""
    for kind, (numbers, share, *rest) in scored(rows).items():
        yield kind, numbers, 100 * share, *rest


COLUMNS = {"kind": "{}", "numbers": "{}", "bars that hold": "{:.1f} %"}
COLUMNS |= {"median bar / error": "{:.1f}", "90 % below": "{:.0f}"}


def kept(
    compared: Callable[[int], list[Row]], seeds: Iterable[int], processes: int, keep: Path | None
) -> list[Row]:
    """The rows of all seeds, each in a process of its own; `keep` has those of before, and gets these."""
    start = time.perf_counter()
    rows = pickle.loads(keep.read_bytes()) if keep is not None and keep.exists() else []
    done = {row["seed"] for row in rows}
    left = [s for s in seeds if s not in done]
    with Pool(processes, maxtasksperchild=1) as pool:
        for n, found in enumerate(pool.imap_unordered(compared, left), len(done) + 1):
            rows += found
            if keep is not None:
                half = keep.with_suffix(".half")
                half.write_bytes(pickle.dumps(rows))
                half.replace(keep)
            took = time.perf_counter() - start
            print(n, found[0]["structure"], found[0]["triangles"], f"{took:.0f} s", flush=True)
    return rows


def main(stacks: int = 200, seed: int = 1, processes: int = 2, keep: Path | None = None) -> None:
    """Draw, compare, tell the table; `keep` is a file for all numbers, renewed as they come."""
    rows = kept(compared, range(1000 * seed, 1000 * seed + stacks), processes, keep)
    record("coverage", COLUMNS, shares(rows), seed=seed, stacks=len({r["seed"] for r in rows}))


if __name__ == "__main__":
    main(*(int(w) if w.isdigit() else Path(w) for w in words()))  # type: ignore[arg-type]
