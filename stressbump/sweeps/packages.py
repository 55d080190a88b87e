"""Packages in a study: numbers of their worst and corner joints, and of chip and board, by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from stressbump.answers.options import Options
from stressbump.answers.package import PackageAnswer, answered_package
from stressbump.answers.package_files import chosen_joints
from stressbump.answers.solving import Keep
from stressbump.designs.package import package_from_table
from stressbump.sweeps.columns import split

OF_JOINTS = {
    "slide by hand": ("by_hand_um", "µm"),
    "slide": ("slide_um", "µm"),
    "shear force": ("shear_uN", "µN"),
    "axial force": ("axial_uN", "µN"),
    "distance from the middle": ("dnp_um", "µm"),
}
JOINTS = {"worst": "worst joint", "corner": "corner joint"}
WARPAGE, STIFFNESS = "warpage", "shear stiffness"


def package_numbers(
    keep: Keep, table: Mapping[str, Any], where: str, options: Options, measures: tuple[str, ...]
) -> tuple[dict[str, float | None], tuple[str, ...], tuple[str, ...]]:
    """A package's numbers by column, the measures that name none of them, and those that there are."""
    answer = answered_package(package_from_table(table, where), options, keep)
    found = {(m, place): (value, column) for m, place, value, column in _numbers(answer)}
    named = {p: [k for k in found if _names(p, *k)] for p in measures}
    kept = {k for keys in named.values() for k in keys} if measures else set(found)
    values: dict[str, float | None] = {c: v for k, (v, c) in found.items() if k in kept}
    missing = tuple(p for p, keys in named.items() if not keys)
    return values, missing, tuple(sorted({m for m, _ in found})) if missing else ()


def _names(pattern: str, measure: str, place: str) -> bool:
    wanted, at = split(pattern)
    return fnmatchcase(measure, wanted) and fnmatchcase(place.split(" at ")[0], at)


def _numbers(answer: PackageAnswer) -> Iterator[tuple[str, str, float, str]]:
    """Measure, place, value and column of everything that is told."""
    result = answer.result
    several = len(result.temperatures_C) > 1

    def told(measure: str, place: str, value: float, unit: str, T: float) -> Any:
        place += f" at {T:g} °C" if several else ""
        return measure, place, value, f"{measure} @ {place} [{unit}]"

    for name, row in chosen_joints(result, JOINTS):
        turn, moment = (
            float(np.hypot(*pair))
            for pair in ((row.turn_x, row.turn_y), (row.moment_x_uN_um, row.moment_y_uN_um))
        )
        rows: Iterable[tuple[str, float, str]] = (
            *((m, getattr(row, key), unit) for m, (key, unit) in OF_JOINTS.items()),
            ("turn", turn, "1"),
            ("moment", moment, "µN·µm"),
        )
        for measure, value, unit in rows:
            yield told(measure, JOINTS[name], value, unit, row.temperature_C)
    last = {(w.body, w.temperature_C): w for w in result.warpage}
    for (body, T), w in last.items():
        if T in result.temperatures_C:
            yield told(WARPAGE, body, w.warpage_um, "µm", T)
    k = result.cell.shear_stiffness_uN_per_um
    yield STIFFNESS, "joint", k, f"{STIFFNESS} @ joint [µN/µm]"
