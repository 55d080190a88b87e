"""Fields around a corner as functions of the angle: singular ones, their duals, that of a misfit.

    u = r^λ (U, V),    σ = r^(λ-1) (S, T, R)    (U, V) along r and θ; S = σ_rθ, T = σ_θθ, R = σ_rr

At an exponent λ the angular functions are the null vectors of the linear system of `wedges`; at -λ they
are the dual fields, stresses r^(-λ-1) that leave every face as it is. For two fields of such a corner

    I(u, u*) = ∫ (σ_rr u*_r + σ_rθ u*_θ - σ*_rr u_r - σ*_rθ u_θ) r dθ

is the same at every r, and zero unless their powers are λ and -λ. A free strain that is uniform in each
wedge has a field at λ = 1, stress without r, beside which a rotation a r ln r may be needed. All are found
by collocation in Chebyshev polynomials over each wedge. M. Stern, E. B. Becker, R. S. Dunham, Int. J.
Fract. 12 (1976) 359; D. B. Bogy, J. Appl. Mech. 38 (1971) 377.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import pi
from typing import Literal

import numpy as np
from numpy.polynomial.chebyshev import chebder, chebpts1, chebvander
from numpy.polynomial.legendre import leggauss
from scipy.linalg import lstsq, lu_factor, lu_solve

from stressbump.fracture.singular.wedges import HELD, PRESSED, Ends, Wedge, state_matrix

DEGREE = 32  # of the polynomials over a wedge
FINE = 48  # of them in x and z
MOVES, STRESSES = slice(0, 2), slice(2, 5)  # of what a field consists of
GAUSS = 60  # points over a wedge at which fields are paired
ITERATIONS = 4  # for null vectors
NO_RANK = 1e-11  # of the largest: what counts as none
ALONE = 1e-3  # ratio of singular values below which a null vector is told from the others
SOLVED = 1e-8  # residual of a misfit's field, of what drives it
NEGLIGIBLE = 1e-13  # of the largest term of a series
NEGLIGIBLE_PEEL = 0.1  # of the shear beside it

ROUND_OFF = 1e-6  # of angles

Component = Literal["peel", "shear"]


@dataclass(frozen=True, eq=False)
class AngularField:
    """A field over wedges: U, V, S, T and R as Chebyshev series `series` (wedges, terms, 5).

    S, T, R in MPa µm^(1-λ) and U, V in µm^(1-λ), times what it is multiplied with. `spin` is the a of
    a r ln r.
    """

    power: complex
    wedges: tuple[Wedge, ...]
    ends: Ends
    series: np.ndarray
    spin: float = 0.0

    def at(self, wedge: int, angles: np.ndarray) -> np.ndarray:
        """U, V, S, T, R (5, ...) at angles of one wedge, radians from x."""
        return _summed(self.series[wedge], self._places(wedge, angles))

    def slope(self, wedge: int, angles: np.ndarray) -> np.ndarray:
        """Their slopes over the angle."""
        slope = 2 / self.wedges[wedge].opening * chebder(self.series[wedge])
        return _summed(slope, self._places(wedge, angles))

    def _places(self, wedge: int, angles: np.ndarray) -> np.ndarray:
        own = self.wedges[wedge]
        return 2 * (angles - own.start) / own.opening - 1

    @cached_property
    def cartesian(self) -> np.ndarray:
        """Series (wedges, n, 5) of u_x, u_z, σ_xx, σ_zz and σ_xz at r = 1, of the terms that count."""
        places, values, fit = _refined()
        found = np.zeros((len(self.wedges), FINE, 5), self.series.dtype)
        for own, wedge, series in zip(found, self.wedges, self.series, strict=True):
            angles = wedge.start + wedge.opening * (places + 1) / 2
            (U, V, S, T, R), c, s = (values @ series).T, np.cos(angles), np.sin(angles)
            own[:, 0], own[:, 1] = c * U - s * V, s * U + c * V
            own[:, 2] = c * c * R + s * s * T - 2 * c * s * S
            own[:, 3] = s * s * R + c * c * T + 2 * c * s * S
            own[:, 4] = c * s * (R - T) + (c * c - s * s) * S
        series = fit @ found
        size = np.abs(series)
        largest = [size[..., own].max() for own in (MOVES, STRESSES)]
        counts = (size > NEGLIGIBLE * np.repeat(largest, [2, 3])).any(axis=(0, 2))
        return np.asarray(series[:, : np.flatnonzero(counts).max(initial=0) + 1])

    def growth(self, r: np.ndarray) -> np.ndarray:
        """r^λ, real where λ is."""
        found = r**self.power.real
        return found * np.exp(1j * self.power.imag * np.log(r)) if self.power.imag else found

    def scaled(self, factor: complex) -> AngularField:
        """The same field times a factor."""
        return replace(self, series=factor * self.series, spin=(factor * self.spin).real)


def polynomials(wedge: Wedge, angles: np.ndarray, count: int) -> np.ndarray:
    """The first Chebyshev polynomials (count, n) over a wedge, at angles (n,)."""
    return np.asarray(chebvander(2 * (angles - wedge.start) / wedge.opening - 1, count - 1).T)


def _summed(series: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Chebyshev series (terms, n) at places, (n, ...): all of them by one product of matrices."""
    basis = chebvander(places.ravel(), len(series) - 1).T
    parts = (series.real, series.imag) if np.iscomplexobj(series) else (series,)
    real, *imaginary = (part.T @ basis for part in parts)
    found = real + 1j * imaginary[0] if imaginary else real
    return np.asarray(found.reshape(-1, *places.shape))


@lru_cache(maxsize=1)
def _refined() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places between -1 and 1, series' values at them (places, terms), and series of values there."""
    places = chebpts1(FINE)
    fit = 2 / FINE * chebvander(places, FINE - 1).T
    fit[0] /= 2
    return places, chebvander(places, DEGREE), fit


@dataclass(frozen=True)
class Ray:
    """Where a field is read: an angle in radians from x, and of what.

    "peel" is σ_θθ and "shear" σ_rθ, θ counter-clockwise.
    """

    angle: float
    component: Component

    def of(self, field: AngularField) -> complex:
        """The field's component there at r = 1; 0 where nothing stands."""
        peel, shear = traction(field, self.angle)
        return peel if self.component == "peel" else shear


def traction(field: AngularField, angle: float) -> tuple[complex, complex]:
    """σ_θθ and σ_rθ at r = 1; 0 where nothing stands."""
    for k, wedge in enumerate(field.wedges):
        beyond = (angle - wedge.start + ROUND_OFF) % (2 * pi) - ROUND_OFF
        if beyond <= wedge.opening + ROUND_OFF:
            _, _, shear, peel, _ = field.at(k, np.array(wedge.start + beyond))
            return complex(peel), complex(shear)
    return 0j, 0j


@lru_cache(maxsize=512)
def modes(
    wedges: tuple[Wedge, ...], ends: Ends, power: complex, count: int
) -> tuple[AngularField, ...]:
    """The fields of a power that is an exponent `count` times, or minus one, in a basis of no meaning.

    RuntimeError where there are fewer: the rest grow like r^(λ-1) ln r.
    """
    z = complex(power)
    found, sizes = _null_vectors(_collocated(wedges, ends, z if z.imag else z.real), count)
    if sizes[count - 1] > ALONE * sizes[count]:
        raise RuntimeError(f"λ = {z:.4f} has fewer than {count} fields without a logarithm")
    return tuple(_field(wedges, ends, z, one) for one in found)


def _null_vectors(system: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Those (count, n) of the least singular values, with these and about the next one (count + 1,).

    By inverse iteration, quicker than all of them.
    """
    factors = lu_factor(system, check_finite=False)
    found = np.random.default_rng(0).normal(size=(len(system), count + 1))
    for _ in range(ITERATIONS):
        found = lu_solve(factors, lu_solve(factors, found, trans=2))
        found, size = np.linalg.qr(found)
    return found[:, :count].T, 1 / np.sqrt(np.abs(np.diag(size)))


@lru_cache(maxsize=64)
def around(wedge: Wedge) -> tuple[np.ndarray, np.ndarray]:
    """Angles over a wedge, and their weights in an integral over it."""
    points, weights = leggauss(GAUSS)
    return wedge.start + wedge.opening * (points + 1) / 2, wedge.opening / 2 * weights


def paired(field: AngularField, dual: AngularField) -> complex:
    """I(u, u*) of two fields of opposite powers over the same wedges."""
    total = 0j
    for k, wedge in enumerate(field.wedges):
        angles, weights = around(wedge)
        U, V, S, _, R = field.at(k, angles)
        U_, V_, S_, _, R_ = dual.at(k, angles)
        total += np.sum(weights * (R * U_ + S * V_ - R_ * U - S_ * V))
    return total


def best_read(fields: Sequence[AngularField]) -> Ray:
    """Where fields of one exponent are read: the interface, or else the bisector, that they stress most.

    By its peel, unless they shear it ten times as much.
    """
    wedges, ends = fields[0].wedges, fields[0].ends
    angles = [w.start + w.opening for w in wedges[: len(wedges) - (ends is not None)]]
    if len(wedges) == 1:
        angles = [wedges[0].start + wedges[0].opening / 2]
    found = [np.array([traction(f, angle) for f in fields]) for angle in angles]
    best = int(np.argmax([np.linalg.norm(f) for f in found]))
    peel, shear = np.linalg.norm(found[best], axis=0)
    return Ray(angles[best], "peel" if peel > NEGLIGIBLE_PEEL * shear else "shear")


def misfit(wedges: tuple[Wedge, ...], ends: Ends, free_strain: np.ndarray) -> AngularField | None:
    """The field at λ = 1 of free strains (wedges, 3), xx, zz and engineering xz, that fit no neighbour's.

    Up to a rotation. None where stress grows like ln r.
    """
    units, strain = _unit_misfits(wedges, ends), free_strain.ravel()
    if np.abs(units.left @ strain).max() > SOLVED * np.abs(units.force @ strain).max(initial=0.0):
        return None
    series = (units.series @ strain[:, None])[..., 0]
    return AngularField(1.0, wedges, ends, series, float(units.spin @ strain))


@dataclass(frozen=True, eq=False)
class _UnitMisfits:
    """Fields at λ = 1 of unit free strains, wedge by wedge, as `AngularField` has them, on a last axis."""

    series: np.ndarray
    spin: np.ndarray
    force: np.ndarray  # (rows, strains): what drives them
    left: np.ndarray  # the same: what is left of it


@lru_cache(maxsize=16)
def _unit_misfits(wedges: tuple[Wedge, ...], ends: Ends) -> _UnitMisfits:
    whole, strains = _with_rotation(wedges, ends), np.eye(3 * len(wedges))
    force = np.zeros((len(whole), len(strains)))
    rows = np.arange(4 * DEGREE * len(wedges)).reshape(len(wedges), 4, DEGREE)
    for k, (size, wedge, own) in enumerate(zip(_sizes(wedges), wedges, rows, strict=True)):
        angles, row = _collocation_angles(wedge), wedge.solid.size / max(size, 1.0)
        _, _, _, p_t, p_s, across = wedge.solid.along(angles).T
        rr, tt, rt = np.array([turned(e, angles) for e in np.eye(3)]).transpose(1, 2, 0)
        driven = rt + p_s[:, None] * rr, tt + p_t[:, None] * rr, across[:, None] * rr
        force[own[:3], 3 * k : 3 * k + 3] = row * np.array(driven)
    found = lstsq(whole, force, cond=NO_RANK, lapack_driver="gelsy")[0]
    each = zip(found.T, strains.reshape(-1, len(wedges), 3), strict=True)
    fields = [_field(wedges, ends, 1.0, one[:-1], strain) for one, strain in each]
    series = np.stack([f.series for f in fields], axis=-1)
    return _UnitMisfits(series, found[-1] / _mean_size(wedges), force, whole @ found - force)


def _with_rotation(wedges: tuple[Wedge, ...], ends: Ends) -> np.ndarray:
    """The system at λ = 1 with a column for a rotation a r ln r."""
    system = _collocated(wedges, ends, 1.0)
    turning = np.zeros(len(system))
    rows = np.arange(4 * DEGREE * len(wedges)).reshape(len(wedges), 4, DEGREE)
    for size, own in zip(_sizes(wedges), rows, strict=True):
        turning[own[0]] = size / max(size, 1.0)
    return np.column_stack([system, turning])


def _mean_size(wedges: tuple[Wedge, ...]) -> float:
    return float(np.exp(np.mean([np.log(w.solid.size) for w in wedges])))


def _sizes(wedges: tuple[Wedge, ...]) -> np.ndarray:
    """Moduli of the wedges to their geometric mean, by which all displacements are scaled."""
    return np.array([w.solid.size for w in wedges]) / _mean_size(wedges)


def _collocation_angles(wedge: Wedge) -> np.ndarray:
    angles: np.ndarray = wedge.start + wedge.opening * (chebpts1(DEGREE) + 1) / 2
    return angles


def turned(strain: np.ndarray, angles: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """ε_rr, ε_θθ and γ_rθ at angles of a strain xx, zz, xz."""
    xx, zz, xz = strain
    c, s = np.cos(angles), np.sin(angles)
    rr, tt = c * c * xx + s * s * zz + c * s * xz, s * s * xx + c * c * zz - c * s * xz
    return rr, tt, 2 * c * s * (zz - xx) + (c * c - s * s) * xz


def _collocated(wedges: tuple[Wedge, ...], ends: Ends, power: complex) -> np.ndarray:
    """The system of a power on the coefficients of U, V, S, T over every wedge, square.

    Rows: the state's equation at Chebyshev points, what neighbours share, what ends prescribe.
    """
    terms, n = DEGREE + 1, len(wedges)
    places = chebpts1(DEGREE)
    value, slope = (
        chebvander(places, DEGREE),
        chebvander(places, DEGREE - 1) @ chebder(np.eye(terms)),
    )
    start, end = (-1.0) ** np.arange(terms), np.ones(terms)
    out = np.zeros((4 * terms * n, n, 4, terms), complex if isinstance(power, complex) else float)
    powers = np.array([power])
    for k, (size, wedge) in enumerate(zip(_sizes(wedges), wedges, strict=True)):
        A = state_matrix(wedge.solid.along(_collocation_angles(wedge)), powers)[0]
        scale = np.array([size, size, 1.0, 1.0])
        A = A * scale / max(size, 1.0)  # rows as they are in `wedges`
        own = out[4 * DEGREE * k : 4 * DEGREE * (k + 1), k].reshape(4, DEGREE, 4, terms)
        own -= np.moveaxis(A[..., None] * value[:, None, None, :], 1, 0)
        for i in range(4):
            own[i, :, i] += 2 / wedge.opening * scale[i] / max(size, 1.0) * slope
    rest = out[4 * DEGREE * n :]
    joints = n if ends is None else n - 1
    for k in range(joints):
        for i in range(4):
            rest[4 * k + i, k, i] += end
            rest[4 * k + i, (k + 1) % n, i] -= start
    if ends == PRESSED:  # no shear, and one u_θ and σ_θθ
        rest[-4, 0, 2], rest[-3, -1, 2] = start, end
        for row, i in zip(rest[-2:], (1, 3), strict=True):
            row[0, i], row[-1, i] = start, -end
    elif ends is not None:
        for row, i in zip(rest[-4:-2], HELD[ends[0]], strict=True):
            row[0, i] = start
        for row, i in zip(rest[-2:], HELD[ends[1]], strict=True):
            row[-1, i] = end
    return out.reshape(len(out), -1)


def _field(
    wedges: tuple[Wedge, ...],
    ends: Ends,
    power: complex,
    coefficients: np.ndarray,
    free_strain: np.ndarray | None = None,
) -> AngularField:
    """The field of a solution of the system, with σ_rr."""
    states = coefficients.reshape(len(wedges), 4, DEGREE + 1).swapaxes(1, 2)
    lam = power if power.imag else power.real
    mean = _mean_size(wedges)
    series = []
    for k, wedge in enumerate(wedges):
        angles, places = _collocation_angles(wedge), chebpts1(DEGREE)
        _, _, _, p_t, p_s, across = wedge.solid.along(angles).T
        own = states[k] / [mean, mean, 1.0, 1.0]
        U, _, S, T = (chebvander(places, DEGREE) @ own).T
        strain = lam * U - (0.0 if free_strain is None else turned(free_strain[k], angles)[0])
        radial = wedge.solid.size * across * strain + p_t * T + p_s * S
        fit = 2 / DEGREE * (chebvander(places, DEGREE - 1).T @ radial)
        fit[0] /= 2
        series.append(np.column_stack([own, np.append(fit, 0.0)]))
    return AngularField(complex(power), wedges, ends, np.stack(series))
