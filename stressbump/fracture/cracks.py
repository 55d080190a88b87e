"""A crack of one length in a finished stack: how far its faces part, and where they press each other.

Of the pairs of a seam those beyond the tip are held together, and where faces would overlap their nodes
push each other apart along the normal, without friction:

    0 = g° + C f  on pairs beyond the tip,   n·g ≥ 0, p ≥ 0, p n·g = 0  on the faces,   f = n p there
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from stressbump.fracture.contact import pressed
from stressbump.fracture.seams import Seam
from stressbump.mechanics.faces import faces
from stressbump.mechanics.solution import Solution

SLIGHT = 0.02  # of the facets beside a node: a smaller area than that stands for nothing
BESIDE = 2  # nodes to either side of those that touch are tried as well
ROUNDS = 50
OVERLAP = 1e-9  # of the widest opening: how far faces may still overlap
TURNS = np.array([0, 2, 1])  # places of a facet's start, end and middle on the way


@dataclass(frozen=True, eq=False)
class CrackFaces:
    """The nodes of a crack's faces that can press each other, in the order of the way."""

    parting: np.ndarray  # (nodes, pairs): how far they part along the normal, of how far pairs do
    area: np.ndarray  # (nodes,) that each stands for, µm² (per µm of depth: µm)


@dataclass(frozen=True, eq=False)
class Crack:
    """A crack that parts the first facets of a seam."""

    seam: Seam
    parts: int
    pull: np.ndarray  # (pairs,) forces on the first side, µN (per µm of depth in plane models)
    faces: CrackFaces
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
            bonded.free_strain, (), birth,
        )  # fmt: skip


def crack(seam: Seam, parts: int, contact: bool = True) -> Crack:
    """The crack over so many facets; without `contact` its faces may overlap."""
    beyond = np.flatnonzero(seam.pairs.facet >= parts)
    pull, open_, moved = np.zeros(len(seam.open)), seam.open, seam.parted
    if len(beyond):
        C = seam.compliance
        factor = cho_factor(C[np.ix_(beyond, beyond)])
        pull[beyond] = -cho_solve(factor, open_[beyond])
        open_ = open_ + C @ pull

        def moved(pulls: np.ndarray) -> np.ndarray:
            held, parted = pulls.copy(), C @ pulls
            held[beyond] = -cho_solve(factor, parted[beyond])
            return np.asarray(C @ held)

    found = crack_faces(seam, parts)
    gap = found.parting @ open_
    force = np.zeros(len(gap))
    if contact:
        force, gap = _in_contact(found.parting, gap, moved)
    push = found.parting.T @ force
    if len(beyond):
        push[beyond] -= cho_solve(factor, (C @ push)[beyond])
    return Crack(seam, parts, pull + push, found, force, gap)


def _in_contact(
    parting: np.ndarray, gap: np.ndarray, moved: Callable[[np.ndarray], np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Forces and gaps of faces that would part by `gap`; `moved` is how far pairs part under pulls.

    Columns are found for nodes that would overlap, and for more only where these begin to.
    """
    widest = float(np.abs(gap).max(initial=0.0))
    tried, columns = np.zeros(len(gap), bool), np.zeros((len(gap), len(gap)))
    force, now = np.zeros(len(gap)), gap
    for _ in range(ROUNDS):
        more = now < -OVERLAP * widest
        if not more.any():
            break
        more = np.convolve(more, np.ones(2 * BESIDE + 1), "same").astype(bool) & ~tried
        columns[:, more] = parting @ moved(parting[more].T)
        tried |= more
        own = columns[np.ix_(tried, tried)]
        force[tried] = pressed((own + own.T) / 2, gap[tried])
        now = gap + columns @ force
    return force, now


def crack_faces(seam: Seam, parts: int) -> CrackFaces:
    """The faces of a crack over the first facets of a seam."""
    mesh, kinematics, pairs = seam.model.mesh, seam.model.kinematics, seam.pairs
    own = seam.facets[np.arange(parts)]
    face = faces(mesh, kinematics, own)
    shape = np.take_along_axis(face.at.shape, mesh.element.sides[own.sides][:, None, :], axis=2)
    area = (shape.swapaxes(1, 2) * face.dA[:, None]) @ face.normal  # (facets, 3, 2)
    area = np.take_along_axis(area, seam.path.order[:parts, :, None], axis=1)
    place = 2 * np.arange(parts)[:, None] + TURNS
    total, around = np.zeros((2 * parts + 1, area.shape[2])), np.zeros(2 * parts + 1)
    np.add.at(total, place, area)
    np.add.at(around, place, face.dA.sum(axis=1)[:, None])
    size = np.linalg.norm(total, axis=1)
    nodal = (pairs.place >= 0) & (pairs.facet < parts)
    nodal[nodal] = (size > SLIGHT * around)[pairs.place[nodal]]
    used, row = np.unique(pairs.place[nodal], return_inverse=True)
    parting = np.zeros((len(used), len(nodal)))
    # the normal points from the first region to the second, which part against it
    normal = total[used] / size[used, None]
    parting[row, np.flatnonzero(nodal)] = -normal[row, pairs.direction[nodal]]
    return CrackFaces(parting, size[used])
