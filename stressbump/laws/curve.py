"""Numbers that depend on temperature: a constant, or a curve held constant beyond its ends.

A curve is known from `low` to `high` (°C). Beyond, its end value is held; callers who care ask
`known(number, T)`. Every curve gives its value and its exact antiderivative.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite
from typing import Protocol, runtime_checkable

import numpy as np

ABSOLUTE_ZERO = -273.15  # °C


@runtime_checkable
class Curve(Protocol):
    """A number over temperature (°C), known between `low` and `high`."""

    @property
    def low(self) -> float:
        """The lowest temperature at which the curve is known, °C."""

    @property
    def high(self) -> float:
        """The highest temperature at which the curve is known, °C."""

    def at(self, T: float) -> float:
        """The value at T °C; beyond the ends, the end's value."""


class Integrable(Curve, Protocol):
    """A curve with an antiderivative between its ends."""

    def antiderivative(self, T: float) -> float:
        """∫ value dT up to T °C from a fixed temperature; low ≤ T ≤ high."""


Number = float | Curve


@dataclass(frozen=True)
class Table:
    """Values at rising temperatures (°C), linear between them: ((T, value), ...)."""

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        """Refuse a table that is empty, unsorted, colder than absolute zero or not finite."""
        if not self.points:
            raise ValueError("a table over temperature needs at least one row (°C, value)")
        for T, value in self.points:
            if not (isfinite(T) and isfinite(value)):
                raise ValueError(f"a table's row is ({T}, {value}); both must be finite numbers")
            if T < ABSOLUTE_ZERO:
                raise ValueError(f"a table starts at {T:g} °C, below {ABSOLUTE_ZERO} °C")
        for (before, _), (after, _) in pairwise(self.points):
            if after <= before:
                raise ValueError(
                    f"a table's temperatures go from {before:g} to {after:g} °C; they must rise"
                )

    @classmethod
    def of(cls, unit: float, *points: tuple[float, float]) -> "Table":
        """The table of (°C, value in `unit`): ``Table.of(GPa, (25, 23.5), (240, 1.76))``."""
        return cls(tuple((float(T), value * unit) for T, value in points))

    @classmethod
    def of_kelvin(cls, unit: float, *points: tuple[float, float]) -> "Table":
        """The table of (K, value in `unit`), as much of the literature gives it."""
        return cls.of(unit, *((T + ABSOLUTE_ZERO, value) for T, value in points))

    @classmethod
    def line(
        cls, unit: float, start: float, slope: float, between: tuple[float, float], zero: float = 0
    ) -> "Table":
        """The line start + slope·(T − zero) in `unit`, known between two temperatures in °C.

        ``zero=ABSOLUTE_ZERO`` for a line over kelvin.
        """
        return cls.of(unit, *((T, start + slope * (T - zero)) for T in between))

    @property
    def low(self) -> float:
        """The first row's temperature, °C."""
        return self.points[0][0]

    @property
    def high(self) -> float:
        """The last row's temperature, °C."""
        return self.points[-1][0]

    def at(self, T: float) -> float:
        """The value at T °C, linear between rows."""
        temperatures, numbers = zip(*self.points, strict=True)
        return float(np.interp(T, temperatures, numbers))

    def antiderivative(self, T: float) -> float:
        """∫ value dT from the first row to T °C, by the trapezoids the table is made of."""
        below = [point for point in self.points if point[0] < T]
        path = [*below, (T, self.at(T))]
        return sum((b[1] + a[1]) / 2 * (b[0] - a[0]) for a, b in pairwise(path))


@dataclass(frozen=True)
class Slopes:
    """The slope of a table between its rows: α out of ΔL/L; on a row that of what follows."""

    table: Table

    def __post_init__(self) -> None:
        """Refuse a table that has no slope."""
        if len(self.table.points) < 2:
            raise ValueError("a slope needs two rows (°C, value) at the least")

    @property
    def low(self) -> float:
        """The first row's temperature, °C."""
        return self.table.low

    @property
    def high(self) -> float:
        """The last row's temperature, °C."""
        return self.table.high

    def at(self, T: float) -> float:
        """The slope at T °C, per K."""
        rows = self.table.points
        n = sum(row <= T for row, _ in rows[1:-1])
        return (rows[n + 1][1] - rows[n][1]) / (rows[n + 1][0] - rows[n][0])

    def antiderivative(self, T: float) -> float:
        """The table itself."""
        return self.table.at(T)


@dataclass(frozen=True)
class Polynomial:
    """Σ coefficients[i]·T**i, T in kelvin; known from `low` to `high` °C."""

    coefficients: tuple[float, ...]
    low: float
    high: float

    def at(self, T: float) -> float:
        """The value at T °C."""
        kelvin = np.clip(T, self.low, self.high) - ABSOLUTE_ZERO
        return float(np.polynomial.Polynomial(self.coefficients)(kelvin))

    def antiderivative(self, T: float) -> float:
        """∫ value dT from absolute zero to T °C."""
        return float(np.polynomial.Polynomial(self.coefficients).integ()(T - ABSOLUTE_ZERO))


@dataclass(frozen=True)
class Saturating:
    """a·(1 − exp(−b·(T − c))) + d·T, T and c in kelvin; known from `low` to `high` °C."""

    a: float
    b: float
    c: float
    d: float
    low: float
    high: float

    def at(self, T: float) -> float:
        """The value at T °C."""
        kelvin = float(np.clip(T, self.low, self.high)) - ABSOLUTE_ZERO
        return float(self.a * (1 - np.exp(-self.b * (kelvin - self.c))) + self.d * kelvin)

    def antiderivative(self, T: float) -> float:
        """∫ value dT: a·(T + exp(−b·(T − c))/b) + d·T²/2."""
        kelvin = T - ABSOLUTE_ZERO
        decay = np.exp(-self.b * (kelvin - self.c)) / self.b
        return float(self.a * (kelvin + decay) + self.d * kelvin**2 / 2)


@dataclass(frozen=True)
class Composed:
    """A function of other numbers, evaluated at the same temperature: E of (G, K), say."""

    function: Callable[..., float]
    numbers: tuple[Number, ...]

    @property
    def low(self) -> float:
        """The highest of the numbers' low ends, °C."""
        return max(span(number)[0] for number in self.numbers)

    @property
    def high(self) -> float:
        """The lowest of the numbers' high ends, °C."""
        return min(span(number)[1] for number in self.numbers)

    def at(self, T: float) -> float:
        """The value at T °C."""
        return self.function(*(at(number, T) for number in self.numbers))


def at(number: Number, T: float) -> float:
    """The value of a constant or a curve at T °C."""
    if isinstance(number, float):  # asked first: a protocol is slow to ask for
        return number
    return number.at(T) if isinstance(number, Curve) else number


def span(number: Number) -> tuple[float, float]:
    """The temperatures (°C) between which a number is known; a constant is known everywhere."""
    return (number.low, number.high) if isinstance(number, Curve) else (-inf, inf)


def known(number: Number, T: float) -> bool:
    """Whether T °C lies where the number is known rather than held."""
    low, high = span(number)
    return low <= T <= high


def integrate(number: float | Integrable, T0: float, T1: float) -> float:
    """∫ value dT from T0 to T1 °C, exactly; beyond a curve's ends its end values are held."""
    if not isinstance(number, Curve):
        return number * (T1 - T0)
    return _extrapolated_antiderivative(number, T1) - _extrapolated_antiderivative(number, T0)


def _extrapolated_antiderivative(curve: Integrable, T: float) -> float:
    inside = min(max(T, curve.low), curve.high)
    return curve.antiderivative(inside) + curve.at(inside) * (T - inside)


def knots(number: Number) -> tuple[float, ...]:
    """The temperatures (°C) that tell a number: a table's rows, samples of a smooth curve."""
    if isinstance(number, Table):
        return tuple(T for T, _ in number.points)
    if isinstance(number, Slopes):
        return knots(number.table)
    if isinstance(number, Composed):
        return tuple(sorted({T for part in number.numbers for T in knots(part)}))
    if isinstance(number, Curve):
        return tuple(float(T) for T in np.linspace(number.low, number.high, 33))
    return ()


def values(number: Number) -> tuple[float, ...]:
    """The number at its knots; a constant alone."""
    return tuple(at(number, T) for T in knots(number) or (25.0,))
