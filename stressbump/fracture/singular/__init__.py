"""Corners where stress has no bound: where they are, how stress grows towards each, and how strongly."""

from stressbump.fracture.singular.corners import Corner, Fan, corners
from stressbump.fracture.singular.exponents import Exponent, exponents
from stressbump.fracture.singular.intensity import Singular, TipFields, tip_fields
from stressbump.fracture.singular.interface_crack import CrackTip, crack_tip_of
from stressbump.fracture.singular.tips import Tip, corner_tip, crack_tip, solid
from stressbump.fracture.singular.wedges import Alike, Directed, End, Wedge, in_plane

__all__ = [
    "Alike",
    "Corner",
    "CrackTip",
    "Directed",
    "End",
    "Exponent",
    "Fan",
    "Singular",
    "Tip",
    "TipFields",
    "Wedge",
    "corner_tip",
    "corners",
    "crack_tip",
    "crack_tip_of",
    "exponents",
    "in_plane",
    "solid",
    "tip_fields",
]
