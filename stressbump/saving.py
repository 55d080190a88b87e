"""An answer as files in a folder: result.json, the fields of every stack, pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from stressbump.answer import Answer
from stressbump.design import Design
from stressbump.document import document
from stressbump.errors import InputError, StressbumpError, did_you_mean
from stressbump.export.pvd import write_pvd
from stressbump.export.replacing import ExportError, take_place
from stressbump.export.result import write_json
from stressbump.export.vtu import write_vtu
from stressbump.mesh import Mesh
from stressbump.section import Section
from stressbump.stack import Stack, materials_of

Job = Callable[[], None]
Pictures = dict[str, tuple[str, Callable[[Path], None]]]  # by role: file name, what draws it there


@dataclass
class Easel(AbstractContextManager["Easel"]):
    """Draws an answer's pictures in forked processes while the rest of it is still being found.

    A process without threads may have one. The pictures hang in a hidden folder within `folder`
    until `save` takes them; what it does not take is gone at the end.
    """

    folder: Path
    room: TemporaryDirectory[str] = field(init=False)
    drawing: dict[str, tuple[str, Job]] = field(
        default_factory=dict
    )  # by role: file name, the wait
    loading: Thread = field(init=False)  # of what all forked processes will need

    def __post_init__(self) -> None:
        try:
            self.room = TemporaryDirectory(dir=self.folder, prefix=".drawing-")
        except OSError as error:
            raise ExportError(f"cannot write into {self.folder}: {error.strerror}") from error
        # the mesher is another process, so there is time for it; the forked ones then have it
        self.loading = Thread(target=_load_matplotlib)
        self.loading.start()

    def __exit__(self, *_: object) -> None:
        self.loading.join()
        self.room.cleanup()

    def meshed(self, design: Design, section: Section, mesh: Mesh) -> None:
        """Start the picture of the section."""
        self._start(_section_picture(design, section, mesh))

    def solved(self, design: Design, stack: Stack) -> None:
        """Start the pictures of the stress."""
        if stack.passed:
            self._start(_stress_pictures(design, stack, ""))

    def _start(self, pictures: Pictures) -> None:
        self.loading.join()
        for role, (name, draw) in pictures.items():
            self.drawing[role] = (name, _aside(partial(draw, Path(self.room.name) / name)))

    def taken(self) -> dict[str, str]:
        """Wait for the pictures and hang them up in the folder; their paths by role."""
        for name, finish in self.drawing.values():
            finish()
            take_place(Path(self.room.name) / name, self.folder / name)
        return {role: str(self.folder / name) for role, (name, _) in self.drawing.items()}


def _load_matplotlib() -> None:
    for name in (
        "backends.backend_agg",
        "collections",
        "figure",
        "image",
        "patches",
        "ticker",
        "tri",
    ):
        import_module(f"matplotlib.{name}")


def save(
    answer: Answer, folder: str | Path, pictures: bool = True, easel: Easel | None = None
) -> dict[str, str]:
    """Write all files of an answer; returns their paths by role. ExportError if one cannot be.

    The design's own fields lie in the folder itself, those of a reference in a folder of its name.
    Pictures of an answer whose checks passed are those of the easel, if there is one.
    """
    folder = Path(folder)
    files: dict[str, str] = {}
    for stack, home in zip(answer.stacks, _homes(answer, folder), strict=True):
        files |= _fields(stack, home)
    if easel and answer.passed:
        files |= easel.taken()
    elif pictures:
        files |= _drawn(answer, folder)
    inside = {role: str(Path(path).relative_to(folder)) for role, path in files.items()}
    write_json(folder / "result.json", document(answer, inside))
    return {"result": str(folder / "result.json")} | files


def to_pyvista(answer: Answer, name: str, temperature: float | None) -> Any:
    """The fields of a stack for PyVista, read from a .vtu file that is gone again afterwards."""
    try:
        import pyvista
    except ImportError:
        raise InputError("PyVista is not installed; `pip install pyvista` supplies it") from None
    stacks = {stack.name: stack for stack in answer.stacks}
    if name not in stacks:
        raise InputError(f"no stack {name!r}{did_you_mean(name, stacks)}")
    solutions = stacks[name].solutions
    wanted = next(iter(solutions)) if temperature is None else float(temperature)
    if wanted not in solutions:
        solved = ", ".join(f"{t:g}" for t in solutions)
        raise InputError(f"{name!r} was not solved at {wanted:g} °C; solved are {solved}")
    named = {region: m.name for region, m in stacks[name].materials.items()}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fields.vtu"
        write_vtu(path, solutions[wanted], named)
        return pyvista.read(path)


def _homes(answer: Answer, folder: Path) -> list[Path]:
    """A folder for each stack, named like it but for what a name of a folder cannot hold."""
    homes = [folder]
    for stack in answer.stacks[1:]:
        name = re.sub(r"[^A-Za-z0-9_-]+", "_", stack.name).strip("_") or "reference"
        taken = sum(home.name == name for home in homes[1:])
        homes.append(folder / (f"{name}_{taken + 1}" if taken else name))
    return homes


def _fields(stack: Stack, home: Path) -> dict[str, str]:
    named = {name: material.name for name, material in stack.materials.items()}
    several = len(stack.solutions) > 1
    written = {}
    for temperature, solution in stack.solutions.items():
        path = home / (f"fields_{temperature:g}C.vtu" if several else "fields.vtu")
        write_vtu(path, solution, named)
        written[temperature] = path
    write_pvd(home / "fields.pvd", written)
    files = {f"fields of {stack.name} at {t:g} °C": str(p) for t, p in written.items()}
    return files | {f"fields of {stack.name} over temperature": str(home / "fields.pvd")}


def _drawn(answer: Answer, folder: Path) -> dict[str, str]:
    stamp = "" if answer.passed else "CHECK FAILED, do not use: "
    pictures = _section_picture(answer.design, answer.section, answer.mesh)
    pictures |= _stress_pictures(answer.design, answer.built, stamp)
    for name, draw in pictures.values():
        draw(folder / name)
    return {role: str(folder / name) for role, (name, _) in pictures.items()}


def _section_picture(design: Design, section: Section, mesh: Mesh) -> Pictures:
    from stressbump.export.picture import draw_section

    named: dict[str, str | None] = {name: m.name for name, m in materials_of(section).items()}
    title = f"{design.name}: section and mesh"
    turned = section.cell.kinematics == "axisymmetric"

    def draw(path: Path) -> None:
        draw_section(path, mesh, named, title, turned, _reach(design))

    return {"section": ("section.png", draw)}


def _stress_pictures(design: Design, stack: Stack, stamp: str) -> Pictures:
    from stressbump.export.picture import draw_stress

    def drawer(temperature: float) -> Callable[[Path], None]:
        title = f"{stamp}{design.name} at {temperature:g} °C"
        solution = stack.solutions[temperature]
        return lambda path: draw_stress(path, solution, title, _reach(design))

    return {f"stress at {t:g} °C": (f"stress_{t:g}C.png", drawer(t)) for t in stack.solutions}


def _reach(design: Design) -> float:
    """Half-width of the pictures' zooms, µm."""
    return 1.5 * max(design.recipe.windows_um)


def _aside(job: Job) -> Job:
    """Starts a job in a forked process; what is returned waits for it and raises its refusal."""
    fork = get_context("fork")
    here, there = fork.Pipe(duplex=False)

    def run() -> None:
        try:
            job()
            there.send(None)
        except StressbumpError as refusal:
            there.send(refusal)

    process = fork.Process(target=run, daemon=True)
    process.start()
    there.close()

    def finish() -> None:
        try:
            refusal = here.recv()
        except EOFError:
            refusal = None
        process.join()
        if refusal is not None or process.exitcode:
            raise refusal or ExportError(f"drawing a picture ended with code {process.exitcode}")

    return finish
