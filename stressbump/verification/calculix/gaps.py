"""Free faces in CalculiX: gap elements of its own, which it opens and closes by itself.

Two nodes that face each other with the normal n have a third that moves by

    d = √A (n·(u_2 - u_1) - m)

by an equation, A the area that they stand for and m what they are apart by when the second of their regions
is born, for until then the nodes of what is not there stay behind. From then on a gap element (GAPUNI)
between this node and one that is fixed pushes by κ d where d < 0, so that faces press each other by κ times
their overlap.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from stressbump.mechanics.facing import FacingNodes
from stressbump.verification.calculix.constants import Term, equation, node_line, number

Pair = tuple[str, str]
STIFFNESS = 1e10  # MPa/µm
OF_PAIRS = (
    1e13  # of faces whose nodes are `HeldPairs`: of d = n·(u_2 - u_1) no digits are lost there
)
PULL = 1e-9  # MPa, by which CalculiX's gap elements pull when they are wide open
PRINTED = ("*NODE PRINT, NSET=APART, FREQUENCY=1000000", "U")


@dataclass(frozen=True, eq=False)
class FaceMoves:
    """What CalculiX has of the nodes of a free face."""

    apart: np.ndarray  # (steps, nodes) µm, the second from the first along the normal
    pressure: np.ndarray  # (nodes,) MPa in the end
    slip: np.ndarray | None = None  # (nodes,) µm likewise, along the tangent, where they rub
    drag: np.ndarray | None = None  # (nodes,) MPa


@dataclass(frozen=True, eq=False)
class Gaps:
    """Free faces one after the other; node and element numbers follow on those given."""

    faces: Mapping[Pair, FacingNodes]
    met: Mapping[Pair, np.ndarray] | None  # (nodes,) µm; None: all stay open
    fixed: int  # the node that does not move; those of the faces follow
    share: float  # of the nodes' areas that is in the deck
    of_pairs: Pair | None = None  # the face whose nodes are held pairs

    @cached_property
    def _starts(self) -> dict[Pair, int]:
        sizes = [len(face.area) for face in self.faces.values()]
        return dict(zip(self.faces, np.cumsum([0, *sizes]).tolist(), strict=False))

    def label(self, pair: Pair) -> str:
        """CalculiX's set of the elements of a face."""
        return f"FACE_{list(self.faces).index(pair)}"

    def nodes(self) -> Iterator[str]:
        """All of them, and their equations."""
        yield "*NODE, NSET=APART"
        yield from (node_line(self._node(pair, i), 0.0, 0.0, 0.0) for pair, i in self._each())
        yield "*NODE, NSET=STILL"
        yield node_line(self.fixed, 0.0, 0.0, 0.0)
        for pair, i in self._each():
            face, own = self.faces[pair], self._node(pair, i)
            root = float(np.sqrt(face.area[i]))
            terms: list[Term] = [(own, 1, 1.0), (own, 2, root)]
            for node, side in ((face.first[i], root), (face.second[i], -root)):
                ways = enumerate(face.normal[i].tolist(), 1)
                terms += [(int(node) + 1, axis, side * n) for axis, n in ways if n]
            yield from equation(*terms)
        yield "*BOUNDARY"
        yield "STILL, 1, 3"
        yield "APART, 2, 3"

    def elements(self, last: int) -> Iterator[str]:
        """Gap elements, numbered on from the last of others."""
        for pair, face in self.faces.items():
            yield f"*ELEMENT, TYPE=GAPUNI, ELSET={self.label(pair)}"
            for i in range(len(face.area)):
                last += 1
                yield f"{last}, {self.fixed}, {self._node(pair, i)}"
            way = ", ".join(map(number, (0.0, 1.0, 0.0, 0.0)))
            stiffness = self._stiffness(pair) * self.share
            force = f"{number(stiffness)}, {number(PULL * self.share)}"
            yield from (f"*GAP, ELSET={self.label(pair)}", f"{way}, , {force}")

    def meeting(self, pairs: Collection[Pair]) -> Iterator[str]:
        """What faces are apart by when they meet."""
        yield "*BOUNDARY"
        for pair in pairs:
            for i, apart in enumerate(self._met(pair)):
                yield f"{self._node(pair, i)}, 2, 2, {number(apart)}"

    def read(self, moved: np.ndarray) -> dict[Pair, FaceMoves]:
        """What CalculiX prints of the nodes (steps, all of them) by face."""
        found = {}
        for pair, start in self._starts.items():
            root = np.sqrt(self.faces[pair].area)
            gap = moved[:, start : start + len(root)] / root
            overlap = np.maximum(-gap[-1], 0.0) if self.met is not None else 0 * root
            found[pair] = FaceMoves(gap + self._met(pair), self._stiffness(pair) * overlap)
        return found

    def _stiffness(self, pair: Pair) -> float:
        return OF_PAIRS if pair == self.of_pairs else STIFFNESS

    def _met(self, pair: Pair) -> np.ndarray:
        return np.zeros(len(self.faces[pair].area)) if self.met is None else self.met[pair]

    def _each(self) -> Iterator[tuple[Pair, int]]:
        for pair, face in self.faces.items():
            yield from ((pair, i) for i in range(len(face.area)))

    def _node(self, pair: Pair, i: int) -> int:
        return self.fixed + 1 + self._starts[pair] + i
