"""A harmonic of a joint's cell driven through its history by displacements that come step by step.

The field in the cell follows laws as in every history: what is born later has felt nothing of the
displacements before, and what earlier ones did is taken along as moduli change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import dropwhile

import numpy as np

from stressbump.errors import SolveError
from stressbump.history.assembly import Assembly, path
from stressbump.history.schedule import Stage, stages
from stressbump.history.snapshot import snapshot
from stressbump.history.state import Move, State, arrived, prepared
from stressbump.history.stepping import changed_forces
from stressbump.joint.superelement import Superelement
from stressbump.mechanics.balance import ElementBlock, internal_forces, nodal_sum
from stressbump.mechanics.solution import Solution


@dataclass(frozen=True, eq=False)
class Drive:
    """What drives a cell in a step: increments of displacements by name."""

    stage: Stage
    element: Superelement
    displacements: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Driven:
    """A harmonic at the end of its history."""

    solution: Solution
    forces: Mapping[str, float]  # of all stresses, by the displacement that they do work on


def joined_steps(assembly: Assembly, end: float) -> list[Stage]:
    """The steps from the birth on that makes one piece of chip and board."""
    held = dropwhile(lambda s: not holds_together(assembly, s), stages(assembly.section, end))
    return [step for stage in held for step in path(assembly, stage)]


def holds_together(assembly: Assembly, stage: Stage) -> bool:
    """Whether chip and board stand, in one piece."""
    there = all(set(stage.standing) & set(side) for side in assembly.section.joined)
    return there and len(assembly.standing(stage.standing).bodies) == 1


def driven(assembly: Assembly, drives: Iterable[Drive], end: float) -> Driven:
    """A harmonic driven from the joint's birth on, at `end` °C; without free strains."""
    drives = list(drives)
    state = _at_birth(assembly, drives[0].stage)
    # what is born with the joint has felt nothing so far, as all that stands
    first = replace(drives[0], stage=replace(drives[0].stage, born=""))
    for drive in (first, *drives[1:]):
        state = _moved(assembly, state, drive)
    element = drives[-1].element
    stressed = (
        nodal_sum(p, internal_forces(p, state.local[n], state.free[n]), len(element.fields))
        for n, p in state.blocks.items()
    )
    forces = element.fields.T @ np.sum(list(stressed), axis=0)
    named = dict(zip(element.names, map(float, forces), strict=True))
    return Driven(snapshot(assembly, state, end), named)


def _at_birth(assembly: Assembly, step: Stage) -> State:
    """All that stands, before anything has moved."""
    blocks = assembly.blocks(step.standing, step.start, step.end)
    nothing = np.zeros(assembly.size)
    return State(
        nothing,
        blocks,
        {n: np.zeros(p.unknowns.shape) for n, p in blocks.items()},
        {n: np.zeros(6) for n in blocks},
        {},
        nothing,
    )


def _moved(assembly: Assembly, state: State, drive: Drive) -> State:
    """The state after one step."""
    blocks, element, step = drive.element.system.blocks, drive.element, drive.stage
    still = {name: np.zeros(6) for name in blocks}
    ready = prepared(assembly, state, step, still, blocks)
    forces = changed_forces(assembly, ready.before, blocks)
    total = np.zeros(len(element.fields))
    for name, force in forces.items():
        total += nodal_sum(blocks[name], force, len(total))
    change = element.moved(drive.displacements, total)
    if not np.isfinite(change).all():
        raise SolveError(
            f"the joint's step from {step.start:g} to {step.end:g} °C has no finite field"
        )
    return arrived(ready, Move(change, blocks, {name: {} for name in blocks}, 0.0))


class PastFields:
    """The fields of unit displacements of all earlier steps, as they are now."""

    def __init__(self, assembly: Assembly) -> None:
        """With no step so far."""
        self._assembly = assembly
        self._fields: np.ndarray | None = None  # (unknowns, names of all steps)
        self._blocks: Mapping[str, ElementBlock] = {}
        self._absent: dict[str, np.ndarray] = {}  # by region: fields before it was born

    def released(self, step: Stage, element: Superelement) -> np.ndarray:
        """R (names, names of earlier steps) of a step, whose own fields then count as earlier."""
        blocks = element.system.blocks
        fields = np.zeros((len(element.fields), 0)) if self._fields is None else self._fields
        force = np.zeros_like(fields)
        for name, after in blocks.items():
            before = self._blocks.get(name)
            if before is None:
                self._absent[name] = fields
            elif before.stiffness != after.stiffness and name not in self._assembly.incremental:
                force += _given_up(before, after, self._since_birth(name, fields))
        found = element.fields.T @ force
        if force.any():
            fields = fields + element.still(force)
        self._fields, self._blocks = np.hstack([fields, element.fields]), dict(blocks)
        return np.asarray(found)

    def _since_birth(self, name: str, fields: np.ndarray) -> np.ndarray:
        absent = self._absent[name]
        own = fields.copy()
        own[:, : absent.shape[1]] -= absent
        return own


def _given_up(before: ElementBlock, after: ElementBlock, fields: np.ndarray) -> np.ndarray:
    """What a region resists fields (unknowns, columns) with less under other moduli."""
    nothing = np.zeros(6)
    found = np.zeros_like(fields)
    for column, u in enumerate(fields.T):
        own = u[before.unknowns]
        force = internal_forces(before, own, nothing) - internal_forces(after, own, nothing)
        found[:, column] = nodal_sum(before, force, len(u))
    return found
