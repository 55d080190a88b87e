"""An answer as files in a folder: result.json, the fields of every stack, pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stressbump.answer import Answer
from stressbump.document import document
from stressbump.errors import InputError, StressbumpError, did_you_mean
from stressbump.export.pvd import write_pvd
from stressbump.export.replacing import ExportError
from stressbump.export.result import write_json
from stressbump.export.vtu import write_vtu
from stressbump.stack import Stack

Job = Callable[[], None]


def save(
    answer: Answer, folder: str | Path, pictures: bool = True, aside: bool = False
) -> dict[str, str]:
    """Write all files of an answer; returns their paths by role. ExportError if one cannot be.

    The design's own fields lie in the folder itself, those of a reference in a folder of its name.
    `aside` draws each picture in a forked process, which a process without threads may do.
    """
    folder = Path(folder)
    drawn = _pictures(answer, folder) if pictures else {}
    waits = [_aside(job) for _, job in drawn.values()] if aside else []
    files: dict[str, str] = {}
    for stack, home in zip(answer.stacks, _homes(answer, folder), strict=True):
        files |= _fields(stack, home)
    for finish in waits or [job for _, job in drawn.values()]:
        finish()
    files |= {role: str(path) for role, (path, _) in drawn.items()}
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


def _pictures(answer: Answer, folder: Path) -> dict[str, tuple[Path, Job]]:
    """By role: where each picture goes, and what draws it."""
    from stressbump.export.picture import draw_section, draw_stress

    cell = answer.section.cell
    named = {name: m.name for name, m in answer.built.materials.items()}
    reach = 1.5 * max(answer.design.recipe.windows_um)
    section = folder / "section.png"
    title = f"{answer.design.name}: section and mesh"
    turned = cell.kinematics == "axisymmetric"
    jobs: dict[str, tuple[Path, Job]] = {
        "section": (
            section,
            partial(draw_section, section, answer.mesh, named, title, turned, reach),
        )
    }
    stamp = "" if answer.passed else "CHECK FAILED, do not use: "
    for temperature, solution in answer.built.solutions.items():
        path = folder / f"stress_{temperature:g}C.png"
        title = f"{stamp}{answer.design.name} at {temperature:g} °C"
        job = partial(draw_stress, path, solution, title, reach)
        jobs[f"stress at {temperature:g} °C"] = (path, job)
    return jobs


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
