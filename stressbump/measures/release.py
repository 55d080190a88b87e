"""What it takes to part an interface: the energy that a crack along it releases as it grows, and its mode.

    G = -dΠ/dA    in J/m² = MPa·µm, per area of the crack
    σ_22 + iσ_12 = (K1 + iK2) (r/L)^(iε) / √(2πr) ahead of the tip,    ψ = arg(K1 + iK2)

of cracks of stated lengths in the finished stack, each there by itself, whose faces do not overlap. Between
solids that differ the modes belong to a length L; r is the distance from the tip.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees, nan

from stressbump.measures.measure import Kind, Measure


@dataclass(frozen=True)
class Release:
    """What a crack comes to; what is not there is no number."""

    rate: float  # G, J/m²
    closed: float  # share of its area over which the faces press each other
    closed_within: float  # how far off that may be, as it is known between nodes
    K: complex  # K1 + iK2, MPa·√µm; no number where the tip is closed
    rate_from_K: float = nan  # J/m², likewise
    toughness: float = nan  # Γ of its mode, J/m², where it is known
    critical_end: float = (
        nan  # °C at which G would be Γ, where stress is proportional to the cooling
    )

    @property
    def margin(self) -> float:
        """How much more it takes than is there: Γ/G."""
        return self.toughness / self.rate if self.rate else nan


RELEASE_RATE = Measure[Release](
    "energy release rate", "J/m²", Kind.CRACK, "release", lambda crack: crack.rate,
    headline=True, positive=True,
)  # fmt: skip
CLOSED_SHARE = Measure[Release](
    "closed share of a crack", "%", Kind.CRACK, "release", lambda crack: 100 * crack.closed,
    compared=False,
)  # fmt: skip
MODE_I = Measure[Release](
    "stress intensity, mode I", "MPa·√µm", Kind.CRACK, "release", lambda crack: crack.K.real,
    compared=False,
)  # fmt: skip
MODE_II = Measure[Release](
    "stress intensity, mode II", "MPa·√µm", Kind.CRACK, "release", lambda crack: crack.K.imag,
    compared=False,
)  # fmt: skip
MIXITY = Measure[Release](
    "mode mixity", "°", Kind.CRACK, "release",
    lambda crack: degrees(atan2(crack.K.imag, crack.K.real)), headline=True,
)  # fmt: skip
TOUGHNESS = Measure[Release](
    "toughness", "J/m²", Kind.CRACK, "release", lambda crack: crack.toughness,
)  # fmt: skip
MARGIN = Measure[Release](
    "toughness to energy release rate", "1", Kind.CRACK, "release", lambda crack: crack.margin,
    headline=True,
)  # fmt: skip
CRITICAL = Measure[Release](
    "critical end temperature", "°C", Kind.CRACK, "release", lambda crack: crack.critical_end,
    compared=False,
)  # fmt: skip
AT_TIP = MODE_I, MODE_II, MIXITY
OF_TOUGHNESS = TOUGHNESS, MARGIN, CRITICAL
MEASURES = (RELEASE_RATE, CLOSED_SHARE, *AT_TIP, *OF_TOUGHNESS)
