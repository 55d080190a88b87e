"""Joints of a row in a study: what they come to at a distance from the neutral point, by column.

    slide @ whole stack [µm]
    mean von Mises stress @ solder [MPa]                      over volume and all angles
    mean von Mises stress at the worst angle @ solder [MPa]
    mean von Mises stress per mN @ solder [MPa/mN]
    relief of mean von Mises stress @ solder, none [1]

Without measures the joint as a whole and all that is taken over all angles.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stressbump.answers.joint_solving import joint_in_row
from stressbump.answers.options import Options
from stressbump.answers.solving import Keep
from stressbump.designs.design import from_table
from stressbump.survey.joints import JointValue, Over
from stressbump.sweeps.columns import matches, measure_text, split, with_its_bar
from stressbump.sweeps.study import DNP

CALLED: dict[Over, str] = {
    "whole joint": "",
    "all angles": "",
    "worst angle": " at the worst angle",
    "per force": " per mN",
}
PLAIN = ("whole joint", "all angles")


def joint_numbers(
    keep: Keep,
    table: Mapping[str, Any],
    where: str,
    references: tuple[str, ...] | None,
    options: Options,
    measures: tuple[str, ...],
) -> tuple[dict[str, float | None], tuple[str, ...], tuple[str, ...]]:
    """A joint's numbers by column, the measures that name none of them, and those that there are."""
    own = {k: v for k, v in table.items() if k != DNP}
    design = from_table(own, where)
    answer = joint_in_row(design, 1e3 * table[DNP], options, design.available(references), keep)
    every = answer.stacks[0].values
    kept = [v for v in every if _named(v, measures)] if measures else _plain(every)
    keys = {v.key for v in kept}
    found: dict[str, float | None] = {}
    for v in kept:
        found |= with_its_bar(_column(v), v.value.value, v.value.bar)
    for row in (r for r in answer.table if r.value.key in keys):
        name = _text(row.value) + f", {row.relief.reference}"
        found[f"{name} [{row.value.value.unit}]"] = row.relief.without
        found |= with_its_bar(f"relief of {name} [1]", row.relief.relief, row.relief.bar)
    missing = tuple(p for p in measures if not any(_named(v, (p,)) for v in every))
    return found, missing, tuple(sorted({_measure(v) for v in every})) if missing else ()


def _plain(values: tuple[JointValue, ...]) -> list[JointValue]:
    return [v for v in values if v.over in PLAIN]


def _measure(v: JointValue) -> str:
    return measure_text(v.value) + CALLED[v.over]


def _text(v: JointValue) -> str:
    return f"{_measure(v)} @ {v.value.where}"


def _column(v: JointValue) -> str:
    return f"{_text(v)} [{v.value.unit}]"


def _named(v: JointValue, measures: tuple[str, ...]) -> bool:
    """Whether one of the patterns names it; those without a word on angles mean all of them."""
    own, ending = v.value, CALLED[v.over]
    asked = (split(pattern) for pattern in measures)
    return any(
        matches(own.measure, own.where, own.averaging_um, f"{m.removesuffix(ending)} @ {place}")
        for m, place in asked
        if m.endswith(ending)
    )
