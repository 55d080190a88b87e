"""Lives that are a power of what a cycle does, and how lives of joints scatter about theirs.

    x = first · N^(−exponent)

J. Morrow's form (1965) where x is work, L. Coffin's and S. Manson's (1954) where it is a strain.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp


@dataclass(frozen=True)
class PowerLaw:
    """What fails in one cycle, `first`, in MPa or as a strain, and the exponent, both positive."""

    first: float
    exponent: float = 1.0

    def cycles(self, value: float) -> float:
        """Cycles to failure under a value (> 0) per cycle, in the unit of `first`."""
        if not value > 0:
            raise ValueError(f"a cycle's work or strain is {value:g}; it must be positive")
        return float((self.first / value) ** (1 / self.exponent))


@dataclass(frozen=True)
class Weibull:
    """Three-parameter scatter of joints of one characteristic life; before half of it none fails.

    R. Darveaux (2000). With β from 2 to 2.6 the first of four worst joints lives 0.75 to 0.79 times
    the characteristic life of one.
    """

    characteristic: float  # cycles
    slope: float = 2.6  # β

    @property
    def free(self) -> float:
        """Cycles before which no joint fails, N_ff = α/2."""
        return self.characteristic / 2

    def failed(self, cycles: float) -> float:
        """The share of joints that have failed by then."""
        past = max(cycles - self.free, 0.0) / (self.characteristic - self.free)
        return 1 - exp(-(past**self.slope))

    def first_of(self, joints: int = 4) -> float:
        """Characteristic life of the first of so many joints that are equally bad."""
        return float(self.free + (self.characteristic - self.free) * joints ** (-1 / self.slope))
