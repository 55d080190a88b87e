"""How often the error bars of what remembers hold: random stacks through random histories.

    python -m benchmarks.histories [HISTORIES SEED PROCESSES [FILE]] [--elastic] [--record]

Each draw is a ball on a pad, a column between die and board, or a line under a passivation, of solders that
creep and metals that yield, on a coarse mesh, taken from birth to birth at some rate and then through a
cycle or two; a quarter of them against a reference. The truth is the same section in cubics on a mesh whose
tips are eight times and whose other triangles twice finer, in steps of time a third as long. A draw that
cannot be built or meshed is drawn again; one that does not come into balance ends the run.

FILE as in `coverage`. With `--elastic` the same draws are of elastic materials, without cycles, layers and
references: what is missed there is not for memory's sake.
"""

from __future__ import annotations

import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.coverage import COLUMNS, Row, beside, kept, number_and_bar, shares, truth_of
from benchmarks.record import record, words
from benchmarks.remembering import SOLDERS, sets
from stressbump.accuracy.error_bars import measured
from stressbump.designs.design import from_table
from stressbump.errors import GeometryError, InputError, MeshError
from stressbump.history.schedule import ADAPTIVE, TimeSteps
from stressbump.history.stack import solve_stack
from stressbump.measures import Kind
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build

COARSEN = 3.0
FINER_TIPS, FINER_INSIDE = 8, 2
STEPS = TimeSteps(ADAPTIVE.tolerance / 9)  # a third as long
WINDOW = 5.0  # µm
ELASTIC = "--elastic"
LARGEST = 500  # triangles
YIELDING = ("Cu", "Al", "Au")
RESINS = ("polyimide", "underfill", "BCB", "solder mask", "underfill (Prony FEUS00)")
Draw = random.Random
Table = dict[str, Any]


def _between(draw: Draw, low: float, high: float) -> float:
    return round(draw.uniform(low, high), 2)


def _metal(draw: Draw) -> str:
    return draw.choice(sets(*YIELDING))


def _die(draw: Draw) -> Table:
    thick = _between(draw, 15, 40)
    return {"deposit": "die", "material": "silicon", "thickness_um": thick, "born_C": 25}


def _pad(draw: Draw, wide: float, metal: str) -> list[Table]:
    """A die with its pad."""
    die, thick = _die(draw), _between(draw, 1.5, 5)
    pad = {"deposit": "pad", "material": metal, "born_C": 60, "thickness_um": thick}
    return [die, pad, {"pattern": "pad", "diameter_um": wide}]


def _ball(draw: Draw) -> Table:
    """A reflowed cap of solder on a pad, in a resin."""
    wide, pad = _between(draw, 20, 40), draw.choice(["Cu", "Al", _metal(draw)])
    size = {"diameter_um": wide, "cap_height_um": round(wide * draw.uniform(0.2, 0.45), 2)}
    return {
        "step": [
            *_pad(draw, wide, pad),
            {"print": "solder", "onto": "pad", "material": draw.choice(sets(*SOLDERS))}
            | size
            | {"born_C": 217},
            {"fill": "resin", "material": draw.choice(RESINS), "born_C": 165}
            | {"thickness_um": draw.choice([0, 3])},
        ],
        "layer": [_layer("solder", "pad", _between(draw, 2, 4))],
        "reference": draw.choice([_EMPTY, _ELASTIC]),
    }


def _column(draw: Draw) -> Table:
    """A column of solder between pads of a die and a board, in a resin."""
    wide, pad = _between(draw, 20, 40), draw.choice(["Cu", _metal(draw)])
    return {
        "step": [
            *_pad(draw, wide, pad),
            {"plate": "solder", "onto": "pad", "material": draw.choice(sets(*SOLDERS))}
            | {"height_um": _between(draw, 6, 20), "born_C": 183},
            {"fill": "resin", "material": draw.choice(RESINS), "thickness_um": 0, "born_C": 165},
            {"deposit": "board", "material": draw.choice(["BT", "FR-4", "Al2O3"]), "born_C": 165}
            | {"how": "planar", "thickness_um": _between(draw, 10, 30)},
        ],
        "layer": [_layer("solder", at, _between(draw, 1.5, 2.5)) for at in ("pad", "board")],
        "reference": _ELASTIC,
    }


def _line(draw: Draw) -> Table:
    """A metal's line that yields, under a conformal passivation."""
    thick = _between(draw, 1.5, 4)
    return {
        "step": [
            _die(draw),
            {"deposit": "oxide", "material": "SiO2", "born_C": 350}
            | {"thickness_um": _between(draw, 0.8, 2)},
            {"deposit": "line", "material": _metal(draw), "thickness_um": thick, "born_C": 60},
            {"pattern": "line", "diameter_um": _between(draw, 8, 30)},
            {"deposit": "passivation", "material": "PE-SiN", "born_C": draw.choice([200, 300])}
            | {"thickness_um": _between(draw, 0.8, 2)},
        ],
        "layer": [_layer("line", "oxide", round(thick / 3, 2))],
        "reference": {"name": "no passivation", "empty": "passivation"},
    }


def _layer(of: str, at: str, thick: float) -> Table:
    return {"of": of, "at": at, "thickness_um": thick}


_EMPTY = {"name": "none", "empty": "resin"}
_ELASTIC = {"name": "elastic", "swap": {"solder": "SAC305"}}


def drawn(draw: Draw) -> Table:
    """A recipe's table with its history; its reference is left out three times of four."""
    kind = draw.choice([_ball, _ball, _column, _column, _line])
    made, cell = kind(draw), {"width_um": _between(draw, 22, 45)}
    cell["kinematics"] = draw.choice(["axisymmetric", "axisymmetric", "generalized plane strain"])
    cycle = {
        "low_C": draw.choice([-65, -55, -40, 0]),
        "high_C": draw.choice([85, 100, 125, 150]),
        "ramp_min": round(10 ** draw.uniform(-0.3, 1.5), 1),
        "dwell_min": draw.choice([0, 5, 15]),
        "count": draw.choice([1, 1, 1, 2]),
    }
    history = {"rate_K_per_min": round(10 ** draw.uniform(0, 2.5), 1), "cycle": cycle}
    reference = made.pop("reference")
    chosen = {"reference": [reference]} if draw.random() < 1 / 4 else {}
    name = kind.__name__.removeprefix("_")
    return {"name": name, "cell": cell, "windows_um": [WINDOW], "history": history} | made | chosen


def elastic(table: Table) -> Table:
    """The same of elastic materials, cooled down and alone."""
    steps = [
        step | {"material": re.sub(r" \(.*\)", "", step["material"])}
        if "material" in step
        else step
        for step in table["step"]
    ]
    kept = {key: table[key] for key in ("name", "cell", "windows_um")}
    return kept | {"step": steps}


def compared(seed: int) -> list[Row]:
    """Every value and relief of one draw beside its truth."""
    draw, made = Draw(seed), elastic if ELASTIC in sys.argv else Table
    while True:
        table = made(drawn(draw))
        try:
            return list(_compared(table, seed))
        except (InputError, GeometryError, MeshError):
            continue


class _TooLarge(MeshError):
    """More triangles than this is meant for."""


def _compared(table: Table, seed: int) -> Iterator[Row]:
    recipe = from_table(table, table["name"]).recipe
    section, end = build(recipe), recipe.history.end_C
    mesh = generate(section, MeshOptions((WINDOW,), aspect=recipe.aspect, coarsen=COARSEN))
    if len(mesh.triangles) > LARGEST:
        raise _TooLarge(f"{len(mesh.triangles)} triangles")
    finer = MeshOptions(
        (WINDOW * FINER_INSIDE / FINER_TIPS,),
        aspect=recipe.aspect,
        coarsen=COARSEN / FINER_INSIDE,
    )
    fine, values, truths = generate(section, finer), [], []
    for change in (None, *recipe.references):
        values.append(measured(solve_stack(section, mesh, end, change), (WINDOW,)))
        stack = solve_stack(section, fine, end, change)
        truths.append(truth_of(stack, (WINDOW,), time_steps=STEPS))
    base = {"seed": seed, "structure": table["name"], "triangles": len(mesh.triangles)}
    names = [r.name for r in recipe.references]
    for row in beside(base, values, truths, *names or [""]):
        yield row | {"kind": _kind(row)}


def _kind(row: Row) -> str:
    """The family, of cycles a kind of their own."""
    value = row["pair"][0] if "pair" in row else row["value"]
    cycles = value.definition.of is Kind.CYCLE
    family = f"cycles, {value.measure}" if cycles else value.definition.family
    return f"relief, {family}" if "pair" in row else family


def missed(rows: list[Row]) -> Iterator[tuple[Any, ...]]:
    """By measure whose bars do not always hold: how many, of how many, by how much at the most."""
    by_measure: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for row in rows:
        number, bar = number_and_bar(row)
        of, error = row["pair"][0] if "pair" in row else row["value"], abs(number - row["truth"])
        name = f"relief, {of.measure}" if "pair" in row else of.measure
        by_measure[name].append((error / bar if bar else 0.0, error, abs(row["truth"])))
    for name, found in sorted(by_measure.items()):
        beyond = [f for f in found if f[0] > 1]
        if beyond:
            share, error, truth = max(beyond)
            yield name, len(found), len(beyond), share, 100 * error / truth if truth else None


MISSED = {"measure": "{}", "numbers": "{}", "missed": "{}", "error / bar, at the most": "{:.1f}"}
MISSED |= {"the same error, of the true value": "{:.3g} %"}


def main(count: int = 40, seed: int = 1, processes: int = 1, keep: Path | None = None) -> None:
    """Draw, compare, tell both tables."""
    rows = kept(compared, range(1000 * seed, 1000 * seed + count), processes, keep)
    facts = {"seed": seed, "histories": len({row["seed"] for row in rows})}
    if ELASTIC in sys.argv:
        record("histories-elastic", COLUMNS, shares(rows), **facts)
        return
    record("histories", COLUMNS, shares(rows), **facts)
    record("histories-missed", MISSED, missed(rows), **facts)


if __name__ == "__main__":
    given = [word for word in words() if word != ELASTIC]
    main(*(int(w) if w.isdigit() else Path(w) for w in given))  # type: ignore[arg-type]
