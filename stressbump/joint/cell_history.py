"""The cell of a joint from its birth on, step by step, as chip and board see it.

In a step j, under increments of displacements q_j, the forces on the cell change by

    ΔF_j = S_j (q_j - q⁰_j) - Σ_{i<j} R_ji (q_i - q⁰_i)

where q⁰ are the increments of the cell by itself, without any force, and R_ji is what the field of earlier
displacements gives up as laws of the total rule change their moduli. All regions follow the rules of
every history; free faces stay open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from stressbump.history.assembly import Assembly, path
from stressbump.history.eigenstrain import increments
from stressbump.history.schedule import Stage, stages
from stressbump.history.state import State, prepared
from stressbump.history.stepping import changed_forces, through
from stressbump.joint.cell import HarmonicAssembly, JointCell, condensed_cell, in_harmonic
from stressbump.joint.driven import PastFields, holds_together
from stressbump.joint.sides import refuse_other
from stressbump.joint.superelement import Superelement
from stressbump.mechanics.balance import free_strain_forces, nodal_sum

AXIAL, ACROSS, OVAL = 0, 1, 2  # n of the harmonics


@dataclass(frozen=True, eq=False)
class CellStep:
    """The cell in a step of its history, and how the forces of earlier steps change in it."""

    stage: Stage
    cell: JointCell
    free: np.ndarray  # q⁰ (5,) of n = 0, in the order of `cell.axial.names`
    released: Mapping[int, np.ndarray]  # by n: R (names, names of all earlier steps)

    def element(self, n: int) -> Superelement:
        """The cell's n-th harmonic."""
        return (self.cell.axial, self.cell.across, self.cell.oval)[n]


def cell_history(assembly: Assembly, end: float) -> tuple[CellStep, ...]:
    """The steps of a joint's cell from its birth on until an end temperature in °C.

    InputError where the section is no joint of elastic laws.
    """
    refuse_other(assembly.section)
    harmonics = {ACROSS: in_harmonic(assembly, 1), OVAL: in_harmonic(assembly, 2)}
    past = {n: PastFields(a) for n, a in ({AXIAL: assembly} | harmonics).items()}
    state, found = State.empty(assembly), list[CellStep]()
    for stage in stages(assembly.section, end):
        for step in path(assembly, stage):
            if found or holds_together(assembly, stage):
                found.append(_condensed(assembly, harmonics, past, state, step))
            state = through(assembly, state, step)
    return tuple(found)


def _condensed(
    assembly: Assembly,
    harmonics: Mapping[int, HarmonicAssembly],
    past: Mapping[int, PastFields],
    state: State,
    step: Stage,
) -> CellStep:
    systems = [
        a.system(step.standing, a.blocks(step.standing, step.start, step.end), step.end)
        for a in (assembly, *harmonics.values())
    ]
    cell = condensed_cell(assembly, *systems)
    elements = {AXIAL: cell.axial, ACROSS: cell.across, OVAL: cell.oval}
    released = {n: past[n].released(step, element) for n, element in elements.items()}
    return CellStep(step, cell, _by_itself(assembly, state, step, cell.axial), released)


def _by_itself(assembly: Assembly, state: State, step: Stage, element: Superelement) -> np.ndarray:
    """What the cell does in a step without forces (names,)."""
    blocks = element.system.blocks
    strains = increments(assembly.section, assembly.laws, step)
    before = prepared(assembly, state, step, strains, blocks).before
    push = np.zeros(len(element.fields))
    for name, force in changed_forces(assembly, before, blocks).items():
        push += nodal_sum(blocks[name], force, len(push))
    for name, p in blocks.items():
        push += nodal_sum(p, free_strain_forces(p, strains[name]), len(push))
    return np.asarray(np.linalg.solve(element.stiffness, element.fields.T @ push))
