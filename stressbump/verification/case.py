"""A case of the verification table, and the row it becomes when it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import nan
from typing import Literal

Tag = Literal["ANALYTIC", "PUBLISHED", "EXTERNAL", "SELF"]


@dataclass(frozen=True)
class Case:
    """One number with a known value.

    ANALYTIC: a closed form; PUBLISHED: printed by others; EXTERNAL: another solver on the same mesh;
    SELF: a property the method must have.
    """

    name: str
    source: str
    tag: Tag
    target: float
    unit: str
    tolerance: float  # of the target, or of one unit where the target is zero
    run: Callable[[], float]
    note: str = ""
    bar: Callable[[], float] | None = None  # of the mesh, where it is estimated


@dataclass(frozen=True)
class Row:
    """What a case came to."""

    name: str
    source: str
    tag: Tag
    target: float
    unit: str
    value: float
    ratio: float  # value/target; NaN where the target is zero
    tolerance: float
    passed: bool
    note: str
    bar: float | None = None  # half the width of the discretisation bar


def run(case: Case, bars: bool = False) -> Row:
    """Run one case and compare; `bars` are estimated where a case has one, which takes longer."""
    value = float(case.run())
    scale = abs(case.target) or 1.0
    return Row(
        case.name,
        case.source,
        case.tag,
        case.target,
        case.unit,
        value,
        value / case.target if case.target else nan,
        case.tolerance,
        abs(value - case.target) <= case.tolerance * scale,
        case.note,
        float(case.bar()) if bars and case.bar is not None else None,
    )


def run_all(cases: Iterable[Case]) -> tuple[Row, ...]:
    """Run cases in their order."""
    return tuple(run(case) for case in cases)
