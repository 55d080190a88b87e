"""How long a relief takes, from a cold start to printed numbers, and what of it is spent where.

    python benchmarks/speed.py [runs]

Each command runs in a process of its own; the shortest of the runs counts. The machine should be
quiet: its load is printed, and beside the wall time the seconds that all cores spent together.
Then every structure's default model, part by part, in one warm process.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stressbump.designs.structures import STRUCTURES
from stressbump.designs.structures.parameters import Structure
from stressbump.history.stack import solve_stack
from stressbump.mechanics.system import assemble, blocks_of, factorise
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build

RELIEF = ("relief", "elastomer-bump", "--reference", "none")
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


def commands(runs: int) -> None:
    """Times of the command line."""
    with tempfile.TemporaryDirectory() as folder:
        files = ("-o", str(Path(folder) / "out"))
        for name, arguments in {
            "--help": ("--help",),
            "numbers, no bars": (*RELIEF, "--no-bars"),
            "numbers with bars": RELIEF,
            "files, no bars": (*RELIEF, "--no-bars", *files),
            "files with bars": (*RELIEF, *files),
            "all three references": ("relief", "elastomer-bump"),
        }.items():
            wall, busy = cold(arguments, runs)
            print(f"{name:22} {wall:6.2f} s, {busy:6.2f} s on all cores", flush=True)


def parts(structure: type[Structure]) -> None:
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
    row = "".join(f"{t:10.3f}" for t in times)
    print(f"{structure.slug:24}{len(mesh.triangles):10}{system.size:10}{row}", flush=True)


def main(runs: int = 3) -> None:
    """Print it all."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, shortest of {runs} runs")
    commands(runs)
    columns = [
        "triangles",
        "unknowns",
        "build",
        "mesh",
        "solve",
        "assemble",
        "factorise",
    ]
    print("\n" + f"{'seconds':24}" + "".join(f"{c:>10}" for c in columns))
    for structure in STRUCTURES.values():
        parts(structure)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
