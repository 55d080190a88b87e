"""A crack of one length in a finished stack: how far its faces part, and where they press each other.

Of the pairs of a seam those beyond the tip are held together, and where faces would overlap their nodes
push each other apart along the normal, and rub along the tangent t where they have friction:

    0 = g° + C f  on pairs beyond the tip,   n·g ≥ 0, p ≥ 0, p n·g = 0  on the faces,   f = n p + t q there

and so do free faces beside it that the seam has, without friction. The crack opens from the stack as it
stands: what slips has been nowhere else before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import solve_triangular
from scipy.sparse import csc_array, hstack

from stressbump.fracture.seams import Seam, free_face_nodes
from stressbump.mechanics.checks import (
    SOLVED,
    Check,
    balance_checks,
    friction_check,
    overlap_check,
    pushing_checks,
)
from stressbump.mechanics.contact import closes, in_contact
from stressbump.mechanics.facing import FacingNodes
from stressbump.mechanics.solution import Solution


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
    free: np.ndarray  # how far they, and the seam's free faces, would if none pressed
    friction: float | None  # None where they may overlap
    beside: np.ndarray  # (nodes of the seam's free faces,) by which those press each other
    known: np.ndarray | None = (
        None  # all unknowns (unknowns,), as changes, where they are there already
    )

    @property
    def length(self) -> float:
        """Along the interface, µm."""
        return float(self.seam.path.distance[self.parts])

    @cached_property
    def _between(self) -> tuple[np.ndarray, np.ndarray]:
        """The shares of its area between nodes of its faces (nodes,), and whether both press (nodes + 1,).

        The tip does as the last node, beyond which it is.
        """
        model, tip = self.seam.model, self.seam.path.nodes[self.parts]
        places = model.mesh.points[np.append(self.faces.first, tip)]
        around = model.kinematics.measure(places)
        area = np.linalg.norm(np.diff(places, axis=0), axis=1) * (around[1:] + around[:-1]) / 2
        pressing = np.append(self.force, self.force[-1:]) > 0
        return area / area.sum(), pressing.astype(float)

    @property
    def closed(self) -> float:
        """The share of its area over which the faces press each other, up to half-way between nodes."""
        share, pressing = self._between
        return float(share @ (pressing[1:] + pressing[:-1]) / 2)

    @property
    def closed_within(self) -> float:
        """How far off that may be: its faces end to press between nodes, or beyond those at the ends."""
        share, pressing = self._between
        return float(share @ np.abs(np.diff(pressing)) + share[:1].sum() + share[-1:].sum()) / 2

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
            gap, force = self.faces.gap(found.displacement), self.force
            if self.seam.beside:
                gap = np.append(gap, self.seam.free_faces.nodes.gap(found.displacement))
                force = np.append(force, self.beside)
            scale = np.maximum(np.abs(self.free), self._cancelled)
            checks.append(overlap_check(gap, scale, SOLVED))
            if force.any():
                checks += pushing_checks(force, gap, scale, SOLVED)
            if self.drag.any():
                checks.append(friction_check(self.drag, self.friction * self.force))
        return tuple(checks)

    @property
    def _cancelled(self) -> float:
        """How far forces part pairs that together hold a longer seam closed, one by one, µm."""
        if not (self.seam.pairs.facet >= self.parts).any():
            return 0.0
        return float((np.abs(self.seam.compliance) @ np.abs(self.pull)).max())

    @property
    def _given(self) -> np.ndarray:
        """The forces (unknowns,) of its faces on each other, and those that hold pairs beyond the tip."""
        kinematics, size = self.seam.model.kinematics, len(self.seam.forces)
        friction = self.faces.drags(kinematics, size) @ self.drag
        held = np.where(self.seam.pairs.facet >= self.parts, self.pull, 0.0)
        pushed = self.faces.pushes(kinematics, size) @ self.force
        if self.seam.beside:
            pushed = pushed + self.seam.free_faces.nodes.pushes(kinematics, size) @ self.beside
        return np.asarray(pushed + friction + self.seam.pulls @ held)

    @cached_property
    def change(self) -> np.ndarray:
        """All unknowns (unknowns,), as changes from the bonded stack."""
        known = self.known
        return self.seam.released(self.pull[:, None])[:, 0] if known is None else known

    @cached_property
    def solution(self) -> Solution:
        """The stack with the crack, on the mesh of the seam; it comes without checks of its own."""
        seam, bonded = self.seam, self.seam.bonded
        change = self.change
        shared = {
            n: v + seam.system.global_unknowns(change).get(n, 0.0)
            for n, v in bonded.globals.items()
        }
        return Solution(
            seam.model, bonded.temperature, seam.system.blocks, seam.before + change, shared,
            bonded.free_strain, (), seam.birth, pressing=bonded.pressing,
        )  # fmt: skip


def closing_faces(crack: Crack, faces: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Those of some free faces that close with the crack or did before it, beside those of its seam."""
    model, found = crack.seam.model, crack.solution
    pressed = {frozenset(pair) for pair in found.pressing}
    closing = []
    for pair in faces:
        if pair in crack.seam.beside or not set(pair) <= found.blocks.keys():
            continue
        nodes = free_face_nodes(model, [pair])
        if frozenset(pair) in pressed or closes(nodes.gap(found.displacement)).any():
            closing.append(pair)
    return tuple(closing)


def crack(seam: Seam, parts: int, contact: bool = True, friction: float = 0.0) -> Crack:
    """The crack over so many facets; without `contact` its faces may overlap.

    ValueError for free faces beside a crack that rubs: their slip is not followed.
    """
    if seam.beside and friction:
        raise ValueError("free faces beside a crack with friction")
    count = int((seam.pairs.facet >= parts).sum())
    beyond, rest = np.split(seam.from_the_end, [count])
    pull, open_ = np.zeros(len(seam.open)), seam.open
    if count:
        L, y = seam.triangle, seam.steps
        factor, side, own = L[:count, :count], L[count:, :count], L[count:, count:]
        pull[beyond] = -solve_triangular(factor, y[:count], trans="T", lower=True)
        open_ = np.zeros(len(pull))
        open_[rest] = own @ y[count:]
    which = np.flatnonzero(seam.faces.facet < parts)
    pulls = seam.faces.pulls(which, tangents=contact and friction > 0)
    apart = -pulls.T @ open_
    if seam.beside:
        pulls = csc_array(hstack([pulls, seam.free_faces.normal]))
        apart = np.append(apart, seam.gaps - seam.free_faces.normal.T @ open_)
    free, nodes = apart, len(which)
    force, beside = np.zeros(len(apart)), len(seam.gaps)
    if contact:
        root = (pulls[rest].T @ own).T if count else None

        def parted(some: np.ndarray) -> np.ndarray:
            if root is None:
                return np.asarray(pulls.T @ seam.parted(pulls[:, some].toarray()))
            return np.asarray(root.T @ root[:, some])

        force, apart = in_contact(apart, parted, np.full(nodes + beside, friction))
    pushed = pulls @ force
    pull = pull - pushed
    if count:
        pull[beyond] += solve_triangular(factor, side.T @ pushed[rest], trans="T", lower=True)
    push, theirs, drag = np.split(force, [nodes, nodes + beside])
    return Crack(
        seam, parts, pull, seam.faces.nodes[which], push, drag if len(drag) else np.zeros(nodes),
        apart[:nodes], free, friction if contact else None, theirs,
    )  # fmt: skip
