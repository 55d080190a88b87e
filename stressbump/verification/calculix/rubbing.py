"""Free faces that press and rub in CalculiX, by Coulomb's friction of its own.

Two nodes that face each other with the normal n and the tangent t part and slip by what two others move by,

    u_2 = u_1 + n (c_n + s_n) + t (c_t + s_t),

by equations, or the same of u_1 where its region is born later. c is a slave node over a block that does
not move (`*CONTACT PAIR`, node to surface), s stands on springs next to which all else is soft: what these
yield by tells the forces. Until both regions are there c stands on such springs too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from stressbump.mechanics.facing import FacingNodes
from stressbump.mechanics.kinematics import Kinematics
from stressbump.verification.calculix.constants import Term, equation, node_line, number
from stressbump.verification.calculix.gaps import FaceMoves, Pair

CONTACT = 1e8  # stiffness, in both directions, times an area that is CalculiX's own
PULL = 1e-13  # by which it pulls when it is wide open, likewise
SPRING = 1e15  # µN/µm
HALF = 100.0  # µm, of the block
AXES = (3, 1)  # of c and s: along the normal, along the tangent
RUBBED = tuple(
    line
    for name in ("SLAVES", "YIELDS")
    for line in (f"*NODE PRINT, NSET={name}, FREQUENCY=1000000", "U")
)


@dataclass(frozen=True, eq=False)
class RubbingFaces:
    """Free faces with the friction of each."""

    faces: Mapping[Pair, FacingNodes]
    friction: Mapping[Pair, float]
    born: Mapping[str, int]  # stages, by region
    fixed: np.ndarray  # unknowns (node by node, two each) that stand in other equations, or still

    @property
    def count(self) -> int:
        """How many pairs of nodes there are."""
        return sum(len(face.area) for face in self.faces.values())

    @cached_property
    def _starts(self) -> dict[Pair, int]:
        sizes = [len(face.area) for face in self.faces.values()]
        return dict(zip(self.faces, np.cumsum([0, *sizes]).tolist(), strict=False))

    @cached_property
    def later(self) -> dict[Pair, int]:
        """The stage in which a face's later region is born, of those that do not stand from the start."""
        found = {pair: max(map(self.born.__getitem__, pair)) for pair in self.faces}
        return {pair: stage for pair, stage in found.items() if stage}

    def sides(self, pair: Pair) -> tuple[np.ndarray, np.ndarray, float]:
        """Nodes of a face that others follow, those that do, and 1.0 if these are its second."""
        face, (first, second) = self.faces[pair], pair
        if self.born[second] < self.born[first]:
            return face.second, face.first, -1.0
        return face.first, face.second, 1.0

    def unknowns(self, kinematics: Kinematics) -> tuple[np.ndarray, np.ndarray]:
        """All displacements of nodes that others follow, and of those that do."""
        sides = [self.sides(pair)[:2] for pair in self.faces]
        first, second = (np.concatenate([own[k] for own in sides]) for k in (0, 1))
        return kinematics.displacements(first).ravel(), kinematics.displacements(second).ravel()

    def label(self, pair: Pair) -> str:
        """CalculiX's set of the springs that hold a face."""
        return f"HELD_{list(self.faces).index(pair)}"

    def nodes(self, last: int) -> Iterator[str]:
        """All of them, numbered on from the last of others, and their equations."""
        slave, spring, block = self._numbers(last)
        for name, start in (("SLAVES", slave), ("YIELDS", spring)):
            yield f"*NODE, NSET={name}"
            yield from (node_line(start + i, 0.0, 0.0, 0.0) for i in range(self.count))
        yield "*NODE, NSET=BLOCK"
        corners = [(-HALF, -HALF), (HALF, -HALF), (HALF, HALF), (-HALF, HALF)]
        for i, z in enumerate((-HALF, 0.0)):
            yield from (node_line(block + 4 * i + k, x, y, z) for k, (x, y) in enumerate(corners))
        for pair, start in self._starts.items():
            yield from self._equations(pair, slave + start, spring + start)
        yield "*BOUNDARY"
        yield from ("BLOCK, 1, 3", "SLAVES, 2, 2", "YIELDS, 2, 2")

    def _numbers(self, last: int) -> tuple[int, int, int]:
        """The first slave, the first of those on springs, the first of the block."""
        return last + 1, last + 1 + self.count, last + 1 + 2 * self.count

    def _equations(self, pair: Pair, slave: int, spring: int) -> Iterator[str]:
        face, (older, later, sign) = self.faces[pair], self.sides(pair)
        for i, (first, second) in enumerate(zip(older.tolist(), later.tolist(), strict=True)):
            ways = dict(zip(AXES, (sign * face.normal[i], sign * face.tangent[i]), strict=True))
            for axis in (0, 1):
                if 2 * second + axis not in self.fixed:
                    own = (slave + i, spring + i)
                    terms = [(n, d, -float(way[axis])) for d, way in ways.items() for n in own]
                    both: list[Term] = [(second + 1, axis + 1, 1.0), (first + 1, axis + 1, -1.0)]
                    yield from equation(*both, *(term for term in terms if term[2]))

    def elements(self, last: int, last_node: int) -> Iterator[str]:
        """Springs, the block and the contact, numbered on from the last of other elements."""
        slave, spring, block = self._numbers(last_node)
        held = [
            (self.label(p), slave + self._starts[p], len(self.faces[p].area)) for p in self.later
        ]
        for name, first, count in [("YIELD", spring, self.count), *held]:
            for axis in AXES:
                yield f"*ELEMENT, TYPE=SPRING1, ELSET={name}_{axis}"
                yield from (f"{last + 1 + i}, {first + i}" for i in range(count))
                yield from (f"*SPRING, ELSET={name}_{axis}", str(axis), number(SPRING))
                last += count
        yield "*ELEMENT, TYPE=C3D8, ELSET=BLOCK"
        yield ", ".join(map(str, (last + 1, *range(block, block + 8))))
        yield from ("*MATERIAL, NAME=BLOCK", "*ELASTIC", "1., 0.")
        yield "*SOLID SECTION, ELSET=BLOCK, MATERIAL=BLOCK"
        yield from ("*SURFACE, NAME=BLOCK", f"{last + 1}, S2")
        for k, (pair, face) in enumerate(self.faces.items()):
            yield f"*SURFACE, NAME=SLAVES_{k}, TYPE=NODE"
            yield from (str(slave + self._starts[pair] + i) for i in range(len(face.area)))
            yield f"*SURFACE INTERACTION, NAME=CONTACT_{k}"
            yield "*SURFACE BEHAVIOR, PRESSURE-OVERCLOSURE=LINEAR"
            yield f"{number(CONTACT)}, {number(PULL)}"
            if self.friction[pair]:
                yield "*FRICTION"
                yield f"{number(self.friction[pair])}, {number(CONTACT)}"
            yield f"*CONTACT PAIR, INTERACTION=CONTACT_{k}, TYPE=NODE TO SURFACE"
            yield f"SLAVES_{k}, BLOCK"

    def released(self, stage: int) -> list[str]:
        """The springs of faces whose later region is born in a stage, from when on they press and rub."""
        return [
            f"{self.label(p)}_{axis}" for p, k in self.later.items() if k == stage for axis in AXES
        ]

    def read(self, slaves: np.ndarray, yields: np.ndarray, share: float) -> dict[Pair, FaceMoves]:
        """By face, of what CalculiX prints of the nodes at the end (nodes, 3)."""
        found = {}
        for pair, start in self._starts.items():
            area = self.faces[pair].area
            own = slice(start, start + len(area))
            (gap, slip), force = (of[own][:, [2, 0]].T for of in (slaves, -SPRING * yields / share))
            apart = np.stack([np.zeros(len(area)), gap])
            found[pair] = FaceMoves(apart, force[0] / area, slip, force[1] / area)
        return found
