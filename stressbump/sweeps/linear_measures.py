"""Answers as matrix products: what is linear in the free strains of the regions, and von Mises stress.

On one mesh and one set of moduli every displacement and stress is a sum over the units of a history
(`history.responses`), times how much of each there is. So are forces on interfaces, curvatures and mean
stress components: `LinearMeasures` holds a row of coefficients for each, taken from the survey of every
unit by itself. A mean von Mises stress is no such sum; the stress at every quadrature point is, and its
von Mises value is averaged there, design by design: exact too, at a hundred times the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.history.responses import Unit, amounts
from stressbump.measures import MEASURES, von_mises
from stressbump.measures.von_mises import MEAN_VON_MISES
from stressbump.mechanics.sample import in_region
from stressbump.process.section import Section
from stressbump.survey import Value, survey

SUMS = tuple(m.name for m in MEASURES if m.linear)
POINTWISE = MEAN_VON_MISES.name
BLOCK = 64  # designs whose stresses are held at a time


@dataclass(frozen=True, eq=False)
class LinearMeasures:
    """The linear measures of a stack for any free strains: `matrix` (measures, units)."""

    units: tuple[Unit, ...]
    values: tuple[Value, ...]  # measure, place and unit of every row; their numbers mean nothing
    matrix: np.ndarray

    def weights(self, assembly: Assembly, end: float) -> np.ndarray:
        """How much of each unit (units,) a history has that is alike."""
        return amounts(assembly, end, self.units)

    def __call__(self, weights: np.ndarray) -> np.ndarray:
        """The measures (designs, measures) of designs by their weights (designs, units)."""
        return weights @ self.matrix.T

    @cached_property
    def _stress(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        return {}

    def stress(self, region: str) -> tuple[np.ndarray, np.ndarray]:
        """Weight (points,) and stress (units, 6, points) at a region's quadrature points."""
        if region not in self._stress:
            samples = [in_region(u.solution, region) for u in self.units]
            self._stress[region] = samples[0].weight, np.stack([s.stress for s in samples])
        return self._stress[region]

    def mean_stress(self, region: str) -> np.ndarray:
        """A region's mean stress per unit (units, 6), MPa: six more linear measures."""
        weight, stress = self.stress(region)
        return stress @ (weight / weight.sum())

    def mean_von_mises(self, region: str, weights: np.ndarray) -> np.ndarray:
        """The volume mean of the von Mises stress (designs,) by weights (designs, units), MPa."""
        weight, stress = self.stress(region)
        flat, share = stress.reshape(len(stress), -1), weight / weight.sum()
        out = np.empty(len(weights))
        for start in range(0, len(weights), BLOCK):
            part = slice(start, start + BLOCK)
            found = (weights[part] @ flat).reshape(-1, 6, len(weight))
            out[part] = von_mises(found.swapaxes(0, 1)) @ share
        return out


def linear_measures(
    units: tuple[Unit, ...], section: Section, windows: tuple[float, ...]
) -> LinearMeasures:
    """The linear measures of a stack, by surveying every unit of its history once."""
    rows: dict[tuple[object, ...], list[float]] = {}
    kinds: dict[tuple[object, ...], Value] = {}
    for unit in units:
        for v in survey(section, unit.solution, windows, lambda measure, *_: measure in SUMS):
            if v.measure in SUMS and v.value is not None:
                rows.setdefault(v.key[:3], []).append(v.value)
                kinds[v.key[:3]] = v
    return LinearMeasures(units, tuple(kinds.values()), np.array([rows[k] for k in kinds]))
