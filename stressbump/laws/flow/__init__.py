"""Flow rules of isotropic solids, one per file: how much a trial stress makes flow in a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from stressbump.laws.traits import Trait


@dataclass(frozen=True, eq=False)
class Flowed:
    """What a flow rule answers, at points."""

    increment: np.ndarray  # Δp, equivalent inelastic strain of the step
    slope: np.ndarray  # dΔp / dq of the trial stress, 1/MPa
    internal: np.ndarray  # (j, points), the rule's variables at the end


class Flow(Protocol):
    """One scalar question, asked at every point alike."""

    def fresh(self) -> tuple[float, ...]:
        """The rule's variables in a newborn."""

    def traits(self, T: float) -> tuple[Trait, ...]:
        """What simple tests at T °C would find."""

    def flow(self, q: np.ndarray, G: float, T: float, dt: float, internal: np.ndarray) -> Flowed:
        """The step of `dt` seconds that ends at T °C: q − 3G Δp is the stress at which Δp flows.

        q is √(3/2 s:s) in MPa as if the step were elastic, G the shear modulus at T.
        """
