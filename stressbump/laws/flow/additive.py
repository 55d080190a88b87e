"""Creep and plasticity side by side: inelastic strain rates add up under one stress.

    q + 3G [Δt Σ ε̇ᵢ(q) + Δp] = q_tr,   q = σ_y(p + Δp) where Δp > 0

Without yield, ln q is sought: the logarithm of the left side is convex in it, so that Newton's method
never fails. Where that q is more than the yield stress, Δp is sought, along which q is the yield stress.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log

import numpy as np

from stressbump.laws.flow import Flowed
from stressbump.laws.flow.creep import Term, log_rate
from stressbump.laws.flow.hardening import Hardening, strengths
from stressbump.laws.flow.roots import increasing
from stressbump.laws.traits import Trait, steady

WIDE = 700.0  # of the bracket for ln q


@dataclass(frozen=True)
class Additive:
    """Terms of creep, and perhaps a yield stress; either may be missing.

    Its variable, where there is a yield stress, is the plastic strain p alone, without creep.
    """

    creep: tuple[Term, ...] = ()
    plastic: Hardening | None = None

    def __post_init__(self) -> None:
        """Refuse nothing at all."""
        if not self.creep and self.plastic is None:
            raise ValueError("a flow rule needs a term of creep or a yield stress; it has neither")

    def fresh(self) -> tuple[float, ...]:
        """No plastic strain."""
        return () if self.plastic is None else (0.0,)

    def saturation(self, rate: float, T: float) -> float:
        """The stress of steady creep at a strain rate (1/s) and T °C, MPa; plasticity aside."""

        def excess(x: np.ndarray, _: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            found, slope = log_rate(self.creep, x, T)
            return found - log(rate), slope

        (x,) = increasing(excess, np.zeros(1), np.array([-WIDE]), np.array([WIDE]))
        return exp(x)

    def steady_rate(self, stress: float, T: float) -> float:
        """The creep rate (1/s) at a stress (MPa, > 0) and T °C; plasticity aside."""
        return float(np.exp(log_rate(self.creep, np.log([stress]), T)[0][0]))

    def traits(self, T: float) -> tuple[Trait, ...]:
        """Steady creep and yield stress, as far as there are; see `Flow`."""
        creep = steady(self, T) if self.creep else ()
        return creep if self.plastic is None else (*creep, *strengths(self.plastic, T))

    def flow(self, q: np.ndarray, G: float, T: float, dt: float, internal: np.ndarray) -> Flowed:
        """Δp, its slope and p at the end; see `Flow`."""
        end, increment, kept = self._creeping(q, G, T, dt)
        internal = internal.copy()
        if self.plastic is not None:
            yields = np.flatnonzero(end > self.plastic.strength(internal[0], T)[0])
            if len(yields):
                found = self._yielding(q[yields], G, T, dt, internal[0, yields])
                end[yields], kept[yields], internal[0, yields] = found
                increment[yields] = (q[yields] - end[yields]) / (3 * G)
        return Flowed(increment, (1 - kept) / (3 * G), internal)

    def _crept(self, log_q: np.ndarray, G: float, T: float, dt: float) -> tuple[np.ndarray, ...]:
        """Logarithm of 3G Δt Σ ε̇ at ln q, and its slope."""
        rate, slope = log_rate(self.creep, log_q, T)
        return rate + (log(3 * G * dt) if dt > 0 else -inf), slope

    def _creeping(self, q: np.ndarray, G: float, T: float, dt: float) -> tuple[np.ndarray, ...]:
        """q, Δp and dq/dq_tr by creep alone."""
        end, increment, kept = q.copy(), np.zeros_like(q), np.ones_like(q)
        loaded = np.flatnonzero(q > 0)
        if not len(loaded) or not self.creep or dt <= 0:
            return end, increment, kept
        top = np.log(q[loaded])

        def excess(x: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            crept, slope = self._crept(x, G, T, dt)
            total = np.logaddexp(x, crept)
            return total - top[index], 1 + np.exp(crept - total) * (slope - 1)

        x = increasing(excess, top, top - WIDE, top)
        crept, slope = self._crept(x, G, T, dt)
        end[loaded] = np.exp(x)
        little = crept < x
        increment[loaded] = np.where(
            little, np.exp(np.minimum(crept, x)), q[loaded] - end[loaded]
        ) / (3 * G)
        kept[loaded] = 1 / (1 + np.exp(np.minimum(crept - x, WIDE)) * slope)
        return end, increment, kept

    def _yielding(
        self, q: np.ndarray, G: float, T: float, dt: float, p: np.ndarray
    ) -> tuple[np.ndarray, ...]:
        """q, dq/dq_tr and p at the end where the yield stress is reached."""
        assert self.plastic is not None
        hardening = self.plastic

        def excess(dp: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            stress, H = hardening.strength(p[index] + dp, T)
            crept, slope = self._crept(np.log(stress), G, T, dt)
            with np.errstate(over="ignore", invalid="ignore"):
                crept = np.exp(crept)
                total = stress + 3 * G * dp + crept
                gain = H * (1 + crept / stress * slope) + 3 * G
                return np.log(total / q[index]), gain / total

        most = q / (3 * G)
        dp = increasing(excess, np.zeros_like(q), np.zeros_like(q), most, scale=most)
        stress, H = hardening.strength(p + dp, T)
        crept, slope = self._crept(np.log(stress), G, T, dt)
        share = H / (H * (1 + np.exp(crept) / stress * slope) + 3 * G)
        return stress, share, p + dp
