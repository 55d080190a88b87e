"""Generalised stress intensities at the corners of a stack: H with T0, of all periods of its history.

Where the exponents of several periods agree their fields are one: what stands on a ray is

    σ = Σ Re(H r^(λ-1)) + T0

over exponents that differ. H and T0 are read on the ray that the last period's field stresses most.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import pi

import numpy as np

from stressbump.fracture.singular import Exponent, Singular, Tip, TipFields
from stressbump.fracture.singular.modes import ROUND_OFF, Ray
from stressbump.survey.corner_fields import Period, PeriodFields

SAME = 0.005  # between exponents that count as one: over a decade of r a difference of 1 %
ALONE = 0.1  # of a singular stress: what each of the others may come to where it rules
NOTHING = 1e-9  # of an intensity, on a ray
UNSTRESSED = 1e-6  # MPa, at the reach
ATOM = 1e-12  # µm: a length so far below an atom's is none


@dataclass(frozen=True, eq=False)
class Intensity:
    """How strong a singular field is at a place in the end: σ = Re(value r^(λ-1)) on `ray`, MPa, µm."""

    place: tuple[float, float]
    tip: Tip  # as it stood last while this came
    exponent: Exponent
    ray: Ray
    between: tuple[str, ...]  # the regions beside the ray, or the one that it halves
    periods: tuple[tuple[Period, tuple[Singular, ...]], ...]  # what it came in
    constants: tuple[float, ...]  # T0, MPa, read over either of two spans
    ruled: float  # µm, within which it is alone but for `ALONE` of it; 0 where it never is
    reach: float
    frozen: bool  # the corner has stood in another way since, of other exponents
    bar: float | None = None  # half the width of the discretisation bar of `value`
    constant_bar: float | None = None
    finer: Intensity | None = None  # the same of a finer solution

    def on(self, ray: Ray) -> tuple[complex, complex]:
        """What it comes to on a ray, from the ring and from the one half as wide."""
        amounts = np.array([s.on(ray) for _, fields in self.periods for s in fields])
        return complex(amounts[:, 0].sum()), complex(amounts[:, 1].sum())

    def numbers(self, ray: Ray) -> tuple[complex, ...]:
        """All that it comes to on a ray, on finer solutions too."""
        return self.on(ray) + (self.finer.on(ray) if self.finer else ())

    @property
    def value(self) -> complex:
        """H, MPa·µm^(1-λ); real for a real exponent."""
        return self.on(self.ray)[0]

    @property
    def constant(self) -> float:
        """T0, MPa."""
        return self.constants[0]

    @property
    def shares(self) -> tuple[tuple[Period, complex], ...]:
        """What of it came in each period."""
        return tuple(
            (p, complex(sum(s.on(self.ray)[0] for s in fields))) for p, fields in self.periods
        )


def intensities(at_place: Iterable[PeriodFields]) -> tuple[Intensity, ...]:
    """Of the fields that every period added at a place, what they come to; the strongest first."""
    every = [(p, p.fields) for p in at_place if p.fields is not None]
    found: list[Intensity] = []
    for own, fields in reversed(every):
        for s in fields.strong:
            if not any(_counts(i, own, s) for i in found):
                found.append(_summed(every, own, fields, s))
    there = (i for i in found if abs(i.value) * i.reach**-i.exponent.growth > UNSTRESSED)
    return tuple(sorted(there, key=lambda i: i.exponent.value.real))


def _counts(known: Intensity, own: PeriodFields, field: Singular) -> bool:
    """Whether a field counts in an intensity of a later period."""
    later = known.periods[-1][0].first > own.period.first
    alike = abs(known.exponent.value - field.exponent.value) <= SAME
    return later and alike and _inside(known.tip, field.ray.angle)


def _summed(
    every: Iterable[tuple[PeriodFields, TipFields]],
    own: PeriodFields,
    fields: TipFields,
    field: Singular,
) -> Intensity:
    power, ray = field.exponent.value, field.ray
    on_ray = [(p, f) for p, f in every if _inside(p.tip, ray.angle)]
    periods, others = [], []
    for p, f in on_ray:
        alike = tuple(s for s in f.strong if abs(s.exponent.value - power) <= SAME)
        others += [s for s in f.strong if s not in alike]
        if alike:
            periods.append((p.period, alike))
    constants = np.sum([f.constant_on(ray) for _, f in on_ray], axis=0)
    found = Intensity(
        own.tip.place,
        own.tip,
        field.exponent,
        ray,
        _between(own.tip, ray.angle),
        tuple(periods),
        tuple(constants.tolist()),
        0.0,
        fields.reach,
        not own.lasts,
    )
    return replace(found, ruled=_ruled(found, others))


def _ruled(own: Intensity, others: Iterable[Singular]) -> float:
    power, size, ends = own.exponent.value.real, abs(own.value), [own.reach]
    amounts = [(abs(s.on(own.ray)[0]), s.exponent.value.real) for s in others]
    for amount, theirs in [*amounts, (abs(own.constant), 1.0)]:
        if amount > NOTHING * size:
            ends.append(
                (ALONE * size / amount) ** (1 / (theirs - power)) if theirs > power else 0.0
            )
    return min(ends) if min(ends) > ATOM else 0.0


def _inside(tip: Tip, angle: float) -> bool:
    """Whether something stands at both sides of an angle."""
    opening = sum(w.opening for w in tip.wedges)
    beyond = (angle - tip.wedges[0].start) % (2 * pi)
    return tip.ends is None or ROUND_OFF < beyond < opening - ROUND_OFF


def _between(tip: Tip, angle: float) -> tuple[str, ...]:
    """The regions at both sides of an angle, clockwise first."""
    found: list[str] = []
    for side in (-1e-3, 1e-3):
        for wedge, name in zip(tip.wedges, tip.regions, strict=True):
            if (angle + side - wedge.start) % (2 * pi) < wedge.opening and name not in found:
                found.append(name)
    return tuple(found)
