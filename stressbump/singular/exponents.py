"""The exponents of a corner: all of them, and the argument principle as witness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import pi

import numpy as np
from numpy.polynomial.chebyshev import chebder, chebpts1, chebroots, chebval, chebvander

from stressbump.singular.wedges import End, Wedge, determinant

Determinant = Callable[[np.ndarray], np.ndarray]
STRONGEST, WEAKEST = 0.02, 0.998  # real parts that are looked for
WIDEST = 0.7  # imaginary part
DEGREE = 48  # of the polynomial that stands for the determinant over 0 ≤ λ ≤ 1
ROUND_OFF = 1e-14  # of the largest term of the polynomial
ALIKE = 1e-5  # roots nearer to each other are one root more than once
TRUSTED = 1e-3  # what a root of the polynomial may be off by; others are its round-off's
TURN = 0.8  # radians by which the determinant's phase may change between points of the contour
HALVINGS = 12


@dataclass(frozen=True)
class Exponent:
    """λ of σ ~ r^(λ-1), and how many fields have it; a pair λ, conj(λ) stands here as one, Im λ > 0."""

    value: complex
    count: int = 1

    @property
    def growth(self) -> float:
        """1 - Re λ: stress grows as r to the power of minus this."""
        return 1 - self.value.real


@lru_cache(maxsize=4096)
def exponents(
    wedges: tuple[Wedge, ...], ends: tuple[End, End] | None = ("free", "free")
) -> tuple[Exponent, ...]:
    """All exponents with `STRONGEST` < Re λ < `WEAKEST`, the strongest first.

    Wedges are bonded to each other in their order; `ends` are those of the fan they make, None where
    the last is bonded to the first. ValueError for angles that do not fit, RuntimeError if the
    argument principle counts other roots than were found.
    """
    total = sum(w.opening for w in wedges)
    if total > 2 * pi + 1e-6 or (ends is None and abs(total - 2 * pi) > 1e-6):
        allowed = "2π around a closed ring" if ends is None else "at most 2π"
        raise ValueError(f"wedges open by {total:.6f} radians together; allowed is {allowed}")

    def vanishing(powers: np.ndarray) -> np.ndarray:
        return determinant(wedges, ends, powers)

    found = _roots(vanishing)
    due = _count(vanishing)
    if sum(e.count * (2 if e.value.imag else 1) for e in found) != due:
        told = ", ".join(f"{e.value:.4f}" for e in found)
        raise RuntimeError(f"{due} exponents are due, found are {told or 'none'}")
    return found


def _roots(vanishing: Determinant) -> tuple[Exponent, ...]:
    """Roots of the polynomial through real λ, each moved to the root of the function beside it."""
    series = _series(vanishing)
    z = (chebroots(series).astype(complex) + 1) / 2
    z = z[(np.abs(z.real - 0.5) < 0.5) & (np.abs(z.imag) < WIDEST)]
    # a root more than once scatters by some round-off, but the mean of what it became does not
    near = np.abs(z[:, None] - z) < ALIKE
    count, z = near.sum(1), (near @ z) / near.sum(1)
    moved = np.where(count > 1, z, _corrected(vanishing, series, z))
    first = near.argmax(1) == np.arange(len(z))
    kept = first & (np.abs(moved - z) < TRUSTED) & (moved.imag > -ALIKE)
    kept &= (moved.real > STRONGEST) & (moved.real < WEAKEST)
    found = [
        Exponent(complex(v.real, v.imag if v.imag > ALIKE else 0.0), int(n))
        for v, n in zip(moved[kept], count[kept], strict=True)
    ]
    return tuple(sorted(found, key=lambda e: (e.value.real, e.value.imag)))


def _series(vanishing: Determinant) -> np.ndarray:
    """Chebyshev's series of the function over 0 ≤ λ ≤ 1, as far as it is more than round-off."""
    places = chebpts1(DEGREE + 1)
    basis = chebvander(places, DEGREE)
    series = basis.T @ vanishing((places + 1) / 2) / (basis * basis).sum(0)
    size = np.abs(series)
    kept: np.ndarray = series[: np.flatnonzero(size > ROUND_OFF * size.max())[-1] + 1]
    return kept


def _corrected(vanishing: Determinant, series: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Two of Newton's steps, with the polynomial's slope."""
    slope = chebder(series)
    for _ in range(2 if len(z) else 0):
        z = z - vanishing(z) / (2 * chebval(2 * z - 1, slope))
    return z


def _count(vanishing: Determinant) -> int:
    """Roots in the rectangle, by the turns of the function's phase around its upper half."""
    up = np.append(0.0, np.geomspace(5e-4, WIDEST, 20))[:-1]
    across = np.linspace(WEAKEST, STRONGEST, 25)
    z = np.concatenate([WEAKEST + 1j * up, across + 1j * WIDEST, (STRONGEST + 1j * up)[::-1]])
    f = vanishing(z)
    for _ in range(HALVINGS):
        turns = np.angle(f[1:] / f[:-1])
        coarse = np.flatnonzero(np.abs(turns) > TURN)
        if not len(coarse):
            # at conjugate places values are conjugate: the lower half turns as much
            return round(float(turns.sum()) / pi)
        between = (z[coarse] + z[coarse + 1]) / 2
        z, f = np.insert(z, coarse + 1, between), np.insert(f, coarse + 1, vanishing(between))
    raise RuntimeError(
        f"an exponent lies on the border of what is looked for: {STRONGEST:g} < Re λ < {WEAKEST:g}"
    )
