"""A law's moduli, in the form the balance of momentum wants them.

σ = C (ε - ε_free)                    in general
σ = 2G (ε - ε_free) - p 1             where the law is nearly incompressible, p a field of its own
σ = C' (ε - ε_free), σ_out = 0        in plane stress, C' = inverse of the compliance without its
                                      out-of-plane row; ε_out follows from that row
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from stressbump.laws import Moduli
from stressbump.laws.moduli import SHEARS
from stressbump.mechanics.kinematics import Kinematics

OUT = 2  # the out-of-plane component


@dataclass(frozen=True, eq=False)
class Stiffness:
    """σ = matrix (ε - ε_free) - p 1; equal, and alike as a key, where all its numbers are."""

    matrix: np.ndarray  # (6, 6) MPa
    compliance: float | None = None  # 1/λ in 1/MPa where there is a pressure field
    out_of_plane_compliance: np.ndarray | None = (
        None  # (6,): ε_out less its free part is out_of_plane_compliance · σ, if σ_out = 0
    )

    @cached_property
    def _content(self) -> tuple[bytes | float | None, ...]:
        out = self.out_of_plane_compliance
        return self.matrix.tobytes(), self.compliance, None if out is None else out.tobytes()

    def __eq__(self, other: object) -> bool:
        """Whether all numbers are equal."""
        return isinstance(other, Stiffness) and self._content == other._content

    def __hash__(self) -> int:
        """Alike for equal ones."""
        return hash(self._content)


def stiffness(moduli: Moduli, kinematics: Kinematics, mixed: bool | None = None) -> Stiffness:
    """A law's moduli for a section; with a pressure field as they want it, or as told."""
    if kinematics.free_thickness:
        return _thin(moduli.compliance)
    if not (moduli.nearly_incompressible if mixed is None else mixed):
        return Stiffness(moduli.stiffness)
    G, K = moduli.shear, moduli.bulk
    return Stiffness(G * np.diag(SHEARS), float(1 / (K - 2 * G / 3)))


def _thin(compliance: np.ndarray) -> Stiffness:
    kept = np.delete(np.arange(6), OUT)
    matrix = np.zeros((6, 6))
    matrix[np.ix_(kept, kept)] = np.linalg.inv(compliance[np.ix_(kept, kept)])
    return Stiffness(matrix, out_of_plane_compliance=compliance[OUT])
