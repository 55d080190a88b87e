"""How long a relief takes, from a cold start to printed numbers, and what of it is spent where.

    python -m benchmarks.speed [runs] [--record]

Each command runs in a process of its own; the shortest of the runs counts. The machine should be
quiet: its load is told, and beside the wall time the seconds that all cores spent together.
Then every structure's default model, part by part, in one warm process.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.record import record, words
from stressbump.designs.structures import STRUCTURES
from stressbump.designs.structures.parameters import Structure
from stressbump.history.stack import solve_stack
from stressbump.mechanics.system import assemble, blocks_of, factorise
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build

NUMBERS = ("relief", "elastomer-bump", "--reference", "none")
FILES = "-o", "{}/out"
COMMANDS = {  # with the seconds of wall time that are wanted
    "numbers, `--no-bars`": ((*NUMBERS, "--no-bars"), 2),
    "numbers with bars": (NUMBERS, None),
    "with files and pictures, `--no-bars`": ((*NUMBERS, "--no-bars", *FILES), 3),
    "with files, pictures and bars": ((*NUMBERS, *FILES), None),
    "numbers with bars, all three references": (("relief", "elastomer-bump"), None),
    "`stressbump --help`": (("--help",), None),
}
COMMAND = {"`relief elastomer-bump --reference none`": "{}", "wall": "{:.2g} s"}
COMMAND |= {"on all cores together": "{:.2g} s", "wanted": "{} s"}
MODEL = {"default model": "{}", "triangles": "{}", "unknowns": "{}"}
MODEL |= dict.fromkeys(("build", "mesh", "solve", "assemble", "factorise"), "{:.2f} s")
START = "from stressbump.cli import main; main()"


def cold(arguments: tuple[str, ...], runs: int) -> tuple[float, float]:
    """Shortest wall time of the command line in new processes, and shortest time on all cores, s."""
    wall, busy = [], []
    for _ in range(runs):
        start, before = time.perf_counter(), _spent()
        command = [sys.executable, "-c", START, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        wall.append(time.perf_counter() - start)
        busy.append(_spent() - before)
    return min(wall), min(busy)


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def commands(runs: int) -> Iterator[tuple[Any, ...]]:
    """Times of the command line."""
    with tempfile.TemporaryDirectory() as folder:
        for name, (arguments, wanted) in COMMANDS.items():
            there = tuple(a.format(folder) for a in arguments)
            yield name, *cold(there, runs), wanted


def parts(structure: type[Structure]) -> tuple[Any, ...]:
    """Sizes and times of one default model, inside a warm process."""
    marks = [time.perf_counter()]

    def lap() -> float:
        marks.append(time.perf_counter())
        return marks[-1] - marks[-2]

    recipe = structure().recipe()
    section = build(recipe)
    times = [lap()]
    mesh = generate(section, MeshOptions(windows_um=recipe.windows_um, aspect=recipe.aspect))
    times.append(lap())
    model = solve_stack(section, mesh, (25.0,)).solutions[25.0].model
    times.append(lap())
    blocks, size = blocks_of(model, 25.0)
    assemble(blocks.values(), size)
    times.append(lap())
    system = factorise(model, 25.0)
    times.append(lap())
    return structure.slug, len(mesh.triangles), system.size, *times


def main(runs: int = 3) -> None:
    """Tell it all."""
    record("speed-commands", COMMAND, commands(runs), shortest_of=runs)
    record("speed-models", MODEL, map(parts, STRUCTURES.values()))


if __name__ == "__main__":
    main(*map(int, words()))
