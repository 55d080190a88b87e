"""Yield stress over the equivalent plastic strain p, independent of rate.

    Linear   σ = σ₀ + H p
    Voce     σ = σ₀ + ΔE (1 − exp(−b p)) + H p
    Knots    straight lines between measured points, at one or more temperatures

No yield stress falls with p: softening has no width of its own and would end in one row of elements.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np

from stressbump.laws.bounds import LEAST, inside
from stressbump.laws.curve import Number, at
from stressbump.laws.traits import Trait


class Hardening(Protocol):
    """How far the elastic range reaches."""

    def strength(self, p: np.ndarray, T: float) -> tuple[np.ndarray, np.ndarray]:
        """Yield stress at T °C and its slope over p, MPa."""


@dataclass(frozen=True)
class LinearHardening:
    """First yield and H, both MPa; with H = 0 ideally plastic."""

    yield_stress: Number
    modulus: Number = 0.0

    def __post_init__(self) -> None:
        """Refuse what does not resist, and softening."""
        inside("yield_stress", self.yield_stress, above=0.0)
        inside("modulus", self.modulus, above=LEAST)

    def strength(self, p: np.ndarray, T: float) -> tuple[np.ndarray, np.ndarray]:
        """Yield stress and its slope, MPa."""
        H = at(self.modulus, T)
        return at(self.yield_stress, T) + H * p, np.full_like(p, H)


@dataclass(frozen=True)
class Voce:
    """First yield, the increase ΔE that strain saturates, and H, in MPa; b."""

    yield_stress: Number
    increase: Number
    b: float
    modulus: Number = 0.0

    def __post_init__(self) -> None:
        """Refuse what does not resist, and softening."""
        inside("yield_stress", self.yield_stress, above=0.0)
        inside("increase", self.increase, above=LEAST)
        inside("b", self.b, above=0.0)
        inside("modulus", self.modulus, above=LEAST)

    def strength(self, p: np.ndarray, T: float) -> tuple[np.ndarray, np.ndarray]:
        """Yield stress and its slope, MPa."""
        E, H = at(self.increase, T), at(self.modulus, T)
        gone = np.exp(-self.b * np.maximum(p, 0.0))
        return at(self.yield_stress, T) + E * (1 - gone) + H * p, E * self.b * gone + H


@dataclass(frozen=True)
class Knots:
    """Curves ((p, MPa), …) at rising temperatures (°C): linear in p and T, held beyond both ends."""

    curves: tuple[tuple[float, tuple[tuple[float, float], ...]], ...]

    def __post_init__(self) -> None:
        """Refuse curves that do not start at p = 0, do not rise in p or soften."""
        if not self.curves:
            raise ValueError("a table of yield stress needs at least one temperature")
        for (before, _), (after, _) in pairwise(self.curves):
            if after <= before:
                raise ValueError(
                    f"its temperatures go from {before:g} to {after:g} °C; they must rise"
                )
        for T, points in self.curves:
            if not points or points[0][0] != 0:
                raise ValueError(f"the yield stress at {T:g} °C must start at plastic strain 0")
            inside("the first yield stress", points[0][1], above=0.0)
            for (p, low), (later, high) in pairwise(points):
                if later <= p or high < low:
                    raise ValueError(
                        f"at {T:g} °C the yield stress goes from {low:g} MPa at {p:g} to {high:g} MPa at "
                        f"{later:g}; plastic strain must rise, and stress may not fall"
                    )

    def strength(self, p: np.ndarray, T: float) -> tuple[np.ndarray, np.ndarray]:
        """Yield stress and its slope, MPa."""
        knots, stress = self._at(T)
        slopes = np.append(np.diff(stress) / np.diff(knots), 0.0)
        span = np.searchsorted(knots, p, side="right") - 1
        return np.interp(p, knots, stress), slopes[np.maximum(span, 0)]

    def _at(self, T: float) -> tuple[np.ndarray, np.ndarray]:
        """The curve at T °C, on the knots of its neighbours together."""
        after = bisect_right([at_T for at_T, _ in self.curves], T)
        low, high = self.curves[max(after - 1, 0)], self.curves[min(after, len(self.curves) - 1)]
        weight = 0.0 if low[0] == high[0] else (T - low[0]) / (high[0] - low[0])
        knots = np.array(sorted({p for _, points in (low, high) for p, _ in points}))
        cold, warm = (np.interp(knots, *np.transpose(points)) for _, points in (low, high))
        return knots, (1 - weight) * cold + weight * warm


def strengths(hardening: Hardening, T: float) -> tuple[Trait, ...]:
    """First yield, and yield stress at a plastic strain of one per cent."""
    first, later = hardening.strength(np.array([0.0, 0.01]), T)[0]
    return Trait("first yield", "MPa", float(first)), Trait("yield at 1 %", "MPa", float(later))
