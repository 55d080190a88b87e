"""What a number of a user's material may be, and how a wrong one is told."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from stressbump.errors import MaterialError
from stressbump.laws import Table
from stressbump.laws.curve import ABSOLUTE_ZERO


@dataclass(frozen=True)
class Limits:
    """The numbers allowed, from `low` (itself excluded if `above`) to `high`, in `unit`."""

    low: float
    high: float
    unit: str = ""
    above: bool = False
    hint: Callable[[float], str] = lambda _: ""

    def __str__(self) -> str:
        """The limits in words."""
        start = f"above {self.low:g} and up to" if self.above else f"{self.low:g} to"
        return f"{start} {self.high:g} {self.unit}".strip()

    def number(self, value: Any, what: str) -> float:
        """The value as a float, or a MaterialError that says what stands there."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not isfinite(value):
            raise MaterialError(f"{what} is {value!r}; allowed is a number, {self}")
        if hint := self.hint(value):
            raise MaterialError(f"{what} is {value:g}, which {hint}; allowed is {self}")
        if not self.low <= value <= self.high or (self.above and value == self.low):
            raise MaterialError(f"{what} is {value:g}; allowed is {self}")
        return float(value)

    def number_or_table(self, value: Any, what: str, scale: float) -> float | Table:
        """The value times `scale`, or the table [[°C, value], ...] of such."""
        if not isinstance(value, list | tuple):
            return self.number(value, what) * scale
        rows = []
        for i, row in enumerate(value, 1):
            here = f"{what}, row {i}"
            if not isinstance(row, list | tuple) or len(row) != 2:
                raise MaterialError(f"{here} is {row!r}; allowed is [temperature in °C, value]")
            rows.append(
                (TEMPERATURE.number(row[0], f"{here}, temperature"), self.number(row[1], here))
            )
        try:
            return Table.of(scale, *rows)
        except ValueError as problem:
            raise MaterialError(f"{what}: {problem}") from None


def _in_pascal_or_so(value: float) -> str:
    return "looks like Pa" if value > MPA.high else ""


def _no_strength(value: float) -> str:
    return "looks like Pa" if value > STRENGTH.high else ""


def _in_mpa(value: float) -> str:
    return "looks like MPa or Pa" if value > GPA.high else ""


def _per_kelvin(value: float) -> str:
    return f"looks like 1/K: write {value * 1e6:g}" if 0 < abs(value) < 1e-3 else ""


TEMPERATURE = Limits(ABSOLUTE_ZERO, 3000.0, "°C")
MPA = Limits(1e-3, 2e6, "MPa", hint=_in_pascal_or_so)
GPA = Limits(1e-6, 2e3, "GPa", hint=_in_mpa)
STRENGTH = Limits(1e-3, 2e4, "MPa", hint=_no_strength)
POISSON = Limits(-1.0, 0.5, above=True)
EXPANSION = Limits(-20.0, 500.0, "ppm/K", hint=_per_kelvin)
ELONGATION = Limits(-1e5, 5e5, "ppm")
SHARE = Limits(0.0, 1.0, above=True)
