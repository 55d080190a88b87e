"""Isotropic elasticity with thermal expansion."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stressbump.laws.bounds import extrapolated, inside
from stressbump.laws.curve import Composed, Number, at
from stressbump.laws.expansion import Cte, checked, strain
from stressbump.laws.moduli import Moduli


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

    def moduli(self, T: float) -> Moduli:
        """E and ν at T °C, and what follows."""
        return Moduli.alike(at(self.E, T), at(self.nu, T))

    def thermal_strain(self, T0: float, T1: float) -> np.ndarray:
        """Free strain from T0 to T1 °C, (6,): ∫ α dT on the three normal components."""
        return strain(self.cte, T0, T1) * np.array([1.0, 1, 1, 0, 0, 0])

    def extrapolated(self, T: float) -> tuple[str, ...]:
        """The properties whose tables end before T °C, so that an end value is held there."""
        return extrapolated(T, E=self.E, nu=self.nu, cte=self.cte)


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
    return Moduli.alike(E, nu).bulk


def _shear(E: float, nu: float) -> float:
    return Moduli.alike(E, nu).shear


def _young(G: float, K: float) -> float:
    return Moduli.of_shear_bulk(G, K).young


def _poisson(G: float, K: float) -> float:
    return Moduli.of_shear_bulk(G, K).poisson
