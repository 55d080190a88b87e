"""A crack of one length in a finished stack: how far its faces part, and where they press each other.

Of the pairs of a seam those beyond the tip are held together, and where faces would overlap their nodes
push each other apart along the normal, and rub along the tangent t where they have friction:

    0 = g° + C f  on pairs beyond the tip,   n·g ≥ 0, p ≥ 0, p n·g = 0  on the faces,   f = n p + t q there

and so do free faces beside it that the seam has, without friction. The crack opens from the stack as it
stands: what slips has been nowhere else before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from stressbump.fracture.pairs import free_face_nodes
from stressbump.fracture.seams import Seam
from stressbump.mechanics.checks import (
    SOLVED,
    Check,
    balance_checks,
    friction_check,
    overlap_check,
    pushing_checks,
)
from stressbump.mechanics.contact import ROUND_OFF, closes, in_contact
from stressbump.mechanics.facing import FacingNodes
from stressbump.mechanics.solution import Solution


@dataclass(frozen=True, eq=False)
class Crack:
    """A crack that parts the first facets of a seam."""

    seam: Seam
    parts: int
    pull: np.ndarray  # (pairs,) forces on the first side, µN (per µm of depth in plane models)
    bare: np.ndarray  # (pairs,) the same if no faces pressed
    faces: FacingNodes  # in the order of the way
    force: np.ndarray  # (nodes of the faces,) by which they press each other
    drag: np.ndarray  # (nodes of the faces,) by which they rub, as `FaceForces` has it
    gap: np.ndarray  # (nodes of the faces,) how far they part, µm
    slip: np.ndarray  # (nodes of the faces,) how far the second slips on the first, µm
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
            gap = self.faces.gap(found.displacement)
            if self.seam.beside:
                gap = np.append(gap, self.seam.free_faces.nodes.gap(found.displacement))
            checks += self.pressing_checks(gap, self._cancelled)
        return tuple(checks)

    def pressing_checks(self, gap: np.ndarray, cancelled: float) -> list[Check]:
        """Of how far its faces, and those beside, part, if forces part pairs so far before they cancel."""
        scale = np.maximum(np.abs(self.free), cancelled)
        checks, force = [overlap_check(gap, scale, SOLVED)], np.append(self.force, self.beside)
        if force.any():
            checks += pushing_checks(force, gap, scale, SOLVED)
        if self.drag.any():
            checks.append(friction_check(self.drag, (self.friction or 0.0) * self.force))
        return checks

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
        more = seam.shared(change)
        shared = {n: v + more.get(n, 0.0) for n, v in bonded.globals.items()}
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


def crack(
    seam: Seam,
    parts: int,
    contact: bool = True,
    friction: float = 0.0,
    narrow: bool = False,
    like: Crack | None = None,
    bearing: np.ndarray | None = None,
) -> Crack:
    """The crack over so many facets; without `contact` its faces may overlap.

    With `narrow` half of its mouth is held together: of the facet by which a third region is parted the
    middle is, and its start alone is free. Faces are first tried as they press and rub in a crack `like`
    it that is not longer, and none but those that are `bearing` (nodes,) press. ValueError for free faces
    beside a crack with friction: that is not followed.
    """
    if seam.beside and friction:
        raise ValueError("free faces beside a crack with friction")
    nodes, beside, rubs = seam.faces.parted_by(parts), len(seam.gaps), contact and friction > 0
    held, pushes = _Held(seam, int((seam.pairs.facet >= parts).sum())), seam.pushes_of(nodes, rubs)
    own = np.arange(len(pushes))
    if narrow:
        pushes = np.append(pushes, seam.pushes.shape[1] - 1 - np.arange(seam.mouth.shape[1]))
    parted, apart = held.between(pushes), -(seam.pushes.T @ held.open)[pushes]
    apart[nodes : nodes + beside] += seam.gaps
    force = np.zeros(len(apart))
    if narrow:
        rest = np.arange(len(own), len(apart))
        across = parted(rest)
        stiff = cho_factor(across[rest])
        parted, whole = _holding(parted, across, stiff, own), apart
        apart = whole[own] - across[own] @ cho_solve(stiff, whole[rest])
    free = apart
    if contact:
        start = None if like is None else _forces_like(like, nodes, rubs)
        every = np.full(nodes + beside, friction)
        if bearing is None:
            force[own], apart = in_contact(apart, parted, every, start)
        else:
            some = np.concatenate([bearing, np.full(beside, True), bearing[: nodes * rubs]])
            force[own[some]] = _of_some(apart, parted, every, start, np.flatnonzero(some))
            apart = apart + parted(np.flatnonzero(force)) @ force[force != 0]
    if narrow:
        force[rest] = -cho_solve(stiff, whole[rest] + across[own].T @ force[own])
    push, theirs, drag = np.split(force[own], [nodes, nodes + beside])
    none = np.zeros(nodes)
    return Crack(
        seam, parts, held.pull(pushes, force), held.pull(pushes, np.zeros(len(pushes))),
        seam.faces.nodes[np.arange(nodes)], push, drag if rubs else none, apart[:nodes],
        apart[nodes:] if rubs else none, free[: nodes + beside], friction if contact else None, theirs,
    )  # fmt: skip


def _of_some(
    apart: np.ndarray,
    parted: Parted,
    friction: np.ndarray,
    start: np.ndarray | None,
    some: np.ndarray,
) -> np.ndarray:
    """The forces of some nodes if no others press."""
    first = None if start is None else start[some]
    rubs = friction[some[some < len(friction)]]
    return in_contact(apart[some], lambda own: parted(some[own])[some], rubs, first)[0]


def _forces_like(like: Crack, nodes: int, rubs: bool) -> np.ndarray:
    """Its own forces, of more nodes those of its last one."""
    more = nodes - len(like.force)
    push, drag = (np.pad(f, (0, more), mode="edge") for f in (like.force, like.drag))
    return np.concatenate([push, like.beside, drag[: nodes * rubs]])


def overlapping(crack: Crack) -> Crack:
    """The crack if its faces might overlap."""
    none = np.zeros(len(crack.force))
    return replace(
        crack, pull=crack.bare, force=none, drag=none, slip=none, gap=crack.free[: len(none)],
        friction=None, beside=np.zeros(len(crack.beside)), known=None,
    )  # fmt: skip


def narrowed(crack_: Crack) -> Crack:
    """The crack with half of its mouth held together."""
    own = crack_
    contact, friction = own.friction is not None, own.friction or 0.0
    return crack(own.seam, own.parts, contact, friction, narrow=True, like=own)


def eased(crack_: Crack) -> Crack | None:
    """The crack if each stretch of its faces that press ended a node earlier; None where none ends.

    One does not end at the tip, nor where the crack begins.
    """
    own, pressing = crack_, crack_.force > 0
    inner = pressing.copy()
    inner[1:] &= pressing[:-1]
    inner[:-1] &= pressing[1:]
    if (inner == pressing).all():
        return None
    friction = own.friction or 0.0
    bearing = inner | ~pressing
    return crack(own.seam, own.parts, True, friction, like=own, bearing=bearing)


def in_pairs(cracks: Sequence[Crack]) -> Iterator[tuple[Crack, Check]]:
    """Checks of cracks of a seam by C itself: what is held together, and how faces press."""
    seam = cracks[0].seam
    pulls = np.stack([one.pull for one in cracks], axis=1)
    apart = seam.open[:, None] + seam.compliance @ pulls
    cancelled = (np.abs(seam.compliance) @ np.abs(pulls)).max(axis=0)
    gaps, theirs = -(seam.faces.normal.T @ apart), np.zeros((0, len(cracks)))
    if seam.beside:
        theirs = seam.gaps[:, None] - seam.free_faces.normal.T @ apart
    for one, all_, gap, other, scale in zip(
        cracks, apart.T, gaps.T, theirs.T, cancelled.tolist(), strict=True
    ):
        held = float(np.abs(all_[seam.pairs.facet >= one.parts]).max(initial=0.0))
        yield one, Check("parting beyond a tip", held / max(scale, ROUND_OFF), SOLVED)
        if one.friction is not None:
            gap = np.append(gap[: len(one.force)], other)
            yield from ((one, check) for check in one.pressing_checks(gap, scale))


Parted = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class _Held:
    """A seam with some of its pairs held together, counted from the far end, and how others part then."""

    seam: Seam
    count: int

    @property
    def dense(self) -> bool:
        """Whether C is there, or has to be."""
        return bool(self.count or "compliance" in vars(self.seam))

    @property
    def open(self) -> np.ndarray:
        """How far all pairs part (pairs,)."""
        return self.seam.holding.partings(self.count) if self.dense else self.seam.open

    def between(self, pushes: np.ndarray) -> Parted:
        """How far pairs part along some of the seam's pushes, by some of these: (own, n) of n."""
        if not self.dense:
            own = self.seam.pushes[:, pushes]
            return lambda some: np.asarray(own.T @ self.seam.parted(own[:, some].toarray()))
        holding = self.seam.holding
        return lambda some: holding.parted(self.count, pushes, pushes[some])

    def pull(self, pushes: np.ndarray, force: np.ndarray) -> np.ndarray:
        """The forces (pairs,) on the first sides, where others are pushed apart by so much (pushes,)."""
        every = np.zeros(self.seam.pushes.shape[1])
        every[pushes] = force
        pushed = self.seam.pushes @ every
        return self.seam.holding.pulls(self.count, pushed) if self.dense else -pushed


def _holding(parted: Parted, across: np.ndarray, stiff: Any, own: np.ndarray) -> Parted:
    """The same of some, `own`, while all others, by which they part `across`, are held together."""

    def less(some: np.ndarray) -> np.ndarray:
        return np.asarray(parted(some)[own] - across[own] @ cho_solve(stiff, across[some].T))

    return less
