"""Lists of numbers in which none may stand twice: end temperatures and averaging lengths."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

Numbers = TypeVar("Numbers", bound=Iterable[float])


def ends_once(ends: Numbers) -> Numbers:
    """End temperatures in °C; ValueError where one stands twice, alone or as one of a range."""
    if (twice := _twice(ends)) is not None:
        raise ValueError(
            f"{twice:g} °C stands twice (one of a range counts too); a temperature that comes back is"
            " a cycle, history.cycle"
        )
    return ends


def lengths_once(lengths_um: Numbers) -> Numbers:
    """Lengths in µm; ValueError where one stands twice."""
    if (twice := _twice(lengths_um)) is not None:
        raise ValueError(f"{twice:g} µm stands twice; each length is wanted once")
    return lengths_um


def _twice(numbers: Iterable[float]) -> float | None:
    known = set[float]()
    for number in numbers:
        if number in known:
            return number
        known.add(number)
    return None
