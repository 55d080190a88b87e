"""Cubic crystals in a (001) wafer: silicon as it really is.

With x along <100> the stiffness is C11, C12, C44 itself. Turned by 45° about the wafer's normal,
x along <110>:

    C_xx = C_yy = (C11 + C12)/2 + C44,   C_xy = (C11 + C12)/2 − C44,   G_xy = (C11 − C12)/2
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from stressbump.laws.bounds import corners, extrapolated, inside
from stressbump.laws.curve import Number, at
from stressbump.laws.expansion import Cte, checked, strain
from stressbump.laws.moduli import Moduli


@dataclass(frozen=True)
class Cubic:
    """C11, C12, C44 in MPa, one expansion in 1/K, and the direction of the section's x axis.

    In an axisymmetric section the crystal is taken as turned about the axis, point by point.
    """

    C11: Number
    C12: Number
    C44: Number
    cte: Cte
    along: Literal["100", "110"] = "110"

    isotropic: ClassVar[bool] = False

    def __post_init__(self) -> None:
        """Refuse an unknown direction and constants of no stable crystal (Born's conditions)."""
        if self.along not in ("100", "110"):
            raise ValueError(
                f"a section on a (001) wafer runs along '100' or '110', not {self.along!r}"
            )
        inside("C11", self.C11, above=0.0)
        inside("C44", self.C44, above=0.0)
        for T in corners(self.C11, self.C12, self.C44):
            C11, C12 = at(self.C11, T), at(self.C12, T)
            if not -C11 / 2 < C12 < C11:
                raise ValueError(
                    f"C12 is {C12:g} MPa beside C11 = {C11:g} MPa; it must lie between "
                    f"{-C11 / 2:g} and {C11:g} MPa"
                )
        checked("cte", self.cte)

    def moduli(self, T: float) -> Moduli:
        """C at T °C; biaxial C11 + C12 − 2·C12²/C11, the same in every direction of the wafer's plane."""
        C11, C12, C44 = (at(number, T) for number in (self.C11, self.C12, self.C44))
        C = np.diag([C11, C11, C11, C44, C44, C44])
        C[:3, :3] += C12 * (1 - np.eye(3))
        if self.along == "110":
            C[0, 0] = C[2, 2] = (C11 + C12) / 2 + C44
            C[0, 2] = C[2, 0] = (C11 + C12) / 2 - C44
            C[5, 5] = (C11 - C12) / 2
        return Moduli.directed(C)

    def thermal_strain(self, T0: float, T1: float) -> np.ndarray:
        """Free strain from T0 to T1 °C, (6,): ∫ α dT on the three normal components."""
        return strain(self.cte, T0, T1) * np.array([1.0, 1, 1, 0, 0, 0])

    def extrapolated(self, T: float) -> tuple[str, ...]:
        """The properties whose tables end before T °C, so that an end value is held there."""
        return extrapolated(T, C11=self.C11, C12=self.C12, C44=self.C44, cte=self.cte)
