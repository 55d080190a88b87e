"""What `--accuracy` saves: the widest bar of the default elastomer bump on uniform and adapted meshes.

    python -m benchmarks.adaptivity [ACCURACY] [--record]

Goals are those of `--accuracy`. Uniform meshes are the default one, all of it split in four once and
twice, and the last with every triangle halved once more. The last takes 13 GiB and half an hour.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.record import record, words
from stressbump.accuracy.adaptive import adapted, goals_among, step_of
from stressbump.accuracy.error_bars import measured
from stressbump.designs.structures.elastomer_bump import ElastomerBump
from stressbump.history.stack import solve_stack
from stressbump.mesh.audit import audit
from stressbump.mesh.bisection import bisected
from stressbump.mesh.free_faces import rejoined, split_free_faces
from stressbump.mesh.mesh import Mesh
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.section import Section

COLUMNS = {"mesh": "{}", "unknowns": "{}", "widest bar": "{:.2g} %"}
RECIPE = ElastomerBump().recipe()
END, WINDOWS, FOCUS = RECIPE.history.end_C[:1], RECIPE.windows_um, RECIPE.focus


def uniform(section: Section) -> Iterator[tuple[str, Mesh]]:
    """Meshes that are finer everywhere, by name."""
    for refine in range(3):
        mesh = generate(section, _options(refine))
        yield f"--refine {refine}", mesh
    halved = bisected(rejoined(mesh), np.arange(len(mesh.triangles)))
    audit(halved, section)
    yield "the same, every triangle halved", split_free_faces(halved, section.cell.free_faces)


def _options(refine: int) -> MeshOptions:
    return MeshOptions(windows_um=WINDOWS, aspect=RECIPE.aspect, refine=refine)


def measure(name: str, section: Section, mesh: Mesh) -> tuple[str, int, float]:
    """A row of the table."""
    start = time.perf_counter()
    stack = solve_stack(section, mesh, END)
    step = step_of(stack, goals_among(measured(stack, WINDOWS), set(FOCUS), max(WINDOWS)))
    took, most = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{name}: {step.goal}, {took:.0f} s, {most / 2**20:.1f} GiB at the most so far",
        file=sys.stderr,
        flush=True,
    )
    return name, step.unknowns, 100 * step.widest


def main(accuracy: float = 0.01) -> None:
    """All meshes, the coarsest first; the adapted one before what is too fine for many machines."""
    section = build(RECIPE)
    fine = adapted(section, generate(section, _options(0)), END, WINDOWS, FOCUS, accuracy)
    last = measure(f"--accuracy {accuracy:g}", section, fine.mesh)
    rows = [measure(name, section, mesh) for name, mesh in uniform(section)]
    record("adaptivity", COLUMNS, [*rows, last])


if __name__ == "__main__":
    main(*map(float, words()))
