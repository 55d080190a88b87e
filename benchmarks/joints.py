"""How often the error bars of joints hold: random assembled bumps against overkill meshes.

    python -m benchmarks.joints [JOINTS SEED PROCESSES [FILE]] [--record]

Each draw is one of the three bumps, joined to its board, with a few lengths and temperatures moved off
their defaults, somewhere between 0.3 and 5 mm from the neutral point, against one of its references. The
truth is the same joint in cubics on a mesh whose tips are eight times finer, sampled in triangles split in
four, its history taken in steps of temperature a quarter as long. Draws that are refused, or of more than
5000 triangles, are drawn again. FILE keeps the numbers as they come, as in `benchmarks.coverage`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.coverage import COLUMNS, FINER_TIPS, Row, first_told, kept, moved, shares
from benchmarks.record import record, words
from stressbump.accuracy.error_bars import finer_rule, in_cubics, in_half_steps
from stressbump.accuracy.joint_bars import joint_measured
from stressbump.answers.comparison import compare
from stressbump.answers.focus import focus_of
from stressbump.designs.design import of_structure
from stressbump.designs.structures import STRUCTURES
from stressbump.designs.structures.on_board import OnBoard
from stressbump.designs.structures.parameters import Structure
from stressbump.errors import StressbumpError
from stressbump.history.stack import Stack, again, solve_stack
from stressbump.joint.fields import JointFields, fields_along_row
from stressbump.mechanics.enriched import resampled
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.survey.joints import JointValue, Over

LARGEST = 5000  # triangles
FINER_STEPS = 4
FAR = 300.0, 5000.0  # µm
KINDS: dict[Over, str] = {
    "whole joint": "force and stiffness", "all angles": "all angles", "worst angle": "worst angle",
    "per force": "per force",
}  # fmt: skip
BUMPS = sorted(slug for slug, cls in STRUCTURES.items() if issubclass(cls, OnBoard))


def drawn(random: np.random.Generator) -> tuple[Structure, str, float]:
    """A joint, the name of a reference, and its distance from the neutral point, µm."""
    structure = moved(BUMPS[random.integers(len(BUMPS))], {"assembled": True}, random)
    names = [r.name for r in structure.recipe().references]
    far = FAR[0] * (FAR[1] / FAR[0]) ** random.uniform()
    return structure, str(random.choice(names)) if names else "", far


def compared(seed: int) -> list[Row]:
    """Every value and relief of one draw beside its truth; a draw that is refused is drawn again."""
    return first_told(lambda random: _compared(*drawn(random), seed), seed)


class _TooLarge(StressbumpError):
    """More triangles than an overkill mesh can be made of."""


def _compared(structure: Structure, reference: str, far: float, seed: int) -> Iterator[Row]:
    design = of_structure(structure)
    recipe = design.recipe
    section = build(recipe)
    window, end = max(recipe.windows_um), recipe.history.end_C[:1]
    focus = focus_of(design, section).regions
    own = {r.name: r for r in recipe.references}
    mesh = generate(section, MeshOptions(recipe.windows_um, aspect=recipe.aspect))
    if len(mesh.triangles) > LARGEST:
        raise _TooLarge(f"{len(mesh.triangles)} triangles")
    tips = (min(recipe.windows_um) / FINER_TIPS,)
    fine = generate(section, MeshOptions(tips, aspect=recipe.aspect))

    def fields(stack: Stack) -> JointFields:
        (upright,) = stack.solutions.values()
        return fields_along_row(stack.assembly, upright, far)

    values, truths = [], []
    for change in [None, own[reference]] if reference else [None]:
        stack = solve_stack(section, mesh, end, change)
        joint, half = fields(stack), in_half_steps(stack)
        if any(c.matters for c in joint.closing):
            raise _TooLarge("a free face closes")
        beside = fields(in_cubics(stack)), fields(half) if half else None
        values.append(joint_measured(joint, window, focus, *beside))
        truths.append(_truth(solve_stack(section, fine, end, change), fields, window, focus))
    base = {"seed": seed, "structure": structure.slug, "triangles": len(mesh.triangles), "far": far}
    yield from _beside(base, values, truths, reference)


def _truth(stack: Stack, fields: Any, window: float, focus: tuple[str, ...]) -> dict[Any, Any]:
    """What the joint comes to in cubics and in finer steps, by key."""
    joint = fields(again(stack, cubic=True, finer=FINER_STEPS))
    finest = {n: resampled(s, finer_rule(s)) for n, s in joint.harmonics.items()}
    found = joint_measured(JointFields(finest, joint.motion, joint.cell), window, focus)
    return {v.key: v.value.value for v in found}


def _beside(
    base: Row,
    values: list[tuple[JointValue, ...]],
    truths: list[dict[Any, Any]],
    reference: str,
) -> Iterator[Row]:
    for found, truth in zip(values, truths, strict=True):
        for v in found:
            if v.value.bar is not None and truth.get(v.key) is not None:
                yield base | {"kind": KINDS[v.over], "value": v.value, "truth": truth[v.key]}
    if len(values) != 2:
        return
    without = {v.key: v.value for v in values[1]}
    for v in values[0]:
        a, b = (t.get(v.key) for t in truths)
        if v.key in without and v.value.definition.compared and a is not None and b:
            row = compare(v.value, without[v.key], reference)
            if row.relief is not None:
                kind, pair = f"relief, {KINDS[v.over]}", (v.value, without[v.key])
                yield base | {"kind": kind, "value": row, "pair": pair, "truth": 1 - a / b}


def main(joints: int = 40, seed: int = 1, processes: int = 1, keep: Path | None = None) -> None:
    """Draw, compare, tell the table; `keep` is a file for all numbers, renewed as they come."""
    rows = kept(compared, range(1000 * seed, 1000 * seed + joints), processes, keep)
    record("joints", COLUMNS, shares(rows), seed=seed, joints=len({r["seed"] for r in rows}))


if __name__ == "__main__":
    main(*(int(w) if w.isdigit() else Path(w) for w in words()))  # type: ignore[arg-type]
