"""Resins that cure while they are strained: degree of cure x, shrinkage and glass transition.

    ẋ = (A₁ exp(−Q₁/RT) + A₂ exp(−Q₂/RT) x^m) (1 − x)^n                        Kamal
    (T_g − T_g0)/(T_g1 − T_g0) = λx/(1 − (1 − λ)x)                              DiBenedetto

The free strain is that of the law held and the shrinkage −S (x − x_birth), isotropic. A relaxation that is
held goes at the shift of T + T_g1 − T_g(x): a resin half cured is as soft as a cured one is hot.

M. R. Kamal, Polym. Eng. Sci. 14 (1974) 231; A. T. DiBenedetto, J. Polym. Sci. B 25 (1987) 1949.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from stressbump.laws.bounds import LEAST, inside
from stressbump.laws.curve import ABSOLUTE_ZERO
from stressbump.laws.flow.roots import increasing
from stressbump.laws.memory import Advance, Memory, OnElastic
from stressbump.laws.traits import Trait
from stressbump.laws.viscoelastic import Viscoelastic

LEAST_CONVERSION = 1e-12  # x, and 1 - x, where a power of it has no slope at 0
HOUR = 3600.0  # s


@dataclass(frozen=True)
class Kamal:
    """A in 1/s, Q over R in K; the first pair starts by itself, the second is helped by what is cured."""

    A2: float
    Q2: float
    m: float
    n: float
    A1: float = 0.0
    Q1: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what goes backwards."""
        for field in fields(self):
            inside(field.name, getattr(self, field.name), above=0.0 if field.name == "n" else LEAST)

    def rate(self, x: np.ndarray, T: float) -> tuple[np.ndarray, np.ndarray]:
        """ẋ (1/s) at T °C, and its slope over x."""
        kelvin = T - ABSOLUTE_ZERO
        first, second = self.A1 * np.exp(-self.Q1 / kelvin), self.A2 * np.exp(-self.Q2 / kelvin)
        x = np.clip(x, LEAST_CONVERSION, 1 - LEAST_CONVERSION)
        helped, left = first + second * x**self.m, (1 - x) ** self.n
        slope = second * self.m * x ** (self.m - 1) * left - self.n * helped * left / (1 - x)
        return helped * left, slope

    def cured(self, x: np.ndarray, T: float, dt: float) -> np.ndarray:
        """The degree of cure after one backward Euler step of dt seconds at T °C."""
        start = np.clip(x, 0.0, 1.0)

        def excess(x: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            rate, slope = self.rate(x, T)
            return x - start[index] - dt * rate, 1 - dt * slope

        return increasing(excess, start, start, np.ones_like(start))


@dataclass(frozen=True)
class DiBenedetto:
    """Glass transition (°C) of the raw and of the cured resin; λ between 0 and 1."""

    raw: float
    cured: float
    lam: float

    def __post_init__(self) -> None:
        """Refuse a resin that softens as it cures."""
        inside("lam", self.lam, above=0.0, up_to=1.0)
        inside("raw", self.raw, above=ABSOLUTE_ZERO)
        inside("cured", self.cured, above=self.raw)

    def glass(self, x: np.ndarray) -> np.ndarray:
        """T_g at a degree of cure, °C."""
        return self.raw + (self.cured - self.raw) * self.lam * x / (1 - (1 - self.lam) * x)


@dataclass(frozen=True)
class Curing(OnElastic):
    """A law, elastic or with memory, of a resin born with the degree of cure `start` and going on.

    `shrinkage` is linear, from x = 0 to 1. State: inelastic strain (6), that of the law held, x.
    """

    kinetics: Kamal
    shrinkage: float
    start: float
    glass: DiBenedetto | None = None

    def __post_init__(self) -> None:
        """Refuse a start outside 0 to 1, and a glass transition that nothing is shifted by."""
        super().__post_init__()
        inside("shrinkage", self.shrinkage, above=LEAST, up_to=0.2)
        inside("start", self.start, above=LEAST, up_to=1.0)
        if self.glass is not None and not isinstance(self.elastic, Viscoelastic):
            raise ValueError(
                f"a glass transition shifts relaxation, and {type(self.elastic).__name__} does not relax"
            )

    def fresh(self, points: int) -> np.ndarray:
        """Newborn points, free of stress, (k, points)."""
        held = (
            self.elastic.fresh(points)
            if isinstance(self.elastic, Memory)
            else np.empty((0, points))
        )
        return np.concatenate([np.zeros((6, points)), held, np.full((1, points), self.start)])

    def traits(self, T: float) -> tuple[Trait, ...]:
        """Cure after an hour; see `Tested`."""
        x = np.array([self.start])
        for _ in range(100):
            x = self.kinetics.cured(x, T, HOUR / 100)
        return (Trait("cured after 1 h", "1", float(x[0])),)

    def advance(self, state: np.ndarray, strain: np.ndarray, T: float, dt: float) -> Advance:
        """One step of backward Euler; see `Memory`."""
        degrees, where = np.unique(state[-1], return_inverse=True)
        x = self.kinetics.cured(degrees, T, dt)[where]
        shrunk = np.zeros_like(strain)
        shrunk[:3] = -self.shrinkage * (x - self.start)
        held = self._held(state[6:-1], strain - shrunk, T, dt, x)
        free = held.free + shrunk
        return replace(held, state=np.concatenate([free, held.state, x[None]]), free=free)

    def held(self, state: np.ndarray, T: float) -> np.ndarray:
        """What the law held has behind its strain."""
        law, own = self.elastic, state[6:-1]
        return law.held(own, T) if isinstance(law, Memory) else np.zeros(state.shape[1])

    def shrunk(self, state: np.ndarray) -> np.ndarray:
        """−S (x − x_birth), in all directions."""
        found = np.zeros((6, state.shape[1]))
        found[:3] = -self.shrinkage * (state[-1] - self.start)
        return found

    def _held(
        self, state: np.ndarray, strain: np.ndarray, T: float, dt: float, x: np.ndarray
    ) -> Advance:
        law = self.elastic
        if isinstance(law, Viscoelastic) and self.glass is not None:
            shifted = T + self.glass.cured - self.glass.glass(x)
            return law.relaxed(state, strain, T, dt, law.shift.log(shifted))
        if isinstance(law, Memory):
            return law.advance(state, strain, T, dt)
        C, nothing = law.moduli(T).stiffness, np.zeros_like(x)
        tangent = np.repeat(C[:, :, None], len(x), axis=2)
        return Advance(C @ strain, tangent, state, np.zeros_like(strain), nothing, nothing)
