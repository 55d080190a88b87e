"""A creep term of one's own: diffusion along grain boundaries, which fine-grained joints have.

    ε̇ = A σ / (T d³) exp(−Q/RT)

R. L. Coble, J. Appl. Phys. 34 (1963) 1679.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from stressbump.laws.curve import ABSOLUTE_ZERO


@dataclass(frozen=True)
class Coble:
    """A in K µm³/(MPa s), Q over R in K, size of grains d in µm."""

    A: float
    Q: float
    grain: float

    def log_rate(self, log_q: np.ndarray, T: float) -> tuple[np.ndarray, np.ndarray]:
        """The logarithm of the rate (1/s) over that of the stress (MPa) at T °C, and its slope."""
        kelvin = T - ABSOLUTE_ZERO
        start = log(self.A / (kelvin * self.grain**3)) - self.Q / kelvin
        return start + log_q, np.ones_like(log_q)
