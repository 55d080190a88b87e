"""What every law asks of its numbers: a range, and whether they are known at a temperature."""

from math import inf, isfinite

from stressbump.laws.curve import Number, knots, known, values
from stressbump.laws.expansion import Cte, Expansion

LEAST = -1e-300  # as a bound: 0 is allowed


def inside(name: str, number: Number, above: float = -inf, up_to: float = inf) -> None:
    """Refuse a number with a value that is not finite or not in (above, up_to]."""
    for value in values(number):
        if not isfinite(value) or not above < value <= up_to:
            limit = f"above {above:g}" + (f" and at most {up_to:g}" if up_to < inf else "")
            raise ValueError(f"{name} is {value:g}; it must be {limit}")


def extrapolated(T: float, **numbers: Number | Cte) -> tuple[str, ...]:
    """The names of the numbers that are extrapolated at T °C, not known."""
    curves = {n: v.curve if isinstance(v, Expansion) else v for n, v in numbers.items()}
    return tuple(name for name, number in curves.items() if not known(number, T))


def corners(*numbers: Number) -> tuple[float, ...]:
    """The temperatures (°C) at which a law of these numbers is tried; 25 °C for constants."""
    return tuple(sorted({T for number in numbers for T in knots(number)} or {25.0}))
