"""K, its phase ψ and G at the tip of a crack along an interface, or within one solid.

x₁ is the direction of growth, x₂ the normal that points up in the section (to +x where growth is vertical),
and the solid on that side is the first:

    σ_22 + i σ_12 = K r^(iε) / √(2πr) ahead,  ε = ln((1-β)/(1+β)) / 2π,  ψ(L) = arg(K L^(iε))
    G = (1-β²) |K|² / E*,    2/E* = (1-ν₁²)/E₁ + (1-ν₂²)/E₂

between isotropic solids. At a tip whose faces are closed without friction no stress normal to the
interface grows ahead, and σ_12 = K2 / √(2πr) with a real power whatever the solids: K1 = 0, ε = 0, and the
same G. Between any solids G is the J integral of the singular field around the tip. ψ belongs
to its length L: ψ(L₂) = ψ(L₁) + ε ln(L₂/L₁). J. R. Rice, J. Appl. Mech. 55 (1988) 98; J. W.
Hutchinson, Z. Suo, Adv. Appl. Mech. 29 (1992) 63; M. Comninou, J. Appl. Mech. 44 (1977) 631;
J. R. Rice, J. Appl. Mech. 35 (1968) 379.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import degrees, log, pi, sqrt

import numpy as np

from stressbump.fracture.singular.intensity import Singular, TipFields
from stressbump.fracture.singular.modes import AngularField, around, traction
from stressbump.fracture.singular.wedges import PRESSED

LENGTH = 1.0  # µm, at which ψ is told by default
ROUND_OFF = 1e-6  # of angles and powers


@dataclass(frozen=True)
class CrackTip:
    """K = K1 + i K2 of a tip, MPa·µm^(1/2 - iε), r in µm; G in J/m²."""

    K: complex
    epsilon: float
    G: float

    def at(self, length: float = LENGTH) -> complex:
        """K L^(iε) at a length in µm, MPa·√µm: what ψ is the phase of."""
        return complex(self.K * np.exp(1j * self.epsilon * log(length)))

    def phase(self, length: float = LENGTH) -> float:
        """ψ in degrees at a length in µm."""
        return degrees(float(np.angle(self.K))) + degrees(self.epsilon * log(length))


def crack_tip_of(found: TipFields) -> CrackTip:
    """K of the fields at a crack's tip.

    ValueError for another corner: a crack has two faces, free or closed, all around between them, and
    λ = 1/2.
    """
    tip, fields = found.tip, found.singular
    total = sum(w.opening for w in tip.wedges)
    half = all(abs(s.growth - 0.5) < ROUND_OFF for s in fields)
    faces = tip.ends in (("free", "free"), PRESSED)
    if not faces or abs(total - 2 * pi) > ROUND_OFF or not (fields and half):
        raise ValueError("no crack between two solids ends here")
    ahead = tip.wedges[0].start + pi
    up = np.cos(ahead), -np.sin(ahead)  # z and x of the normal to the left of growth
    mirrored = up[0] < -ROUND_OFF or (abs(up[0]) <= ROUND_OFF and up[1] < 0)
    oscillation = fields[0].exponent.value.imag
    amplitude, sign = _ahead(found, ahead)
    K = sqrt(2 * pi) * (amplitude.conjugate() if mirrored else amplitude)
    epsilon = (-1 if mirrored else 1) * sign * oscillation
    return CrackTip(K, epsilon, _released(found, ahead))


def _ahead(found: TipFields, ahead: float) -> tuple[complex, int]:
    """σ_θθ + i σ_rθ of r^(-1/2 ± iε) ahead of a tip, and the sign of that power of r."""
    intensities = [s.intensity for s in found.singular]
    peel, shear = np.array([_traction(s.field, ahead) for s in found.singular]).T
    if not found.singular[0].exponent.value.imag:
        return complex(np.dot(intensities, peel).real, np.dot(intensities, shear).real), 1
    amplitude = complex(2 * intensities[0] * peel[0])
    forward = (shear[0] / peel[0]).imag < 0
    return (amplitude, 1) if forward else (amplitude.conjugate(), -1)


def _released(found: TipFields, ahead: float) -> float:
    """G, J/m²: the J integral over a circle of 1 µm."""
    total = 0.0
    for k, wedge in enumerate(found.tip.wedges):
        angles, weights = around(wedge)
        own = sum(_at_unit_radius(s, k) for s in found.singular)
        u, v, rt, tt, rr, u_r, v_r, u_t, v_t = np.asarray(own)
        c, s = np.cos(angles - ahead), np.sin(angles - ahead)
        density = (rr * u_r + tt * (u + v_t) + rt * (u_t + v_r - v)) / 2
        work = rr * (c * u_r - s * (u_t - v)) + rt * (c * v_r - s * (v_t + u))
        total += float(weights @ (c * density - work))
    return total


def _at_unit_radius(own: Singular, wedge: int) -> np.ndarray:
    """What `_with_slopes` has of a field of its intensity, MPa and µm."""
    whole = _with_slopes(own.field, wedge)
    return np.asarray((2 if own.exponent.value.imag else 1) * (own.intensity * whole).real)


@lru_cache(maxsize=64)
def _traction(field: AngularField, angle: float) -> tuple[complex, complex]:
    return traction(field, angle)


@lru_cache(maxsize=64)
def _with_slopes(field: AngularField, wedge: int) -> np.ndarray:
    """u_r, u_θ, σ_rθ, σ_θθ, σ_rr and the slopes of both displacements along r and θ (9, angles)."""
    angles, _ = around(field.wedges[wedge])
    fields, turns = field.at(wedge, angles), field.slope(wedge, angles)[:2]
    return np.concatenate([fields, field.power * fields[:2], turns])
