"""Anand's law: a single hardness s that rises or falls towards that of steady flow.

    ε̇ = A exp(−Q/RT) [sinh(ξ σ/s)]^{1/m},   z = (ε̇/A) exp(Q/RT)
    ṡ = h₀ |1 − s/s*|^a sgn(1 − s/s*) ε̇,    s* = ŝ z^n

S. B. Brown, K. H. Kim, L. Anand, Int. J. Plasticity 5 (1989) 95. The step is solved for ln Δp with the
flow stress in its inverse form, σ = (s/ξ) asinh(z^m), and s from its own equation inside.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import exp, inf, isfinite, log

import numpy as np

from stressbump.laws.curve import ABSOLUTE_ZERO
from stressbump.laws.flow import Flowed
from stressbump.laws.flow.logs import log_sinh
from stressbump.laws.flow.roots import increasing
from stressbump.laws.traits import Trait, steady

NOTHING = log(1e-13)  # of the elastic strain, below which a point does not flow in a step
WIDE = 40.0  # of the bracket for ln Δp
SOFTEST = (
    1e-2  # of s0: rules of second order begin a stage at an extrapolated s, which may be negative
)
CLOSE = 1e-3  # to s*, relative: with a < 1 Newton's steps begin endlessly small there
STEADY = 1e-30  # |1 − s/s*| is no less: with a < 1 the slope has no bound there


@dataclass(frozen=True)
class Anand:
    """The nine constants: s0, h0, s_hat in MPa, Q over R in K, A in 1/s; fitted to tension."""

    s0: float
    Q: float
    A: float
    xi: float
    m: float
    h0: float
    s_hat: float
    n: float
    a: float

    def __post_init__(self) -> None:
        """Refuse constants of no solid: all positive, h0 and n perhaps 0, m at most 1."""
        for field in fields(self):
            value, least = getattr(self, field.name), field.name in ("h0", "n")
            if not isfinite(value) or value < 0 or (value == 0 and not least):
                allowed = "0 or more" if least else "above 0"
                raise ValueError(f"{field.name} is {value:g}; it must be {allowed}")
        if self.m > 1:
            raise ValueError(f"m is {self.m:g}; it must be above 0 and at most 1")

    def fresh(self) -> tuple[float, ...]:
        """The hardness s of a newborn: s0."""
        return (self.s0,)

    def saturation(self, rate: float, T: float) -> float:
        """The stress of steady flow at a strain rate (1/s) and T °C, MPa."""
        log_z = np.log(rate / self.A) + self.Q / (T - ABSOLUTE_ZERO)
        with np.errstate(over="ignore"):
            s = self.s_hat * np.exp(self.n * log_z)
            return float(s / self.xi * np.arcsinh(np.exp(self.m * log_z)))

    def steady_rate(self, stress: float, T: float) -> float:
        """The strain rate (1/s) of steady flow at a stress (MPa, > 0) and T °C."""

        def excess(x: np.ndarray, _: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            p = np.exp(self.m * x)
            value = self.n * x + np.log(self.s_hat / self.xi * np.arcsinh(p) / stress)
            return value, self.n + self.m * p / np.sqrt(1 + p**2) / np.arcsinh(p)

        ends = np.array([-300.0]), np.array([300.0])
        (log_z,) = increasing(excess, np.zeros(1), *ends)
        return self.A * exp(log_z - self.Q / (T - ABSOLUTE_ZERO))

    def traits(self, T: float) -> tuple[Trait, ...]:
        """Steady flow; see `Flow`."""
        return steady(self, T)

    def flow(self, q: np.ndarray, G: float, T: float, dt: float, internal: np.ndarray) -> Flowed:
        """Δp, its slope and s at the end; see `Flow`."""
        increment, slope = np.zeros_like(q), np.zeros_like(q)
        s = np.maximum(internal[0], SOFTEST * self.s0)
        scale = log(self.A) - self.Q / (T - ABSOLUTE_ZERO) + (log(dt) if dt > 0 else -inf)
        with np.errstate(divide="ignore"):
            most = np.log(q / (3 * G))
            trial = scale + log_sinh(self.xi * q / s) / self.m
        start = np.minimum(trial, most)
        flows = np.flatnonzero(start > most + NOTHING)
        if len(flows):
            step = _AnandStep(self, q[flows], G, scale, s[flows])
            y = increasing(step, start[flows], most[flows] - WIDE, most[flows])
            _, gain, s[flows] = step.at(y, np.arange(len(flows)))
            increment[flows] = np.exp(y)
            slope[flows] = increment[flows] / (gain + 3 * G * increment[flows])
        return Flowed(increment, slope, s[None])


class _AnandStep:
    """The points that flow in one step, as functions of y = ln Δp."""

    def __init__(self, law: Anand, q: np.ndarray, G: float, scale: float, s: np.ndarray) -> None:
        self.law, self.q, self.G, self.scale, self.before = law, q, G, scale, s
        self.s = s.copy()  # where the inner search begins: where it last ended

    def __call__(self, y: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Logarithm of (σ + 3G Δp)/q_tr, and its slope: rises with y."""
        stress, gain, _ = self.at(y, index)
        elastic = 3 * self.G * np.exp(y)
        return np.log((stress + elastic) / self.q[index]), (gain + elastic) / (stress + elastic)

    def at(self, y: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, ...]:
        """σ, dσ/dy and s."""
        law, dp = self.law, np.exp(y)
        log_z = y - self.scale
        p = np.exp(law.m * log_z)
        sinh_inverse = np.arcsinh(p)
        s, ds = self.hardness(dp, law.s_hat * np.exp(law.n * log_z), index)
        gain = (sinh_inverse * dp * ds + s * law.m * p / np.sqrt(1 + p * p)) / law.xi
        return s / law.xi * sinh_inverse, gain, s

    def hardness(
        self, dp: np.ndarray, steady: np.ndarray, index: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Hardness s at the end of the step and ds/dΔp, that of s* = `steady` with it."""
        law, before = self.law, self.before[index]

        def excess(s: np.ndarray, some: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            away, power = self._away(s / steady[some])
            value = s - before[some] - law.h0 * dp[some] * power * away
            return value, 1 + law.h0 * dp[some] * law.a * power / steady[some]

        low, high = np.minimum(before, steady), np.maximum(before, steady)
        start = np.clip(self.s[index], low, high)
        start = np.where(np.abs(start - steady) > CLOSE * steady, start, before)
        s = increasing(excess, start, low, high, scale=high)
        self.s[index] = s
        away, power = self._away(s / steady)
        follow = law.h0 * law.a * power / steady
        ds = (law.h0 * power * away + follow * s * law.n) / (1 + follow * dp)
        return s, ds

    def _away(self, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """1 − s/s*, and its size to the power a − 1."""
        away = 1 - share
        return away, np.maximum(np.abs(away), STEADY) ** (self.law.a - 1)
