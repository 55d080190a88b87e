"""From a package to the solutions of its plates and joints, at every end temperature.

package → joint's section → mesh → cell through its history → plates
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stressbump.accuracy.package_bars import RefinedPackage, refined_package
from stressbump.answers.options import Options
from stressbump.answers.solving import Keep
from stressbump.designs.package import PackageDesign
from stressbump.errors import InputError
from stressbump.history.assembly import Assembly
from stressbump.history.stack import assembled
from stressbump.joint.sides import refuse_other
from stressbump.mesh.mesh import Mesh
from stressbump.package.layout import Layout
from stressbump.package.solution import solve_package
from stressbump.process.build import build
from stressbump.process.section import Section
from stressbump.progress import Tell, silent

INFINITE = 8.0  # times the chip: how large a board without end is taken
SAME_PITCH = 1e-3  # of the pitch: by how much a cell may be of another, as its width is on a grid


def package_solutions(
    design: PackageDesign, options: Options, keep: Keep, tell: Tell = silent
) -> tuple[Assembly, dict[float, RefinedPackage]]:
    """The joint's section ready for its history, and by end temperature in °C its package.

    InputError where joints overlap or lie off the chip, or their design has no board side.
    """
    options = options.of(design.joint)
    tell(f"building and meshing {design.joint.name}")
    refuse_other(build(design.joint.recipe))
    meshed = keep.meshed(design.joint.recipe, options)
    layout = layout_of(design, meshed.section, meshed.mesh)
    assembly = assembled(meshed.section, meshed.mesh, meshed.factorisations)[0]
    solutions = {}
    for temperature in options.end:
        with_bars = " with bars" if options.bars else ""
        tell(f"solving {len(layout.places)} joints at {temperature:g} °C{with_bars}")
        solutions[temperature] = (
            refined_package(assembly, layout, temperature)
            if options.bars
            else RefinedPackage(solve_package(assembly, layout, temperature))
        )
    return assembly, solutions


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
