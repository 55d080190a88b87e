"""One material point on its way through strain and temperature: a bar, a film, a sheared block.

Alexander's rule takes two backward Euler stages a step and is of second order:

    q₁ = q_n + γΔt k₁,   q_{n+1} = q_n + (1 − γ)Δt k₁ + γΔt k₂,   γ = 1 − √½

R. Alexander, SIAM J. Numer. Anal. 14 (1977) 1006.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from stressbump.laws.memory import Advance, Memory

GAMMA = 1 - 0.5**0.5
TIMES = 60  # Newton steps until nothing is left where there is no stress
NOTHING = 1e-14  # of the biaxial modulus

Path = Callable[[float], tuple[float, float]]  # of time: strain and °C


@dataclass(frozen=True)
class Specimen:
    """The components that are strained alike, and those that are free."""

    driven: tuple[int, ...]
    free: tuple[int, ...]


BAR = Specimen((0,), (1, 2))
FILM = Specimen((0, 2), (1,))
BLOCK = Specimen((3,), ())


def relaxed(
    law: Memory,
    state: np.ndarray,
    strain: np.ndarray,
    T: float,
    dt: float,
    free: Sequence[int],
    stress: float | np.ndarray = 0.0,
) -> tuple[Advance, np.ndarray]:
    """A step in which the components `free` come to a given stress, and the whole strain (6, 1)."""
    strain, these = strain.copy(), list(free)
    small = NOTHING * law.moduli(T).biaxial
    for _ in range(TIMES):
        step = law.advance(state, strain, T, dt)
        residual = (step.stress - stress)[these]
        if np.abs(residual).max(initial=0.0) < small:
            return step, strain
        strain[these] -= np.linalg.solve(step.tangent[np.ix_(these, these)][:, :, 0], residual)
    raise RuntimeError(f"no equilibrium of a point after {TIMES} steps of Newton's method")


class Point:
    """A newborn point, to be led along; `order` 1 or 2 in time."""

    def __init__(self, law: Memory, specimen: Specimen, order: int = 2) -> None:
        self.law, self.specimen, self.order = law, specimen, order
        self.state, self.strain = law.fresh(1), np.zeros((6, 1))
        self.stress = np.zeros(6)  # MPa
        self.work = self.flowed = 0.0  # MPa, and the sum of equivalent inelastic strain

    def along(self, path: Path, times: Sequence[float] | np.ndarray) -> Point:
        """Through the times, the path straight between them."""
        for start, end in pairwise(times):
            self._to(path(start), path(end), end - start)
        return self

    def _to(self, before: tuple[float, float], after: tuple[float, float], dt: float) -> None:
        if self.order == 1:
            self._stage(self.state, after, dt, 1.0)
            return
        old = self.state
        middle = [a + GAMMA * (b - a) for a, b in zip(before, after, strict=True)]
        first = self._stage(old, (middle[0], middle[1]), GAMMA * dt, (1 - GAMMA) / GAMMA)
        base = old + (1 - GAMMA) / GAMMA * (first.state - old)
        self._stage(base, after, GAMMA * dt, 1.0)

    def _stage(
        self, base: np.ndarray, at: tuple[float, float], dt: float, weight: float
    ) -> Advance:
        self.strain[list(self.specimen.driven)] = at[0]
        step, self.strain = relaxed(self.law, base, self.strain, at[1], dt, self.specimen.free)
        self.state, self.stress = step.state, step.stress[:, 0]
        self.work += weight * float(step.dissipated[0])
        self.flowed += weight * float(step.increment[0])
        return step


def graded(start: float, end: float, steps: int, power: float = 2.0) -> np.ndarray:
    """Times that are dense at the start."""
    return start + (end - start) * np.linspace(0, 1, steps + 1) ** power
