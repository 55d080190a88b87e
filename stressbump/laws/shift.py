"""Time and temperature: at T a relaxation takes a_T times as long as at the reference.

    Arrhenius   ln a = Q/R (1/T − 1/T_ref)
    WLF         log₁₀ a = −C₁ (T − T_ref)/(C₂ + T − T_ref), from T_ref up; Arrhenius below

M. L. Williams, R. F. Landel, J. D. Ferry, J. Am. Chem. Soc. 77 (1955) 3701. WLF holds from the glass
transition to some 100 K above; below, it would slow down without bound (its pole is at T_ref − C₂),
so that it does not come without what holds there.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Protocol

import numpy as np

from stressbump.laws.bounds import inside
from stressbump.laws.curve import ABSOLUTE_ZERO, Table, known


class Shift(Protocol):
    """How much longer relaxation takes at a temperature."""

    def log(self, T: np.ndarray) -> np.ndarray:
        """The value ln a at temperatures in °C."""

    def known(self, T: float) -> bool:
        """Whether it was measured at T °C."""


@dataclass(frozen=True)
class Arrhenius:
    """Q over R in K; a = 1 at the reference, °C."""

    Q: float
    reference: float

    def __post_init__(self) -> None:
        """Refuse what slows down as it warms."""
        inside("Q", self.Q, above=0.0)
        inside("reference", self.reference, above=ABSOLUTE_ZERO)

    def log(self, T: np.ndarray) -> np.ndarray:
        """The value ln a; see `Shift`."""
        return self.Q * (1 / (T - ABSOLUTE_ZERO) - 1 / (self.reference - ABSOLUTE_ZERO))

    def known(self, T: float) -> bool:
        """Everywhere."""
        return True


@dataclass(frozen=True)
class WLF:
    """C1, C2 in K from the reference (°C) up, and Q over R in K below it."""

    C1: float
    C2: float
    reference: float
    below: float

    def __post_init__(self) -> None:
        """Refuse what slows down as it warms."""
        inside("C1", self.C1, above=0.0)
        inside("C2", self.C2, above=0.0)
        Arrhenius(self.below, self.reference)

    def log(self, T: np.ndarray) -> np.ndarray:
        """The value ln a; see `Shift`."""
        above = np.maximum(T - self.reference, 0.0)
        cold = Arrhenius(self.below, self.reference).log(np.minimum(T, self.reference))
        return cold - log(10) * self.C1 * above / (self.C2 + above)

    def known(self, T: float) -> bool:
        """Up to 100 K above the reference."""
        return self.reference + 100 >= T


@dataclass(frozen=True)
class Shifts:
    """log₁₀ a at rising temperatures (°C), linear between them and held beyond: a master curve's."""

    table: Table

    def __post_init__(self) -> None:
        """Refuse what slows down as it warms."""
        for (cold, before), (warm, after) in pairwise(self.table.points):
            if after > before:
                raise ValueError(
                    f"log a rises from {before:g} at {cold:g} °C to {after:g} at {warm:g} °C; it may not"
                )

    def log(self, T: np.ndarray) -> np.ndarray:
        """The value ln a; see `Shift`."""
        return log(10) * np.interp(T, *np.transpose(self.table.points))

    def known(self, T: float) -> bool:
        """Between the ends of the table."""
        return known(self.table, T)


@dataclass(frozen=True)
class Unshifted:
    """Relaxation at one temperature, taken for all."""

    def log(self, T: np.ndarray) -> np.ndarray:
        """0; see `Shift`."""
        return np.zeros_like(T)

    def known(self, T: float) -> bool:
        """Everywhere."""
        return True


UNSHIFTED = Unshifted()
