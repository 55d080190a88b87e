"""Isotropic elasticity with thermal expansion.

σ = λ tr(ε) 1 + 2G ε,   λ = K − 2G/3,   G = E/2(1+ν),   K = E/3(1−2ν)
"""

from dataclasses import dataclass
from math import inf, isinf
from typing import ClassVar

import numpy as np

from stressbump.laws.bounds import held, inside
from stressbump.laws.curve import Composed, Number, at
from stressbump.laws.expansion import Cte, checked, strain

MIXED_FROM = (
    0.45  # above this ν displacements alone lose stress: 1.5 % at 0.46, 5 % at 0.49, mixed 0.2 %
)


@dataclass(frozen=True)
class Isotropic:
    """Hooke's law with E in MPa, −1 < ν ≤ 0.5 and the expansion in 1/K."""

    E: Number
    nu: Number
    cte: Cte

    isotropic: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Refuse a modulus that is not positive and a Poisson's ratio no solid has."""
        inside("E", self.E, above=0.0)
        inside("nu", self.nu, above=-1.0, up_to=0.5)
        checked("cte", self.cte)

    @classmethod
    def from_shear_bulk(cls, G: Number, K: Number, cte: Cte) -> "Isotropic":
        """The law with shear modulus G and bulk modulus K in MPa: elastomers are given so."""
        inside("G", G, above=0.0)
        inside("K", K, above=0.0)
        if isinstance(G, int | float) and isinstance(K, int | float):
            return cls(_young(G, K), _poisson(G, K), cte)
        return cls(Composed(_young, (G, K)), Composed(_poisson, (G, K)), cte)

    def young(self, T: float) -> float:
        """Young's modulus at T °C, MPa."""
        return at(self.E, T)

    def poisson(self, T: float) -> float:
        """Poisson's ratio at T °C."""
        return at(self.nu, T)

    def shear_modulus(self, T: float) -> float:
        """G at T °C, MPa."""
        return _shear(self.young(T), self.poisson(T))

    def bulk_modulus(self, T: float) -> float:
        """K at T °C, MPa; infinite at ν = 0.5."""
        return _bulk(self.young(T), self.poisson(T))

    def biaxial_modulus(self, T: float) -> float:
        """E/(1 − ν) at T °C, MPa: in-plane stress of a film per equibiaxial strain."""
        return self.young(T) / (1 - self.poisson(T))

    def nearly_incompressible(self, T: float) -> bool:
        """Whether ν exceeds `MIXED_FROM` at T °C, so that the region wants a pressure field."""
        return self.poisson(T) > MIXED_FROM

    def stiffness(self, T: float) -> np.ndarray:
        """C at T °C, (6, 6) in MPa, for strain with engineering shear."""
        G, K = self.shear_modulus(T), self.bulk_modulus(T)
        if isinf(K):
            raise ValueError(
                "an incompressible law (ν = 0.5) has no finite stiffness matrix; "
                "use its shear modulus with a pressure field"
            )
        C = np.zeros((6, 6))
        C[:3, :3] = K - 2 * G / 3
        C[range(6), range(6)] += G * np.array([2, 2, 2, 1, 1, 1])
        return C

    def thermal_strain(self, T0: float, T1: float) -> np.ndarray:
        """Free strain from T0 to T1 °C, (6,): ∫ α dT on the three normal components."""
        return strain(self.cte, T0, T1) * np.array([1.0, 1, 1, 0, 0, 0])

    def held(self, T: float) -> tuple[str, ...]:
        """The properties whose tables end before T °C, so that an end value is held there."""
        return held(T, E=self.E, nu=self.nu, cte=self.cte)


def shear_modulus(E: Number, nu: Number) -> Number:
    """G = E/2(1+ν) of two numbers, MPa; over temperature if one of them is."""
    if isinstance(E, int | float) and isinstance(nu, int | float):
        return _shear(E, nu)
    return Composed(_shear, (E, nu))


def bulk_modulus(E: Number, nu: Number) -> Number:
    """K = E/3(1-2ν) of two numbers, MPa; over temperature if one of them is."""
    if isinstance(E, int | float) and isinstance(nu, int | float):
        return _bulk(E, nu)
    return Composed(_bulk, (E, nu))


def _bulk(E: float, nu: float) -> float:
    return E / (3 * (1 - 2 * nu)) if nu < 0.5 else inf


def _shear(E: float, nu: float) -> float:
    return E / (2 * (1 + nu))


def _young(G: float, K: float) -> float:
    return 9 * K * G / (3 * K + G)


def _poisson(G: float, K: float) -> float:
    return (3 * K - 2 * G) / (2 * (3 * K + G))
