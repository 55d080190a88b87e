"""A crack of one length in a finished stack: how far its faces part, and where they press each other.

Of the pairs of a seam those beyond the tip are held together, and where faces would overlap their nodes
push each other apart along the normal, and rub along the tangent t where they have friction:

    0 = g° + C f  on pairs beyond the tip,   n·g ≥ 0, p ≥ 0, p n·g = 0  on the faces,   f = n p + t q there

The crack opens from the stack as it stands: what slips has been nowhere else before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import cho_solve

from stressbump.fracture.seams import Seam
from stressbump.mechanics.checks import (
    Check,
    balance_checks,
    friction_check,
    overlap_check,
    pushing_checks,
)
from stressbump.mechanics.contact import closes, in_contact
from stressbump.mechanics.facing import FacingNodes, facing_nodes
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import interface


@dataclass(frozen=True, eq=False)
class Crack:
    """A crack that parts the first facets of a seam."""

    seam: Seam
    parts: int
    pull: np.ndarray  # (pairs,) forces on the first side, µN (per µm of depth in plane models)
    faces: FacingNodes  # in the order of the way
    force: np.ndarray  # (nodes of the faces,) by which they press each other
    drag: np.ndarray  # (nodes of the faces,) by which they rub, as `FaceForces` has it
    gap: np.ndarray  # (nodes of the faces,) how far they part, µm
    free: np.ndarray  # (nodes of the faces,) how far they would if they did not press
    friction: float | None  # None where they may overlap

    @property
    def length(self) -> float:
        """Along the interface, µm."""
        return float(self.seam.path.distance[self.parts])

    @property
    def closed(self) -> float:
        """The share of its area over which the faces press each other."""
        total = self.faces.area.sum()
        return float(self.faces.area[self.force > 0].sum() / total) if total else 0.0

    @property
    def overlap(self) -> float:
        """How far the faces run into each other where that is not kept from them, µm."""
        return max(0.0, -float(self.gap.min(initial=0.0)))

    @property
    def checks(self) -> tuple[Check, ...]:
        """Of balance, and of faces that press by how far its solution parts them."""
        found = self.solution
        stress = {n: found.strain_and_stress(n)[1] for n in found.blocks}
        checks = balance_checks(self.seam.system, stress, found.free_strain, self._given)
        if self.friction is not None:
            gap = self.faces.gap(found.displacement)
            checks.append(overlap_check(gap, self.free))
            if self.force.any():
                checks += pushing_checks(self.force, gap, self.free)
            if self.drag.any():
                checks.append(friction_check(self.drag, self.friction * self.force))
        return tuple(checks)

    @property
    def _given(self) -> np.ndarray:
        """The forces (unknowns,) of its faces on each other, and those that hold pairs beyond the tip."""
        kinematics, size = self.seam.model.kinematics, len(self.seam.forces)
        rubbed = self.faces.drags(kinematics, size) @ self.drag
        held = np.where(self.seam.pairs.facet >= self.parts, self.pull, 0.0)
        pushed = self.faces.pushes(kinematics, size) @ self.force
        return np.asarray(pushed + rubbed + self.seam.pulls @ held)

    @cached_property
    def solution(self) -> Solution:
        """The stack with the crack, on the mesh of the seam; it comes without checks of its own."""
        seam, bonded = self.seam, self.seam.bonded
        change = seam.released(self.pull)
        unknowns = change.copy()
        for name, p in seam.system.blocks.items():
            before = bonded.unknowns[bonded.blocks[name].unknowns]
            unknowns[p.unknowns] = before + change[p.unknowns]
        birth = {
            name: unknowns[p.unknowns] - bonded.local(name) - change[p.unknowns]
            for name, p in seam.system.blocks.items()
        }
        shared = {
            n: v + seam.system.global_unknowns(change).get(n, 0.0)
            for n, v in bonded.globals.items()
        }
        return Solution(
            seam.model, bonded.temperature, seam.system.blocks, unknowns, shared,
            bonded.free_strain, (), birth, pressing=bonded.pressing,
        )  # fmt: skip


def closing_face(crack: Crack, faces: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The first of some free faces that closes with the crack or did before it; None if all are open."""
    model, found = crack.seam.model, crack.solution
    pressed = {frozenset(pair) for pair in found.pressing}
    for pair in faces:
        if not set(pair) <= found.blocks.keys():
            continue
        first, second = sorted(pair, key=model.mesh.regions.index)
        nodes = facing_nodes(model.mesh, model.kinematics, interface(model.mesh, first, second))
        if frozenset((first, second)) in pressed or closes(nodes.gap(found.displacement)).any():
            return first, second
    return None


def crack(seam: Seam, parts: int, contact: bool = True, friction: float = 0.0) -> Crack:
    """The crack over so many facets; without `contact` its faces may overlap."""
    count = int((seam.pairs.facet >= parts).sum())
    beyond = seam.from_the_end[:count]
    pull, open_ = np.zeros(len(seam.open)), seam.open
    if len(beyond):
        C = seam.compliance
        factor = seam.triangle[:count, :count], True
        pull[beyond] = -cho_solve(factor, open_[beyond])
        open_ = open_ + C @ pull

    def held(pulls: np.ndarray) -> np.ndarray:
        """Pulls (pairs, n) with those that keep the pairs beyond the tip together."""
        if len(beyond):
            pulls = pulls.copy()
            pulls[beyond] = -cho_solve(factor, C[beyond] @ pulls)
        return pulls

    def moved(pulls: np.ndarray) -> np.ndarray:
        return np.asarray(C @ held(pulls) if len(beyond) else seam.parted(pulls))

    facing, pulls = _facing(seam, parts, rubs=contact and friction > 0)
    apart = free = -pulls.T @ open_
    force, count = np.zeros(len(apart)), len(facing.area)
    if contact:
        rub = np.full(count, friction)
        force, apart = in_contact(apart, lambda some: -pulls.T @ moved(-pulls[:, some]), rub)
    drag = force[count:] if len(force) > count else np.zeros(count)
    pull = pull + held(-pulls @ force)
    return Crack(
        seam, parts, pull, facing, force[:count], drag, apart[:count], free[:count],
        friction if contact else None,
    )  # fmt: skip


def _facing(seam: Seam, parts: int, rubs: bool) -> tuple[FacingNodes, np.ndarray]:
    """The nodes of a crack's faces, in the order of the way, and the normal of each (pairs, nodes).

    Tangents behind them where it rubs.
    """
    model, pairs = seam.model, seam.pairs
    found = facing_nodes(model.mesh, model.kinematics, seam.facets[np.arange(parts)])
    number = np.full(len(seam.forces), -1)
    number[pairs.first] = np.arange(len(pairs.first))
    row = number[model.kinematics.displacements(found.first)][:, : found.normal.shape[1]]
    pair = row.max(axis=1)
    own = np.flatnonzero(
        pairs.facet[pair] < parts
    )  # not the tip, which a longer seam has split too
    order = own[np.argsort(pairs.place[pair[own]], kind="stable")]
    row, found = row[order], found[order]
    node, direction = np.nonzero(row >= 0)
    pulls = []
    for way in (found.normal, found.tangent) if rubs else (found.normal,):
        one = np.zeros((len(pairs.first), len(order)))
        one[row[node, direction], node] = way[node, direction]
        pulls.append(one)
    return found, np.hstack(pulls)
