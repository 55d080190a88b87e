"""Linear viscoelasticity: a series of Prony, whose branches relax in times that depend on temperature.

    G(t) = G [1 − Σ gᵢ (1 − exp(−t/τᵢ))],   K(t) likewise if asked for
    s = 2G (e − Σ gᵢ eᵢ),   ėᵢ = (e − eᵢ)/(τᵢ a_T)

One backward Euler step takes eᵢ the share r = Δt/(Δt + τᵢ a_T) of its way to e, and the tangent modulus is
G (1 − Σ gᵢ rᵢ). G and K are those of the elastic law: instantaneous, glassy. What branches store comes
back; dashpots alone dissipate, 2G Σ gᵢ (e − eᵢ):ėᵢ.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log

import numpy as np

from stressbump.laws.bounds import inside
from stressbump.laws.deviator import TWICE, bulk, equivalent_strain, isotropic
from stressbump.laws.memory import Advance, OnElastic
from stressbump.laws.shift import UNSHIFTED, Shift
from stressbump.laws.traits import Trait

WIDE = 700.0  # of an exponent
SHOWN = (1.0, "1 s"), (3600.0, "1 h")


@dataclass(frozen=True)
class Branch:
    """Share of the instantaneous modulus, and the time in which it goes, s."""

    share: float
    time: float

    def __post_init__(self) -> None:
        """Refuse shares and times of no spring and dashpot."""
        inside("a branch's share", self.share, above=0.0, up_to=1.0)
        inside("a branch's time", self.time, above=0.0)


@dataclass(frozen=True)
class Viscoelastic(OnElastic):
    """An elastic law, what of its shear modulus (and perhaps bulk modulus) relaxes, and how it is shifted.

    State: inelastic strain (6), then e of each branch in shear (6), the trace of each in bulk.
    """

    shear: tuple[Branch, ...]
    shift: Shift = UNSHIFTED
    bulk: tuple[Branch, ...] = ()

    def __post_init__(self) -> None:
        """Refuse more relaxation than there is modulus."""
        super().__post_init__()
        if not self.shear:
            raise ValueError("a viscoelastic law needs a branch in shear; it has none")
        for name, branches in (("shear", self.shear), ("bulk", self.bulk)):
            total = sum(branch.share for branch in branches)
            if total > 1 + 1e-9:
                raise ValueError(
                    f"the branches in {name} add up to {total:g}; at most 1 is there to relax"
                )

    def fresh(self, points: int) -> np.ndarray:
        """Newborn points, free of stress, (k, points)."""
        return np.zeros((6 + 6 * len(self.shear) + len(self.bulk), points))

    def extrapolated(self, T: float) -> tuple[str, ...]:
        """The elastic properties, and the shift, that are not known at T °C."""
        return self.elastic.extrapolated(T) + (() if self.shift.known(T) else ("shift",))

    def traits(self, T: float) -> tuple[Trait, ...]:
        """Shear modulus left of a step of strain; see `Tested`."""
        a = float(np.exp(np.clip(self.shift.log(np.array([T])), -WIDE, WIDE))[0])
        return tuple(
            Trait(
                f"shear modulus left after {words}", "MPa",
                self.moduli(T).shear
                * (1 + sum(b.share * np.expm1(-t / (b.time * a)) for b in self.shear)),
            )
            for t, words in SHOWN
        )  # fmt: skip

    def held(self, state: np.ndarray, T: float) -> np.ndarray:
        """G (Σ gᵢ eᵢ:eᵢ − (Σ gᵢ eᵢ):(Σ gᵢ eᵢ)) of branches in shear, and of those in bulk likewise, MPa."""
        G, n = self.moduli(T).shear, 6 + 6 * len(self.shear)
        e = state[6:n].reshape(len(self.shear), 6, -1)
        found: np.ndarray = G * (_spread(self.shear, e) / TWICE).sum(axis=0)
        if self.bulk:
            found = found + bulk(self.moduli(T).bulk) / 2 * _spread(self.bulk, state[n:])
        return found

    def advance(self, state: np.ndarray, strain: np.ndarray, T: float, dt: float) -> Advance:
        """One step of backward Euler; see `Memory`."""
        return self.relaxed(state, strain, T, dt, self.shift.log(np.array([T])))

    def relaxed(
        self, state: np.ndarray, strain: np.ndarray, T: float, dt: float, log_a: np.ndarray
    ) -> Advance:
        """The step with a given ln a, one for all points or one each."""
        G, K = self.moduli(T).shear, bulk(self.moduli(T).bulk)
        trace = strain[:3].sum(axis=0)
        e = strain.copy()
        e[:3] -= trace / 3
        n = 6 + 6 * len(self.shear)
        inner = state[6:n].reshape(len(self.shear), 6, -1)
        e_end, e_free, e_lost, G_left = _relaxed(self.shear, inner, e, log_a, dt)
        t_end, t_free, t_lost, K_left = _relaxed(self.bulk, state[n:], trace, log_a, dt)
        free = e_free
        free[:3] += t_free / 3
        stress = 2 * G * (strain - free) / TWICE
        stress[:3] += (K - 2 * G / 3) * (trace - t_free)
        flowed = free - state[:6]
        work = 2 * G * (e_lost / TWICE).sum(axis=0) + K * t_lost
        flowed[:3] -= flowed[:3].mean(axis=0)
        shape = np.ones_like(trace)
        tangent = isotropic(K * K_left * shape, G * G_left * shape)
        end = np.concatenate([free, e_end.reshape(-1, len(trace)), t_end])
        return Advance(stress, tangent, end, free, work, equivalent_strain(flowed))


def _spread(branches: tuple[Branch, ...], strain: np.ndarray) -> np.ndarray:
    """Σ gᵢ eᵢ² − (Σ gᵢ eᵢ)² of strains by branch."""
    shares = np.array([branch.share for branch in branches])
    return np.asarray(np.tensordot(shares, strain**2, 1) - np.tensordot(shares, strain, 1) ** 2)


def _relaxed(
    branches: tuple[Branch, ...],
    before: np.ndarray,
    strain: np.ndarray,
    log_a: np.ndarray,
    dt: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Strain of each branch at the end; by shares its sum, and what dashpots take; the modulus left."""
    end, left = before.copy(), np.ones_like(log_a)
    free, lost = np.zeros_like(strain), np.zeros_like(strain)
    for i, branch in enumerate(branches):
        ratio = (log(dt) if dt > 0 else -inf) - log(branch.time) - log_a
        relaxed = 1 / (1 + np.exp(-np.clip(ratio, -WIDE, WIDE))) if dt > 0 else np.zeros_like(log_a)
        end[i] += relaxed * (strain - before[i])
        free = free + branch.share * end[i]
        lost = lost + branch.share * (strain - end[i]) * (end[i] - before[i])
        left = left - branch.share * relaxed
    return end, free, lost, left
