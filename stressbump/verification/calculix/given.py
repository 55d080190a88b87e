"""What CalculiX is given of a stack and its history."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stressbump.errors import InputError
from stressbump.history.assembly import Assembly
from stressbump.history.eigenstrain import at_birth
from stressbump.history.moduli import over_step
from stressbump.history.schedule import Stage
from stressbump.mechanics.kinematics import plane_strain
from stressbump.verification.calculix.deck import Deck
from stressbump.verification.calculix.held_pairs import HeldPairs
from stressbump.verification.calculix.own import history_of


def deck_of(
    assembly: Assembly,
    end: float,
    increments: int = 1,
    held: HeldPairs | None = None,
) -> Deck:
    """What CalculiX is given of a stack and its history up to an end temperature in °C.

    Pairs of nodes that are `held` through it are let go in the end. InputError for a history in which two
    parts warm or cool before anything joins them, and for a cell with two laminates at its wall.
    """
    if assembly.section.cell.support == "two laminates":
        raise InputError(
            'support = "two laminates": CalculiX\'s deck has one wall that strains and turns; compare with'
            ' support = "laminate"'
        )
    steps = history_of(assembly, end)
    if held is not None:
        steps = (*steps, Stage("", tuple(assembly.laws), end, end))
    region = {name: assembly.section.find(name) for name in assembly.laws}
    grown = {n: float(at_birth(r, assembly.laws[n])[0]) for n, r in region.items() if r}
    grown = {n: g for n, g in grown.items() if g}
    _refuse_parts(assembly, [s for s in steps if s.start != s.end or s.born in grown])
    moduli = _moduli(assembly, steps)
    faces = assembly.free_faces if assembly.section.cell.contact else {}
    return Deck(
        assembly.whole, steps, grown, moduli, increments=increments, faces=faces,
        held=held,
    )  # fmt: skip


def _moduli(assembly: Assembly, steps: Sequence[Stage]) -> dict[str, list[np.ndarray]]:
    """By region whose moduli change by the incremental rule: (6, 6) in every step."""
    found = {
        name: [
            over_step(assembly.laws[name], s.start, s.end, plane_strain, mixed=False).matrix
            for s in steps
        ]
        for name in assembly.laws
        if name in assembly.incremental
    }
    return {
        n: rows for n, rows in found.items() if not all(np.array_equal(C, rows[0]) for C in rows)
    }


def _refuse_parts(assembly: Assembly, steps: Sequence[Stage]) -> None:
    for step in steps:
        bodies = assembly.standing(step.standing).bodies
        if len(bodies) > 1:
            raise InputError(
                f"from {step.start:g} to {step.end:g} °C {', '.join(step.standing)} stand in"
                f" {len(bodies)} parts that nothing joins yet; CalculiX's deck holds one"
            )
