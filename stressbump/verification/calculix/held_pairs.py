"""The two sides of a cut in CalculiX: held together through the history, let go in its last step.

Nodes 1 and 2 of a pair have a third that moves by what they part by in one direction,

    u_2 = u_1 + d,

by an equation; the second must not be born before the first, of which CalculiX knows nothing then. A
spring between the third and the ground holds it, next to which all else is soft; what it yields by tells
what one side pulls the other by. In the last step the springs are removed; what keeps the sides from
running through each other is added in the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stressbump.mechanics.kinematics import Kinematics
from stressbump.verification.calculix.constants import equation, node_line, number

STIFFNESS = 1e15  # µN/µm, of springs; d is an unknown of its own, of which no digits are lost
SPRINGS = "HOLDING"
PARTED = ("*NODE PRINT, NSET=PARTING, FREQUENCY=1000000", "U")


@dataclass(frozen=True, eq=False)
class HeldPairs:
    """Nodes that a cut has doubled, direction by direction; the second follows the first."""

    first: np.ndarray  # (pairs,)
    second: np.ndarray
    axis: np.ndarray  # (pairs,) 0 or 1
    face: tuple[str, str]  # that they part

    def unknowns(self, kinematics: Kinematics) -> tuple[np.ndarray, np.ndarray]:
        """The displacements (pairs,) of the first and of the second."""
        every = np.arange(len(self.axis))
        first, second = map(kinematics.displacements, (self.first, self.second))
        return first[every, self.axis], second[every, self.axis]

    def nodes(self, last: int) -> Iterator[str]:
        """Theirs, numbered on from the last of others, and their equations."""
        numbers = range(last + 1, last + 1 + len(self.first))
        yield "*NODE, NSET=PARTING"
        yield from (node_line(own, 0.0, 0.0, 0.0) for own in numbers)
        rows = np.stack([self.first + 1, self.second + 1, self.axis + 1], axis=1).tolist()
        for own, (first, second, axis) in zip(numbers, rows, strict=True):
            yield from equation((second, axis, 1.0), (first, axis, -1.0), (own, 1, -1.0))
        yield "*BOUNDARY"
        yield "PARTING, 2, 3"

    def springs(self, last: int, last_node: int) -> Iterator[str]:
        """Those that hold them, numbered on from the last of other elements."""
        yield f"*ELEMENT, TYPE=SPRING1, ELSET={SPRINGS}"
        yield from (f"{last + i}, {last_node + i}" for i in range(1, len(self.first) + 1))
        yield from (f"*SPRING, ELSET={SPRINGS}", "1", number(STIFFNESS))


@dataclass(frozen=True, eq=False)
class Parting:
    """What CalculiX has of held pairs."""

    force: np.ndarray  # (pairs,) µN (per µm of depth) by which they were held
    apart: np.ndarray  # (pairs,) µm, the second from the first once they are let go

    @property
    def released(self) -> float:
        """The energy that letting go sets free, pJ (per µm of depth): forces fall off as pairs part."""
        return float(self.force @ self.apart) / 2
