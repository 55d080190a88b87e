"""A case of the verification table, the row it becomes when it is run, and what cases share."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from math import isnan, nan
from typing import Any, Literal, ParamSpec, TypeVar

Tag = Literal["ANALYTIC", "PUBLISHED", "EXTERNAL", "SELF"]
Given = ParamSpec("Given")
Made = TypeVar("Made")
_made: ContextVar[dict[Hashable, Any] | None] = ContextVar("made", default=None)


@dataclass(frozen=True)
class VerificationCase:
    """One number with a known value.

    ANALYTIC: a closed form; PUBLISHED: printed by others; EXTERNAL: other code;
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
class VerificationResult:
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

    @property
    def ratio_shown(self) -> str:
        """The ratio in digits, a dash where there is none."""
        return "–" if isnan(self.ratio) else f"{self.ratio:.6f}"


def run(case: VerificationCase, bars: bool = False) -> VerificationResult:
    """Run one case and compare; `bars` are estimated where a case has one, which takes longer."""
    value = float(case.run())
    scale = abs(case.target) or 1.0
    return VerificationResult(
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


def run_all(cases: Iterable[VerificationCase]) -> tuple[VerificationResult, ...]:
    """Run cases in their order."""
    with sharing():
        return tuple(run(case) for case in cases)


@contextmanager
def sharing() -> Iterator[None]:
    """While a table is run, what is `shared` is made once."""
    before = _made.set({})
    try:
        yield
    finally:
        _made.reset(before)


def shared(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """A function whose results several cases of a table read: made once while `sharing`."""

    @wraps(make)
    def found(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        made = _made.get()
        if made is None:
            return make(*args, **kwargs)
        key = make, args, tuple(sorted(kwargs.items()))
        if key not in made:
            made[key] = make(*args, **kwargs)
        known: Made = made[key]
        return known

    return found
