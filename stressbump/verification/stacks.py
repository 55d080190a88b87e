"""Stacks that several cases share, each with the numbers it was published or worked with."""

from __future__ import annotations

from stressbump.closed_forms.solid import Ply, Solid
from stressbump.units import GPa, ppm

SILICON = Solid(162.716 * GPa, 0.278, 2.56 * ppm)
MOLD = Solid(15.513 * GPa, 0.25, 15 * ppm)
NITRIDE = Solid(220 * GPa, 0.25, 2 * ppm)
SOFT, STIFF = Solid(1 * GPa, 0.3), Solid(10 * GPa, 0.25)
SOLDER = Solid(30.64 * GPa, 0.35, 24.5 * ppm)
UNDERFILL = Solid(5.6 * GPa, 0.35, 45 * ppm)
BOARD = Solid(22 * GPa, 0.28, 18.5 * ppm)

PACKAGE = {  # from the bottom
    "laminate": Ply(Solid(24.132 * GPa, 0.30, 16 * ppm), 300),
    "attach": Ply(UNDERFILL, 25),
    "die": Ply(SILICON, 300),
    "oxide": Ply(Solid(70 * GPa, 0.17, 0.5 * ppm), 1),
    "nitride": Ply(NITRIDE, 0.05),
    "polysilicon": Ply(Solid(160 * GPa, 0.22, 2.9 * ppm), 1),
    "mold": Ply(MOLD, 500),
}


def silicone(nu: float) -> Solid:
    """An elastomer of 3 MPa: the same E, and a bulk modulus between 3 and 1000 MPa with ν."""
    return Solid(3.0, nu, 260 * ppm)
