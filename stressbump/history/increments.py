"""What steps of a history add to a stack, as solutions of their own.

A stack born in order holds the stress of every state that it has been through. What some steps add to
it is a solution as any other: displacements that all regions share, and free strains since then. Where
moduli change under the total rule, what stood before is strained as if it were free to be (`carried_over`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.history.moduli import carried_over
from stressbump.history.responses import steps_of
from stressbump.history.schedule import Stage
from stressbump.history.state import State
from stressbump.history.stepping import through
from stressbump.mechanics.balance import at_points
from stressbump.mechanics.solution import Solution

UNIFORM = 1e-9  # variation of a free strain, of its size, that counts as none


@dataclass(frozen=True, eq=False)
class RecordedHistory:
    """A history until an end temperature: its steps, and the states before the first and after each."""

    assembly: Assembly
    steps: tuple[Stage, ...]
    states: tuple[State, ...]


def recorded(assembly: Assembly, end: float) -> RecordedHistory:
    """The history until an end temperature in °C, with every state that it passes."""
    steps, states = steps_of(assembly, end), [State.empty(assembly)]
    for step in steps:
        states.append(through(assembly, states[-1], step))
    return RecordedHistory(assembly, steps, tuple(states))


def added(history: RecordedHistory, first: int, last: int, regions: Iterable[str]) -> Solution:
    """What the steps from `first` to before `last` add, in some regions that then stand.

    Under the moduli after them. A region among these is born in the first of the steps, or before.
    """
    before, after = history.states[first], history.states[last]
    unknowns = after.unknowns - before.unknowns
    blocks, local, free = {}, {}, {}
    for name in regions:
        p = blocks[name] = after.blocks[name]
        local[name], free[name] = after.local[name], after.free_strain(name)
        if name not in before.blocks:
            unknowns[p.unknowns] = local[name]
            continue
        known = before.local[name], before.free_strain(name)
        if before.blocks[name].stiffness != p.stiffness:
            known = carried_over(before.blocks[name], p.stiffness, *known)
        local[name] = local[name] - known[0]
        if free[name].ndim > 1 or known[1].ndim > 1:
            free[name] = _reduced(at_points(p, free[name]) - at_points(p, known[1]))
        else:
            free[name] = free[name] - known[1]
    birth = {n: unknowns[p.unknowns] - local[n] for n, p in blocks.items()}
    model, end = history.assembly.whole, history.steps[last - 1].end
    return Solution(model, end, blocks, unknowns, {}, free, (), birth)


def _reduced(free_strain: np.ndarray) -> np.ndarray:
    """(6,) where a free strain (6, elements, points) is uniform."""
    mean = free_strain.mean(axis=(1, 2))
    spread = np.abs(free_strain - mean[:, None, None]).max()
    return np.asarray(mean) if spread <= UNIFORM * np.abs(free_strain).max() else free_strain
