"""Measures of whole regions, and what their stresses are small or large against."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from stressbump.measures import Kind, Place, elastic_energy, measures_of
from stressbump.measures.energy import ENERGY
from stressbump.mechanics.checks import fully_constrained_stress
from stressbump.mechanics.sample import Sample, in_region
from stressbump.mechanics.solution import Solution
from stressbump.survey.value import POSITIVE_SCALE_FRACTION, Value, valued

NOISE = 1e-4  # of the fully constrained stress: a stack without mismatch must find no scale in round-off


def noise(solution: Solution) -> float:
    """A stress, MPa, that is none beside those that hindering the free strains would make."""
    return NOISE * max(
        fully_constrained_stress(p) * float(np.abs(solution.free_strain[name][:3]).max())
        for name, p in solution.blocks.items()
    )


def region_values(place: Place, sample: Sample, temperature: float, stressed: float) -> list[Value]:
    """Means, percentiles and the raw maximum of a region's stress."""
    scales = {"MPa": stressed}
    return [
        valued(m, place, sample, temperature, "volume", scales) for m in measures_of(Kind.REGION)
    ]


def total_values(solution: Solution, samples: dict[str, Sample]) -> Iterator[Value]:
    """Sums over every region and over all of them.

    Without nearly incompressible regions the displacements minimise the energy of the whole, which is
    thus nowhere below the exact one, but for round-off and quadrature.
    """
    strain = NOISE * max(float(np.abs(e[:3]).max()) for e in solution.free_strain.values())
    stored = (elastic_energy(s) / s.weight.sum() for s in samples.values())
    density = POSITIVE_SCALE_FRACTION * max(strain * noise(solution), *stored)
    bounded = not any(p.mixed for p in solution.blocks.values())
    seen = {Place((name,)): sample for name, sample in samples.items()}
    seen[Place(())] = in_region(solution)
    for m in measures_of(Kind.TOTAL):
        for place, sample in seen.items():
            yield valued(
                m,
                place,
                sample,
                solution.temperature,
                "sum over the volume",
                {"pJ": density * float(sample.weight.sum())},
                depth=not solution.model.kinematics.hoop,
                bounded_above=bounded and m is ENERGY and not place.regions,
            )
