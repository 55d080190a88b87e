"""Lives and factors out of temperatures and a given strain range: no field solution is used.

Engelmaier (IPC-9701)   N = ½ (Δγ / 2ε'f)^(1/c),   c = −0.442 − 6e-4 T̄ + 0.0174 ln(1 + 360 / t_d)
Coffin–Manson           N = ½ (Δγ / 2ε'f)^(1/c)    with c of one's own
Norris–Landzberg        N_u / N_t = (ΔT_t/ΔT_u)^n (f_u/f_t)^m exp[E (1/T_u − 1/T_t)]

with Δγ the joint's shear strain range per cycle, ε'f = 0.325, T̄ the cycle's mean temperature in °C, t_d
the dwell in minutes; of a test (t) and of use (u): ΔT the range, f cycles a day, T the hot end in K.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import exp, log

from stressbump.laws.curve import ABSOLUTE_ZERO
from stressbump.process.profile import Cycle

DUCTILITY = 0.325  # ε'f of tin-lead
EXPONENT = -0.5  # c of Coffin-Manson; among authors -0.3 to -0.7
DAY = 1440.0  # minutes


@dataclass(frozen=True)
class Exposure:
    """What thermal cycles are, as laws without a field see them: °C, minutes at each end, cycles a day."""

    low: float
    high: float
    dwell_min: float
    per_day: float

    @property
    def mean(self) -> float:
        """Middle of the two temperatures, °C."""
        return (self.low + self.high) / 2


def exposure(cycle: Cycle) -> Exposure:
    """Of a settled cycle; the dwell is half of the time at rest."""
    start = cycle.corners(0.0)[-1][1]
    corners = cycle.corners(start)
    degrees = [start, *(T for _, T in corners)]
    seconds = [s for s, _ in corners]
    rest = sum(s for s, (a, b) in zip(seconds, pairwise(degrees), strict=True) if a == b)
    return Exposure(min(degrees), max(degrees), rest / 120, DAY * 60 / sum(seconds))


def coffin_manson(shear: float, exponent: float = EXPONENT, ductility: float = DUCTILITY) -> float:
    """Cycles to failure under a strain range (> 0)."""
    if not shear > 0:
        raise ValueError(f"a strain range is {shear:g}; it must be positive")
    return float(0.5 * (shear / (2 * ductility)) ** (1 / exponent))


def engelmaier(shear: float, of: Exposure) -> float:
    """Cycles until half of the joints have failed, under a shear strain range (> 0)."""
    if not of.dwell_min > 0:
        raise ValueError("a cycle without dwell; Engelmaier's exponent takes its minutes")
    c = -0.442 - 6e-4 * of.mean + 0.0174 * log(1 + 360 / of.dwell_min)
    return coffin_manson(shear, c)


@dataclass(frozen=True)
class Acceleration:
    """Norris and Landzberg's constants of an alloy: n, m and E in K."""

    n: float
    m: float
    E: float

    def factor(self, test: Exposure, use: Exposure) -> float:
        """How many times as many cycles joints live in use as in the test."""
        ranges = (test.high - test.low) / (use.high - use.low)
        hot = 1 / (use.high - ABSOLUTE_ZERO) - 1 / (test.high - ABSOLUTE_ZERO)
        return float(ranges**self.n * (use.per_day / test.per_day) ** self.m * exp(self.E * hot))


TIN_LEAD, SAC = Acceleration(1.9, 1 / 3, 1414.0), Acceleration(2.65, 0.136, 2185.0)
