"""Packages in a study: numbers of their worst and corner joints, and of chip and board, by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from stressbump.answers.options import Options
from stressbump.answers.package_solving import most_sheared, package_solutions, warpage_of
from stressbump.answers.solving import Keep
from stressbump.designs.package import package_from_table
from stressbump.package.solution import PackageSolution
from stressbump.sweeps.columns import split


def package_numbers(
    keep: Keep, table: Mapping[str, Any], where: str, options: Options, measures: tuple[str, ...]
) -> tuple[dict[str, float | None], tuple[str, ...], tuple[str, ...]]:
    """A package's numbers by column, the measures that name none of them, and those that there are."""
    solutions = package_solutions(package_from_table(table, where), options, keep)[1]
    found = {
        (measure, place, T): (value, unit)
        for T, solution in solutions.items()
        for measure, place, value, unit in _numbers(solution)
    }
    named = {p: [k for k in found if _names(p, *k[:2])] for p in measures}
    kept = {k for keys in named.values() for k in keys} if measures else set(found)
    values: dict[str, float | None] = {}
    for (measure, place, T), (value, unit) in found.items():
        if (measure, place, T) in kept:
            at = f" at {T:g} °C" if len(solutions) > 1 else ""
            values[f"{measure} @ {place}{at} [{unit}]"] = value
    missing = tuple(p for p, keys in named.items() if not keys)
    return values, missing, tuple(sorted({m for m, _, _ in found})) if missing else ()


def _names(pattern: str, measure: str, place: str) -> bool:
    wanted, at = split(pattern)
    return fnmatchcase(measure, wanted) and fnmatchcase(place, at)


def _numbers(solution: PackageSolution) -> Iterator[tuple[str, str, float, str]]:
    """Measure, place, value and unit of everything that is told."""
    away = np.hypot(*solution.layout.places.T)
    joints = {
        "worst joint": int(most_sheared(solution)[0]),
        "corner joint": int(np.argmax(np.round(away, 3))),
    }
    columns = {
        "distance from the middle": (away, "µm"),
        "slide by hand": (np.hypot(*solution.by_hand.T), "µm"),
        "slide": (np.hypot(*solution.slide.T), "µm"),
        "turn": (np.hypot(*solution.turn.T), "1"),
        "shear force": (np.hypot(*solution.shear.T), "µN"),
        "axial force": (solution.axial, "µN"),
        "moment": (np.hypot(*solution.moment.T), "µN·µm"),
    }
    for place, k in joints.items():
        for measure, (values, unit) in columns.items():
            yield measure, place, float(values[k]), unit
    for side, body in enumerate(("chip", "board")):
        yield "warpage", body, warpage_of(solution, side, len(solution.steps))[0], "µm"
    yield "shear stiffness", "joint", solution.cell.shear_stiffness, "µN/µm"
