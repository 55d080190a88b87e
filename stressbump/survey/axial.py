"""What a long body does along its axis, as values: strain and curvature, and stress region by region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from stressbump.measures import Place
from stressbump.measures.axial import AXIAL_CURVATURE, AXIAL_STRAIN, AXIAL_STRESS, Along, Axis
from stressbump.mechanics.sample import Sample
from stressbump.mechanics.solution import Solution
from stressbump.process.section import Section
from stressbump.survey.value import Value, valued

SMALL = 0.01  # of the largest free strain: still a strain that counts
ALONG_Z, OUT_OF_PLANE = 1, 2  # components


def axial_values(
    section: Section, solution: Solution, samples: Mapping[str, Sample], stressed: float
) -> Iterator[Value]:
    """Strain and curvature along, as far as they are free, and mean stress along by region."""
    cell, shared, at = section.cell, solution.globals, solution.temperature
    if cell.kinematics == "plane stress" or (section.axisymmetric and not cell.long):
        return
    component = ALONG_Z if cell.long else OUT_OF_PLANE
    for name, sample in samples.items():
        seen = Along(sample.stress[component], sample.weight)
        yield valued(AXIAL_STRESS, Place((name,)), seen, at, "volume", {"MPa": stressed})
    strain = SMALL * max(float(np.abs(e[:3]).max()) for e in solution.free_strain.values())
    bend = strain / float(np.ptp(solution.model.mesh.points[:, 1]))
    scales = {"ppm": strain * 1e6, "1/m": bend * 1e6}
    datum = section.datum
    middle = (datum.shape.bounds[1] + datum.top) / 2
    turned = shared.get("b", 0.0)
    axis, place = Axis(shared.get("a", 0.0) + turned * middle, -turned), Place((datum.name,))
    if "a" in shared:
        how = f"at mid-height of {datum.name}" if "b" in shared else "everywhere"
        yield valued(AXIAL_STRAIN, place, axis, at, how, scales)
    if "b" in shared:
        yield valued(AXIAL_CURVATURE, place, axis, at, "whole", scales)
