"""A law of one's own: an epoxy full of silica, from its two parts.

    K* and G*:  the mean of the parts coupled side by side (Voigt) and one after the other (Reuss)
    α* = φ₁α₁ + φ₂α₂ + (α₁ - α₂) (1/K* - φ₁/K₁ - φ₂/K₂) / (1/K₁ - 1/K₂)

R. Hill, Proc. Phys. Soc. A 65 (1952) 349; V. M. Levin, Mech. Solids 2 (1967) 58.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stressbump.laws import Isotropic


@dataclass(frozen=True)
class Mixture:
    """An isotropic mixture with the share φ₁ (by volume) of a filler in a matrix."""

    filler: Isotropic
    matrix: Isotropic
    share: float

    isotropic: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Refuse a share that is none."""
        if not 0 <= self.share <= 1:
            raise ValueError(f"the filler's share is {self.share:g}; it must lie from 0 to 1")

    def shear_modulus(self, T: float) -> float:
        """G* at T °C, MPa."""
        return self._hill(self.filler.shear_modulus(T), self.matrix.shear_modulus(T))

    def bulk_modulus(self, T: float) -> float:
        """K* at T °C, MPa."""
        return self._hill(self.filler.bulk_modulus(T), self.matrix.bulk_modulus(T))

    def stiffness(self, T: float) -> np.ndarray:
        """C at T °C, (6, 6) in MPa."""
        return self._plain(T).stiffness(T)

    def biaxial_modulus(self, T: float) -> float:
        """E/(1 - ν) at T °C, MPa."""
        return self._plain(T).biaxial_modulus(T)

    def nearly_incompressible(self, T: float) -> bool:
        """Whether the region wants a pressure field."""
        return self._plain(T).nearly_incompressible(T)

    def thermal_strain(self, T0: float, T1: float) -> np.ndarray:
        """Free strain from T0 to T1 °C, (6,), by Levin's formula with the moduli at T1."""
        first, second = self.filler.thermal_strain(T0, T1), self.matrix.thermal_strain(T0, T1)
        soft1, soft2 = 1 / self.filler.bulk_modulus(T1), 1 / self.matrix.bulk_modulus(T1)
        share = self.share
        excess = 1 / self.bulk_modulus(T1) - share * soft1 - (1 - share) * soft2
        mean = share * first + (1 - share) * second
        return mean + (first - second) * excess / (soft1 - soft2)

    def held(self, T: float) -> tuple[str, ...]:
        """The properties whose tables end before T."""
        return self.filler.held(T) + self.matrix.held(T)

    def _hill(self, filler: float, matrix: float) -> float:
        voigt = self.share * filler + (1 - self.share) * matrix
        reuss = 1 / (self.share / filler + (1 - self.share) / matrix)
        return (voigt + reuss) / 2

    def _plain(self, T: float) -> Isotropic:
        return Isotropic.from_shear_bulk(self.shear_modulus(T), self.bulk_modulus(T), 0.0)
