"""Generalised stress intensities: how strong each singular field of a corner is in a solution.

With the dual field u* = r^(-λ) Φ* of an exponent λ and the reciprocal integral I of `near_tip`,

    H = I(u, u*) / I(r^λ Φ, u*)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import pi

import numpy as np

from stressbump.fracture.singular.exponents import Exponent
from stressbump.fracture.singular.modes import AngularField, Ray, best_read, modes, paired, turned
from stressbump.fracture.singular.near_tip import (
    RINGS,
    NearTip,
    WedgeElements,
    integrals,
    near_tip,
)
from stressbump.fracture.singular.tips import Tip
from stressbump.fracture.singular.wedges import Ends, Wedge
from stressbump.mechanics.solution import Solution

WEAK = 0.05  # growth below which a singular field counts as constant
BESIDE = 0.5  # radians from a ray
READ = 0.1  # of the reach: where what is left is read
SPANS = (0.04, 0.25), (0.05, 0.3)  # of the reach: from points between, either one
FEWEST = 12  # points for that
TOLD_APART = 1e6  # condition of what two fields of one exponent are on a ray
ROWS = {"peel": 3, "shear": 2}  # of a field


@dataclass(frozen=True, eq=False)
class Singular:
    """A singular field at a tip: at `ray` its stress is Re(intensity r^(λ-1)), MPa, r in µm."""

    exponent: Exponent
    field: AngularField  # of unit intensity; where λ is complex, this and its conjugate
    ray: Ray
    intensity: complex  # MPa·µm^(1-λ)
    elsewhere: complex  # the same from the last ring, half as wide if there are two

    @property
    def growth(self) -> float:
        """1 - Re λ."""
        return self.exponent.growth

    def on(self, ray: Ray) -> tuple[complex, complex]:
        """Its intensity on another ray, from either ring."""
        factor = ray.of(self.field) * (2 if self.exponent.value.imag else 1)
        return self.intensity * factor, self.elsewhere * factor


@dataclass(frozen=True, eq=False)
class TipFields:
    """All singular fields at a tip, the strongest first, and the solution that they are of."""

    tip: Tip
    reach: float  # µm, within which the wedges are all there is
    singular: tuple[Singular, ...]
    around: NearTip

    @property
    def strong(self) -> tuple[Singular, ...]:
        """Those that grow with more than r to the power of minus `WEAK`."""
        return tuple(s for s in self.singular if s.growth >= WEAK)

    def constant_on(self, ray: Ray) -> np.ndarray:
        """T0 (2,): what is left of the stress on a ray besides strong fields, at `READ`, MPa.

        By least squares in the angle and in ln r, from the softer side, where stress varies least, and
        over either of the spans.
        """
        return np.array([self._constant(ray, span) for span in SPANS])

    def _constant(self, ray: Ray, span: tuple[float, float]) -> float:
        beside = [p for p in self.around.parts if self._points(ray, p, span).sum() >= FEWEST]
        if not beside:
            return 0.0
        part = min(beside, key=lambda p: self.tip.wedges[p.wedge].solid.size)
        here = self._points(ray, part, span)
        turn, r = _turn(ray, part.angle[here]), part.r[here]
        xx, zz, xz = part.stress[:, here]
        _, peel, twice = turned(np.stack([xx, zz, 2 * xz]), part.angle[here])
        rest = peel if ray.component == "peel" else twice / 2
        for f in self.strong:
            own = f.field.at(part.wedge, part.angle[here])[ROWS[ray.component]]
            growing = f.intensity * own * r ** (f.exponent.value - 1)
            rest = rest - (2 if f.exponent.value.imag else 1) * growing.real
        q = np.log(r / self.reach / READ)
        basis = np.stack([np.ones_like(q), turn, turn**2, q, q * turn, q**2], axis=1)
        weight = np.sqrt(part.dA[here] / r)
        found = np.linalg.lstsq(basis * weight[:, None], rest * weight, rcond=None)[0]
        return float(found[0])

    def _points(self, ray: Ray, part: WedgeElements, span: tuple[float, float]) -> np.ndarray:
        """(elements, points) which of a wedge's lie beside a ray, where it is read."""
        q = part.r / self.reach
        near = np.abs(_turn(ray, part.angle)) < BESIDE
        return np.asarray(near & (q > span[0]) & (q < span[1]))


def _turn(ray: Ray, angles: np.ndarray) -> np.ndarray:
    return np.asarray((angles - ray.angle + pi) % (2 * pi) - pi)


def tip_fields(solution: Solution, tip: Tip, reach: float, rings: int = len(RINGS)) -> TipFields:
    """Intensities of every singular exponent of a tip, µm within which there is nothing but its wedges.

    By so many rings, the widest first. SolveError where elements are too large for that, RuntimeError
    where a field has a logarithm.
    """
    around = near_tip(solution, tip, reach)
    found = tuple(s for e in tip.exponents for s in _intensities(around, e, rings))
    return TipFields(tip, reach, found, around)


def _intensities(around: NearTip, exponent: Exponent, rings: int) -> Iterator[Singular]:
    fields, rays, duals, pairing = _unit_fields(around.tip.wedges, around.tip.ends, exponent)
    found = [np.linalg.solve(pairing, ring) for ring in integrals(around, duals, rings)]
    each = zip(fields, rays, found[0], found[-1], strict=True)
    yield from (Singular(exponent, *own) for own in each)


@lru_cache(maxsize=64)
def _unit_fields(
    wedges: tuple[Wedge, ...], ends: Ends, exponent: Exponent
) -> tuple[tuple[AngularField, ...], tuple[Ray, ...], tuple[AngularField, ...], np.ndarray]:
    """The fields of an exponent, where they are read, their duals, and I of both (duals, fields)."""
    fields = modes(wedges, ends, exponent.value, exponent.count)
    duals = modes(wedges, ends, -exponent.value, exponent.count)
    fields, rays = _unit(fields, best_read(fields))
    return fields, rays, duals, np.array([[paired(f, d) for f in fields] for d in duals])


def _unit(
    fields: tuple[AngularField, ...], ray: Ray
) -> tuple[tuple[AngularField, ...], tuple[Ray, ...]]:
    """Fields of unit intensity: one on its ray, or of two the one that peels and the one that shears."""
    if len(fields) == 1:
        half = 0.5 if fields[0].power.imag else 1.0
        return (fields[0].scaled(half / ray.of(fields[0])),), (ray,)
    rays = tuple(replace(ray, component=c) for c in ("peel", "shear"))
    amounts = np.array([[r.of(f) for f in fields] for r in rays])
    if len(fields) > len(rays) or np.linalg.cond(amounts) > TOLD_APART:
        raise RuntimeError(f"{len(fields)} fields of one exponent are not told apart on one ray")
    mixed = np.linalg.inv(amounts).T
    series = np.tensordot(mixed, np.stack([f.series for f in fields]), axes=1)
    return tuple(replace(fields[0], series=own) for own in series), rays
