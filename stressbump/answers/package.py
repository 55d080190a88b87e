"""A package: what it does to each of its joints, and how chip and board bow.

package → joint's section → mesh → cell through its history → plates → joints, warpage
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from stressbump import __version__
from stressbump.accuracy.package_bars import RefinedPackage
from stressbump.answers.left_out import SCOPES, left_out
from stressbump.answers.options import Options
from stressbump.answers.package_solving import package_solutions
from stressbump.answers.solving import Once
from stressbump.designs.package import PackageDesign, load_package
from stressbump.export.package_rows import (
    PACKAGE_SCHEMA,
    JointCellRow,
    JointRow,
    PackageResult,
    WarpageRow,
)
from stressbump.formatting import digits
from stressbump.history.assembly import Assembly
from stressbump.history.stack import materials_of
from stressbump.history.stepping import solutions
from stressbump.history.validity import TAKEN_IN, outside_tables, without_flow
from stressbump.package.solution import PackageSolution
from stressbump.progress import Tell, silent
from stressbump.survey.packages import joint_columns, most_sheared

WORST = 10  # joints that are told of
UNEVEN = (
    "chip and board stretch and bow as plates with both directions in plane; stress within such a layer, in"
    " a joint's cell, counts all of their unequal shrinkage as strain"
)


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
            f" {digits(worst.shear_uN / 1e3)} mN, slid by {digits(worst.slide_um)} µm>"
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
    bars: bool = True,
    tell: Tell = silent,
) -> PackageAnswer:
    """Slide, turn and force of every joint of a package, and the warpage of chip and board.

    `design` is a package or the path of its file, `end` are temperatures in °C, `bars` those of its plates,
    its joints' cell and its steps. Raises InputError where joints overlap or lie off the chip, or their
    design has no board side, and as `relief` does.
    """
    if isinstance(design, str):
        design = load_package(design)
    ends = () if end is None else tuple(np.atleast_1d(np.asarray(end, dtype=float)).tolist())
    options = Options(ends, refine=refine, bars=bars)
    assembly, found = package_solutions(design, options, Once(), tell)
    solutions = {T: refined.own for T, refined in found.items()}
    notes = _notes(design, assembly, found)
    return PackageAnswer(design, assembly, solutions, result_of_package(design, found, notes))


def result_of_package(
    design: PackageDesign, found: dict[float, RefinedPackage], notes: Iterable[str] = ()
) -> PackageResult:
    """A package's result as its file has it, with the bars that it has and what else is to be said."""
    first = next(iter(found.values()))
    worst = most_sheared(first.own)[:WORST] + 1
    return PackageResult(
        version=PACKAGE_SCHEMA,
        stressbump=__version__,
        design=design.inputs(),
        temperatures_C=tuple(found),
        cell=_cell(first),
        joints=tuple(r for T, of in found.items() for r in _joint_rows(design, of, T)),
        worst=tuple(worst.tolist()),
        warpage=tuple(_warpages(found)),
        warnings=tuple(notes),
    )


def _notes(design: PackageDesign, assembly: Assembly, ends: Iterable[float]) -> tuple[str, ...]:
    """Where laws are held, free faces that would close, and what of the joint's design is left out."""
    ends = tuple(ends)
    section = assembly.section
    flow = without_flow(materials_of(section), section.history.inelastic)
    own = (*outside_tables(assembly, ends), *(line.removesuffix(TAKEN_IN) for line in flow))
    own += (*_closing(assembly, ends), *section.notes)
    own += left_out(design.joint.recipe, SCOPES["package"], ends)
    return (*own, UNEVEN) if section.cell.means_in_plane else own


def _closing(assembly: Assembly, ends: Iterable[float]) -> Iterator[str]:
    """A line for each temperature at which a free face closes that a package's cells keep open."""
    for temperature, upright in solutions(assembly, ends).items():
        for face, pressed in upright.pressing.items():
            share = (pressed.push > 0).mean()
            yield (
                f"at {temperature:g} °C {'/'.join(face)} would close over {share:.0%} of its nodes in a"
                " joint that nothing slides; here its sides run into each other, and numbers are without"
                " that contact"
            )


def _cell(of: RefinedPackage) -> JointCellRow:
    solution, (stiffness, bar) = of.own, of.shear_stiffness
    return JointCellRow(
        shear_stiffness_uN_per_um=stiffness,
        bar_of_shear_stiffness_uN_per_um=bar,
        reach_um=solution.reach,
        height_um=abs(solution.gap[0] - solution.gap[1]),
    )


def _joint_rows(
    design: PackageDesign, of: RefinedPackage, temperature: float
) -> Iterator[JointRow]:
    array, solution = design.package.array, of.own
    places = solution.layout.places
    numbers = array.numbers.tolist() if array else [(None, None)] * len(places)
    columns = joint_columns(solution)
    found = {
        "x_um": places[:, 0], "y_um": places[:, 1], "dnp_um": np.hypot(*places.T),
        "by_hand_um": np.hypot(*solution.by_hand.T),
    } | columns  # fmt: skip
    bars = of.bar(lambda s: np.stack([*joint_columns(s).values()]))
    if bars is not None:
        found |= {f"bar_of_{name}": bar for name, bar in zip(columns, bars, strict=True)}
    values = np.stack([*found.values()], axis=1).tolist()
    for k, ((row, column), numbers_of) in enumerate(zip(numbers, values, strict=True), 1):
        own = dict(zip(found, numbers_of, strict=True))
        yield JointRow(temperature_C=temperature, joint=k, row=row, column=column, **own)


def _warpages(found: dict[float, RefinedPackage]) -> Iterator[WarpageRow]:
    """At the joints' birth, after each step to the first end, and at all others."""
    first, *others = found.items()
    steps = first[1].own.steps
    when = [(first[1], 0, steps[0].stage.start)]
    when += [(first[1], k, step.stage.end) for k, step in enumerate(steps, 1)]
    when += [(of, len(of.own.steps), T) for T, of in others]
    for of, taken, temperature in when:
        for side in (0, 1):
            yield _warpage(of, side, taken, temperature)


def _warpage(of: RefinedPackage, side: int, taken: int, temperature: float) -> WarpageRow:
    (warpage, high), (flatness, flat) = of.warpage(side, taken)
    return WarpageRow(
        body="board" if side else "chip",
        temperature_C=temperature,
        warpage_um=warpage,
        bar_of_warpage_um=high,
        flatness_um=flatness,
        bar_of_flatness_um=flat,
    )
