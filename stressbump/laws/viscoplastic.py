"""Creep and plasticity of an isotropic solid (J2): the deviator of a trial stress is scaled back.

    s = θ s_tr,   θ = 1 − 3G Δp / q_tr,   q = √(3/2 s:s)
    C = K 1⊗1 + 2Gθ I_dev + 3G (1 − 3G D − θ) m⊗m,   D = dΔp/dq_tr,   m = s_tr / q_tr

with s_tr the deviator if the step were elastic. Δp(q_tr) is the answer of a flow rule.
J. C. Simo, T. J. R. Hughes, Computational Inelasticity (1998), ch. 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.laws.deviator import TWICE, bulk, equivalent, isotropic, split
from stressbump.laws.flow import Flow
from stressbump.laws.memory import Advance, OnElastic
from stressbump.laws.traits import Trait


@dataclass(frozen=True)
class Viscoplastic(OnElastic):
    """An elastic law and the rule by which its deviator flows.

    State: inelastic strain (6), then the flow rule's own variables.
    """

    flow: Flow

    def fresh(self, points: int) -> np.ndarray:
        """Newborn points, free of stress, (k, points)."""
        first = np.array([*[0.0] * 6, *self.flow.fresh()])
        return np.repeat(first[:, None], points, axis=1)

    def traits(self, T: float) -> tuple[Trait, ...]:
        """What simple tests at T °C would find of its flow."""
        return self.flow.traits(T)

    def advance(self, state: np.ndarray, strain: np.ndarray, T: float, dt: float) -> Advance:
        """One step of backward Euler; see `Memory`."""
        G, K = self.moduli(T).shear, bulk(self.moduli(T).bulk)
        e, trace = split(strain - state[:6])
        trial = 2 * G * e
        q = equivalent(trial)
        flowed = self.flow.flow(q, G, T, dt, state[6:])
        lost = 3 * G * flowed.increment
        kept = 1 - np.divide(lost, q, out=np.zeros_like(q), where=q > 0)
        direction = np.divide(trial, q, out=np.zeros_like(trial), where=q > 0)
        stress = kept * trial
        stress[:3] += K * trace
        free = state[:6] + 1.5 * flowed.increment * direction * TWICE
        tangent = isotropic(K, G * kept)
        stiffening = 3 * G * (1 - 3 * G * flowed.slope - kept)
        tangent += (stiffening * direction)[:, None] * direction
        return Advance(
            stress,
            tangent,
            np.concatenate([free, flowed.internal]),
            free,
            (q - lost) * flowed.increment,
            flowed.increment,
        )
