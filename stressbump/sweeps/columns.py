"""Names of answers: one text for measure, place, reference and unit, the same in store and tables.

    mean von Mises stress @ passivation [MPa]                      the design
    mean von Mises stress @ passivation, polyimide [MPa]           a reference
    relief of mean von Mises stress @ passivation, polyimide [1]   the one against the other
    bar of …                                                       half the width of its bar

The temperature follows the place where a design has several; edge tractions name their length, cracks
where a flaw has several, film stresses, which have but the longest, do not.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from stressbump.answers.answer import Answer
from stressbump.designs.design import Design
from stressbump.measures import Kind, Measure, named
from stressbump.survey import Asked, Value, is_headline
from stressbump.survey.cracks import crack_place


def measure_text(value: Value) -> str:
    """The measure with what of its averaging the user chose."""
    return _text(value.definition, value.averaging_um)


def _text(measure: Measure[Any], averaging_um: float | None) -> str:
    if measure.mesh_dependent:
        return f"{measure.name} (mesh-dependent)"
    return _over(measure.name, averaging_um) if measure.of is Kind.EDGE else measure.name


def _over(measure: str, averaging_um: float | None) -> str:
    return measure if averaging_um is None else f"{measure}, {averaging_um:g} µm"


def label(value: Value, several: bool, lengths: bool = False) -> str:
    """Measure @ place, and the temperature where there are `several`, and cracks of several `lengths`."""
    at = f" at {value.temperature:g} °C" if several else ""
    measure = _over(value.measure, value.averaging_um) if lengths else measure_text(value)
    return f"{measure} @ {value.where}{at}"


def asked(measures: tuple[str, ...], design: Design, names: tuple[str, ...]) -> Asked:
    """What is asked for by patterns; without any, the headline measures of the regions in focus."""
    focus, widest = design.recipe.focus or names, max(design.recipe.windows_um)

    def by_pattern(measure: str, where: str, averaging_um: float | None) -> bool:
        return any(matches(measure, where, averaging_um, pattern) for pattern in measures)

    def headline(measure: str, where: str, averaging_um: float | None) -> bool:
        return is_headline(measure, where, averaging_um, focus, widest)

    return by_pattern if measures else headline


def wanted(
    values: Iterable[Value], measures: tuple[str, ...], design: Design, names: tuple[str, ...]
) -> list[Value]:
    """The values that are asked for."""
    own = asked(measures, design, names)
    return [v for v in values if own(v.measure, v.where, v.averaging_um)]


def matches(measure: str, where: str, averaging_um: float | None, pattern: str) -> bool:
    """Whether `measure @ place` names it, with its length or without; `*` stands for anything, no
    place for every one.
    """
    wanted, place = split(pattern)
    known = named(measure)
    texts = measure, _text(known, averaging_um), _over(measure, averaging_um)
    return fnmatchcase(where, place) and any(fnmatchcase(text, wanted) for text in texts)


def split(pattern: str) -> tuple[str, str]:
    """Measure and place of a pattern."""
    measure, at, place = pattern.partition("@")
    return measure.strip(), place.strip() if at else "*"


def numbers(answer: Answer, measures: tuple[str, ...]) -> dict[str, float | None]:
    """What is asked for of an answer by column: the design's values, its references', the relief."""
    several = len(answer.built.solutions) > 1
    keep = wanted(answer.values[0], measures, answer.design, tuple(answer.built.materials))
    keys = {v.key for v in keep}
    flaws = {str(crack_place(f)) for f in answer.section.flaws if len(f.lengths) > 1}
    rows = [row for row in answer.table if row.value.key in keys]
    out: dict[str, float | None] = {}
    for v in keep:
        out |= with_its_bar(f"{label(v, several, v.where in flaws)} [{v.unit}]", v.value, v.bar)
    for row in rows:
        name = f"{label(row.value, several, row.value.where in flaws)}, {row.reference}"
        out[f"{name} [{row.value.unit}]"] = row.without
        out |= with_its_bar(f"relief of {name} [1]", row.relief, row.bar)
    return out


def with_its_bar(name: str, value: float | None, bar: float | None) -> dict[str, float | None]:
    """A column, and that of its bar where it has one."""
    return {name: value} if bar is None else {name: value, f"bar of {name}": bar}


def named_by(pattern: str, columns: Iterable[str]) -> bool:
    """Whether a `measure @ place` names one of these texts of the design's own answers."""
    measure, place = split(pattern)
    whole = f"{measure.removesuffix(', *')}*@ {place}[ ,]*"
    return any(fnmatchcase(column, whole) for column in columns)


def unmatched(answer: Answer, measures: Iterable[str]) -> tuple[str, ...]:
    """The measures asked for that name nothing in this answer."""
    return tuple(
        p
        for p in measures
        if not any(matches(v.measure, v.where, v.averaging_um, p) for v in answer.values[0])
    )
