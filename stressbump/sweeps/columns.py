"""Names of answers: one text for measure, place, reference and unit, the same in store and tables.

    mean von Mises stress @ passivation [MPa]                      the design
    mean von Mises stress @ passivation, polyimide [MPa]           a reference
    relief of mean von Mises stress @ passivation, polyimide [1]   the one against the other
    bar of …                                                       half the width of its bar

The temperature follows the place where a design has several; edge tractions name their length.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from stressbump.answer import Answer
from stressbump.design import Design
from stressbump.survey import Value

HEADLINES = (
    "mean von Mises stress",
    "95th percentile first principal stress",
    "95th percentile film stress",
)
EDGES = ("edge opening traction", "edge shear traction")


def measure_text(value: Value) -> str:
    """The measure with what of its averaging the user chose."""
    if value.mesh_dependent:
        return f"{value.measure} (mesh-dependent)"
    chosen = value.measure.startswith("edge ") and value.averaging_um is not None
    return f"{value.measure}, {value.averaging_um:g} µm" if chosen else value.measure


def label(value: Value, several: bool) -> str:
    """Measure @ place, and the temperature where there are `several`."""
    at = f" at {value.temperature:g} °C" if several else ""
    return f"{measure_text(value)} @ {value.where}{at}"


def wanted(value: Value, measures: tuple[str, ...], design: Design, names: tuple[str, ...]) -> bool:
    """Whether a value is asked for; without any measures, whether it is a headline one."""
    if measures:
        return any(matches(value, pattern) for pattern in measures)
    focus = design.recipe.focus or names
    if value.measure in HEADLINES:
        return value.where in focus
    if value.measure in EDGES:
        widest = value.averaging_um == max(design.recipe.windows_um)
        return widest and all(part in focus for part in value.where.split("/"))
    return value.measure in ("curvature", "sagitta")


def matches(value: Value, pattern: str) -> bool:
    """Whether `measure @ place` names the value; `*` stands for anything, no place for every one."""
    measure, place = split(pattern)
    named = (value.measure, measure_text(value))
    return fnmatchcase(value.where, place) and any(fnmatchcase(n, measure) for n in named)


def split(pattern: str) -> tuple[str, str]:
    """Measure and place of a pattern."""
    measure, at, place = pattern.partition("@")
    return measure.strip(), place.strip() if at else "*"


def numbers(answer: Answer, measures: tuple[str, ...]) -> dict[str, float | None]:
    """What is asked for of an answer by column: the design's values, its references', the relief."""
    several = len(answer.built.solutions) > 1
    keep = [
        v
        for v in answer.values[0]
        if wanted(v, measures, answer.design, tuple(answer.built.materials))
    ]
    keys = {v.key for v in keep}
    rows = [row for row in answer.table if row.value.key in keys]
    out: dict[str, float | None] = {}
    for v in keep:
        out |= _barred(f"{label(v, several)} [{v.unit}]", v.value, v.bar)
    for row in rows:
        name = f"{label(row.value, several)}, {row.reference}"
        out[f"{name} [{row.value.unit}]"] = row.without
        out |= _barred(f"relief of {name} [1]", row.relief, row.bar)
    return out


def _barred(name: str, value: float | None, bar: float | None) -> dict[str, float | None]:
    return {name: value} if bar is None else {name: value, f"bar of {name}": bar}


def unmatched(answer: Answer, measures: Iterable[str]) -> tuple[str, ...]:
    """The measures asked for that name nothing in this answer."""
    return tuple(p for p in measures if not any(matches(v, p) for v in answer.values[0]))
