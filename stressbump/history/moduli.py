"""Moduli along a history: those at the end of a step, or the step's mean, and what a change leaves.

Two rules, by material:

total        σ = C(T) : (ε - ε_free)               metals, solders, ceramics
incremental  dσ = C(T) : (dε - dε_free)            what goes through a glass transition: strained as
                                                   rubber it stays strained as rubber

Over a step an incremental law has the mean of C, weighted by its own expansion: a fully constrained
body then has its exact stress however long the step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np

from stressbump.balance import Patch, strain_and_stress
from stressbump.kinematics import NORMAL, Kinematics
from stressbump.laws import Law
from stressbump.stiffness import OUT, Stiffness, stiffness

SAMPLES = 32  # temperatures at which a step's mean is taken
DOUBLED = 2.0  # a step over which an incremental law's moduli change by more is split
ALIKE = 1.02  # moduli that change by less want one step


def over_step(law: Law, start: float, end: float, kinematics: Kinematics, mixed: bool) -> Stiffness:
    """The mean of an incremental law's moduli over a step from one temperature to another, °C."""
    if _ratio(law, start, end) == 1.0:
        return stiffness(law, end, kinematics, mixed)
    edges = np.linspace(start, end, SAMPLES + 1)
    weights = [np.abs(law.thermal_strain(a, b)[:3]).max() for a, b in pairwise(edges)]
    if not any(weights):
        weights = [1.0] * SAMPLES
    found = [stiffness(law, T, kinematics, mixed) for T in (edges[:-1] + edges[1:]) / 2]
    share = np.array(weights) / np.sum(weights)
    matrix = np.tensordot(share, np.stack([s.matrix for s in found]), axes=1)
    compliance = None
    if mixed and not kinematics.free_thickness:
        finite = [s.compliance for s in found if s.compliance]
        compliance = (
            float(1 / np.dot(share, 1 / np.array(finite))) if len(finite) == SAMPLES else 0.0
        )
    thinning = stiffness(law, end, kinematics, mixed).thinning
    return Stiffness(matrix, compliance, thinning)


def steps(laws: Mapping[str, Law], start: float, end: float, finer: int = 1) -> np.ndarray:
    """Temperatures (steps + 1,) from start to end between which incremental laws take their means."""
    widest = max((_ratio(law, start, end) for law in laws.values()), default=1.0)
    count = 1 if widest < ALIKE else 1 + int(np.ceil(np.log(widest) / np.log(DOUBLED)))
    return np.linspace(start, end, (count if count == 1 else count * finer) + 1)


def _ratio(law: Law, start: float, end: float) -> float:
    """Largest to smallest stiffness between two temperatures."""
    found = [law.biaxial_modulus(T) for T in np.linspace(start, end, SAMPLES + 1)]
    return max(found) / min(found)


def carried_over(
    before: Patch, after: Stiffness, local: np.ndarray, free_strain: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Unknowns (elements, unknowns) and free strain (6, elements, points) under other moduli

    at which the stress is what it was before, point by point, and so is equilibrium.
    """
    strain, stress = strain_and_stress(before, local, free_strain)
    if before.stiffness.compliance is not None and after.compliance is not None:
        n = before.B.shape[-1]
        G, H = before.stiffness.matrix[-1, -1], after.matrix[-1, -1]
        local = local.copy()
        local[:, n:] *= (3 + 2 * G * before.stiffness.compliance) / (3 + 2 * H * after.compliance)
        stress = stress + NORMAL[:, None, None] * (before.pressures @ local[:, n:, None])[..., 0]
    elastic = np.tensordot(np.linalg.pinv(after.matrix), stress, axes=1)
    if after.thinning is not None:
        elastic[OUT] = np.tensordot(after.thinning, stress, axes=1)
    return local, strain - elastic


def with_moduli(p: Patch, moduli: Stiffness) -> Patch:
    """The same elements with other moduli."""
    return p if moduli.key == p.stiffness.key else replace(p, stiffness=moduli)
