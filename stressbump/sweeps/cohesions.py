"""Interfaces that soften in a study: what each [[cohesion]] of a design comes to, by column.

    share at which it runs @ mold/passivation from outer [1]
    share at which it runs @ mold/passivation from outer, polyimide [1]
    relief of share at which it runs @ mold/passivation from outer, polyimide [1]     1 - polyimide / design
    energy spent in the end @ mold/passivation from outer [pJ]

In plane models energy is per µm of depth. A share that is not reached, and what has parted once all
has, leave their column empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from stressbump.answers.cohesion import cohesion_of
from stressbump.answers.cohesion_comparison import MEASURES, SPENT, Cohesion, CohesionMeasure
from stressbump.answers.options import Options
from stressbump.answers.solving import on_own_mesh
from stressbump.designs.design import Design, from_table
from stressbump.errors import InputError
from stressbump.mesh.meshing import GmshProcess
from stressbump.sweeps.columns import split, with_its_bar


def cohesion_numbers(
    child: GmshProcess,
    table: Mapping[str, Any],
    where: str,
    references: tuple[str, ...] | None,
    options: Options,
    measures: tuple[str, ...],
) -> tuple[dict[str, float | None], tuple[str, ...], tuple[str, ...]]:
    """Numbers by column, the measures that name none of them, and those that there are."""
    design = from_table(table, where)
    if not design.recipe.cohesions:
        raise InputError(f"{where}: no [[cohesion]] stands there, so there is nothing that softens")
    found: dict[str, float | None] = {}
    named = set()
    for own in _answers(design, references, options, child):
        for measure in MEASURES:
            hits = {p for p in measures if _names(p, measure, own)}
            named |= hits
            if hits or not measures:
                found |= _columns(measure, own)
    missing = tuple(p for p in measures if p not in named)
    return found, missing, tuple(sorted(m.name for m in MEASURES)) if missing else ()


def _answers(
    design: Design, references: tuple[str, ...] | None, options: Options, child: GmshProcess
) -> Iterator[Cohesion]:
    chosen = on_own_mesh(design, references)
    for asked in design.recipe.cohesions:
        yield cohesion_of(design, asked, options, chosen, child=child)


def _names(pattern: str, measure: CohesionMeasure, own: Cohesion) -> bool:
    wanted, place = split(pattern)
    return fnmatchcase(measure.name, wanted) and fnmatchcase(str(own.flaw), place)


def _columns(measure: CohesionMeasure, own: Cohesion) -> dict[str, float | None]:
    out: dict[str, float | None] = {}
    unit = own.energy_unit if measure is SPENT else measure.unit
    for stack in own.stacks:
        beside = "" if stack is own.stacks[0] else f", {stack.stack}"
        text = f"{measure.name} @ {own.flaw}{beside}"
        out |= with_its_bar(f"{text} [{unit}]", stack.value(measure), stack.bar(measure))
        if beside and measure.compared:
            told = own.relief(measure, stack)
            out |= with_its_bar(f"relief of {text} [1]", told.relief, told.bar)
    return out
