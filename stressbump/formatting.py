"""Numbers as they are told, by the terminal and by a page alike: how many digits, and the bar."""

from __future__ import annotations

import math

SMALLEST, LARGEST = -4, 5  # powers of ten that are told without an exponent
NEAR_ZERO = "not clear of zero"  # of what cannot be below it, within its bar
PRINTED_AS_ZERO = 1e-7  # of a value's scale; von Mises stresses without mismatch are a tenth of it


def digits(value: float, count: int = 3) -> str:
    """So many digits, without an exponent from 1e-4 to 1e6."""
    return f"{float(f'{value:.{count}g}'):g}"


def number(value: float | None) -> str:
    """Four digits, a dash for none."""
    return "–" if value is None else digits(value, 4)


def cleared(value: float | None, scale: float | None) -> float | None:
    """The value, but 0 for what is only round-off beside its scale."""
    return 0.0 if value and scale and abs(value) < PRINTED_AS_ZERO * scale else value


def with_bar(
    value: float | None,
    bar: float | None,
    bounded_above: bool = False,
    scale: float | None = None,
) -> str:
    """`41.2 ± 0.6`: one digit of the bar, rounded up, and the value to the same place.

    A bar that begins with 1 keeps two: `41.23 ± 0.11`, as rounding would nearly double it.
    `41.2 + 0 − 0.6` where the value is bounded above: its bar reaches down only. What is only
    round-off counts as 0 beside a scale, and no bar is told below round-off of its own value.
    """
    value = cleared(value, scale)
    if value is None or bar is None:
        return number(value)
    bar = max(bar, PRINTED_AS_ZERO * abs(value)) if value else cleared(bar, scale)
    sign = "+ 0 −" if bounded_above else "±"
    if not bar:
        return f"0 {sign} 0"
    place = math.floor(math.log10(bar))
    if bar < 2 * 10.0**place:
        place -= 1
    up = math.ceil(bar / 10.0**place - 1e-9) * 10.0**place
    rounded = round(value / 10.0**place) * 10.0**place
    large = math.floor(math.log10(max(abs(rounded), up)))
    if not SMALLEST <= large <= LARGEST:
        decimals = math.floor(math.log10(abs(rounded))) - place if rounded else 0
        told = f"{rounded:.{decimals}e}" if rounded else "0"
        return f"{told} {sign} {up:.2g}"
    decimals = max(-place, 0)
    return f"{round(value, -place) + 0.0:.{decimals}f} {sign} {up:.{decimals}f}"


def percent(share: float | None, bar: float | None = None) -> str:
    """A fraction as per cent, with its bar if it has one."""
    if share is None:
        return "–"
    if bar is None:
        return f"{round(100 * share, 1) + 0.0:.1f} %"
    return f"{with_bar(100 * share, 100 * bar, scale=100)} %"
