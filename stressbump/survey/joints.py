"""What a joint away from the neutral point comes to: its motion, and stress over volume and all angles.

Harmonics are added up at many angles, and measures are those of every solution, taken over volume and
angle, at the angle where each is largest, and of the first harmonic alone per force. Tractions beside an
edge are vectors: their shear has a part along the edge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, Literal

import numpy as np

from stressbump.joint.angles import angles_of, sampled, together, worst
from stressbump.measures import Kind, Measure, Place, facets, measures_of, near_edge
from stressbump.measures.joint import AXIAL, BY_HAND, JointMotion
from stressbump.measures.principal import PERCENTILE_PRINCIPAL
from stressbump.measures.traction import EDGE_OPENING, EDGE_SHEAR
from stressbump.measures.von_mises import MEAN_VON_MISES, PERCENTILE_VON_MISES, mean_von_mises
from stressbump.mechanics.sample import Sample, in_region, on_face
from stressbump.mechanics.solution import Solution
from stressbump.survey.interfaces import RESOLVED, pairs, softer_first
from stressbump.survey.regions import noise
from stressbump.survey.value import Value, valued

OF_REGIONS = (MEAN_VON_MISES, PERCENTILE_VON_MISES, PERCENTILE_PRINCIPAL)
OF_EDGES = (EDGE_OPENING, EDGE_SHEAR)
ACROSS = 1, -1  # harmonics of a force across the axis
MILLI = 1e3  # stress is told per mN


Over = Literal["whole joint", "all angles", "worst angle", "per force"]


@dataclass(frozen=True)
class JointValue:
    """A measure of a joint: of the joint as a whole, or of the stress at a place.

    That is taken over volume, or area, and all angles; at the angle where it is largest; or of the first
    harmonic alone, over all angles, per mN of its force.
    """

    over: Over
    value: Value
    degrees: float | None = None  # of the worst angle; 0 looks away from the neutral point

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes those of two stacks comparable."""
        return self.over, *self.value.key


def motion_values(motion: JointMotion, temperature: float) -> Iterator[JointValue]:
    """A joint's stiffness, slides and force."""
    unknown = {BY_HAND: motion.by_hand is None, AXIAL: motion.axial is None}
    for m in measures_of(Kind.JOINT):
        if not unknown.get(m):
            scales = {m.unit: abs(m.value(motion))}
            yield JointValue(
                "whole joint", valued(m, Place(()), motion, temperature, "none", scales)
            )


def joint_values(
    harmonics: Mapping[int, Solution], force: float, window: float, focus: Collection[str]
) -> Iterator[JointValue]:
    """Values of the regions and edges in focus; those that come per force, of a slide's in µN.

    Edges are taken over a window in µm. The first harmonic is n = 0.
    """
    upright = harmonics[0]
    names = [n for n in focus if n in upright.blocks]
    regions = {n: {k: in_region(s, n) for k, s in harmonics.items()} for n in names}
    scale = max(noise(upright), *(mean_von_mises(s[0]) for s in regions.values()))
    around = partial(_Around, force=force, temperature=upright.temperature, scale=scale)
    for name, samples in regions.items():
        joint = around(Place((name,)), samples)
        for m in OF_REGIONS:
            yield from joint.values(m, "volume")
    for pair in pairs(upright.model.mesh, tuple(names)):
        samples = _beside_edge(harmonics, pair, window)
        if samples:
            joint = around(Place(pair), samples)
            where = f"{window:g} µm from the edge"
            for m in OF_EDGES:
                yield from joint.values(m, where, averaging_um=window)


def _beside_edge(
    harmonics: Mapping[int, Solution], pair: tuple[str, str], window: float
) -> dict[int, Sample]:
    """The harmonics beside a face's edges; none where it has no edge, or too few facets there."""
    sides = softer_first(harmonics[0], *pair)
    face = on_face(harmonics[0], *sides)
    away = face.edge_distance
    if away is None or not np.any(np.isfinite(away)):
        return {}
    near = near_edge(face, window)
    if facets(near) < RESOLVED or away[np.isfinite(away)].max() < window / 2:
        return {}
    return {n: near if n == 0 else on_face(s, *sides) for n, s in harmonics.items()}


@dataclass(frozen=True, eq=False)
class _Around:
    """A place under all that a joint feels, and under the first harmonic alone."""

    place: Place
    harmonics: Mapping[int, Sample]
    force: float  # µN
    temperature: float
    scale: float  # MPa

    @cached_property
    def angles(self) -> list[Sample]:
        """All harmonics at each angle."""
        return sampled(self.harmonics)

    @cached_property
    def turn(self) -> Sample:
        """All harmonics at all angles."""
        return together(self.angles)

    @cached_property
    def across(self) -> Sample | None:
        """The first harmonic at all angles; None where there is no force."""
        own = {n: s for n, s in self.harmonics.items() if n in ACROSS}
        return together(sampled(own, self.harmonics[0])) if own and self.force else None

    def values(self, measure: Measure[Sample], averaging: str, **more: Any) -> Iterator[JointValue]:
        """What a measure comes to."""
        scales, all_angles = {measure.unit: self.scale}, f"{averaging}, all angles"

        def found(seen: Sample, averaging: str) -> Value:
            return valued(measure, self.place, seen, self.temperature, averaging, scales, **more)

        yield JointValue("all angles", found(self.turn, all_angles))
        k = worst(self.angles, measure.value)
        at_worst = found(self.angles[k], f"{averaging}, at the worst angle")
        degrees = float(np.degrees(angles_of(self.harmonics)[0][k]))
        yield JointValue("worst angle", at_worst, degrees)
        if self.across is not None:
            own, per = found(self.across, all_angles), MILLI / abs(self.force)
            value, unit = (own.value or 0.0) * per, f"{measure.unit}/mN"
            yield JointValue(
                "per force", replace(own, value=value, unit=unit, scale=own.scale * per)
            )
