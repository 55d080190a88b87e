"""Exponents λ of σ ~ r^(λ-1) where a characteristic equation in one line is known.

M. L. Williams and those who followed him: wedges with free and held faces, bonded quarter planes,
cracks up to and along a bond. All in plane strain.
"""

from __future__ import annotations

from math import cos, log, pi, sin, sqrt

import numpy as np
from scipy.optimize import brentq

from stressbump.closed_forms.solid import Solid


def dundurs(first: Solid, second: Solid) -> tuple[float, float]:
    """Dundurs' α and β in plane strain: α > 0 where the first is stiffer.

    J. Dundurs, J. Appl. Mech. 36 (1969) 650.
    """
    k1, k2 = 3 - 4 * first.nu, 3 - 4 * second.nu
    below = second.G * (k1 + 1) + first.G * (k2 + 1)
    alpha = (first.G * (k2 + 1) - second.G * (k1 + 1)) / below
    return alpha, (first.G * (k2 - 1) - second.G * (k1 - 1)) / below


def notch(opening: float, antisymmetric: bool = False) -> float:
    """Williams 1952: sin(λφ) = ∓ λ sin φ in a wedge φ with free faces."""
    sign = -1 if antisymmetric else 1
    return float(brentq(lambda p: sin(p * opening) + sign * p * sin(opening), 0.4, 0.9999))


def held_notch(opening: float, nu: float) -> float:
    """Williams 1952: sin²(λφ) = (4(1-ν)² - λ² sin²φ)/(3-4ν), one face free and one held."""

    def off(p: float) -> float:
        right = (4 * (1 - nu) ** 2 - (p * sin(opening)) ** 2) / (3 - 4 * nu)
        return sin(p * opening) ** 2 - right

    return float(brentq(off, 0.3, 0.9999))


def quarters(first: Solid, second: Solid) -> float:
    """Two bonded quarter planes; D. B. Bogy, J. Appl. Mech. 35 (1968) 460."""
    a, b = dundurs(first, second)

    def off(p: float) -> float:
        s = sin(pi * p / 2) ** 2
        bent = s - p * p
        return (
            (bent * b) ** 2 + 2 * p * p * bent * a * b + p * p * (p * p - 1) * a * a + s * (1 - s)
        )

    return float(brentq(off, 0.4, 0.9999))


def met(whole: Solid, cracked: Solid) -> float:
    """A crack that ends, at a right angle, at the bond to an uncracked solid.

    A. R. Zak, M. L. Williams, J. Appl. Mech. 30 (1963) 142.
    """
    a, b = dundurs(whole, cracked)

    def off(p: float) -> float:
        return cos(pi * (1 - p)) - 2 * (b - a) / (1 + b) * p * p - (a + b * b) / (1 - b * b)

    return float(brentq(off, 0.05, 0.95))


def oscillation(first: Solid, second: Solid) -> float:
    """ε = ln((1-β)/(1+β))/2π of a crack along a bond, with its sign; M. L. Williams, BSSA 49 (1959) 199."""
    _, b = dundurs(first, second)
    return log((1 - b) / (1 + b)) / 2 / pi


def directed_oscillation(above: np.ndarray, below: np.ndarray) -> float:
    """|ε| between orthotropic solids of stiffness (3, 3) in xx, zz, xz; the crack along an axis of both.

    Z. Suo, Proc. R. Soc. Lond. A 427 (1990) 331.
    """
    opening, sliding, skew = 0.0, 0.0, 0.0
    for sign, solid in ((1, below), (-1, above)):
        s = np.linalg.inv(solid)
        mean = sqrt(s[0, 0] * s[1, 1])
        n = sqrt((1 + (2 * s[0, 1] + s[2, 2]) / 2 / mean) / 2)
        ratio = (s[0, 0] / s[1, 1]) ** 0.25
        opening += 2 * n * ratio * mean
        sliding += 2 * n / ratio * mean
        skew += sign * (mean + s[0, 1])
    b = skew / sqrt(opening * sliding)
    return abs(log((1 - b) / (1 + b))) / 2 / pi
