"""Cracks along an interface in infinite bodies, in plane strain: K = K1 + i K2, MPa·µm^(1/2 - iε).

σ_22 + iσ_12 = K r^(iε) / √(2πr) ahead of the tip at positive x, the first solid above.
"""

from __future__ import annotations

from cmath import exp
from math import cosh, log, pi, sqrt

from scipy.special import loggamma

from stressbump.closed_forms.solid import Solid
from stressbump.closed_forms.williams import dundurs, oscillation


def modulus(first: Solid, second: Solid) -> float:
    """E* in plane strain, 2/E* = 1/Ē₁ + 1/Ē₂."""
    return 2 / sum((1 - s.nu**2) / s.E for s in (first, second))


def release_rate(first: Solid, second: Solid, K: complex) -> float:
    """G = (1-β²)|K|²/E*, J/m²."""
    _, beta = dundurs(first, second)
    return (1 - beta**2) * abs(K) ** 2 / modulus(first, second)


def line_crack(first: Solid, second: Solid, half: float, stress: float) -> complex:
    """A crack of length 2a across a remote tension; J. R. Rice, G. C. Sih, J. Appl. Mech. 32 (1965) 418."""
    eps = oscillation(first, second)
    return (1 + 2j * eps) * sqrt(pi * half) * exp(-1j * eps * log(2 * half)) * stress


def penny_crack(first: Solid, second: Solid, radius: float, stress: float) -> complex:
    """A round crack across a remote tension; M. K. Kassir, A. M. Bregman, J. Appl. Mech. 39 (1972) 308."""
    eps = oscillation(first, second)
    ratio = exp(complex(loggamma(2 + 1j * eps) - loggamma(0.5 + 1j * eps)))
    return 2 * stress * sqrt(radius) * ratio * exp(-1j * eps * log(2 * radius))


def bond(first: Solid, second: Solid, half: float, dT: float) -> complex:
    """Half planes bonded over a length 2c whose outsides are open, brought to another temperature.

    The cracks at positive x grow towards the middle, so that the bond lies ahead; the first solid above
    shrinks more. F. Erdogan, J. Appl. Mech. 32 (1965) 403.
    """
    eps = oscillation(first, second)
    strain = ((1 + first.nu) * first.cte - (1 + second.nu) * second.cte) * dT
    size = sqrt(pi * half) * modulus(first, second) * abs(strain) * cosh(pi * eps) / 4
    return 1j * (1 + 2j * eps) * exp(-1j * eps * log(2 * half)) * size
