"""Measures of whole regions, and what their stresses are small or large against."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stressbump import measures
from stressbump.mechanics.checks import hindered
from stressbump.mechanics.sample import Sample
from stressbump.mechanics.solution import Solution
from stressbump.survey.catalogue import ENERGY, OF_REGION, RAW_MAXIMUM, WHOLE
from stressbump.survey.value import Value

NOISE = 1e-4  # of the hindered stress: a stack without mismatch must find no scale in round-off
SURE_SIGN = 0.01  # a mean of a positive quantity cancels nothing: smaller ones are still sure


def noise(solution: Solution) -> float:
    """A stress, MPa, that is none beside those that hindering the free strains would make."""
    return NOISE * max(
        hindered(p) * float(np.abs(solution.free_strain[name][:3]).max())
        for name, p in solution.patches.items()
    )


def region_values(name: str, sample: Sample, temperature: float, scale: float) -> list[Value]:
    """Means, percentiles and the raw maximum of a region's stress."""
    mises = measures.von_mises(sample.stress)
    first = measures.first_principal(sample.stress)
    top = measures.peak(mises, sample.position)
    in_plane = (sample.stress[0] + sample.stress[2]) / 2
    numbers = (
        measures.mean(mises, sample.weight),
        measures.percentile(mises, sample.weight),
        measures.mean(first, sample.weight),
        measures.percentile(first, sample.weight),
        measures.mean(in_plane, sample.weight),
    )

    def value(measure: str, number: float, averaging: str = "volume") -> Value:
        size = SURE_SIGN * scale if "von Mises" in measure else scale
        return Value(measure, name, number, "MPa", temperature, averaging, size)

    highest = replace(
        value(RAW_MAXIMUM, top.value, "none"),
        mesh_dependent=True,
        at=(top.x, top.z),
        note="mesh-dependent",
    )
    return [*map(value, OF_REGION, numbers), highest]


def energy_values(solution: Solution, samples: dict[str, Sample]) -> list[Value]:
    """Elastic energy of every region and of all of them.

    Without nearly incompressible regions the displacements minimise that of the whole, which is thus
    nowhere below the exact one, but for round-off and quadrature.
    """
    energy = {name: measures.elastic_energy(sample) for name, sample in samples.items()}
    volume = {name: float(sample.weight.sum()) for name, sample in samples.items()}
    strain = NOISE * max(float(np.abs(e[:3]).max()) for e in solution.free_strain.values())
    density = max(strain * noise(solution), *(energy[n] / volume[n] for n in energy))
    energy[WHOLE], volume[WHOLE] = sum(energy.values()), sum(volume.values())
    unit = "pJ" if solution.model.kinematics.hoop else "pJ per µm of depth"
    bounded = not any(p.mixed for p in solution.patches.values())
    return [
        Value(
            ENERGY,
            name,
            number,
            unit,
            solution.temperature,
            "sum over the volume",
            SURE_SIGN**2 * density * volume[name],
            bounded_above=bounded and name == WHOLE,
        )
        for name, number in energy.items()
    ]
