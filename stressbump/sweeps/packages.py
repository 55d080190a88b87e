"""Packages in a study: numbers of their worst and corner joints, and of chip and board, by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from stressbump.accuracy.package_bars import Number, RefinedPackage
from stressbump.answers.options import Options
from stressbump.answers.package_solving import package_solutions
from stressbump.answers.solving import Keep
from stressbump.designs.package import package_from_table
from stressbump.survey.packages import most_sheared
from stressbump.sweeps.columns import split, with_its_bar


def package_numbers(
    keep: Keep, table: Mapping[str, Any], where: str, options: Options, measures: tuple[str, ...]
) -> tuple[dict[str, float | None], tuple[str, ...], tuple[str, ...]]:
    """A package's numbers by column, the measures that name none of them, and those that there are."""
    solutions = package_solutions(package_from_table(table, where), options, keep)[1]
    found = {
        (measure, place, T): (value, bar, unit)
        for T, solution in solutions.items()
        for measure, place, value, bar, unit in _numbers(solution)
    }
    named = {p: [k for k in found if _names(p, *k[:2])] for p in measures}
    kept = {k for keys in named.values() for k in keys} if measures else set(found)
    values: dict[str, float | None] = {}
    for (measure, place, T), (value, bar, unit) in found.items():
        if (measure, place, T) in kept:
            at = f" at {T:g} °C" if len(solutions) > 1 else ""
            values |= with_its_bar(f"{measure} @ {place}{at} [{unit}]", value, bar)
    missing = tuple(p for p, keys in named.items() if not keys)
    return values, missing, tuple(sorted({m for m, _, _ in found})) if missing else ()


def _names(pattern: str, measure: str, place: str) -> bool:
    wanted, at = split(pattern)
    return fnmatchcase(measure, wanted) and fnmatchcase(place, at)


ON_JOINTS: dict[str, tuple[Number, str]] = {
    "slide": (lambda s: np.hypot(*s.slide.T), "µm"),
    "turn": (lambda s: np.hypot(*s.turn.T), "1"),
    "shear force": (lambda s: np.hypot(*s.shear.T), "µN"),
    "axial force": (lambda s: s.axial, "µN"),
    "moment": (lambda s: np.hypot(*s.moment.T), "µN·µm"),
}


def _numbers(of: RefinedPackage) -> Iterator[tuple[str, str, float, float | None, str]]:
    """Measure, place, value, bar and unit of everything that is told."""
    solution = of.own
    away = np.hypot(*solution.layout.places.T)
    joints = {
        "worst joint": int(most_sheared(solution)[0]),
        "corner joint": int(np.argmax(np.round(away, 3))),
    }
    columns = {
        k: (number(solution), of.bar(number), unit) for k, (number, unit) in ON_JOINTS.items()
    }
    given = {"distance from the middle": away, "slide by hand": np.hypot(*solution.by_hand.T)}
    for place, k in joints.items():
        for measure, numbers in given.items():
            yield measure, place, float(numbers[k]), None, "µm"
        for measure, (values, bars, unit) in columns.items():
            yield measure, place, float(values[k]), None if bars is None else float(bars[k]), unit
    for side, body in enumerate(("chip", "board")):
        warpage, _ = of.warpage(side, len(solution.steps))
        yield "warpage", body, *warpage, "µm"
    yield "shear stiffness", "joint", *of.shear_stiffness, "µN/µm"
