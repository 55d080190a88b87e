"""Cracks between two bonded solids: energy release rates known in closed form.

With Dundurs' β of the two, ε = ln[(1-β)/(1+β)]/2π and 2/E* = (1-ν₁²)/E₁ + (1-ν₂²)/E₂,

    G = (1-β²)|K|²/E*
    |K|² = (1+4ε²) π a σ²                         crack of 2a under tension (Rice and Sih 1965)
    |K|² = 4 a σ² |Γ(2+iε)/Γ(½+iε)|²              penny of radius a (Kassir and Bregman 1972)

and G = σ² h (1-ν²)/2E in the end, for a film of height h in tension on a deep substrate (Hutchinson and
Suo, Adv. Appl. Mech. 29 (1992) 63-191).
"""

from __future__ import annotations

from math import pi

import numpy as np
from scipy.special import gamma

from stressbump.closed_forms import williams
from stressbump.closed_forms.solid import Solid


def joint_modulus(first: Solid, second: Solid) -> float:
    """E*, MPa."""
    return 2 / sum((1 - s.nu**2) / s.E for s in (first, second))


def _rate(first: Solid, second: Solid, intensity: float) -> float:
    beta = williams.dundurs(first, second)[1]
    return (1 - beta**2) * intensity / joint_modulus(first, second)


def straight(first: Solid, second: Solid, half_length: float, tension: float) -> float:
    """G, J/m², of a crack of twice the half length, µm, in an infinite body under MPa far away."""
    oscillation = williams.oscillation(first, second)
    return _rate(first, second, (1 + 4 * oscillation**2) * pi * half_length * tension**2)


def penny(first: Solid, second: Solid, radius: float, tension: float) -> float:
    """G, J/m², of a round crack."""
    oscillation = williams.oscillation(first, second)
    ratio = np.abs(gamma(2 + 1j * oscillation) / gamma(0.5 + 1j * oscillation))
    return _rate(first, second, float(4 * radius * (tension * ratio) ** 2))


def film(solid: Solid, height: float, tension: float) -> float:
    """G, J/m², of a long crack below a film that strain keeps at a stress in one direction, MPa."""
    return tension**2 * height * (1 - solid.nu**2) / (2 * solid.E)
