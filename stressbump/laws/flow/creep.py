"""Steady creep, as terms that add up.

    Power   ε̇ = A (σ/M)^n exp(−Q/RT)          Norton's law with M = 1 MPa
    Sinh    ε̇ = A [sinh(α σ/M)]^n exp(−Q/RT)  Garofalo's law

M is 1 MPa or a modulus over temperature, as some sources divide the stress by one. A term answers in
logarithms: a trial stress may ask for rates that no number holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log
from typing import Protocol

import numpy as np

from stressbump.laws.bounds import LEAST, inside
from stressbump.laws.curve import ABSOLUTE_ZERO, Number, at
from stressbump.laws.flow.logs import log_sinh


class Term(Protocol):
    """A strain rate that a stress alone decides."""

    def log_rate(self, log_q: np.ndarray, T: float) -> tuple[np.ndarray, np.ndarray]:
        """The value ln ε̇ (1/s) at ln σ (MPa) and T °C, and its slope; convex in ln σ."""


@dataclass(frozen=True)
class Power:
    """A in 1/s (over temperature where a source has it so), n, Q over R in K; M in MPa."""

    A: Number
    n: float
    Q: float
    modulus: Number = 1.0

    def __post_init__(self) -> None:
        """Refuse what creeps backwards."""
        _checked(self.A, self.n, self.Q, self.modulus)

    def log_rate(self, log_q: np.ndarray, T: float) -> tuple[np.ndarray, np.ndarray]:
        """The value ln ε̇ and its slope; see `Term`."""
        start = _arrhenius(self.A, self.Q, T) - self.n * log(at(self.modulus, T))
        return start + self.n * log_q, np.full_like(log_q, self.n)


@dataclass(frozen=True)
class Sinh:
    """A in 1/s (over temperature where a source has it so), α, n, Q over R in K; M in MPa."""

    A: Number
    alpha: float
    n: float
    Q: float
    modulus: Number = 1.0

    def __post_init__(self) -> None:
        """Refuse what creeps backwards."""
        _checked(self.A, self.n, self.Q, self.modulus)
        inside("alpha", self.alpha, above=0.0)

    def log_rate(self, log_q: np.ndarray, T: float) -> tuple[np.ndarray, np.ndarray]:
        """The value ln ε̇ and its slope; see `Term`."""
        x = self.alpha / at(self.modulus, T) * np.exp(log_q)
        return _arrhenius(self.A, self.Q, T) + self.n * log_sinh(x), self.n * x / np.tanh(x)


def log_rate(terms: tuple[Term, ...], log_q: np.ndarray, T: float) -> tuple[np.ndarray, np.ndarray]:
    """Logarithm of the sum of the terms' rates and its slope; −∞ without terms."""
    total, slope = np.full_like(log_q, -inf), np.zeros_like(log_q)
    for term in terms:
        log_rate, its_slope = term.log_rate(log_q, T)
        share = 1 / (1 + np.exp(np.minimum(total - log_rate, 700)))
        total = np.logaddexp(total, log_rate)
        slope += share * (its_slope - slope)
    return total, slope


def _arrhenius(A: Number, Q: float, T: float) -> float:
    return log(at(A, T)) - Q / (T - ABSOLUTE_ZERO)


def _checked(A: Number, n: float, Q: float, modulus: Number) -> None:
    inside("A", A, above=0.0)
    inside("n", n, above=0.0)
    inside("Q", Q, above=LEAST)
    inside("modulus", modulus, above=0.0)
