"""Elastic laws in three dimensions, one per file, and the numbers they are made of.

A law is frozen data. Its six components are ordered xx, zz (height), yy (out of plane), xz, zy,
xy; shear strains are engineering shears.
"""

from typing import Protocol

import numpy as np

from stressbump.laws.cubic import Cubic
from stressbump.laws.curve import Polynomial, Saturating, Slopes, Table
from stressbump.laws.expansion import Expansion
from stressbump.laws.isotropic import Isotropic
from stressbump.laws.orthotropic import Orthotropic


class Law(Protocol):
    """What the mechanics asks of a material, at temperatures in °C."""

    @property
    def isotropic(self) -> bool:
        """Whether all directions are alike; then it has shear_modulus and bulk_modulus."""

    def stiffness(self, T: float) -> np.ndarray:
        """C, (6, 6) in MPa."""

    def thermal_strain(self, T0: float, T1: float) -> np.ndarray:
        """Free strain from T0 to T1, (6,)."""

    def biaxial_modulus(self, T: float) -> float:
        """In-plane stress of a free film per equibiaxial strain, MPa."""

    def nearly_incompressible(self, T: float) -> bool:
        """Whether the region wants a pressure field."""

    def held(self, T: float) -> tuple[str, ...]:
        """The properties whose tables end before T."""


def turns(law: Law) -> bool:
    """Whether a law may stand in an axisymmetric section: alike in plane, or a crystal that is turned."""
    return not isinstance(law, Orthotropic) or law.alike_in_plane


__all__ = [
    "Cubic",
    "Expansion",
    "Isotropic",
    "Law",
    "Orthotropic",
    "Polynomial",
    "Saturating",
    "Slopes",
    "Table",
    "turns",
]
