"""Answers as matrix products: what is linear in the free strains of the regions, and von Mises stress.

On one mesh and one set of moduli every displacement and stress is a sum over the columns of a
`Response`, weighted by the free strains. So are forces on interfaces, curvatures and mean stress
components: `Linear` holds a row of coefficients for each, taken from the survey of every column by
itself. A mean von Mises stress is no such sum; the stress at every quadrature point is, and its von
Mises value is averaged there, design by design: exact too, at a hundred times the work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from stressbump import measures
from stressbump.sample import in_region
from stressbump.section import Section
from stressbump.solution import Response, Solution
from stressbump.survey import BOW, RESULTANTS, Value, survey

SUMS = ("mean in-plane stress", *RESULTANTS, *BOW)
POINTWISE = "mean von Mises stress"
BLOCK = 64  # designs whose stresses are held at a time


@dataclass(frozen=True, eq=False)
class Linear:
    """The linear measures of a stack for any free strains: `matrix` (measures, columns)."""

    response: Response
    values: tuple[Value, ...]  # measure, place and unit of every row; their numbers mean nothing
    matrix: np.ndarray

    def weights(self, free_strain: Mapping[str, np.ndarray]) -> np.ndarray:
        """The columns' weights (columns,) for a free strain (6,) per region."""
        return weights(self.response, free_strain)

    def __call__(self, weights: np.ndarray) -> np.ndarray:
        """The measures (designs, measures) of designs by their weights (designs, columns)."""
        return weights @ self.matrix.T

    @cached_property
    def units(self) -> tuple[Solution, ...]:
        """The solution of each column by itself."""
        return tuple(unit(self.response, c) for c in range(self.response.force.shape[1]))

    @cached_property
    def _stress(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        return {}

    def stress(self, region: str) -> tuple[np.ndarray, np.ndarray]:
        """Weight (points,) and stress (columns, 6, points) at a region's quadrature points."""
        if region not in self._stress:
            samples = [in_region(u, region) for u in self.units]
            self._stress[region] = samples[0].weight, np.stack([s.stress for s in samples])
        return self._stress[region]

    def mean_stress(self, region: str) -> np.ndarray:
        """A region's mean stress per column (columns, 6), MPa: six more linear measures."""
        weight, stress = self.stress(region)
        return stress @ (weight / weight.sum())

    def mean_von_mises(self, region: str, weights: np.ndarray) -> np.ndarray:
        """The volume mean of the von Mises stress (designs,) by weights (designs, columns), MPa."""
        weight, stress = self.stress(region)
        flat, share = stress.reshape(len(stress), -1), weight / weight.sum()
        out = np.empty(len(weights))
        for start in range(0, len(weights), BLOCK):
            part = slice(start, start + BLOCK)
            found = (weights[part] @ flat).reshape(-1, 6, len(weight))
            out[part] = measures.von_mises(found.swapaxes(0, 1)) @ share
        return out


def linear(response: Response, section: Section, windows: tuple[float, ...]) -> Linear:
    """The linear measures of a stack, by surveying every column of its response once."""
    rows: dict[tuple[object, ...], list[float]] = {}
    kinds: dict[tuple[object, ...], Value] = {}
    for c in range(response.force.shape[1]):
        for v in survey(section, unit(response, c), windows, lambda measure, *_: measure in SUMS):
            if v.measure in SUMS and v.value is not None:
                rows.setdefault(v.key[:3], []).append(v.value)
                kinds[v.key[:3]] = v
    return Linear(response, tuple(kinds.values()), np.array([rows[k] for k in kinds]))


def unit(response: Response, column: int) -> Solution:
    """What one column of a response does by itself."""
    system = response.system
    free = {name: np.zeros(6) for name in response.patterns}
    for name, patterns in response.patterns.items():
        own = response.columns(name)
        if own.start <= column < own.stop:
            free[name] = np.asarray(patterns[column - own.start], dtype=float)
    return Solution(
        system.model, system.temperature, system.patches, response.unknowns[:, column], {}, free, ()
    )


def weights(response: Response, free_strain: Mapping[str, np.ndarray]) -> np.ndarray:
    """The columns' weights (columns,) that make up a free strain (6,) per region."""
    out = np.zeros(response.force.shape[1])
    for name, patterns in response.patterns.items():
        columns = response.columns(name)
        out[columns] = free_strain[name][: columns.stop - columns.start]
        if len(patterns) > 1 and not np.array_equal(patterns, np.eye(6)[:3]):
            raise ValueError(f"region {name!r}: unknown patterns of free strain")
    return out
