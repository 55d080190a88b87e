"""Plastic cycles in closed form: a film on a rigid base, and a bar after Armstrong and Frederick.

A film with biaxial modulus M on a base that stays as it is: σ changes by M Δα per kelvin of cooling; where
it yields the equivalent strain Δp takes Δp/2 off the strain, and with linear hardening H

    dσ/dT = −M Δα H / (H + M/2)

The bar, X from −X_m to X_m in each half cycle of a plastic range Δε_p:  σ_a = k + (C/γ) tanh(γ Δε_p/2).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import copysign, log, tanh


def turning_points(
    modulus: float,
    mismatch: float,
    strength: Callable[[float], float],
    hardening: float,
    temperatures: Sequence[float],
    kinematic: bool,
) -> tuple[list[float], float]:
    """Stress at each temperature but the first, where there is none (MPa), and the sum of Δp.

    `mismatch` is the film's expansion less the base's, 1/K; `strength` the first yield over °C, nowhere
    steeper than the stress; hardening linear, isotropic or kinematic, in MPa.
    """
    stress = centre = p = 0.0
    ends = []
    for before, after in pairwise(temperatures):
        trial = stress + modulus * mismatch * (before - after)
        limit = strength(after) + (0 if kinematic else hardening * p)
        over = max(abs(trial - centre) - limit, 0.0) / (hardening + modulus / 2)
        step = copysign(over, trial - centre)
        stress = trial - modulus / 2 * step
        centre += hardening * step if kinematic else 0
        p += over
        ends.append(stress)
    return ends, p


def saturated_amplitude(k: float, C: float, gamma: float, plastic_range: float) -> float:
    """Half the stress range of the stable loop of a bar, MPa."""
    return k + C / gamma * tanh(gamma * plastic_range / 2)


def ratchet(k: float, C: float, gamma: float, high: float, low: float) -> float:
    """Plastic strain that a bar gains in each cycle between two stresses (MPa) beyond ±k."""
    most, up, down = C / gamma, high - k, low + k
    return log((most - down) / (most - up) * (most + down) / (most + up)) / gamma
