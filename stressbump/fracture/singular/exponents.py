"""The exponents of a corner: all of them, and the argument principle as witness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import pi

import numpy as np
from numpy.polynomial.chebyshev import chebpts1, chebroots, chebvander
from numpy.polynomial.polynomial import polyroots

from stressbump.fracture.singular.wedges import PRESSED, Ends, Wedge, determinant

Determinant = Callable[[np.ndarray], np.ndarray]
STRONGEST, WEAKEST = 0.002, 0.998  # real parts that are looked for
WIDEST = 0.7  # imaginary part
DEGREE = 48  # of the polynomial that stands for the determinant over 0 ≤ λ ≤ 1
NEGLIGIBLE_COEFFICIENT = 1e-14  # of the largest Chebyshev coefficient
BESIDE = 0.15  # imaginary part to which that polynomial is trusted
TAYLOR, AROUND = 96, 0.9  # terms of one that is trusted everywhere, and the radius it is taken at
ALIKE = 1e-5  # roots nearer to each other are one root more than once
KNOWN = 1e-6  # what Newton's steps lead to twice
NEWTON, ASIDE = 4, 1e-7  # steps, and from where their slope is taken
FAR = 0.05  # the longest step
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
def exponents(wedges: tuple[Wedge, ...], ends: Ends = ("free", "free")) -> tuple[Exponent, ...]:
    """All exponents with `STRONGEST` < Re λ < `WEAKEST`, the strongest first.

    Wedges are bonded to each other in their order; `ends` are those of the fan they make, None where
    the last is bonded to the first, `PRESSED` where these two close without friction. ValueError for
    angles that do not fit, RuntimeError if the argument principle counts other roots than were found.
    """
    total = sum(w.opening for w in wedges)
    if total > 2 * pi + 1e-6 or (ends is None and abs(total - 2 * pi) > 1e-6):
        allowed = "2π around a closed ring" if ends is None else "at most 2π"
        raise ValueError(f"wedges open by {total:.6f} radians together; allowed is {allowed}")

    # a shift of all is no stress: λ = 0, and as the roots lie, twice for each way to shift
    order = 2 * _shifts(total, ends)

    def vanishing(powers: np.ndarray) -> np.ndarray:
        return determinant(wedges, ends, powers) / powers**order

    due, start = _count(vanishing), _starts(vanishing)
    found = _roots(vanishing, start)
    if _number(found) != due:
        more = _starts_apart(vanishing)
        news = np.abs(more[:, None] - start).min(1, initial=1.0) > FAR / 10
        found = _roots(vanishing, np.append(start, more[news & (np.abs(more.imag) > FAR)]))
    if _number(found) != due:
        told = ", ".join(f"{e.value:.4f}" for e in found)
        raise RuntimeError(f"{due} exponents are due, found are {told or 'none'}")
    return found


def _number(found: tuple[Exponent, ...]) -> int:
    return sum(e.count * (2 if e.value.imag else 1) for e in found)


def _shifts(opening: float, ends: Ends) -> int:
    """In how many directions a fan may move as a whole."""
    if ends == PRESSED:
        return 2
    held = [end for end in ends or () if end != "free"]
    if "clamped" in held or (len(held) == 2 and abs(np.sin(opening)) > ALIKE):
        return 0
    return 1 if held else 2


def _starts(vanishing: Determinant) -> np.ndarray:
    """Roots of the polynomial through real λ from 0 to 1: good on the real axis and beside it."""
    places = chebpts1(DEGREE + 1)
    basis = chebvander(places, DEGREE)
    series = basis.T @ vanishing((places + 1) / 2) / (basis * basis).sum(0)
    size = np.abs(series)
    roots = chebroots(series[: np.flatnonzero(size > NEGLIGIBLE_COEFFICIENT * size.max())[-1] + 1])
    start = (roots.astype(complex) + 1) / 2
    return start[(np.abs(start.real - 0.5) < 0.5) & (np.abs(start.imag) < BESIDE)]


def _starts_apart(vanishing: Determinant) -> np.ndarray:
    """Roots of the Taylor polynomial about 1/2, from a circle: less good, but so everywhere."""
    ray = np.exp(1j * np.linspace(0, pi, TAYLOR // 2 + 1))
    terms = np.fft.irfft(vanishing(0.5 + AROUND * ray).conj(), TAYLOR)
    start = 0.5 + AROUND * polyroots(terms)
    return start[(np.abs(start.real - 0.5) < 0.5) & (np.abs(start.imag) < WIDEST)]


def _roots(vanishing: Determinant, start: np.ndarray) -> tuple[Exponent, ...]:
    """The roots to which starts lead that are told from each other, and how often each."""
    if not len(start):
        return ()
    # a root more than once scatters by some round-off, but the mean of what it became does not
    near = np.abs(start[:, None] - start) < ALIKE
    count = near.sum(1)
    z = np.where(count > 1, near @ start / count, _corrected(vanishing, start))
    found: list[Exponent] = []
    for value, times in zip(z, count.tolist(), strict=True):
        real = complex(value.real, value.imag if value.imag > ALIKE else 0.0)
        known = any(abs(e.value - real) < KNOWN for e in found)
        if STRONGEST < value.real < WEAKEST and value.imag > -ALIKE and not known:
            found.append(Exponent(real, times))
    return tuple(sorted(found, key=lambda e: (e.value.real, e.value.imag)))


def _corrected(vanishing: Determinant, z: np.ndarray) -> np.ndarray:
    """Newton's steps; NaN from where they lead nowhere, as from roots that are mere round-off."""
    step = np.zeros_like(z)
    for _ in range(NEWTON):
        z = z - step
        ahead, behind = np.split(vanishing(np.append(z + ASIDE, z - ASIDE)), 2)
        slope = (ahead - behind) / (2 * ASIDE)
        step = np.divide((ahead + behind) / 2, slope, out=np.full_like(z, FAR), where=slope != 0)
        step = np.where(np.abs(step) < FAR, step, FAR)
    return np.where(np.abs(step) < ALIKE, z - step, np.nan)


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
