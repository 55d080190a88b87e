"""A finished stack parted along an interface: all cracks from one end of it, from one factorisation.

The stack is taken as its history left it, bonded. Along the way of the longest crack it is cut, and the
stress that the cut releases moves what is left, with the moduli of the end temperature:

    K u = -R,   R the forces of the bonded stress on the two sides of the cut

For forces of unit size that pull the two sides of one pair of nodes together or apart, the same factors
give how all pairs part, the compliance C. A crack of length a is the cut with all pairs beyond a held
together, by forces f with

    0 = g° + C f  on these pairs,   g°  how far all pairs part where nothing holds them

Free faces beside the crack may have closed, or close with it: their nodes are pairs as well, which every
crack parts, and what they press each other by in the bonded stack is released with its stress.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy.linalg import qr
from scipy.sparse import csc_array, hstack

from stressbump.fracture.holding import Holding
from stressbump.fracture.pairs import Pairs, free_face_nodes, pairs_of
from stressbump.fracture.paths import CrackPath
from stressbump.mechanics import enriched
from stressbump.mechanics.balance import (
    ORDER,
    ElementBlock,
    internal_forces,
    nodal_sum,
)
from stressbump.mechanics.enriched import cubic_blocks, cubic_constraints, resampled
from stressbump.mechanics.facing import FacingNodes, facing_nodes
from stressbump.mechanics.model import Model
from stressbump.mechanics.restricted import flexibility, restricted
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.system import System, blocks_of, factorise_blocks
from stressbump.mesh.elements import Rule
from stressbump.mesh.free_faces import parted
from stressbump.mesh.mesh import Facets

COLUMNS = 16  # solved for at a time


@dataclass(frozen=True, eq=False)
class SeamFaces:
    """The nodes of both faces of a seam that are pairs, in the order of the way."""

    nodes: FacingNodes
    place: np.ndarray  # (nodes,) of their pairs
    facet: np.ndarray  # (nodes,) likewise
    normal: csc_array  # (pairs, nodes): the normal of each
    tangent: csc_array

    def parted_by(self, parts: int) -> int:
        """How many of the nodes a crack over so many facets parts: the first ones."""
        return int(np.searchsorted(self.facet, parts))

    @cached_property
    def pushes(self) -> csc_array:
        """The normals of all nodes (pairs, 2 nodes), and the tangents behind them."""
        return csc_array(hstack([self.normal, self.tangent]))


@dataclass(frozen=True, eq=False)
class Changes:
    """What the bonded stack's unknowns change by, for each of some cracks."""

    row: np.ndarray  # (unknowns,)
    values: np.ndarray  # (rows, cracks)

    def __call__(self, unknowns: np.ndarray, crack: np.ndarray) -> np.ndarray:
        """Those of elements (elements, unknowns), each of one crack (elements,)."""
        return np.asarray(self.values[self.row[unknowns], crack[:, None]])

    def __getitem__(self, cracks: np.ndarray) -> Changes:
        """Those of some of the cracks, by index."""
        return Changes(self.row, self.values[:, cracks])

    def of(self, crack: int) -> np.ndarray:
        """All unknowns (unknowns,) of one crack; no number where they were not wanted."""
        found = np.full(len(self.row), np.nan)
        found[self._there] = self.values[:, crack]
        return found

    @cached_property
    def _there(self) -> np.ndarray:
        """The unknowns (rows,) of the values."""
        found = np.empty(len(self.values), int)
        known = np.flatnonzero(self.row >= 0)
        found[self.row[known]] = known
        return found


@dataclass(frozen=True, eq=False)
class Seam:
    """The cut stack."""

    bonded: Solution  # at the points its elements are integrated at
    path: CrackPath
    facets: Facets  # of the cut, on both sides
    system: System
    forces: np.ndarray  # R (unknowns,)
    pairs: Pairs
    beside: tuple[tuple[str, str], ...] = ()  # free faces that may press

    @property
    def model(self) -> Model:
        """The model of the cut mesh."""
        return self.system.model

    @cached_property
    def pulls(self) -> csc_array:
        """(unknowns, pairs): forces of unit size on both sides of each pair, +1 on the first."""
        count = np.arange(len(self.pairs.first))
        rows = np.concatenate([self.pairs.first, self.pairs.second])
        values = np.repeat([1.0, -1.0], len(count))
        shape = len(self.forces), len(count)
        return csc_array((values, (rows, np.tile(count, 2))), shape=shape)

    @cached_property
    def open(self) -> np.ndarray:
        """How far each pair parts (pairs,), first less second, where nothing holds it."""
        return np.asarray(self.pulls.T @ self.system.solve(-self.forces[:, None]))[:, 0]

    @cached_property
    def compliance(self) -> np.ndarray:
        """C (pairs, pairs): how far pairs part under pulls of unit size."""
        own = np.append(self.pairs.first, self.pairs.second)
        return flexibility(self.system, own, self.pulls[own])

    @cached_property
    def faces(self) -> SeamFaces:
        """The nodes at which its two sides face each other."""
        return self._paired(
            facing_nodes(self.model.mesh, self.model.kinematics, self.facets), False
        )

    @cached_property
    def free_faces(self) -> SeamFaces:
        """Those of the free faces beside it."""
        return self._paired(free_face_nodes(self.model, self.beside), True)

    @cached_property
    def gaps(self) -> np.ndarray:
        """How far free faces have parted (nodes,), µm, before anything is released."""
        if not self.beside:
            return np.zeros(0)
        count = len(self.model.mesh.points) * self.model.kinematics.directions
        return self.free_faces.nodes.gap(
            self.before[:count].reshape(len(self.model.mesh.points), -1)
        )

    def _paired(self, found: FacingNodes, of_face: bool) -> SeamFaces:
        """Nodes that face each other, those of them that are pairs."""
        own = np.flatnonzero(self.pairs.of_face == of_face)
        number = np.full(len(self.forces), -1)
        number[self.pairs.first[own]] = own
        row = number[self.model.kinematics.displacements(found.first)][:, : found.normal.shape[1]]
        pair = row.max(axis=1)
        there = np.flatnonzero(pair >= 0)
        order = there[np.argsort(self.pairs.place[pair[there]], kind="stable")]
        row, found = row[order], found[order]
        node, direction = np.nonzero(row >= 0)
        shape = len(self.pairs.first), len(order)
        ways = [
            csc_array((way[node, direction], (row[node, direction], node)), shape=shape)
            for way in (found.normal, found.tangent)
        ]
        own = pair[order]
        return SeamFaces(found, self.pairs.place[own], self.pairs.facet[own], *ways)

    @cached_property
    def mouth(self) -> csc_array:
        """(pairs, n): a pull of unit size on each pair of the facet by which a third region is parted."""
        which = np.flatnonzero((self.pairs.facet < 0) & ~self.pairs.of_face)
        shape = len(self.pairs.facet), len(which)
        return csc_array((np.ones(len(which)), (which, np.arange(len(which)))), shape=shape)

    @cached_property
    def pushes(self) -> csc_array:
        """(pairs, n): what pushes pairs apart: at its own nodes, at those of free faces, in the mouth."""
        beside = [self.free_faces.normal] if self.beside else []
        return csc_array(hstack([self.faces.pushes, *beside, self.mouth]))

    def pushes_of(self, nodes: int, rub: bool) -> np.ndarray:
        """Which of these are of so many nodes, of free faces, and along those nodes where they `rub`."""
        every = len(self.faces.facet)
        beside = 2 * every + np.arange(len(self.gaps))
        along = every + np.arange(nodes if rub else 0)
        return np.concatenate([np.arange(nodes), beside, along])

    @cached_property
    def holding(self) -> Holding:
        """Its pairs, held together beyond any tip."""
        return Holding(self.compliance, self.open, self.pairs.facet, self.pushes)

    def parted(self, pulls: np.ndarray) -> np.ndarray:
        """How far pairs part (pairs, columns) under pulls of that shape, where nothing holds them."""
        found = np.empty(pulls.shape)
        for start in range(0, pulls.shape[1], COLUMNS):
            part = slice(start, start + COLUMNS)
            found[:, part] = self.pulls.T @ self.system.solve(self.pulls @ pulls[:, part])
        return found

    def released(self, pulls: np.ndarray) -> np.ndarray:
        """All unknowns (unknowns, n), as changes from the bonded stack, under pulls (pairs, n)."""
        starts = range(0, pulls.shape[1], COLUMNS)
        parts = (self.pulls @ pulls[:, k : k + COLUMNS] - self.forces[:, None] for k in starts)
        return np.hstack([self.system.solve(force) for force in parts])

    @cached_property
    def before(self) -> np.ndarray:
        """All unknowns of the bonded stack (unknowns,)."""
        found, bonded = np.zeros(len(self.forces)), self.bonded
        for name, p in self.system.blocks.items():
            found[p.unknowns] = bonded.unknowns[bonded.blocks[name].unknowns]
        return found

    @cached_property
    def birth(self) -> dict[str, np.ndarray]:
        """By region, what its elements' unknowns were when it was born, as `Solution` has them."""
        blocks = self.system.blocks.items()
        return {name: self.before[p.unknowns] - self.bonded.local(name) for name, p in blocks}

    def changes(self, pulls: np.ndarray, wanted: np.ndarray | None = None) -> Changes:
        """What changes from the bonded stack under pulls (pairs, cracks), of all or some unknowns."""
        size = len(self.forces)
        if wanted is None:
            return Changes(np.arange(size), self.released(pulls))
        sides = self.pairs.first, self.pairs.second
        seen = np.unique(np.concatenate([wanted, *sides, self.tellers]))
        row = np.full(size, -1)
        row[seen] = np.arange(len(seen))
        force = self.pulls[seen] @ pulls - self.forces[seen, None]
        return Changes(row, np.asfortranarray(restricted(self.system, seen)(force)))

    @cached_property
    def tellers(self) -> np.ndarray:
        """The unknowns (globals,) off which the global ones are read."""
        constraints = self.system.constraint_matrix
        driven = np.flatnonzero(constraints.any(axis=1))
        order = qr(constraints[driven].T, mode="r", pivoting=True)[1]
        return np.asarray(driven[order[: constraints.shape[1]]])

    def shared(self, change: np.ndarray) -> dict[str, float]:
        """The global unknowns by name, of all unknowns (unknowns,) or of those wanted."""
        rows = self.tellers
        found = np.linalg.solve(self.system.constraint_matrix[rows], change[rows])
        return dict(zip(self.system.names, map(float, found), strict=True))


def seam(
    solution: Solution,
    path: CrackPath,
    parts: int,
    beside: tuple[tuple[str, str], ...] = (),
    rule: Rule | None = None,
) -> Seam:
    """A bonded solution cut along the first facets of a way, with free faces `beside` that may press.

    Its elements are integrated by a `rule`, by default one that is exact on straight sides.
    """
    bonded = _integrable(solution, rule)
    mesh = solution.model.mesh
    own = len(mesh.element.sides) * path.facets.elements[:parts] + path.facets.sides[:parts]
    mouth = len(mesh.element.sides) * path.mouth.elements + path.mouth.sides
    mids = mesh.origin[mesh.sides.mids]
    split = parted(mesh, np.isin(mids, mids[np.append(own, mouth)]))
    model = replace(solution.model, mesh=split)
    blocks, size = _renumbered(model, bonded)
    cubic = any(p.orientation is not None for p in blocks.values())
    constraints = cubic_constraints(model) if cubic else model.constraints
    system = factorise_blocks(model, solution.temperature, blocks, size, constraints)
    facets = split.sides[own]
    pairs = pairs_of(system, path, facets, split.sides[mouth], beside)
    return Seam(bonded, path, facets, system, _released(bonded, system, pairs), pairs, beside)


def _released(bonded: Solution, system: System, pairs: Pairs) -> np.ndarray:
    """The forces (unknowns,) of the bonded stress on both sides of a cut."""
    total = np.zeros(len(system.constraint_matrix))
    for name, p in system.blocks.items():
        own = internal_forces(p, bonded.local(name), bonded.free_strain[name])
        total += nodal_sum(p, own, len(total))
    found, sides = np.zeros(len(total)), np.append(pairs.first, pairs.second)
    found[sides] = total[sides]
    return found


def _integrable(solution: Solution, rule: Rule | None) -> Solution:
    """A solution at points that integrate its element matrices."""
    cubic = any(p.orientation is not None for p in solution.blocks.values())
    rule = rule or solution.model.mesh.element.rule(enriched.ORDER if cubic else ORDER)
    if all(p.rule is rule for p in solution.blocks.values()):
        return solution
    return resampled(solution, rule)


def _renumbered(model: Model, bonded: Solution) -> tuple[Mapping[str, ElementBlock], int]:
    """The very same elements with the unknowns that they have on the cut mesh, and how many there are."""
    own = bonded.blocks
    mixed = [name for name, p in own.items() if p.mixed]

    def plain(*args: Any) -> ElementBlock:
        name, unknowns = args[2], args[4]
        p = own[name]
        B = np.delete(p.B, np.arange(p.cubic.start, p.cubic.stop), axis=-1)
        return replace(p, unknowns=unknowns, B=B, orientation=None)

    def cubic(*args: Any) -> ElementBlock:
        return replace(own[args[2]], unknowns=args[4])

    blocks, size = blocks_of(model, bonded.temperature, mixed, plain)
    if all(p.orientation is None for p in own.values()):
        return blocks, size
    return cubic_blocks(model, blocks, cubic)
