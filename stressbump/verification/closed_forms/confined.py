"""An elastomer that cannot change its volume, or hardly.

Held all round, σ = -3 K α ΔT: it is the bulk modulus that counts, not E.
A disc of radius a and thickness h bonded to two rigid plates has the apparent modulus
1/E_a = 1/(E (1 + 2 S²)) + 1/K with the shape factor S = a/(2h).

A. N. Gent, P. B. Lindley, The compression of bonded rubber blocks, Proc. Inst. Mech. Eng.
173 (1959) 111-122. The sum of compliances joins two limits; between them it is some
per cent off.
"""

from __future__ import annotations

from stressbump.verification.closed_forms.solid import Solid


def hydrostatic(solid: Solid, dT: float) -> float:
    """Stress of a solid held on all sides, MPa; tension on cooling."""
    return -3 * solid.K * solid.cte * dT


def apparent_modulus(solid: Solid, radius: float, thickness: float) -> float:
    """Stress over strain of a bonded disc pulled or pressed along its axis, MPa."""
    shape = radius / (2 * thickness)
    return 1 / (1 / (solid.E * (1 + 2 * shape**2)) + 1 / solid.K)
