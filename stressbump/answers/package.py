"""A package: what it does to each of its joints, and how chip and board bow.

package → joint's section → mesh → cell through its history → plates → joints, warpage
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from stressbump import __version__
from stressbump.answers.options import Options
from stressbump.answers.package_solving import most_sheared, package_solutions, warpage_of
from stressbump.answers.solving import Once
from stressbump.designs.package import PackageDesign, load_package
from stressbump.export.package_rows import (
    PACKAGE_SCHEMA,
    JointCellRow,
    JointRow,
    PackageResult,
    WarpageRow,
)
from stressbump.history.assembly import Assembly
from stressbump.package.solution import PackageSolution
from stressbump.progress import Tell, silent

WORST = 10  # joints that are told of


@dataclass(frozen=True, eq=False, repr=False)
class PackageAnswer:
    """A package's joints at its end temperatures: `joints` as a table, `result` as a file has it."""

    design: PackageDesign
    assembly: Assembly
    solutions: dict[float, PackageSolution]
    result: PackageResult

    def __repr__(self) -> str:
        """A line; the numbers stand in `joints`."""
        worst = self.result.joints[self.result.worst[0] - 1]
        return (
            f"<PackageAnswer of {self.design.name}: {len(self.result.joints)} joints, the worst with"
            f" {worst.shear_uN / 1e3:.3g} mN, slid by {worst.slide_um:.3g} µm>"
        )

    @property
    def joints(self) -> Any:
        """A pandas table, a row per joint."""
        import pandas as pd

        return pd.DataFrame([row.model_dump() for row in self.result.joints])

    @property
    def warpage(self) -> Any:
        """A pandas table, a row per body and temperature."""
        import pandas as pd

        return pd.DataFrame([row.model_dump() for row in self.result.warpage])


def package_of(
    design: PackageDesign | str,
    end: float | Iterable[float] | None = None,
    refine: int = 0,
    tell: Tell = silent,
) -> PackageAnswer:
    """Slide, turn and force of every joint of a package, and the warpage of chip and board.

    `design` is a package or the path of its file, `end` are temperatures in °C. Raises InputError where
    joints overlap or lie off the chip, or their design has no board side, and as `relief` does.
    """
    if isinstance(design, str):
        design = load_package(design)
    ends = () if end is None else tuple(np.atleast_1d(np.asarray(end, dtype=float)).tolist())
    options = Options(ends, refine=refine, bars=False)
    assembly, solutions = package_solutions(design, options, Once(), tell)
    return PackageAnswer(design, assembly, solutions, result_of_package(design, solutions))


def result_of_package(
    design: PackageDesign, solutions: dict[float, PackageSolution]
) -> PackageResult:
    """A package's result as its file has it."""
    first = next(iter(solutions.values()))
    worst = most_sheared(first)[:WORST] + 1
    return PackageResult(
        version=PACKAGE_SCHEMA,
        stressbump=__version__,
        design=design.inputs(),
        temperatures_C=tuple(solutions),
        cell=_cell(first),
        joints=tuple(r for T, s in solutions.items() for r in _joint_rows(design, s, T)),
        worst=tuple(worst.tolist()),
        warpage=tuple(_warpages(solutions)),
    )


def _cell(solution: PackageSolution) -> JointCellRow:
    cell, area = solution.cell, solution.layout.pitch**2
    give = 1 / cell.chip.stretching + 1 / cell.board.stretching
    k = cell.shear_stiffness
    gap = abs(solution.gap[0] - solution.gap[1])
    return JointCellRow(
        shear_stiffness_uN_per_um=k, reach_um=float(np.sqrt(area / k / give)), height_um=gap
    )


def _joint_rows(
    design: PackageDesign, s: PackageSolution, temperature: float
) -> Iterator[JointRow]:
    array = design.package.array
    numbers = array.numbers.tolist() if array else [(None, None)] * len(s.layout.places)
    places = s.layout.places
    columns = {
        "x_um": places[:, 0], "y_um": places[:, 1], "dnp_um": np.hypot(*places.T),
        "by_hand_um": np.hypot(*s.by_hand.T), "slide_um": np.hypot(*s.slide.T),
        "slide_x_um": s.slide[:, 0], "slide_y_um": s.slide[:, 1],
        "turn_x": s.turn[:, 0], "turn_y": s.turn[:, 1], "stretch_um": s.distance,
        "shear_uN": np.hypot(*s.shear.T), "shear_x_uN": s.shear[:, 0], "shear_y_uN": s.shear[:, 1],
        "axial_uN": s.axial, "moment_x_uN_um": s.moment[:, 0], "moment_y_uN_um": s.moment[:, 1],
    }  # fmt: skip
    values = np.stack([*columns.values()], axis=1).tolist()
    for k, ((row, column), numbers_of) in enumerate(zip(numbers, values, strict=True), 1):
        own = dict(zip(columns, numbers_of, strict=True))
        yield JointRow(temperature_C=temperature, joint=k, row=row, column=column, **own)


def _warpages(solutions: dict[float, PackageSolution]) -> Iterator[WarpageRow]:
    """At the joints' birth, after each step to the first end, and at all others."""
    first, *others = solutions.items()
    steps = first[1].steps
    when = [(first[1], 0, steps[0].stage.start)]
    when += [(first[1], k, step.stage.end) for k, step in enumerate(steps, 1)]
    when += [(s, len(s.steps), T) for T, s in others]
    for solution, taken, temperature in when:
        for side in (0, 1):
            warpage, flatness = warpage_of(solution, side, taken)
            yield WarpageRow(
                body="board" if side else "chip",
                temperature_C=temperature,
                warpage_um=warpage,
                flatness_um=flatness,
            )
