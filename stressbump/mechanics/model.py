"""A section ready to be solved: its mesh, how it strains, what holds it, what it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from stressbump.errors import FloatingError, ModelError, did_you_mean
from stressbump.laws import Law, turns
from stressbump.mechanics.kinematics import Kinematics
from stressbump.mechanics.supports import Constraints, Hold, Support, at_x, together
from stressbump.mesh.mesh import NOTHING, Mesh, distinct


@dataclass(frozen=True, eq=False)
class Model:
    """A mesh with a law per region; a region without a law is empty and takes no part.

    `holds` are further named constraints, for verification cases. Parts of a model that is not
    `joined` need no bond between them: each is held by itself against rigid motions only, and has
    global unknowns of its own.
    """

    mesh: Mesh
    kinematics: Kinematics
    support: Support
    laws: Mapping[str, Law]
    holds: tuple[Hold, ...] = ()
    joined: bool = True

    def __post_init__(self) -> None:
        """Refuse laws for regions that the mesh lacks, and a model of nothing."""
        for name in self.laws:
            if name not in self.mesh.regions:
                hint = did_you_mean(name, self.mesh.regions)
                raise ModelError(f"a law for region {name!r}, which the mesh lacks{hint}")
            if self.kinematics.order and not turns(self.laws[name]):
                raise ModelError(
                    f"region {name!r} has a law that is another thing along x than out of the section,"
                    " so it cannot turn about the axis; laws alike in plane can (isotropic, sheets,"
                    " silicon)"
                )
        if not len(self.active_elements):
            raise ModelError(f"no law for any region; the mesh has {', '.join(self.mesh.regions)}")

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The regions that take part, in the order of the mesh."""
        there = set(np.unique(self.mesh.region))
        return tuple(r for i, r in enumerate(self.mesh.regions) if r in self.laws and i in there)

    @cached_property
    def active_elements(self) -> np.ndarray:
        """Elements of the regions that have a law."""
        return self.mesh.elements_in(*self.regions)

    @cached_property
    def active_nodes(self) -> np.ndarray:
        """Nodes of those elements."""
        return distinct(self.mesh.triangles[self.active_elements], len(self.mesh.points))[0]

    @property
    def displacements(self) -> int:
        """How many unknowns are displacements: the first ones, whether their nodes are active or not."""
        return self.kinematics.directions * len(self.mesh.points)

    @cached_property
    def bodies(self) -> tuple[np.ndarray, ...]:
        """Elements of each part that sides hold together, that of the first law's region first.

        All in one if `joined`.
        """
        if self.joined:
            return (self.active_elements,)
        sides = self.mesh.sides
        ours = np.isin(sides.elements, self.active_elements) & np.isin(
            sides.other, self.active_elements
        )
        bonded = ours & sides.bonded
        count = len(self.mesh.triangles)
        label = _connected(sides.elements[bonded], sides.other[bonded], count)
        ground = label[self.mesh.elements_in(next(iter(self.laws)))[0]]
        there = label[self.active_elements]
        order = sorted(np.unique(there), key=lambda k: k != ground)
        return tuple(self.active_elements[there == k] for k in order)

    @cached_property
    def body_of(self) -> dict[str, int]:
        """By region: the number of its body, from 1 on; the first of several."""
        number = np.zeros(len(self.mesh.triangles), dtype=int)
        for k, body in enumerate(self.bodies, 1):
            number[body] = k
        return {name: int(number[self.mesh.elements_in(name)].min()) for name in self.regions}

    @cached_property
    def constraints(self) -> Constraints:
        """What the support and the further holds fix; FloatingError if a part is held by nothing."""
        if not self.joined:
            return _each_by_itself(self)
        found = self.support(self.mesh, self.kinematics, self.active_nodes)
        for hold in self.holds:
            found = found.also_prescribed(hold.unknowns(self.kinematics))
        _refuse_floating(self, found)
        _refuse_hinges(self)
        return found


def _connected(a: np.ndarray, b: np.ndarray, size: int) -> np.ndarray:
    """(size,) a number for each connected part of a graph with edges from a to b."""
    graph = coo_array((np.ones(len(a), dtype=bool), (a, b)), shape=(size, size))
    found: np.ndarray = connected_components(graph, directed=False)[1]
    return found


def _each_by_itself(model: Model) -> Constraints:
    """The support of each body, and as few further holds as keep all from moving as a whole.

    Bodies that share a node turn about it.
    """
    mesh, bodies = model.mesh, model.bodies
    nodes = [distinct(mesh.triangles[body], len(mesh.points))[0] for body in bodies]
    found = [_of_body(model, own) for own in nodes]
    pins = [
        unknown
        for own in nodes
        for low in [_pinned(model, own)]
        for far in [own[np.linalg.norm(mesh.points[own] - mesh.points[low], axis=1).argmax()]]
        for node in (low, far)
        for unknown in model.kinematics.displacements(np.array(node))[::-1].tolist()
    ]
    prescribed = np.unique(np.concatenate([c.prescribed for c in found]))
    rank, enough = _rank(model, nodes, prescribed), len(bodies) * _enough(model)
    for unknown in pins:
        if rank < enough and (more := _rank(model, nodes, np.append(prescribed, unknown))) > rank:
            prescribed, rank = np.append(prescribed, unknown), more
    return together(found).also_prescribed(prescribed)


def _of_body(model: Model, nodes: np.ndarray) -> Constraints:
    """What the support does to one body but for its height.

    In a plane a body beside the symmetry plane has its own at the wall, if it reaches that.
    """
    mesh, kinematics = model.mesh, model.kinematics
    found = model.support(mesh, kinematics, nodes)
    across = kinematics.along("x", kinematics.nodes_along("x", found.prescribed))
    if len(found.prescribed) > len(across) + 1:  # level ends hold more than the one height of a pin
        return found
    beside = not kinematics.hoop and not len(at_x(mesh, nodes, 0.0))
    if beside or not len(found.tied):
        return Constraints(np.union1d(across, found.tied).astype(int), NOTHING, np.empty((0, 0)))
    return replace(found, prescribed=across)


def _pinned(model: Model, nodes: np.ndarray) -> int:
    """The node by which a support holds a body's height."""
    prescribed = model.support(model.mesh, model.kinematics, nodes).prescribed
    return int(model.kinematics.nodes_along("z", prescribed)[0])


def _enough(model: Model) -> int:
    """How many rigid motions one part has."""
    return int(model.kinematics.rigid(model.mesh.points[:1]).shape[-1])


def _independent(rows: np.ndarray) -> int:
    """How many of the rows are; of none, none, which older numpy does not know."""
    return int(np.linalg.matrix_rank(rows)) if rows.size else 0


def _rank(model: Model, nodes: Sequence[np.ndarray], prescribed: np.ndarray) -> int:
    """How many rigid motions of all bodies holds and shared nodes take away."""
    count, own, directions = len(nodes), _enough(model), model.kinematics.directions
    rows = []
    for k, mine in enumerate(nodes):
        motions = _rigid_motions(model, prescribed[np.isin(prescribed // directions, mine)])
        rows.append(np.pad(motions, ((0, 0), (own * k, own * (count - k - 1)))))
        for m in range(k + 1, count):
            shared = np.intersect1d(mine, nodes[m])
            both = model.kinematics.displacements(shared).ravel()
            turn = _rigid_motions(model, both)
            joint = np.zeros((len(both), own * count))
            joint[:, own * k : own * (k + 1)], joint[:, own * m : own * (m + 1)] = turn, -turn
            rows.append(joint)
    return _independent(np.vstack(rows))


def _refuse_floating(model: Model, constraints: Constraints) -> None:
    """Every connected part must lose its rigid motions."""
    mesh, fixed = model.mesh, np.union1d(constraints.prescribed, constraints.tied)
    triangles = mesh.triangles[model.active_elements]
    first, others = triangles[:, 0], triangles[:, 1:]
    part = _connected(np.repeat(first, others.shape[1]), others.ravel(), len(mesh.points))
    for label in np.unique(part[first]):
        prescribed = fixed[part[fixed // model.kinematics.directions] == label]
        if _independent(_rigid_motions(model, prescribed)) < _enough(model):
            elements = model.active_elements[part[first] == label]
            names = sorted({mesh.regions[i] for i in np.unique(mesh.region[elements])})
            raise FloatingError(
                f"a part made of {', '.join(map(repr, names))} is held by nothing: no face bonds "
                "it to the rest, and the support does not reach it"
            )


def _refuse_hinges(model: Model) -> None:
    """FloatingError where empty regions leave parts that touch in a node alone.

    Each run of elements around a node ends in two bare sides.
    """
    mesh, every = model.mesh, model.mesh.sides
    active = np.zeros(len(mesh.triangles), dtype=bool)
    active[model.active_elements] = True
    bare = active[every.elements] & ~((every.other >= 0) & active[every.other])
    emptied = bare & (every.other >= 0)
    ends, new = (
        np.bincount(every.nodes[some, :2].ravel(), minlength=len(mesh.points))
        for some in (bare, emptied)
    )
    for node in np.flatnonzero((ends > 2) & (new > 0)):
        there = model.active_elements[(mesh.triangles[model.active_elements] == node).any(axis=1)]
        names = " and ".join(mesh.regions[k] for k in np.unique(mesh.region[there]))
        x, z = mesh.points[node]
        raise FloatingError(
            f"{names} touch in a single point, x = {x:.4f}, z = {z:.4f} µm, which bonds nothing once"
            " what lay between them is gone"
        )


def _rigid_motions(model: Model, unknowns: np.ndarray) -> np.ndarray:
    """Values of the rigid motions at displacement unknowns (unknowns, motions), of order one."""
    node, direction = np.divmod(unknowns, model.kinematics.directions)
    found: np.ndarray = model.kinematics.rigid(model.mesh.points / model.mesh.width)[
        node, direction
    ]
    return found
