"""Corners where stress has no bound: where they are and how stress grows towards each."""

from stressbump.fracture.singular.corners import Corner, Fan, corners
from stressbump.fracture.singular.exponents import Exponent, exponents
from stressbump.fracture.singular.wedges import Alike, Directed, End, Wedge, in_plane

__all__ = [
    "Alike",
    "Corner",
    "Directed",
    "End",
    "Exponent",
    "Fan",
    "Wedge",
    "corners",
    "exponents",
    "in_plane",
]
