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
from stressbump.answers.solving import Keep, Once
from stressbump.designs.package import PackageDesign, load_package
from stressbump.errors import InputError
from stressbump.export.package_rows import (
    PACKAGE_SCHEMA,
    JointCellRow,
    JointRow,
    PackageResult,
    WarpageRow,
)
from stressbump.history.assembly import Assembly
from stressbump.history.stack import assembled
from stressbump.joint.sides import refuse_other
from stressbump.mesh.mesh import Mesh
from stressbump.package.layout import Layout
from stressbump.package.solution import PackageSolution, solve_package
from stressbump.process.build import build
from stressbump.process.section import Section
from stressbump.progress import Tell, silent

INFINITE = 8.0  # times the chip: how large a board without end is taken
SAME_PITCH = 1e-3  # of the pitch: by how much a cell may be of another, as its width is on a grid
WORST = 10  # joints that are told of
POINTS = 41  # along each side, at which warpage is looked for


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
    return answered_package(design, Options(ends, refine=refine, bars=False), Once(), tell)


def answered_package(
    design: PackageDesign, options: Options, keep: Keep, tell: Tell = silent
) -> PackageAnswer:
    """The same, with what is at hand of designs before."""
    options = options.of(design.joint)
    tell(f"building and meshing {design.joint.name}")
    refuse_other(build(design.joint.recipe))
    meshed = keep.meshed(design.joint.recipe, options)
    layout = layout_of(design, meshed.section, meshed.mesh)
    assembly = assembled(meshed.section, meshed.mesh, meshed.factorisations)[0]
    solutions = {}
    for temperature in options.end:
        tell(f"solving {len(layout.places)} joints at {temperature:g} °C")
        solutions[temperature] = solve_package(assembly, layout, temperature)
    return PackageAnswer(design, assembly, solutions, result_of_package(design, solutions))


def layout_of(design: PackageDesign, section: Section, mesh: Mesh) -> Layout:
    """Where its joints are; InputError where these, or their cells, overlap or lie off the chip."""
    own, pitch = design.package, float(np.sqrt(np.pi)) * mesh.width
    where = f"{design.name}: [package]"
    if own.array and own.array.pitch_um and abs(own.array.pitch_um / pitch - 1) > SAME_PITCH:
        raise InputError(
            f"{where} array, pitch_um = {own.array.pitch_um:g}: the joint {design.joint.name!r} has a cell"
            f" of {mesh.width:g} µm, a pitch of {pitch:.6g} µm; give that, or a joint of this pitch"
        )
    if own.array:
        pitch = own.array.pitch_um or pitch
        middle = np.array([own.array.rows + 1, own.array.columns + 1]) / 2
        places = ((own.array.numbers - middle) * pitch)[:, ::-1]
    else:
        places = np.array(own.places_um, dtype=float)
    chip = 1e3 * own.die_mm[0], 1e3 * own.die_mm[1]
    board = (
        (INFINITE * max(chip),) * 2
        if own.board_mm is None
        else (1e3 * own.board_mm[0], 1e3 * own.board_mm[1])
    )
    radius = joint_radius(section, mesh)
    _refuse_overlap(places, radius, pitch, where)
    off = np.abs(places).max(axis=0) + radius - np.array(chip) / 2
    if (off > 0).any():
        k = int(np.argmax((np.abs(places) - np.array(chip) / 2).max(axis=1)))
        x, y = places[k]
        raise InputError(
            f"{where}: a joint of radius {radius:.4g} µm at x = {x:g}, y = {y:g} µm lies off the chip,"
            f" die_mm = {list(own.die_mm)}: {_of_array(own.array)}"
        )
    return Layout(places, pitch, chip, (float(board[0]), float(board[1])), own.clamped)


def _of_array(array: Any) -> str:
    if array is None:
        return "places_um are counted from the middle of the chip"
    return "an array is around the middle of the chip; fewer rows and columns, or a larger die, fit"


def joint_radius(section: Section, mesh: Mesh) -> float:
    """How far what does not reach the wall reaches from the axis, µm: pads, joint and lands."""
    reach = [
        float(mesh.points[mesh.triangles[mesh.elements_in(r.name)], 0].max())
        for r in section.regions
    ]
    return max((x for x in reach if x < mesh.width * (1 - SAME_PITCH)), default=0.0)


def _refuse_overlap(places: np.ndarray, radius: float, pitch: float, where: str) -> None:
    from scipy.spatial import cKDTree

    if len(places) < 2:
        return
    apart, nearest = cKDTree(places).query(places, k=2, p=np.inf)
    k = int(np.argmin(apart[:, 1]))
    if apart[k, 1] >= pitch * (1 - SAME_PITCH):
        return
    a, b = places[k], places[nearest[k, 1]]
    told = f"{where}: joints at ({a[0]:g}, {a[1]:g}) and ({b[0]:g}, {b[1]:g}) µm overlap"
    if np.hypot(*(a - b)) < 2 * radius:
        raise InputError(f"{told}: their radius is {radius:.4g} µm")
    raise InputError(
        f"{told} with their cells: each wants a square of {pitch:.6g} µm, its joint's pitch"
    )


def result_of_package(
    design: PackageDesign, solutions: dict[float, PackageSolution]
) -> PackageResult:
    """A package's result as its file has it."""
    first = next(iter(solutions.values()))
    worst = np.argsort(-np.hypot(*first.shear.T), kind="stable")[:WORST] + 1
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
            warpage, flatness = _warpage(solution, side, taken)
            yield WarpageRow(
                body="board" if side else "chip",
                temperature_C=temperature,
                warpage_um=warpage,
                flatness_um=flatness,
            )


def _warpage(solution: PackageSolution, side: int, taken: int) -> tuple[float, float]:
    """Middle over corners, and highest over lowest beside a mean plane, over the chip's outline."""
    half = [length / 2 for length in solution.layout.chip]
    x, y = (a.ravel() for a in np.meshgrid(*(np.linspace(-h, h, POINTS) for h in half)))
    up = np.sign(solution.heights[0] - solution.heights[1])
    w = up * solution.risen(side, x, y, taken)
    plane = np.stack([np.ones_like(x), x, y], axis=1)
    rest = w - plane @ np.linalg.lstsq(plane, w, rcond=None)[0]
    corner = (np.abs(x) == half[0]) & (np.abs(y) == half[1])
    middle = (x == 0) & (y == 0)
    return float(w[middle].mean() - w[corner].mean()), float(np.ptp(rest))
