"""Laws that remember: what a region's points carry from one moment to the next.

    σ = C(T) (ε − ε_free),   ε = strain − thermal strain, both since birth

The free strain is inelastic: creep, plasticity, viscous flow, cure shrinkage. A law advances it over
one step by backward Euler; whoever marches builds better rules of time out of such steps. C is that of
the end of the step (the total rule).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from stressbump.laws import Law
from stressbump.laws.moduli import Moduli


@dataclass(frozen=True, eq=False)
class Advance:
    """What a law with memory answers for one implicit (backward Euler) step.

    Components are in the house's order, shear strains engineering shears. `tangent` is consistent with
    the step; it is symmetric except where Armstrong and Frederick's hardening recovers.
    """

    stress: np.ndarray  # (6, points), MPa, at the end
    tangent: np.ndarray  # (6, 6, points), d stress / d strain, MPa
    state: np.ndarray  # (k, points), at the end
    free: np.ndarray  # (6, points), inelastic strain at the end: stress = C(T) (strain − free)
    dissipated: (
        np.ndarray
    )  # (points,), MPa: stress at the end on the inelastic strain increment, or
    # where springs of a resin store some of that, on its dashpots
    increment: np.ndarray  # (points,), equivalent inelastic strain increment √(2/3 Δε : Δε)


@runtime_checkable
class Memory(Law, Protocol):
    """A law with memory; as an elastic law it answers for what it does at once.

    A state (k, points) begins with the inelastic strain (6); what follows is the law's own. States
    may be added and scaled, as rules of second order in time do. Where K is infinite, stress and
    tangent are those of the deviator alone and a pressure field gives the rest.
    """

    def fresh(self, points: int) -> np.ndarray:
        """The state of so many newborn points, free of stress, (k, points)."""

    def advance(self, state: np.ndarray, strain: np.ndarray, T: float, dt: float) -> Advance:
        """One step of `dt` seconds that ends at `strain` (6, points) and T °C.

        `strain` is the mechanical one: total less thermal strain since birth. With dt = 0 only what
        does not ask for time acts: plasticity, no creep.
        """

    def held(self, state: np.ndarray, T: float) -> np.ndarray:
        """Energy (points,), MPa, that springs behind the inelastic strain of a state hold."""

    def shrunk(self, state: np.ndarray) -> np.ndarray:
        """The part (6, points) of a state's inelastic strain that comes by itself, not by stress."""


@dataclass(frozen=True)
class OnElastic:
    """What a law with memory hands on to the elastic law that it holds."""

    elastic: Law

    def __post_init__(self) -> None:
        """Refuse an elastic law with directions: the deviator must stay one."""
        if not self.elastic.isotropic:
            raise ValueError(
                f"a law with memory holds {type(self.elastic).__name__}; it must be isotropic"
            )

    @property
    def isotropic(self) -> bool:
        """Always."""
        return True

    def held(self, state: np.ndarray, T: float) -> np.ndarray:
        """None: what flows is lost."""
        return np.zeros(state.shape[1])

    def shrunk(self, state: np.ndarray) -> np.ndarray:
        """None."""
        return np.zeros((6, state.shape[1]))

    def moduli(self, T: float) -> Moduli:
        """Those at T °C, at once."""
        return self.elastic.moduli(T)

    def thermal_strain(self, T0: float, T1: float) -> np.ndarray:
        """Free strain from T0 to T1 °C, (6,)."""
        return self.elastic.thermal_strain(T0, T1)

    def extrapolated(self, T: float) -> tuple[str, ...]:
        """The elastic properties whose tables end before T °C."""
        return self.elastic.extrapolated(T)
