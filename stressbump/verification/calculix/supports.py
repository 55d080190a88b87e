"""What holds the nodes of a deck: the wall, prescribed displacements, and global unknowns that are idle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from stressbump.mechanics.model import Model
from stressbump.verification.calculix.constants import Term, equation


@dataclass(frozen=True, eq=False)
class DeckSupport:
    """A model's support in CalculiX's words; see `Deck` for the nodes that carry global unknowns."""

    model: Model
    first: tuple[str, ...]  # the regions that stand from the start
    wall: int
    depth: int
    height: float  # that curvatures are scaled with, µm

    @cached_property
    def prescribed(self) -> np.ndarray:
        """Prescribed displacements, their unknowns: across the height where what stands first is pinned."""

        def across(model: Model) -> np.ndarray:
            kinematics = model.kinematics
            return kinematics.along("z", kinematics.nodes_along("z", model.constraints.prescribed))

        laws = {n: self.model.laws[n] for n in self.first}
        every, first = (replace(self.model, laws=of, holds=()) for of in (self.model.laws, laws))
        sides = np.setdiff1d(self.model.constraints.prescribed, across(every))
        return np.union1d(sides, across(first))

    def equations(self) -> Iterator[str]:
        """Of the nodes at the wall."""
        found, z = self.model.constraints, self.model.mesh.points[:, 1]
        for unknown in found.tied:
            node, axis = divmod(int(unknown), self.model.kinematics.directions)
            terms: list[Term] = [(self.wall, 1, -1.0)]
            if "k" in found.names:
                terms.append((self.wall, 2, -z[node] / self.height))
            yield from equation((node + 1, axis + 1, 1.0), *terms)

    def still(self) -> Iterator[str]:
        """Rows of *BOUNDARY: what does not move."""
        for unknown in self.prescribed:
            node, axis = divmod(int(unknown), self.model.kinematics.directions)
            yield f"{node + 1}, {axis + 1}, {axis + 1}"
        names, stretch = self.model.constraints.names, self.model.kinematics.unknowns
        idle = [(self.wall, d) for d, name in ((1, "e"), (2, "k")) if name not in names]
        idle += [(self.depth, d) for d, name in ((1, "a"), (2, "b")) if name not in stretch]
        yield from (f"{node}, {d}, {d}" for node, d in (*idle, (self.wall, 3), (self.depth, 3)))


def loose(
    model: Model, births: Sequence[Sequence[str]], fixed: np.ndarray, only: np.ndarray | None
) -> dict[tuple[str, int], np.ndarray]:
    """By region that is born later, and axis from 1: nodes that nothing but equations knows before.

    `births` are regions by stage, `fixed` unknowns that follow others; if given, `only` some count.
    """
    mesh, found = model.mesh, {}
    seen = np.unique(mesh.triangles[mesh.elements_in(*births[0])])
    for name in (n for stage in births[1:] for n in stage):
        own = np.setdiff1d(mesh.triangles[mesh.elements_in(name)], seen)
        seen = np.union1d(seen, own)
        for direction, axis in enumerate(model.kinematics.axes, 1):
            unknowns = model.kinematics.along(axis, own)
            there = ~np.isin(unknowns, fixed)
            if only is not None:
                there &= np.isin(unknowns, only)
            found[name, direction] = own[there]
    return {key: nodes for key, nodes in found.items() if len(nodes)}
