"""An answer as files in a folder: result.json, the fields of every stack, pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stressbump.answers.comparison import Comparison
from stressbump.answers.document import result_of
from stressbump.designs.design import Design
from stressbump.errors import InputError, did_you_mean
from stressbump.export.bow import draw_bow, over_temperature
from stressbump.export.cycles import write_cycles, write_followed
from stressbump.export.drawing_process import Drawing, DrawingProcess
from stressbump.export.folders import (
    LAST,
    RESULT,
    alone_in,
    clear,
    cycle_tables,
    fields_at,
    fields_at_corner,
)
from stressbump.export.loops import draw_loops
from stressbump.export.pvd import write_pvd
from stressbump.export.result import Result, write_json
from stressbump.export.vtu import write_vtu
from stressbump.history.equilibrium import NotBalanced
from stressbump.history.stack import Stack, materials_of
from stressbump.mechanics.sample import at_nodes
from stressbump.mesh.mesh import Mesh
from stressbump.process.section import Section
from stressbump.survey.cycles import recorded

Drawings = dict[str, tuple[str, Drawing]]  # by role: the name of the file, and what draws it


@dataclass(frozen=True)
class Sketches:
    """Has a process draw the pictures of an answer into a folder as soon as each can be drawn."""

    drawing_process: DrawingProcess
    folder: Path

    def meshed(self, design: Design, section: Section, mesh: Mesh) -> None:
        """Ask for the picture of the section."""
        self._ask(_section_picture(design, section, mesh))

    def solved(self, design: Design, stack: Stack) -> None:
        """Ask for the pictures of the stress."""
        if stack.passed:
            self._ask(_stress_pictures(design, stack))

    def _ask(self, drawings: Drawings) -> None:
        for role, (name, drawing) in drawings.items():
            self.drawing_process.draw(role, self.folder / name, drawing)


def save(answer: Comparison, folder: str | Path, pictures: bool = True) -> dict[str, str]:
    """Write all files of an answer in place of those of an earlier one; returns their paths by role.

    ExportError if one cannot be written, or while another run writes into the folder.
    """
    with alone_in(folder):
        return write(answer, Path(folder), pictures)


def write(
    answer: Comparison,
    folder: Path,
    pictures: bool = True,
    drawing_process: DrawingProcess | None = None,
) -> dict[str, str]:
    """What `save` does in a folder that this run is alone in.

    The design's own fields lie in the folder itself, those of a reference in a folder of its name.
    Pictures of an answer whose checks passed are taken from the drawing process, if there is one.
    """
    return finished(result_of(answer), written(answer, folder, pictures, drawing_process), folder)


def finished(result: Result, files: dict[str, str], folder: Path) -> dict[str, str]:
    """Write the result beside its files, which it names; all paths by role."""
    inside = {role: str(Path(path).relative_to(folder)) for role, path in files.items()}
    write_json(folder / RESULT, result.model_copy(update={"files": inside}).plain())
    return {"result": str(folder / RESULT)} | files


def written(
    answer: Comparison,
    folder: Path,
    pictures: bool = True,
    drawing_process: DrawingProcess | None = None,
) -> dict[str, str]:
    """Write fields and pictures in place of those of an earlier answer; their paths by role."""
    clear(folder)
    files: dict[str, str] = {}
    for stack, home in zip(answer.stacks, homes(answer, folder), strict=True):
        files |= _fields(stack, home)
    if drawing_process and answer.passed:
        files |= drawing_process.taken()
    elif pictures:
        files |= _drawn(answer, folder)
    if answer.passed and pictures and (curves := over_temperature(result_of(answer))):
        draw_bow(folder / "bow.png", curves)
        files["bow over temperature"] = str(folder / "bow.png")
    if answer.passed and pictures and (course := answer.built.course) and course.places:
        draw_loops(folder / "loops.png", recorded(course), answer.section.axisymmetric)
        files["hysteresis loops"] = str(folder / "loops.png")
    return files


def left_behind(failure: NotBalanced, folder: Path) -> NotBalanced:
    """The failure, after its last solution is written into a folder that this run is alone in."""
    if failure.last is None:
        return failure
    write_vtu(folder / LAST, failure.last, failure.materials)
    return NotBalanced(f"{failure}; the last balance is in {folder / LAST}")


def to_pyvista(answer: Comparison, name: str, temperature: float | None) -> Any:
    """The fields of a stack for PyVista, read from a .vtu file that is gone again afterwards."""
    try:
        import pyvista
    except ImportError:
        raise InputError("PyVista is not installed; `pip install pyvista` supplies it") from None
    stack, wanted = solved(answer, name, temperature)
    named = {region: m.name for region, m in stack.materials.items()}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fields.vtu"
        write_vtu(path, stack.solutions[wanted], named)
        return pyvista.read(path)


def solved(answer: Comparison, name: str, temperature: float | None) -> tuple[Stack, float]:
    """A stack by name and an end temperature of it, the first by default; InputError for others."""
    stacks = {stack.name: stack for stack in answer.stacks}
    if name not in stacks:
        raise InputError(f"no stack {name!r}{did_you_mean(name, stacks)}")
    solutions = stacks[name].solutions
    wanted = next(iter(solutions)) if temperature is None else float(temperature)
    if wanted not in solutions:
        known = ", ".join(f"{t:g}" for t in solutions)
        raise InputError(f"{name!r} was not solved at {wanted:g} °C; solved are {known}")
    return stacks[name], wanted


def homes(answer: Comparison, folder: Path) -> list[Path]:
    """A folder for each stack, named like it but for what a name of a folder cannot hold."""
    homes = [folder]
    for stack in answer.stacks[1:]:
        name = re.sub(r"[^A-Za-z0-9_-]+", "_", stack.name).strip("_") or "reference"
        taken = sum(home.name == name for home in homes[1:])
        homes.append(folder / (f"{name}_{taken + 1}" if taken else name))
    return homes


def _fields(stack: Stack, home: Path) -> dict[str, str]:
    """Fields over the end temperatures, °C; of thermal cycles over minutes as well, and tables."""
    name = "fields_{:g}C.vtu" if len(stack.solutions) > 1 else "fields.vtu"
    ends = {t: home / name.format(t) for t in stack.solutions}
    found = [(fields_at(stack.name, t), path, stack.solutions[t]) for t, path in ends.items()]
    times = {f"fields of {stack.name} over temperature": (home / "fields.pvd", ends)}
    tables: dict[str, Path] = {}
    if course := stack.course:
        minutes = {0.0: next(iter(ends.values()))}
        for number, (instant, solution) in enumerate(course.corners, 1):
            path = home / f"cycle{course.cycles}_corner{number}.vtu"
            minutes[instant.seconds / 60] = path
            found.append((fields_at_corner(stack.name, number), path, solution))
        times[f"fields of {stack.name} over the last cycle"] = home / "cycles.pvd", minutes
        means, followed = cycle_tables(stack.name)
        tables = {means: home / "cycles.csv", followed: home / "over_time.csv"}
        write_cycles(tables[means], course)
        write_followed(tables[followed], course)
    named = {region: material.name for region, material in stack.materials.items()}
    for _, path, solution in found:
        write_vtu(path, solution, named)
    for path, of in times.values():
        write_pvd(path, of)
    paths = {role: path for role, path, _ in found} | tables
    paths |= {role: path for role, (path, _) in times.items()}
    return {role: str(path) for role, path in paths.items()}


def _drawn(answer: Comparison, folder: Path) -> dict[str, str]:
    drawings = _section_picture(answer.design, answer.section, answer.mesh)
    drawings |= _stress_pictures(answer.design, answer.built, stamp(answer))
    for name, drawing in drawings.values():
        drawing(folder / name)
    return {role: str(folder / name) for role, (name, _) in drawings.items()}


def stamp(answer: Comparison) -> str:
    """What stands before the titles of pictures of an answer."""
    return "" if answer.passed else "CHECK FAILED, do not use: "


def _section_picture(design: Design, section: Section, mesh: Mesh) -> Drawings:
    from stressbump.export.picture import draw_section

    drawing = partial(draw_section, **section_shown(design, section, mesh))
    return {"section": ("section.png", drawing)}


def section_shown(design: Design, section: Section, mesh: Mesh) -> dict[str, Any]:
    """What the picture of a section is drawn of."""
    return {
        "mesh": mesh,
        "materials": {name: m.name for name, m in materials_of(section).items()},
        "title": f"{design.name}: section and mesh",
        "axisymmetric": section.axisymmetric,
        "reach": _reach(design),
    }


def _stress_pictures(design: Design, stack: Stack, stamp: str = "") -> Drawings:
    from stressbump.export.picture import draw_stress

    return {
        f"stress at {t:g} °C": (
            f"stress_{t:g}C.png",
            partial(draw_stress, **stress_shown(design, stack, t, stamp)),
        )
        for t in stack.solutions
    }


def stress_shown(
    design: Design, stack: Stack, temperature: float, stamp: str = ""
) -> dict[str, Any]:
    """What the picture of the stress of a stack is drawn of; `stamp` stands before its title."""
    solution = stack.solutions[temperature]
    return {
        "mesh": stack.mesh,
        "nodal": at_nodes(solution),
        "axisymmetric": solution.model.kinematics.hoop,
        "title": f"{stamp}{design.name} at {temperature:g} °C",
        "reach": _reach(design),
    }


def _reach(design: Design) -> float:
    """Half-width of the pictures' zooms, µm."""
    return 1.5 * max(design.recipe.windows_um)
