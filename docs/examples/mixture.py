"""A law of one's own: an epoxy full of silica, from its two parts.

    K* and G*:  the mean of the parts coupled side by side (Voigt) and one after the other (Reuss)
    α* = φ₁α₁ + φ₂α₂ + (α₁ - α₂) (1/K* - φ₁/K₁ - φ₂/K₂) / (1/K₁ - 1/K₂)

R. Hill, Proc. Phys. Soc. A 65 (1952) 349; V. M. Levin, Mech. Solids 2 (1967) 58.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stressbump.laws import Isotropic, Moduli


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

    def moduli(self, T: float) -> Moduli:
        """G* and K* at T °C."""
        filler, matrix = self.filler.moduli(T), self.matrix.moduli(T)
        return Moduli.of_shear_bulk(
            self._hill(filler.shear, matrix.shear), self._hill(filler.bulk, matrix.bulk)
        )

    def thermal_strain(self, T0: float, T1: float) -> np.ndarray:
        """Free strain from T0 to T1 °C, (6,), by Levin's formula with the moduli at T1."""
        first, second = self.filler.thermal_strain(T0, T1), self.matrix.thermal_strain(T0, T1)
        soft1, soft2 = 1 / self.filler.moduli(T1).bulk, 1 / self.matrix.moduli(T1).bulk
        share = self.share
        excess = 1 / self.moduli(T1).bulk - share * soft1 - (1 - share) * soft2
        mean = share * first + (1 - share) * second
        return mean + (first - second) * excess / (soft1 - soft2)

    def extrapolated(self, T: float) -> tuple[str, ...]:
        """The properties whose tables end before T."""
        return self.filler.extrapolated(T) + self.matrix.extrapolated(T)

    def _hill(self, filler: float, matrix: float) -> float:
        voigt = self.share * filler + (1 - self.share) * matrix
        reuss = 1 / (self.share / filler + (1 - self.share) / matrix)
        return (voigt + reuss) / 2
