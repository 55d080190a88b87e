"""An elastomer that cannot change its volume, or hardly.

Held all round, σ = -3 K α ΔT: it is the bulk modulus that counts, not E.
A disc of radius a and thickness h bonded to two rigid plates has the apparent modulus

1/E_a = 1/(E (1 + 2 S²)) + 1/K,   S = a/(2h)
E_a = K (1 - 2 I1(x)/(x I0(x))),  x² = 12 G a²/(K h²)

The first is A. N. Gent, P. B. Lindley, The compression of bonded rubber blocks, Proc. Inst. Mech.
Eng. 173 (1959) 111-122: a sum of two limits, some per cent off, and far off between them. The
second is M. S. Chalhoub, J. M. Kelly, Effect of bulk compressibility on the stiffness of
cylindrical base isolation bearings, Int. J. Solids Struct. 26 (1990) 743-760: thin discs, S >> 1.
"""

from __future__ import annotations

from math import sqrt

from scipy.special import ive

from stressbump.closed_forms.solid import Solid


def hydrostatic(solid: Solid, dT: float) -> float:
    """Stress of a solid held on all sides, MPa; tension on cooling."""
    return -3 * solid.K * solid.cte * dT


def apparent_modulus(solid: Solid, radius: float, thickness: float) -> float:
    """Stress over strain of a bonded disc pulled or pressed along its axis, MPa."""
    shape = radius / (2 * thickness)
    return 1 / (1 / (solid.E * (1 + 2 * shape**2)) + 1 / solid.K)


def thin_disc_modulus(solid: Solid, radius: float, thickness: float) -> float:
    """The same for a disc much wider than thick, its bulk compressed as its rim bulges, MPa."""
    x = sqrt(12 * solid.G / solid.K) * radius / thickness
    return float(solid.K * (1 - 2 * ive(1, x) / (x * ive(0, x))))
