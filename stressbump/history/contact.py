"""Free faces that close: what was let run into each other in a step is pushed apart at its end.

Faces are together when the second of the two regions is born, and press each other from then on:

    K Δu = N (f - f°),   f ≥ 0,   g = N'(u + Δu) ≥ 0,   f·g = 0

with f° the forces at the start of the step and N the normals, beside which friction has the tangents: what
slips does so from where it was at the start of the step, or where the faces have met in it. Bodies that
nothing joins yet have no place towards each other, so that faces between them are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csc_array, hstack

from stressbump.history.assembly import Assembly
from stressbump.history.schedule import Stage
from stressbump.history.state import Move, Prepared, State, arrived, of_body
from stressbump.mechanics.checks import (
    BALANCE,
    Check,
    carried,
    friction_check,
    overlap_check,
    pushing_checks,
)
from stressbump.mechanics.contact import FaceForces, closes, in_contact
from stressbump.mechanics.facing import FacingNodes
from stressbump.mechanics.kinematics import Kinematics
from stressbump.mechanics.model import Model
from stressbump.mechanics.solution import Pressing
from stressbump.mechanics.system import System

Pair = tuple[str, str]


@dataclass(frozen=True, eq=False)
class StandingFaces:
    """Free faces that may press each other, one after the other: all gaps, then slips if they rub."""

    nodes: Mapping[Pair, FacingNodes]
    friction: np.ndarray  # (nodes,)

    @property
    def has_friction(self) -> bool:
        """Whether any has friction."""
        return bool(self.friction.any())

    def apart(self, displacement: np.ndarray) -> np.ndarray:
        """Gaps and slips of displacements (nodes of the mesh, directions), µm."""
        parts = [face.gap(displacement) for face in self.nodes.values()]
        if self.has_friction:
            parts += [face.slip(displacement) for face in self.nodes.values()]
        return np.concatenate(parts)

    def pulls(self, kinematics: Kinematics, size: int) -> csc_array:
        """(unknowns, gaps and slips): forces of unit size on each."""
        parts = [face.pushes(kinematics, size) for face in self.nodes.values()]
        if self.has_friction:
            parts += [face.drags(kinematics, size) for face in self.nodes.values()]
        return csc_array(hstack(parts))

    def forces(self, pressing: Pressing) -> np.ndarray:
        """Those of a state, on each."""
        nothing = {pair: np.zeros(len(face.area)) for pair, face in self.nodes.items()}
        known = {n: pressing.get(n, FaceForces(zero, zero)) for n, zero in nothing.items()}
        parts = [f.push for f in known.values()]
        return np.concatenate(
            [*parts, *([f.drag for f in known.values()] if self.has_friction else [])]
        )

    def pressing(self, force: np.ndarray) -> dict[Pair, FaceForces]:
        """The forces by face."""
        count = len(self.friction)
        ends = np.cumsum([len(face.area) for face in self.nodes.values()])[:-1]
        push = np.split(force[:count], ends)
        drag = np.split(force[count:] if self.has_friction else np.zeros(count), ends)
        return dict(zip(self.nodes, map(FaceForces, push, drag), strict=True))

    def met(self, before: np.ndarray, free: np.ndarray) -> np.ndarray:
        """Gaps and slips if nothing pressed, slips counted from the start of a step.

        Those of faces that were open then count from where they met.
        """
        if not self.has_friction:
            return free
        count, found = len(self.friction), free.copy()
        opened, shut = np.maximum(before[:count], 0.0), np.maximum(-free[:count], 0.0)
        share = opened / np.where(opened + shut > 0, opened + shut, 1.0)
        found[count:] -= before[count:] + share * (free[count:] - before[count:])
        return found


def standing_faces(assembly: Assembly, model: Model) -> StandingFaces | None:
    """The free faces within one body of what stands; None where there are none or nothing presses."""
    if not assembly.section.cell.contact:
        return None
    there = assembly.free_faces.items()
    here = {pair: face for pair, face in there if set(pair) <= model.laws.keys()}
    if here and not model.joined:
        of = model.body_of
        here = {pair: face for pair, face in here.items() if of[pair[0]] == of[pair[1]]}
    if not here:
        return None
    friction = [np.full(len(f.area), assembly.section.friction(p)) for p, f in here.items()]
    return StandingFaces(here, np.concatenate(friction))


@dataclass(eq=False)
class Flexibility:
    """What `count` gaps and slips become under forces on them, of unit size where they are asked for."""

    under: Callable[[np.ndarray], np.ndarray]  # (count, …) by forces (count, …)
    count: int
    size: int = 0  # unknowns of what it keeps

    def __post_init__(self) -> None:
        """With nothing known yet."""
        self._columns = np.full((self.count, self.count), np.nan)

    def columns(self, some: np.ndarray) -> np.ndarray:
        """Under unit forces on some, one after the other."""
        new = some[np.isnan(self._columns[0, some])]
        if len(new):
            self._columns[:, new] = self.under(np.eye(self.count)[:, new])
        return self._columns[:, some]


def settled(assembly: Assembly, before: State, state: State, step: Stage) -> State:
    """The state at the end of a step with no free face run into its other side; SolveError.

    `before` is the state at its start.
    """
    faces = standing_faces(assembly, assembly.standing(step.standing))
    if faces is None:
        return state
    apart = faces.apart(displacement(assembly, state))
    old = faces.forces(state.pressing)
    if not old.any() and not closes(apart[: len(faces.friction)]).any():
        return state
    system = assembly.system(step.standing, state.blocks, step.end)
    pulls = faces.pulls(assembly.whole.kinematics, system.matrix.shape[0])

    def under(force: np.ndarray) -> np.ndarray:
        return np.asarray(pulls.T @ system.solve(pulls @ force))

    kind = "faces that rub" if faces.has_friction else "faces"
    parted = assembly.of_system(
        step.standing, state.blocks, kind, lambda: Flexibility(under, *pulls.T.shape)
    )
    if old.any():
        apart = apart - pulls.T @ system.solve((pulls @ old)[:, None])[:, 0]
    if faces.has_friction:
        apart = faces.met(_at_start(assembly, faces, before, step), apart)
    force, _ = in_contact(apart, parted.columns, faces.friction, start=old)
    load = pulls @ (force - old)
    change = system.solve(load[:, None])[:, 0]
    shared = system.global_unknowns(change)
    walls = {n: of_body(system.model, n, shared) for n in state.blocks}
    residual = system.residual(change[:, None], load[:, None]) if load.any() else 0.0
    ready = Prepared(state, state.blocks, state.local, state.free)
    moved = arrived(
        ready, Move(change, system.blocks, walls, residual), np.abs(load)[: assembly.size]
    )
    return replace(moved, pressing={**state.pressing, **faces.pressing(force)})


def _at_start(assembly: Assembly, faces: StandingFaces, before: State, step: Stage) -> np.ndarray:
    """Gaps and slips at the start of a step; what is born then has none."""
    found = faces.apart(displacement(assembly, before))
    older = [np.full(len(f.area), step.born not in pair) for pair, f in faces.nodes.items()]
    return np.where(np.tile(np.concatenate(older), 2), found, 0.0)


def displacement(assembly: Assembly, state: State) -> np.ndarray:
    """What the unknowns of a state move (nodes of the mesh, directions), µm."""
    whole = assembly.whole
    return state.unknowns[: whole.displacements].reshape(-1, whole.kinematics.directions)


def frictional_work(assembly: Assembly, before: State, after: State) -> dict[Pair, float]:
    """What faces with friction have dissipated by slipping from one state to the next, J/m² of each.

    By the mean of both pushes: exact where they stand still or rise in proportion to the slip.
    """
    found, moved = {}, [displacement(assembly, state) for state in (before, after)]
    for pair, force in after.pressing.items():
        friction, face = assembly.section.friction(pair), assembly.free_faces[pair]
        if friction:
            push = before.pressing[pair].push if pair in before.pressing else 0.0
            slipped = np.abs(face.slip(moved[1]) - face.slip(moved[0]))
            work = friction * (push + force.push) / 2 @ slipped
            found[pair] = float(work / face.area.sum())
    return found


def pulled(assembly: Assembly, pressing: Pressing) -> np.ndarray:
    """The forces (unknowns,) of free faces on each other."""
    kinematics, size = assembly.whole.kinematics, assembly.size
    total = np.zeros(size)
    for pair, force in pressing.items():
        face = assembly.free_faces[pair]
        total += face.pushes(kinematics, size) @ force.push
        total += face.drags(kinematics, size) @ force.drag
    return total


def contact_checks(
    assembly: Assembly,
    state: State,
    system: System,
    stress: Mapping[str, np.ndarray],
    free_strain: Mapping[str, np.ndarray],
) -> list[Check]:
    """The checks of free faces at the end of a history; none where none may press."""
    faces = standing_faces(assembly, system.model)
    if faces is None:
        return []
    count, force = len(faces.friction), faces.forces(state.pressing)
    apart = free = faces.apart(displacement(assembly, state))
    pulls = faces.pulls(assembly.whole.kinematics, system.matrix.shape[0])
    if force.any():
        free = apart - pulls.T @ system.solve((pulls @ force)[:, None])[:, 0]
    push, drag = force[:count], force[count:]
    found = [overlap_check(apart[:count], free[:count])]
    if push.any():
        found += pushing_checks(push, apart[:count], free[:count])
        found.append(_resultants(assembly, faces, state, system, stress, free_strain))
    if drag.any():
        found.append(friction_check(drag, faces.friction * push))
    return found


def _resultants(
    assembly: Assembly,
    faces: StandingFaces,
    state: State,
    system: System,
    stress: Mapping[str, np.ndarray],
    free_strain: Mapping[str, np.ndarray],
) -> Check:
    """The worst of all faces: what stresses carry at their nodes beside the forces on them."""
    net, gross = carried(system, stress, free_strain)
    net[: assembly.size] -= pulled(assembly, state.pressing)
    gross[: assembly.size] += state.gross
    worst = 0.0
    for face in faces.nodes.values():
        for rows in assembly.whole.kinematics.displacements(face.first).T:
            own = rows[np.isin(rows, system.main)]
            worst = max(worst, abs(net[own].sum()) / (gross[own].sum() or 1.0))
    return Check("force of contact beside what is carried", worst, BALANCE)
