"""A joint far from the neutral point: the slide of chip against board from the joint's birth on.

Until one side hangs on the other, each shrinks by itself and nothing slides. From then on, step by step,
the free strains of chip and board differ by Δε, and at a distance L from the neutral point they slide by

    L Δε                      if the joints did not resist ("by hand")
    Δε tanh(β L)/β            at the end of a row of them, β² = k/p² (1/Σ E'h of the chip + of the board)

W. T. Chen, C. W. Nelson, IBM J. Res. Dev. 23 (1979) 179-188, with the stiffness k of the cell as it then
stands and its area p². Chip and board stay level, so that k is that without a turn. The field in the
cell follows laws as in every history: what is born later has felt nothing of the slide before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import dropwhile

import numpy as np

from stressbump.errors import SolveError
from stressbump.history.assembly import Assembly, path
from stressbump.history.eigenstrain import increments
from stressbump.history.schedule import Stage, stages
from stressbump.history.snapshot import snapshot
from stressbump.history.state import Move, State, arrived, prepared
from stressbump.history.stepping import changed_forces
from stressbump.joint.cell import SLIDE, HarmonicAssembly, across, in_harmonic, shear_stiffness
from stressbump.joint.sides import refuse_other, sides
from stressbump.joint.superelement import Superelement
from stressbump.mechanics.balance import internal_forces, nodal_sum
from stressbump.mechanics.solution import Solution


@dataclass(frozen=True)
class SlideStep:
    """What chip and board do to one another in a step, per joint."""

    start: float  # °C
    end: float  # °C
    mismatch: float  # Δε, free strain of the chip less that of the board
    stiffness: float  # k, µN/µm
    decay: float  # β, 1/µm
    by_hand: float  # µm, positive where the chip's outer end moves outwards against the board
    lagged: float  # µm


@dataclass(frozen=True, eq=False)
class Slid:
    """A joint at a distance from the neutral point: its slide, its force, its first harmonic."""

    steps: tuple[SlideStep, ...]
    force: float  # µN, on the chip, outwards
    solution: Solution

    @property
    def by_hand(self) -> float:
        """The slide if joints did not resist, µm."""
        return sum(step.by_hand for step in self.steps)

    @property
    def lagged(self) -> float:
        """The slide that the joints leave, µm."""
        return sum(step.lagged for step in self.steps)


def slid(assembly: Assembly, distance: float, end: float) -> Slid:
    """A joint at a distance from the neutral point in µm, at the end of its history at `end` °C.

    InputError where the section is no joint of elastic laws.
    """
    refuse_other(assembly.section)
    sliding = in_harmonic(assembly, 1)
    first, *later = joined_steps(assembly, end)
    first = replace(first, born="")  # what is born then has felt no slide, as all that stands
    found, state = [], _at_birth(sliding, first)
    for step in (first, *later):
        told, state, element = _through(sliding, state, step, distance)
        found.append(told)
    return Slid(tuple(found), _force(state, element), snapshot(sliding, state, end))


def joined_steps(assembly: Assembly, end: float) -> list[Stage]:
    """The steps from the birth on that makes one piece of chip and board."""
    held = dropwhile(lambda s: not holds_together(assembly, s), stages(assembly.section, end))
    return [step for stage in held for step in path(assembly, stage)]


def holds_together(assembly: Assembly, stage: Stage) -> bool:
    """Whether chip and board stand, in one piece."""
    there = all(set(stage.standing) & set(side) for side in assembly.section.joined)
    return there and len(assembly.standing(stage.standing).bodies) == 1


def _through(
    sliding: HarmonicAssembly, state: State, step: Stage, distance: float
) -> tuple[SlideStep, State, Superelement]:
    """What one step does, the state after it, and the cell as it stands in it."""
    blocks = sliding.blocks(step.standing, step.start, step.end)
    system = sliding.system(step.standing, blocks, step.end)
    chip, board = sides(sliding, system)
    element = across(system, chip, board)
    strain = increments(sliding.section, sliding.laws, step)
    mismatch = chip.mean(strain) - board.mean(strain)
    k, area = shear_stiffness(element), np.pi * sliding.mesh.width**2
    decay = float(np.sqrt(k / area * (1 / chip.stretching + 1 / board.stretching)))
    lagged = mismatch * float(np.tanh(decay * distance)) / decay
    told = SlideStep(step.start, step.end, mismatch, k, decay, mismatch * distance, lagged)
    return told, _moved(sliding, state, step, element, lagged), element


def _at_birth(sliding: HarmonicAssembly, step: Stage) -> State:
    """All that stands, without a slide so far."""
    blocks = sliding.blocks(step.standing, step.start, step.end)
    nothing = np.zeros(sliding.size)
    return State(
        nothing,
        blocks,
        {n: np.zeros(p.unknowns.shape) for n, p in blocks.items()},
        {n: np.zeros(6) for n in blocks},
        {},
        nothing,
    )


def _moved(
    sliding: HarmonicAssembly, state: State, step: Stage, element: Superelement, slide: float
) -> State:
    """The state after one step that slides by so many µm."""
    blocks = element.system.blocks
    still = {name: np.zeros(6) for name in blocks}
    ready = prepared(sliding, state, step, still, blocks)
    forces = changed_forces(sliding, ready.before, blocks)
    total = np.zeros(len(element.fields))
    for name, force in forces.items():
        total += nodal_sum(blocks[name], force, len(total))
    change = element.moved({SLIDE: slide}, total)
    if not np.isfinite(change).all():
        raise SolveError(f"the slide from {step.start:g} to {step.end:g} °C has no finite field")
    return arrived(ready, Move(change, blocks, {name: {} for name in blocks}, 0.0))


def _force(state: State, element: Superelement) -> float:
    """The force that does work on the slide, of all stresses."""
    unit = element.fields[:, element.names.index(SLIDE)]
    parts = (
        nodal_sum(p, internal_forces(p, state.local[n], state.free[n]), len(unit))
        for n, p in state.blocks.items()
    )
    return float(unit @ np.sum(list(parts), axis=0))
