"""What it takes to part an interface, Γ in J/m², over the phase ψ of a crack's mode.

    Γ = Γ_I + (Γ_II - Γ_I) sin²ψ^η,    Γ = Γ_0 (1 + tan²((1-λ) ψ))

ψ in radians, at the length ahead of the tip that the constants belong to; 0 opens, ±π/2 slides. M. L.
Benzeggagh, M. Kenane, Compos. Sci. Technol. 56 (1996) 439; J. W. Hutchinson, Z. Suo, Adv. Appl. Mech. 29
(1992) 63.
"""

from __future__ import annotations

from math import sin, tan


def benzeggagh_kenane(mode_I: float, mode_II: float, eta: float, phase: float) -> float:
    """The Γ of mixed modes, G_II/G = sin²ψ."""
    return float(mode_I + (mode_II - mode_I) * (sin(phase) ** 2) ** eta)


def hutchinson_suo(opening: float, sensitivity: float, phase: float) -> float:
    """The Γ of an interface whose toughness does not depend on the mode at λ = 1, and most at λ = 0."""
    return float(opening * (1 + tan((1 - sensitivity) * phase) ** 2))
