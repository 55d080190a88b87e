"""Bars of what a package comes to: of its plates, of its joints' cell and of its history in steps.

The package is solved again with each span of its plates in two, with its cell in cubics on the same mesh,
and in steps half as long where its history takes any:

    bar = 3 · by how much the plates change it + 3 · by how much the cell does + 2 · by how much steps do

`benchmarks/package_bars.py` holds them against overkill packages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from stressbump.accuracy.error_bars import OF_STEPS, SUMMATION_ROUND_OFF
from stressbump.history.assembly import Assembly
from stressbump.history.responses import steps_of
from stressbump.package.layout import Layout
from stressbump.package.solution import PackageSolution, solve_divided
from stressbump.survey.packages import steps_alike, warpage_of

SAFETY_PLATES, SAFETY_CELL = 3.0, 3.0

Number = Callable[[PackageSolution], np.ndarray]
Barred = tuple[float, float | None]  # a number and its bar


@dataclass(frozen=True, eq=False)
class RefinedPackage:
    """A package, and the same in better ones; without bars it stands alone."""

    own: PackageSolution
    divided: PackageSolution | None = None
    in_cubics: PackageSolution | None = None
    halved: PackageSolution | None = None

    def bar(self, number: Number) -> np.ndarray | None:
        """The bar of any numbers (…, joints) of a package; None where it stands alone."""
        if self.divided is None or self.in_cubics is None:
            return None
        value = number(self.own)
        plates, cell = (np.abs(number(s) - value) for s in (self.divided, self.in_cubics))
        bar = SAFETY_PLATES * plates + SAFETY_CELL * cell
        if self.halved is not None:
            bar = bar + OF_STEPS * np.abs(number(self.halved) - value)
        return np.maximum(bar, SUMMATION_ROUND_OFF * np.abs(value).max(axis=-1, keepdims=True))

    @property
    def shear_stiffness(self) -> Barred:
        """Of a joint in the end, µN/µm."""
        return self._each(lambda s: [s.shear_stiffness])[0]

    def warpage(self, side: int, taken: int) -> tuple[Barred, Barred]:
        """As `warpage_of` has it, after so many of its own steps."""
        warpage, flatness = self._each(
            lambda s: warpage_of(s, side, steps_alike(self.own, s, taken)).tolist()
        )
        return warpage, flatness

    def _each(self, numbers: Callable[[PackageSolution], list[float]]) -> list[Barred]:
        """Single numbers, each with its bar."""
        bars = self.bar(lambda s: np.array(numbers(s))[:, None])
        own = numbers(self.own)
        return [*zip(own, [None] * len(own) if bars is None else bars[:, 0].tolist(), strict=True)]


def refined_package(assembly: Assembly, layout: Layout, end: float) -> RefinedPackage:
    """A package at an end temperature in °C with all that its bars are made of."""
    others = [replace(assembly, cubic=True)]
    half = replace(assembly, finer=2 * assembly.finer)
    if steps_of(half, end) != steps_of(assembly, end):
        others.append(half)
    return RefinedPackage(*solve_divided(assembly, layout, end, *others))
