"""The pairs of nodes that a cut and free faces beside it double, as unknowns in the order of the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import numpy as np

from stressbump.fracture.paths import CrackPath
from stressbump.mechanics.balance import ElementBlock
from stressbump.mechanics.facing import FacingNodes, facing_nodes
from stressbump.mechanics.model import Model
from stressbump.mechanics.system import System
from stressbump.mesh.mesh import Facets, Mesh, interface


@dataclass(frozen=True, eq=False)
class Pairs:
    """Unknowns that a cut has doubled, direction by direction; the first is on the first region's side.

    Those of node k on the way, of the middle behind it and of the cubic there are parted by cracks of
    more than k facets; those of the mouth and of free faces, of facet -1, by all.
    """

    first: np.ndarray  # (pairs,)
    second: np.ndarray
    place: np.ndarray  # (pairs,) which node (0 … 2 facets) in the order of the way; -1 elsewhere
    direction: np.ndarray  # (pairs,)
    facet: np.ndarray  # (pairs,) the k
    of_face: np.ndarray  # (pairs,) whether they are of free faces

    def __getitem__(self, keep: np.ndarray) -> Pairs:
        """Some of the pairs, by index or mask."""
        return Pairs(*(getattr(self, f.name)[keep] for f in fields(self)))


def free_face_nodes(model: Model, faces: Iterable[tuple[str, str]]) -> FacingNodes:
    """The nodes of free faces, one face after the other."""
    regions, found = model.mesh.regions, []
    for pair in faces:
        first, second = sorted(pair, key=regions.index)
        shared = interface(model.mesh, first, second)
        found.append(facing_nodes(model.mesh, model.kinematics, shared))
    columns = ([getattr(face, f.name) for face in found] for f in fields(FacingNodes))
    return FacingNodes(*map(np.concatenate, columns))


def pairs_of(
    system: System,
    path: CrackPath,
    facets: Facets,
    mouth: Facets,
    beside: tuple[tuple[str, str], ...],
) -> Pairs:
    """The pairs of unknowns that are solved for, in the order of the way."""
    order, count = path.order[: len(facets.elements)], len(facets.elements)
    place = 2 * np.arange(count)[:, None] + np.array([0, 2, 1])
    facet = np.arange(count)[:, None] + np.array([0, 1, 0])
    _, once = np.unique(place, return_index=True)
    nodes = [
        np.take_along_axis(of, order, axis=1).ravel()[once]
        for of in (facets.nodes, facets.other_nodes)
    ]
    outside = np.full(len(mouth.elements), -1)
    columns = [
        (*nodes, place.ravel()[once], facet.ravel()[once]),
        (mouth.mids, mouth.other_nodes[:, 2], outside, outside),
    ]
    unknowns = system.model.kinematics.displacements
    found = [_of_nodes(unknowns(a), unknowns(b), at, of) for a, b, at, of in columns]
    if any(p.orientation is not None for p in system.blocks.values()):
        cubics = [(facets, np.arange(count)), (mouth, outside)]
        found += [_pairs_of_cubics(system, *own) for own in cubics]
    if beside:
        nodes_of = free_face_nodes(system.model, beside)
        first, second = (unknowns(n) for n in (nodes_of.first, nodes_of.second))
        outside = np.full(len(nodes_of.area), -1)
        found.append(_of_nodes(first, second, outside, outside, True))
    joined = (np.concatenate([getattr(p, f.name) for p in found]) for f in fields(Pairs))
    pairs = Pairs(*joined)
    free = np.isin(pairs.first, system.main) & np.isin(pairs.second, system.main)
    return pairs[(pairs.first != pairs.second) & free]


def _of_nodes(
    first: np.ndarray,
    second: np.ndarray,
    place: np.ndarray,
    facet: np.ndarray,
    of_face: bool = False,
) -> Pairs:
    """Pairs of unknowns (n, directions)."""
    count, directions = first.shape
    return Pairs(
        first.ravel(), second.ravel(), np.repeat(place, directions),
        np.tile(np.arange(directions), count), np.repeat(facet, directions),
        np.full(count * directions, of_face),
    )  # fmt: skip


def _pairs_of_cubics(system: System, facets: Facets, number: np.ndarray) -> Pairs:
    mesh, sides = system.model.mesh, _cubics_of_sides(system.model.mesh, system.blocks)
    across = (mesh.mids[facets.other] == facets.other_nodes[:, 2:]).argmax(axis=1)
    first, second = sides[facets.elements, facets.sides], sides[facets.other, across]
    return _of_nodes(first, second, np.full(len(number), -1), number)


def _cubics_of_sides(mesh: Mesh, blocks: Mapping[str, ElementBlock]) -> np.ndarray:
    """The cubic unknowns of each element's sides (elements, sides, directions)."""
    directions, sides = next(iter(blocks.values())).directions, len(mesh.element.sides)
    found = np.full((len(mesh.triangles), sides, directions), -1)
    for p in blocks.values():
        own = p.unknowns[:, p.cubic.start : p.cubic.start + sides * directions]
        found[p.elements] = own.reshape(len(own), sides, directions)
    return found
