"""Free faces that close: what was let run into each other in a step is pushed apart at its end.

Faces are together when the second of the two regions is born, and press each other without friction
from then on:

    K Δu = N (f - f°),   f ≥ 0,   g = N'(u + Δu) ≥ 0,   f·g = 0

with f° the forces at the start of the step and N the normals. Bodies that nothing joins yet have no
place towards each other; their faces are left alone, and so are those of laws with memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

import numpy as np
from scipy.sparse import csc_array, hstack

from stressbump.history.assembly import Assembly
from stressbump.history.schedule import Stage
from stressbump.history.state import Move, Prepared, State, arrived, of_body
from stressbump.mechanics.contact import FacingNodes, closes, in_contact

Faces = Mapping[tuple[str, str], FacingNodes]


def settled(assembly: Assembly, state: State, step: Stage) -> State:
    """The state at the end of a step with no free face run into its other side; SolveError."""
    here = {
        pair: face for pair, face in assembly.free_faces.items() if set(pair) <= set(step.standing)
    }
    if not here or not _may_press(assembly, step):
        return state
    displacement = state.unknowns[: assembly.whole.displacements].reshape(
        -1, assembly.whole.kinematics.directions
    )
    gap = np.concatenate([face.gap(displacement) for face in here.values()])
    before = np.concatenate(
        [state.pressing.get(pair, np.zeros(len(face.area))) for pair, face in here.items()]
    )
    if not before.any() and not closes(gap).any():
        return state
    system = assembly.system(step.standing, state.blocks, step.end)
    kinematics, size = assembly.whole.kinematics, system.matrix.shape[0]
    pushes = csc_array(hstack([face.pushes(kinematics, size) for face in here.values()]))

    def parted(some: np.ndarray) -> np.ndarray:
        return np.asarray(pushes.T @ system.solve(pushes[:, some].toarray()))

    if before.any():
        gap = gap - pushes.T @ system.solve((pushes @ before)[:, None])[:, 0]
    force, _ = in_contact(gap, parted)
    load = pushes @ (force - before)
    change = system.solve(load[:, None])[:, 0]
    shared = system.global_unknowns(change)
    walls = {n: of_body(system.model, n, shared) for n in state.blocks}
    residual = system.residual(change[:, None], load[:, None]) if load.any() else 0.0
    ready = Prepared(state, state.blocks, state.local, state.free)
    moved = arrived(
        ready, Move(change, system.blocks, walls, residual), np.abs(load)[: assembly.size]
    )
    ends = np.cumsum([len(face.area) for face in here.values()])[:-1]
    pressing = dict(zip(here, np.split(force, ends), strict=True))
    return replace(moved, pressing={**state.pressing, **pressing})


def _may_press(assembly: Assembly, step: Stage) -> bool:
    """Whether bodies have a place towards each other and laws no memory."""
    if not assembly.section.cell.contact or assembly.remembering.intersection(step.standing):
        return False
    return len(assembly.standing(step.standing).bodies) == 1


def pushed(assembly: Assembly, pressing: Mapping[tuple[str, str], np.ndarray]) -> np.ndarray:
    """The forces (unknowns,) by which free faces push each other apart."""
    kinematics, size = assembly.whole.kinematics, assembly.size
    own = (assembly.free_faces[pair].pushes(kinematics, size) @ f for pair, f in pressing.items())
    return np.sum(list(chain([np.zeros(size)], own)), axis=0)
