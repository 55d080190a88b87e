"""CalculiX as a second solver: where it is, how it is run, what it says.

Displacements and stresses are read from the .dat file: seven digits, where the .frd file has six.
CalculiX makes solids of plane and axisymmetric elements: wedges C3D15 of 1 in depth, or of 2° around
the axis. Their nine integration points are three in the plane, on three levels of depth. What it prints
for a node of the section is a mean over the depth; around the axis, where the rims of the wedge move at
±1° to the section, that is cos 1° of u_r at mid-sides and (2 + cos 1°)/3 of it at corners. It is undone
here; it was found on a uniform ring, where nothing but this factor is left (docs/crosscheck.md).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from stressbump.errors import InputError, SolveError
from stressbump.mesh.elements import TRIANGLE, Rule
from stressbump.mesh.mesh import Mesh
from stressbump.verification.calculix.deck import Deck, write_inp
from stressbump.verification.calculix.gaps import FaceMoves, Pair
from stressbump.verification.calculix.held_pairs import STIFFNESS, Parting

PROGRAM = "ccx"
PACKAGE = "calculix-ccx"  # Debian's
SECONDS = 3600.0
WRITTEN = 5e-7  # the most that seven digits lose
RIM = np.cos(np.pi / 180)  # of the wedge around the axis
POINTS = 3  # in the plane
LEVELS = 3  # over the depth
ORDER = [0, 1, 2, 3, 5, 4]  # of its xx yy zz xy xz yz in ours: xx, height, out, x-height, …

Tables = Mapping[str, list[np.ndarray]]  # by title, one after the other

PLANE_RULE: Rule = TRIANGLE.at(
    np.array([[1 / 6, 2 / 3, 1 / 6], [1 / 6, 1 / 6, 2 / 3]]), np.full(POINTS, 1 / 6)
)


@dataclass(frozen=True, eq=False)
class CalculixFields:
    """What CalculiX found, in the axes and the order of the deck's mesh."""

    displacement: Mapping[
        str, np.ndarray
    ]  # by region, since its birth (nodes, 2) µm; NaN elsewhere
    stress: np.ndarray  # (6, elements, 3) MPa in the middle of the depth; NaN likewise
    globals: dict[str, float]  # the global unknowns by name
    slip: np.ndarray  # (elements, 3) equivalent inelastic strain since birth; NaN without memory
    faces: Mapping[
        Pair, FaceMoves
    ]  # free ones: as the later region is born, and at each step's end
    parting: Parting | None = None  # of the pairs of a cut
    ends: tuple[
        np.ndarray, ...
    ] = ()  # of each step that takes time: shares of it where increments end


def program() -> str | None:
    """Where `ccx`, or what the environment calls CCX, is; or None."""
    return shutil.which(os.environ.get("CCX", PROGRAM))


def require() -> str:
    """Where `ccx` is; InputError with the line that installs it if it is not."""
    found = program()
    if found is None:
        raise InputError(
            f"no {PROGRAM} on this machine; Debian and Ubuntu have it: apt-get install {PACKAGE}"
        )
    return found


def run(deck: Deck, folder: str | Path, name: str = "deck") -> CalculixFields:
    """Write the deck into a folder, have it solved there, read the results.

    InputError where there is no `ccx`, SolveError where it fails.
    """
    ccx, folder = require(), Path(folder)
    write_inp(folder / f"{name}.inp", deck)
    dat = folder / f"{name}.dat"
    dat.unlink(missing_ok=True)
    one_thread = os.environ | {"OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [ccx, "-i", name], cwd=folder, env=one_thread, capture_output=True, text=True,
            errors="replace", stdin=subprocess.DEVNULL, timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise SolveError(f"{PROGRAM} was not done with {name}.inp after {SECONDS:g} s") from None
    said = [line.strip() for line in done.stdout.splitlines() if "*ERROR" in line]
    if done.returncode or said or not dat.exists():
        reason = said[0] if said else f"exit code {done.returncode}"
        raise SolveError(f"{PROGRAM} refused {folder / name}.inp: {reason}")
    return replace(read_dat(dat, deck), ends=increments_of(dat.with_suffix(".sta"), deck))


def read_dat(path: str | Path, deck: Deck) -> CalculixFields:
    """The results of a deck out of a .dat file; SolveError where some of them lack."""
    model = deck.model
    found = _tables(Path(path))
    last = deck.steps
    wanted = {last, *map(deck.born_after, model.regions)} - {0}
    moved = {step: _moved(found, deck, step, path) for step in wanted}
    displacement = {}
    for name in model.regions:
        born, there = deck.born_after(name), model.mesh.triangles[model.mesh.elements_in(name)]
        displacement[name] = np.full((len(model.mesh.points), 2), np.nan)
        displacement[name][there] = moved[last][there] - (moved[born][there] if born else 0.0)
    globals = _wanted(found, "displacements", "set GLOBALS", 1, (2, 4), path)
    shares = deck.elements
    shape = (len(shares) * POINTS * LEVELS, 8)
    at_points = _wanted(found, "stresses", "set EALL", 1, shape, path)
    middle = at_points.reshape(-1, LEVELS, POINTS, 8)[:, LEVELS // 2]
    stress = np.full((len(model.mesh.triangles), POINTS, 6), np.nan)
    stress[shares] = 0.0
    np.add.at(stress, shares[middle[:, 0, 0].astype(int) - 1], middle[:, :, 2:][:, :, ORDER])
    slip = np.full((len(model.mesh.triangles), POINTS), np.nan)
    if deck.remembering:
        shape = (shape[0], 3)
        flowed = _wanted(found, "equivalent plastic strain", "set EALL", 1, shape, path)
        middle = flowed.reshape(-1, LEVELS, POINTS, 3)[:, LEVELS // 2]
        slip[shares[middle[:, 0, 0].astype(int) - 1]] = middle[:, :, 2]
    unknowns = deck.global_unknowns(globals[:, 1:3])
    faces = _faces(found, deck, path)
    parting = _parting(found, deck, path) if deck.held is not None else None
    return CalculixFields(displacement, np.moveaxis(stress, 2, 0), unknowns, slip, faces, parting)


def _parting(found: Tables, deck: Deck, path: str | Path) -> Parting:
    last, where = deck.steps, "set PARTING"
    shape = len(deck.held.first if deck.held else ()), 4
    held, apart = (
        _wanted(found, "displacements", where, step, shape, path)[:, 1] for step in (last - 2, last)
    )
    return Parting(STIFFNESS * held / deck.share, apart)


def _faces(found: Tables, deck: Deck, path: str | Path) -> dict[Pair, FaceMoves]:
    count = sum(len(face.area) for face in deck.faces.values())
    if not count:
        return {}
    if deck.friction is not None:
        sets, shape = ("set SLAVES", "set YIELDS"), (count, 4)
        slaves, yields = (
            _wanted(found, "displacements", s, deck.steps, shape, path)[:, 1:] for s in sets
        )
        return deck.rubbing.read(slaves, yields, deck.share)
    moved = [np.zeros(count)]
    for step in range(1, deck.steps + 1):
        table = _wanted(found, "displacements", "set APART", step, (count, 4), path)
        moved.append(table[:, 1])
    every, since = deck.gaps.read(np.stack(moved)), {}
    for pair, face in every.items():
        since[pair] = replace(face, apart=face.apart[max(map(deck.born_after, pair)) :])
    return since


def increments_of(path: str | Path, deck: Deck) -> tuple[np.ndarray, ...]:
    """By step that takes time: shares of it at which increments ended, out of a .sta file."""
    found: dict[int, list[float]] = {k: [] for k in deck.viscous}
    for line in Path(path).read_text().splitlines():
        words = line.split()
        if words and words[0].isdigit() and words[2].isdigit() and int(words[0]) in found:
            step = int(words[0])
            found[step].append(float(words[5]) / deck.viscous[step])
    return tuple(np.array([*shares[:-1], 1.0]) for shares in found.values())


def _moved(found: Tables, deck: Deck, step: int, path: str | Path) -> np.ndarray:
    """The displacement (nodes, 2) after so many steps, µm; NaN at nodes that take no part."""
    model = deck.model
    rows = _wanted(found, "displacements", "set MESH", step, (len(model.active_nodes), 4), path)
    moved = np.full((len(model.mesh.points), 2), np.nan)
    moved[rows[:, 0].astype(int) - 1] = rows[:, 1:3]
    if model.kinematics.hoop:
        moved[:, 0] /= _mean_over_depth(model.mesh)
    return moved


def _mean_over_depth(mesh: Mesh) -> np.ndarray:
    """What CalculiX prints of each node's radial displacement (nodes,)."""
    share = np.full(len(mesh.points), RIM)
    share[mesh.corners] = (2 + RIM) / 3
    return share


def _tables(path: Path) -> Tables:
    """Tables of a .dat file by their titles."""
    rows: dict[str, list[list[list[float]]]] = {}
    current: list[list[float]] = []
    with path.open() as file:
        for line in file:
            words = line.split()
            if not words:
                continue
            if words[0].isdigit():
                current.append([float(word) for word in words])
            else:
                current = []
                rows.setdefault(line.strip().partition(" and time ")[0], []).append(current)
    return {title: [np.array(t) for t in tables if t] for title, tables in rows.items()}


def _wanted(
    found: Tables, what: str, where: str, number: int, shape: tuple[int, int], path: str | Path
) -> np.ndarray:
    """The table of that number, from 1, of what was printed for a set: one a step."""
    for title, tables in found.items():
        if title.startswith(what) and title.endswith(f"for {where}") and len(tables) >= number:
            table = tables[number - 1]
            if table.shape != shape or not np.all(np.isfinite(table)):
                raise SolveError(
                    f"{path}: {what} for {where} have the shape {table.shape}, not {shape}, or are"
                    " not finite"
                )
            return table
    raise SolveError(f"{path} holds no {what} for {where}, number {number}")
