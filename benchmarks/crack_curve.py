"""What the curve of a hundred cracks costs, per factorisation of the same stack.

    python -m benchmarks.crack_curve [--record]

The default bump from the rim of its metal, as built, with polyimide, under which its cracks close, without
friction and with it, and with films so thick that ψ is told. A curve counts from the bonded solution on:
the cut stack and its factorisation, the compliance of its pairs, all cracks with their contact, G, K and ψ
of each. Processor seconds, the least of seven, in turn.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.record import record
from stressbump.answers.solving import swaps
from stressbump.designs.design import load, with_flaws
from stressbump.fracture.curve import lengths_up_to, release_curve
from stressbump.fracture.paths import crack_path
from stressbump.fracture.seams import Seam, seam
from stressbump.history.stack import again, solve_stack
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.system import factorise_blocks
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build

LONGEST, PER_OCTAVE, RUNS = 5.0, 14, 7
THICK = "passivation.1.thickness_um=2", "ubm.1.thickness_um=2"
STACKS = (
    ("as built", (), (), 0.0),
    ("polyimide", (), ("polyimide",), 0.0),
    ("polyimide, friction 0.2", (), ("polyimide",), 0.2),
    ("films of 2 µm", THICK, (), 0.0),
)
COLUMNS = {
    "stack": "{}",
    "elements": "{}",
    "unknowns": "{}",
    "pairs": "{}",
    "lengths": "{}",
    "closed": "{}",
    "ψ told": "{}",
}
COLUMNS |= {
    "factorisation": "{:.2f} s",
    "cut": "{:.2f} s",
    "curve": "{:.2f} s",
    "both, in factorisations": "{:.1f}",
}


def curves() -> Iterator[tuple[Any, ...]]:
    """A row for each stack, in quadratics and in cubics."""
    for name, *own in STACKS:
        yield from ((name, *row) for row in _of_stack(*own))


def _of_stack(
    settings: tuple[str, ...], reference: tuple[str, ...], friction: float
) -> Iterator[tuple[Any, ...]]:
    asked = {"at": "passivation/ubm_Cr", "length_um": LONGEST}
    design = load("elastomer-bump", settings)
    recipe = with_flaws(design, [asked], "benchmark").recipe
    section = build(recipe)
    (flaw,) = section.flaws
    flaw = replace(flaw, lengths=lengths_up_to(LONGEST, PER_OCTAVE), closely=True)
    section = replace(section, flaws=(flaw,))
    mesh = generate(section, MeshOptions(recipe.windows_um, aspect=recipe.aspect))
    path = crack_path(mesh, flaw)
    parts = path.facets_within(LONGEST)
    swapped = swaps(design, design.chosen(reference)) if reference else [None]
    stack = solve_stack(section, mesh, (25.0,), *swapped)
    for name, of in (("quadratic", stack), ("cubic", again(stack, cubic=True))):
        yield name, *_measured(*of.solutions.values(), lambda s: seam(s, path, parts), friction)


def _measured(
    solution: Solution, cut: Callable[[Solution], Seam], friction: float
) -> tuple[Any, ...]:
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        found = cut(solution)
        middle = time.process_time()
        curve = release_curve(found, friction=friction)
        end = time.process_time()
        system = found.system
        size = len(system.constraint_matrix)
        factorise_blocks(found.model, 25.0, system.blocks, size, system.constraints)
        times.append((time.process_time() - end, middle - start, end - middle))
    once, first, second = (min(own) for own in zip(*times, strict=True))
    closing = int((curve.closed > 0).sum())
    told = int((~np.isnan(curve.K.imag)).sum())
    sizes = found.system.size, len(found.pairs.first), len(curve.length), closing, told
    return *sizes, once, first, second, (first + second) / once


if __name__ == "__main__":
    record("crack_curve", COLUMNS, curves(), up_to_um=LONGEST)
