"""Elastic laws in three dimensions, one per file, and the numbers they are made of.

A law is frozen data. Its six components are ordered xx, zz (height), yy (out of plane), xz, zy,
xy; shear strains are engineering shears.
"""

from collections.abc import Hashable
from typing import Protocol

import numpy as np

from stressbump.laws.cubic_crystal import Cubic
from stressbump.laws.curve import Polynomial, Saturating, Slopes, Table
from stressbump.laws.expansion import Expansion
from stressbump.laws.in_plane_mean import InPlaneMean
from stressbump.laws.isotropic import Isotropic
from stressbump.laws.moduli import Moduli
from stressbump.laws.orthotropic import Orthotropic


class Law(Hashable, Protocol):
    """What is asked of a material, at temperatures in °C. Frozen, so that it is a key itself.

    A law that holds another and adds to it answers these four out of the one it holds.
    """

    @property
    def isotropic(self) -> bool:
        """Whether all directions are alike at any temperature, in moduli and in expansion."""

    def moduli(self, T: float) -> Moduli:
        """Elastic constants at T, whole: what depends on them has them as its key."""

    def thermal_strain(self, T0: float, T1: float) -> np.ndarray:
        """Free strain from T0 to T1, (6,)."""

    def extrapolated(self, T: float) -> tuple[str, ...]:
        """The properties whose tables end before T; expansions' names begin with "cte"."""


def turns(law: Law) -> bool:
    """Whether a law may stand in an axisymmetric section: alike in plane, or a crystal that is turned."""
    return not isinstance(law, Orthotropic) or law.alike_in_plane


def turning(law: Law) -> Law:
    """A law that may stand in an axisymmetric section: itself, or its mean in plane."""
    differs = isinstance(law, Orthotropic) and not law.alike_in_plane
    return InPlaneMean(law) if differs else law  # type: ignore[arg-type]


__all__ = [
    "Cubic",
    "Expansion",
    "InPlaneMean",
    "Isotropic",
    "Law",
    "Moduli",
    "Orthotropic",
    "Polynomial",
    "Saturating",
    "Slopes",
    "Table",
    "turning",
    "turns",
]
