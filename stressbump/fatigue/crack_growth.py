"""Cycles to failure of a solder joint out of its inelastic work per cycle, by a crack's start and growth.

R. Darveaux, Effect of simulation methodology on solder joint crack growth correlation, 50th ECTC
(2000): a crack starts after N0 cycles and grows across the joint at a constant rate,

    N0 = K1 ΔW^K2,   da/dN = K3 ΔW^K4,   characteristic life = N0 + a / (da/dN)

with ΔW the work of a cycle (psi) averaged over a layer of fixed thickness beside the pad and a the
diameter of the joint there (in). Constants and layer belong together, and to the solder's law they were
fitted with (Anand's, 62Sn36Pb2Ag); absolute lives are good to a factor of two at best.
"""

from __future__ import annotations

from dataclasses import dataclass

from stressbump.units import mil, psi

INCH = 1000 * mil


@dataclass(frozen=True)
class CrackGrowth:
    """Darveaux's four constants, in cycles, psi and inches as published."""

    K1: float
    K2: float
    K3: float
    K4: float

    def initiation(self, work: float) -> float:
        """Cycles until a crack starts, from the work of a cycle in MPa (> 0)."""
        return self.K1 * _psi(work) ** self.K2

    def rate(self, work: float) -> float:
        """Growth of the crack, µm per cycle, from the work of a cycle in MPa (> 0)."""
        return self.K3 * _psi(work) ** self.K4 * INCH

    def characteristic_life(self, work: float, diameter: float) -> float:
        """Cycles after which 63.2 % of joints of a diameter (µm) have failed."""
        if diameter <= 0:
            raise ValueError(f"a joint's diameter is {diameter:g} µm; it must be positive")
        return self.initiation(work) + diameter / self.rate(work)


# 3-D models of a quarter of the assembly, fine time steps; by the averaging layer in µm
QUARTER = {
    12.7: CrackGrowth(71000, -1.62, 2.76e-7, 1.05),
    25.4: CrackGrowth(56300, -1.62, 3.34e-7, 1.04),
    38.1: CrackGrowth(48300, -1.64, 3.80e-7, 1.04),
}
SLICE = {25.4: CrackGrowth(22400, -1.52, 5.86e-7, 0.98)}  # of a diagonal slice
SLICE_COARSE = {25.4: CrackGrowth(20300, -1.52, 6.03e-7, 0.99)}
SLICE_UNIFORM = {25.4: CrackGrowth(19500, -1.51, 6.19e-7, 0.98)}  # one temperature all over at once
ANSYS_52 = {
    15.24: CrackGrowth(26800, -1.44, 1.92e-7, 1.15),
    25.4: CrackGrowth(21800, -1.45, 2.41e-7, 1.15),
    33.02: CrackGrowth(18100, -1.46, 2.77e-7, 1.15),
}
ONE_DIMENSIONAL = {  # a linear quarter model, Anand's law along one line
    12.7: CrackGrowth(58800, -1.49, 1.29e-7, 1.16),
    25.4: CrackGrowth(67500, -1.54, 1.20e-7, 1.19),
    38.1: CrackGrowth(71900, -1.58, 1.16e-7, 1.21),
}
OLD = CrackGrowth(7860, -1.0, 4.96e-8, 1.13)  # as J. Lau uses it in 2000


def _psi(work: float) -> float:
    if not work > 0:
        raise ValueError(f"the work of a cycle is {work:g} MPa; it must be positive")
    return work / psi
