"""A crack of one length in a finished stack: how far its faces part, and where they press each other.

Of the pairs of a seam those beyond the tip are held together, and where faces would overlap their nodes
push each other apart along the normal, without friction:

    0 = g° + C f  on pairs beyond the tip,   n·g ≥ 0, p ≥ 0, p n·g = 0  on the faces,   f = n p there
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import cho_solve

from stressbump.fracture.seams import Seam
from stressbump.mechanics.contact import FacingNodes, closes, facing_nodes, in_contact
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
    gap: np.ndarray  # (nodes of the faces,) how far they part, µm

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


def crack(seam: Seam, parts: int, contact: bool = True) -> Crack:
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

    facing, pushes = _facing(seam, parts)
    gap = -pushes.T @ open_
    force = np.zeros(len(gap))
    if contact:
        force, gap = in_contact(gap, lambda some: -pushes.T @ moved(-pushes[:, some]))
    return Crack(seam, parts, pull + held(-pushes @ force), facing, force, gap)


def _facing(seam: Seam, parts: int) -> tuple[FacingNodes, np.ndarray]:
    """The nodes of a crack's faces, in the order of the way, and the normal of each (pairs, nodes)."""
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
    row, normal = row[order], found.normal[order]
    pushes = np.zeros((len(pairs.first), len(order)))
    node, direction = np.nonzero(row >= 0)
    pushes[row[node, direction], node] = normal[node, direction]
    return found[order], pushes
