"""What a law is at one temperature: its elastic constants, and all that follows from them.

isotropic    σ = λ tr(ε) 1 + 2G ε,   G = E/2(1+ν),   K = E/3(1−2ν),   λ = K − 2G/3
otherwise    σ = C ε
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isinf

import numpy as np

MIXED_FROM = (
    0.45  # above this ν displacements alone lose stress: 1.5 % at 0.46, 5 % at 0.49, mixed 0.2 %
)
SHEARS = np.array([2.0, 2, 2, 1, 1, 1])  # of 2G ε in six components, shears engineering shears
NORMALS = slice(0, 3)  # xx, zz and yy of the six


@dataclass(frozen=True)
class Moduli:
    """Elastic constants at one temperature: equal, and the same key, where all of them are equal."""

    isotropic: bool
    constants: tuple[float, ...]  # E (MPa) and ν if isotropic, else C row by row, MPa

    @classmethod
    def alike(cls, young: float, poisson: float) -> Moduli:
        """Those of a solid alike in all directions; E in MPa."""
        return cls(True, (young, poisson))

    @classmethod
    def of_shear_bulk(cls, G: float, K: float) -> Moduli:
        """The same from the shear and the bulk modulus in MPa, both finite."""
        return cls.alike(9 * K * G / (3 * K + G), (3 * K - 2 * G) / (2 * (3 * K + G)))

    @classmethod
    def directed(cls, stiffness: np.ndarray) -> Moduli:
        """Those of any other, from its C (6, 6) in MPa."""
        return cls(False, tuple(np.asarray(stiffness, dtype=float).ravel().tolist()))

    @property
    def young(self) -> float:
        """E of an isotropic solid, MPa."""
        return self._alike[0]

    @property
    def poisson(self) -> float:
        """ν of an isotropic solid."""
        return self._alike[1]

    @property
    def shear(self) -> float:
        """G of an isotropic solid, MPa."""
        E, nu = self._alike
        return E / (2 * (1 + nu))

    @property
    def bulk(self) -> float:
        """K of an isotropic solid, MPa; infinite at ν = 0.5."""
        E, nu = self._alike
        return E / (3 * (1 - 2 * nu)) if 1 - 2 * nu > 0 else inf

    @property
    def _alike(self) -> tuple[float, ...]:
        if not self.isotropic:
            raise ValueError(
                "a solid that is not isotropic has no E, ν, G and K; ask its stiffness"
            )
        return self.constants

    @property
    def biaxial(self) -> float:
        """Mean in-plane stress of a free film per equibiaxial in-plane strain, MPa."""
        if self.isotropic:
            return self.young / (1 - self.poisson)
        C, plane = self.stiffness, [0, 2]
        reduced = C[np.ix_(plane, plane)] - np.outer(C[plane, 1], C[1, plane]) / C[1, 1]
        return float(reduced.sum() / 2)

    @property
    def nearly_incompressible(self) -> bool:
        """Whether ν exceeds `MIXED_FROM`, so that a region wants a pressure field."""
        return self.isotropic and self.poisson > MIXED_FROM

    @property
    def stiffness(self) -> np.ndarray:
        """C (6, 6) in MPa, for strain with engineering shear; ValueError at ν = 0.5."""
        if not self.isotropic:
            return np.reshape(self.constants, (6, 6))
        G, K = self.shear, self.bulk
        if isinf(K):
            raise ValueError(
                "an incompressible law (ν = 0.5) has no finite stiffness matrix; "
                "use its shear modulus with a pressure field"
            )
        C = np.zeros((6, 6))
        C[NORMALS, NORMALS] = K - 2 * G / 3
        C[range(6), range(6)] += G * SHEARS
        return C

    @property
    def compliance(self) -> np.ndarray:
        """C⁻¹ (6, 6) per MPa; there is one at ν = 0.5 too."""
        if not self.isotropic:
            return np.linalg.inv(self.stiffness)
        S = np.zeros((6, 6))
        S[NORMALS, NORMALS] = 1 / (9 * self.bulk) - 1 / (6 * self.shear)
        return S + np.diag(1 / SHEARS) / self.shear
