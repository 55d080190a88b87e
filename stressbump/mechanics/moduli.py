"""A law's moduli at one temperature, in the form the balance of momentum wants them.

σ = C (ε - ε_free)                    in general
σ = 2G (ε - ε_free) - p 1             where the law is nearly incompressible, p a field of its own
σ = C' (ε - ε_free), σ_out = 0        in plane stress, C' = inverse of the compliance without its
                                      out-of-plane row; ε_out follows from that row
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np

from stressbump.laws import Isotropic, Law
from stressbump.mechanics.kinematics import NORMAL, Kinematics

OUT = 2  # the out-of-plane component


@dataclass(frozen=True, eq=False)
class Stiffness:
    """σ = matrix (ε - ε_free) - p 1."""

    matrix: np.ndarray  # (6, 6) MPa
    compliance: float | None = None  # 1/λ in 1/MPa where there is a pressure field
    thinning: np.ndarray | None = (
        None  # (6,): ε_out less its free part is thinning · σ, if σ_out = 0
    )

    @cached_property
    def key(self) -> tuple[bytes | float | None, ...]:
        """Equal for equal moduli."""
        thinning = None if self.thinning is None else self.thinning.tobytes()
        return self.matrix.tobytes(), self.compliance, thinning


def stiffness(
    law: Law, temperature: float, kinematics: Kinematics, mixed: bool | None = None
) -> Stiffness:
    """The law's moduli at a temperature in °C; with a pressure field as the law wants it, or as told."""
    if kinematics.free_thickness:
        return _thin(_compliance(law, temperature))
    if not (law.nearly_incompressible(temperature) if mixed is None else mixed):
        return Stiffness(law.stiffness(temperature))
    G, K = _shear_and_bulk(law, temperature)
    return Stiffness(G * np.diag([2.0, 2, 2, 1, 1, 1]), float(1 / (K - 2 * G / 3)))


def _shear_and_bulk(law: Law, temperature: float) -> tuple[float, float]:
    isotropic = cast(Isotropic, law)
    return isotropic.shear_modulus(temperature), isotropic.bulk_modulus(temperature)


def _compliance(law: Law, temperature: float) -> np.ndarray:
    if not law.isotropic:
        return np.linalg.inv(law.stiffness(temperature))
    G, K = _shear_and_bulk(law, temperature)
    normal = np.outer(NORMAL, NORMAL) * (1 / (9 * K) - 1 / (6 * G))
    return normal + np.diag([0.5, 0.5, 0.5, 1, 1, 1]) / G


def _thin(compliance: np.ndarray) -> Stiffness:
    kept = np.delete(np.arange(6), OUT)
    matrix = np.zeros((6, 6))
    matrix[np.ix_(kept, kept)] = np.linalg.inv(compliance[np.ix_(kept, kept)])
    return Stiffness(matrix, thinning=compliance[OUT])
