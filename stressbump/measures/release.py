"""What it takes to part an interface: the energy that a crack along it releases as it grows.

    G = -dΠ/dA    in J/m² = MPa·µm, per area of the crack

of cracks of stated lengths in the finished stack, each there by itself, whose faces do not overlap.
"""

from __future__ import annotations

from dataclasses import dataclass

from stressbump.measures.measure import Kind, Measure


@dataclass(frozen=True)
class Release:
    """What a crack comes to."""

    rate: float  # G, J/m²
    closed: float  # share of its area over which the faces press each other


RELEASE_RATE = Measure[Release](
    "energy release rate", "J/m²", Kind.CRACK, "release", lambda crack: crack.rate,
    headline=True, positive=True,
)  # fmt: skip
CLOSED_SHARE = Measure[Release](
    "closed share of a crack", "%", Kind.CRACK, "release", lambda crack: 100 * crack.closed,
    compared=False,
)  # fmt: skip
MEASURES = (RELEASE_RATE, CLOSED_SHARE)
