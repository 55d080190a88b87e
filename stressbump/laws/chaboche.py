"""Plasticity whose elastic range moves: Armstrong and Frederick's rule, several at once (Chaboche).

    q(s − X) = R(p, T),   X = Σ Xᵢ,   Ẋᵢ = ⅔ Cᵢ ε̇ᵖ − γᵢ Xᵢ ṗ + (Ċᵢ/Cᵢ) Xᵢ

γ = 0 is Prager's linear rule. A step is one equation for Δp (M. Kobayashi, N. Ohno, Int. J. Numer.
Meth. Eng. 53 (2002) 2217): with θᵢ = 1/(1 + γᵢΔp) and Z = s_tr − Σ θᵢXᵢ

    q(Z) = R(p + Δp) + (3G + Σ θᵢCᵢ) Δp,   Δεᵖ = 3/2 Δp Z/q(Z)

States hold Xᵢ as strain, αᵢ = 3/2 Xᵢ/Cᵢ, so that a C over temperature carries X along by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.laws.bounds import LEAST, inside
from stressbump.laws.curve import Number, at
from stressbump.laws.deviator import TWICE, bulk, equivalent, isotropic, split
from stressbump.laws.flow.hardening import Hardening, strengths
from stressbump.laws.flow.roots import increasing
from stressbump.laws.memory import Advance, OnElastic
from stressbump.laws.traits import Trait


@dataclass(frozen=True)
class Backstress:
    """C in MPa, γ: it hardens by C and ends at C/γ; with γ = 0 it goes on."""

    C: Number
    gamma: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what softens."""
        inside("C", self.C, above=0.0)
        inside("gamma", self.gamma, above=LEAST)


@dataclass(frozen=True)
class Chaboche(OnElastic):
    """An elastic law, the size of its elastic range, and what moves it.

    State: plastic strain (6), equivalent plastic strain p, then α of each backstress (6).
    """

    size: Hardening
    backstresses: tuple[Backstress, ...]

    def __post_init__(self) -> None:
        """Refuse none: that is isotropic hardening."""
        super().__post_init__()
        if not self.backstresses:
            raise ValueError("kinematic hardening needs a backstress; it has none")

    def fresh(self, points: int) -> np.ndarray:
        """Newborn points, free of stress, (k, points)."""
        return np.zeros((7 + 6 * len(self.backstresses), points))

    def traits(self, T: float) -> tuple[Trait, ...]:
        """Yield in a first pull; see `Tested`."""
        first, later = strengths(self.size, T)
        moved = sum(
            at(b.C, T) * (0.01 if b.gamma == 0 else -np.expm1(-0.01 * b.gamma) / b.gamma)
            for b in self.backstresses
        )
        return first, Trait(later.quantity, later.unit, float(later.value + moved))

    def advance(self, state: np.ndarray, strain: np.ndarray, T: float, dt: float) -> Advance:
        """One step of backward Euler, which asks for no time; see `Memory`."""
        G, K = self.moduli(T).shear, bulk(self.moduli(T).bulk)
        e, trace = split(strain - state[:6])
        step = _BackstressStep(self, 2 * G * e, state, G, T)
        dp = step.solved()
        Z, q = step.centred(dp, slice(None))
        N = np.divide(Z, q, out=np.zeros_like(Z), where=q > 0)
        stress = step.trial - 3 * G * dp * N
        flowed = 1.5 * dp * N * TWICE
        work = np.einsum("ip,ip->p", stress, flowed)
        stress[:3] += K * trace
        free = state[:6] + flowed
        alphas = [
            (state[7 + 6 * i : 13 + 6 * i] + flowed) / (1 + b.gamma * dp)
            for i, b in enumerate(self.backstresses)
        ]
        end = np.concatenate([free, (state[6] + dp)[None], *alphas])
        return Advance(stress, step.tangent(K, dp, N, q), end, free, work, dp)


class _BackstressStep:
    """All points of one step, as functions of Δp."""

    def __init__(self, law: Chaboche, trial: np.ndarray, state: np.ndarray, G: float, T: float):
        self.law, self.trial, self.G, self.T, self.p = law, trial, G, T, state[6]
        self.C = np.array([at(b.C, T) for b in law.backstresses])[:, None]
        self.gamma = np.array([b.gamma for b in law.backstresses])[:, None]
        alphas = state[7:].reshape(len(self.C), 6, -1)
        self.X = 2 / 3 * self.C[:, None] * alphas / TWICE

    def solved(self) -> np.ndarray:
        """Δp at every point."""
        dp = np.zeros_like(self.p)
        _, q = self.centred(dp, slice(None))
        yields = np.flatnonzero(q > self.law.size.strength(self.p, self.T)[0])
        if len(yields):
            reach = equivalent(self.trial[:, yields])
            reach += sum(equivalent(X[:, yields]) for X in self.X)
            most = reach / (3 * self.G)

            def excess(x: np.ndarray, some: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
                return self.excess(x, yields[some])

            zero = np.zeros_like(most)
            dp[yields] = increasing(excess, zero, zero, most, scale=most)
        return dp

    def centred(self, dp: np.ndarray, index: np.ndarray | slice) -> tuple[np.ndarray, np.ndarray]:
        """Z and q(Z)."""
        theta = 1 / (1 + self.gamma * dp)
        Z = self.trial[:, index] - np.einsum("bp,bip->ip", theta, self.X[:, :, index])
        return Z, equivalent(Z)

    def recovered(
        self, dp: np.ndarray, N: np.ndarray, index: np.ndarray | slice
    ) -> tuple[np.ndarray, ...]:
        """B = dZ/dΔp and 3/2 N:B."""
        theta = 1 / (1 + self.gamma * dp)
        B = np.einsum("bp,bip->ip", self.gamma * theta**2, self.X[:, :, index])
        return B, 1.5 * np.einsum("ip,ip,i->p", N, B, TWICE[:, 0])

    def excess(self, dp: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What Δp is too large by, MPa, and its slope: both rise."""
        Z, q = self.centred(dp, index)
        size, slope = self.law.size.strength(self.p[index] + dp, self.T)
        theta = 1 / (1 + self.gamma * dp)
        _, along = self.recovered(dp, Z / np.maximum(q, 1e-300), index)
        rise = slope + 3 * self.G + (self.C * theta**2).sum(axis=0) - along
        return size + (3 * self.G + (self.C * theta).sum(axis=0)) * dp - q, rise

    def tangent(self, K: float, dp: np.ndarray, N: np.ndarray, q: np.ndarray) -> np.ndarray:
        """Consistent with the step, (6, 6, points)."""
        L, yields = 3 * self.G, dp > 0
        share = np.divide(L * dp, q, out=np.zeros_like(q), where=yields)
        _, slope = self.law.size.strength(self.p + dp, self.T)
        B, along = self.recovered(dp, N, slice(None))
        theta = 1 / (1 + self.gamma * dp)
        J = slope + L + (self.C * theta**2).sum(axis=0) - along
        C = isotropic(K, self.G * (1 - share))
        C += (np.where(yields, L * (share + (share * along - L) / J), 0.0) * N)[:, None] * N
        C -= (share * L / J * B)[:, None] * N
        return C
