"""Orthotropic elasticity along x, z (height) and y (out of the section's plane).

    ε_i = σ_i/E_i − Σ_j ν_ji σ_j/E_j,   ν_ij/E_i = ν_ji/E_j

ν_ij is the contraction along j under a pull along i.
"""

from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np

from stressbump.laws.bounds import corners, extrapolated, inside
from stressbump.laws.curve import Composed, Number, at, values
from stressbump.laws.expansion import Cte, checked, strain
from stressbump.laws.isotropic import shear_modulus
from stressbump.laws.moduli import Moduli


@dataclass(frozen=True)
class Orthotropic:
    """Nine constants (MPa) and three expansions (1/K) in the axes of the section."""

    E_x: Number
    E_z: Number
    E_y: Number
    nu_xz: Number
    nu_xy: Number
    nu_yz: Number
    G_xz: Number
    G_yz: Number
    G_xy: Number
    cte_x: Cte
    cte_z: Cte
    cte_y: Cte

    isotropic: ClassVar[bool] = False

    def __post_init__(self) -> None:
        """Refuse moduli that are not positive and a stiffness that is not positive definite."""
        for name in ("E_x", "E_z", "E_y", "G_xz", "G_yz", "G_xy"):
            inside(name, getattr(self, name), above=0.0)
        for name in ("nu_xz", "nu_xy", "nu_yz"):
            for value in values(getattr(self, name)):
                if not np.isfinite(value):
                    raise ValueError(f"{name} is {value}; it must be finite")
        for name in ("cte_x", "cte_z", "cte_y"):
            checked(name, getattr(self, name))
        for T in corners(*self._elastic()):
            if np.linalg.eigvalsh(self._compliance(T)).min() <= 0:
                raise ValueError(
                    f"at {T:g} °C the Poisson's ratios xz {at(self.nu_xz, T):g}, "
                    f"xy {at(self.nu_xy, T):g}, yz {at(self.nu_yz, T):g} would let the solid "
                    "give energy away; each must stay below √(E_i/E_j), and jointly smaller"
                )

    @classmethod
    def layered(
        cls,
        E: tuple[Number, Number],
        nu: tuple[Number, Number],
        cte: tuple[Cte, Cte],
        G_through: Number | None = None,
        G_in_plane: Number | None = None,
    ) -> "Orthotropic":
        """A sheet alike in all directions of its plane: boards, flex, fabrics.

        Pairs are (in plane, through the thickness); ν through is the thinning under an
        in-plane pull. A shear modulus left out is E/2(1+ν) of the same direction.
        """
        G_in_plane = shear_modulus(E[0], nu[0]) if G_in_plane is None else G_in_plane
        G_through = shear_modulus(E[1], nu[1]) if G_through is None else G_through
        return cls(
            E_x=E[0], E_z=E[1], E_y=E[0], nu_xz=nu[1], nu_xy=nu[0], nu_yz=nu[1],
            G_xz=G_through, G_yz=G_through, G_xy=G_in_plane,
            cte_x=cte[0], cte_z=cte[1], cte_y=cte[0],
        )  # fmt: skip

    def turned(self) -> "Orthotropic":
        """The same sheet with its two directions in plane exchanged."""
        nu_yx = _scaled(self.nu_xy, self.E_y, self.E_x)
        return Orthotropic(
            E_x=self.E_y, E_z=self.E_z, E_y=self.E_x, nu_xz=self.nu_yz, nu_xy=nu_yx,
            nu_yz=self.nu_xz, G_xz=self.G_yz, G_yz=self.G_xz, G_xy=self.G_xy,
            cte_x=self.cte_y, cte_z=self.cte_z, cte_y=self.cte_x,
        )  # fmt: skip

    @property
    def alike_in_plane(self) -> bool:
        """Whether x and y are alike, so that it may turn about z."""
        x = self.E_x, self.nu_xz, self.G_xz, self.cte_x
        return x == (self.E_y, self.nu_yz, self.G_yz, self.cte_y)

    def _compliance(self, T: float) -> np.ndarray:
        """S at T °C in the order x, z, y, xz, yz, xy, per MPa."""
        Ex, Ez, Ey = (at(E, T) for E in (self.E_x, self.E_z, self.E_y))
        S = np.diag([1 / Ex, 1 / Ez, 1 / Ey, *(1 / at(G, T) for G in self._shears())])
        S[0, 1] = S[1, 0] = -at(self.nu_xz, T) / Ex
        S[0, 2] = S[2, 0] = -at(self.nu_xy, T) / Ex
        S[1, 2] = S[2, 1] = -at(self.nu_yz, T) / Ey
        return S

    def _elastic(self) -> tuple[Number, ...]:
        poisson = self.nu_xz, self.nu_xy, self.nu_yz
        return self.E_x, self.E_z, self.E_y, *poisson, *self._shears()

    def _shears(self) -> tuple[Number, Number, Number]:
        return self.G_xz, self.G_yz, self.G_xy

    def moduli(self, T: float) -> Moduli:
        """C at T °C."""
        return Moduli.directed(np.linalg.inv(self._compliance(T)))

    def thermal_strain(self, T0: float, T1: float) -> np.ndarray:
        """Free strain from T0 to T1 °C, (6,): ∫ α dT along x, z and y."""
        normal = [strain(cte, T0, T1) for cte in (self.cte_x, self.cte_z, self.cte_y)]
        return np.array([*normal, 0.0, 0.0, 0.0])

    def extrapolated(self, T: float) -> tuple[str, ...]:
        """The properties whose tables end before T °C, so that an end value is held there."""
        return extrapolated(T, **{field.name: getattr(self, field.name) for field in fields(self)})


def _scaled(number: Number, by: Number, over: Number) -> Number:
    """number·by/over, over temperature if one of them is."""
    if any(not isinstance(n, int | float) for n in (number, by, over)):
        return Composed(_ratio, (number, by, over))
    return _ratio(number, by, over)  # type: ignore[arg-type]


def _ratio(number: float, by: float, over: float) -> float:
    return number * by / over
