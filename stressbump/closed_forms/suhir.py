"""Shear along the bond of two plates that shrink differently, bending included.

λ = (1-ν1)/(E1 h1) + (1-ν2)/(E2 h2) + (h/2)²/D,  κ = h1/(3 G1) + h2/(3 G2) + c0 h0/G0,  k² = λ/κ
τ(x) = Δα ΔT sinh(k x) / (√(λ κ) cosh(k l)),   N(x) = Δα ΔT/λ (1 - cosh(k x)/cosh(k l))

with h = h1 + h2 and D = D1 + D2. Suhir prints D_i = E_i h_i³/(12 (1-ν_i²)) beside the membrane's
(1-ν_i)/(E_i h_i); far from the edges only 12 (1-ν_i) agrees with laminate theory, so `bending`
chooses. In plane strain both hold 1-ν², with α(1+ν) for α. c0 = 2/3 is Suhir's weight of the
adhesive; others take 1.

E. Suhir, Stresses in bi-metal thermostats, J. Appl. Mech. 53 (1986) 657-660, and Interfacial
stresses in bimetal thermostats, 56 (1989) 595-600. The field at the very edge is singular and its
shear zero: trust N and κ, and τ some thicknesses inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cosh, sinh, sqrt

from stressbump.closed_forms.solid import Ply, StressState


@dataclass(frozen=True)
class Joint:
    """Plates `first` and `second` over the length 2 `half`, bonded by `adhesive` or directly."""

    first: Ply
    second: Ply
    half: float  # l, µm
    dT: float  # K
    adhesive: Ply | None = None
    c0: float = 1.0
    state: StressState = "plate"
    bending: StressState | None = (
        None  # the state's own by default; "plane strain" with "plate" is Suhir's print
    )

    @property
    def misfit(self) -> float:
        """(α2 - α1) ΔT: how much longer the second plate would be."""
        first, second = (plate.solid.in_plane(self.state)[1] for plate in (self.first, self.second))
        return (second - first) * self.dT

    @property
    def axial(self) -> float:
        """Axial compliance λ, 1/(MPa·µm)."""
        stretch = sum(
            1 / (plate.solid.in_plane(self.state)[0] * plate.thickness)
            for plate in (self.first, self.second)
        )
        return stretch + self._lever**2 / sum(self._rigidities)

    @property
    def shear(self) -> float:
        """Compliance of the interface in shear κ, µm/MPa."""
        bond = self.adhesive
        plates = sum(p.thickness / 3 / p.solid.G for p in (self.first, self.second))
        return plates + (self.c0 * bond.thickness / bond.solid.G if bond else 0.0)

    @property
    def decay(self) -> float:
        """k, 1/µm: the shear dies out over 1/k from the edge."""
        return sqrt(self.axial / self.shear)

    @property
    def _lever(self) -> float:
        return (self.first.thickness + self.second.thickness) / 2

    @property
    def _rigidities(self) -> tuple[float, float]:
        """D1 and D2, MPa·µm³."""
        state = self.bending or self.state
        first, second = (
            plate.solid.in_plane(state)[0] * plate.thickness**3 / 12
            for plate in (self.first, self.second)
        )
        return first, second

    def shear_stress(self, x: float) -> float:
        """τ at x from the middle, MPa; positive where it pulls the first plate outwards."""
        k = self.decay
        return self.misfit * sinh(k * x) / cosh(k * self.half) / sqrt(self.axial * self.shear)

    def force(self, x: float) -> float:
        """N in the first plate per depth, MPa·µm; tension where the second would be longer."""
        k = self.decay
        return self.misfit / self.axial * (1 - cosh(k * x) / cosh(k * self.half))

    def curvature(self, x: float) -> float:
        """The common curvature N h/(2 D), 1/µm; positive if the first plate, below, is shorter."""
        return self.force(x) * self._lever / sum(self._rigidities)

    def peel(self, x: float) -> float:
        """Normal stress between the plates, MPa, tension positive: (h2 D1 - h1 D2)/(2 D) τ'(x).

        For plates of one deflection; a force at each end (not returned) makes its sum zero.
        """
        d1, d2 = self._rigidities
        slope = self.misfit * cosh(self.decay * x) / cosh(self.decay * self.half) / self.shear
        lever = self.second.thickness * d1 - self.first.thickness * d2
        return lever / (2 * (d1 + d2)) * slope
