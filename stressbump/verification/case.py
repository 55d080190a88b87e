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


def run(case: Case) -> Row:
    """Run one case and compare."""
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
    )


def run_all(cases: Iterable[Case]) -> tuple[Row, ...]:
    """Run cases in their order."""
    return tuple(run(case) for case in cases)
