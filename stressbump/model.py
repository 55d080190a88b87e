"""A section ready to be solved: its mesh, how it strains, what holds it, what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from stressbump.errors import GeometryError, SolveError, did_you_mean
from stressbump.kinematics import DIRECTIONS, Kinematics
from stressbump.laws import Law
from stressbump.mesh import NOTHING, Mesh, distinct
from stressbump.supports import Constraints, Hold, Support, at_x, together


class ModelError(SolveError):
    """A model that cannot be solved as it stands."""


class FloatingError(ModelError):
    """A part that neither a bond nor the support holds: the stack is at fault, not the solver."""

    exit_code = GeometryError.exit_code


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

    @cached_property
    def bodies(self) -> tuple[np.ndarray, ...]:
        """Elements of each connected part, that of the first law's region first; one if `joined`."""
        if self.joined:
            return (self.active_elements,)
        part = _parts(self)
        label = part[self.mesh.triangles[self.active_elements, 0]]
        first = next(iter(self.laws))
        ground = part[self.mesh.triangles[self.mesh.elements_in(first)[0], 0]]
        order = sorted(np.unique(label), key=lambda k: k != ground)
        return tuple(self.active_elements[label == k] for k in order)

    @cached_property
    def constraints(self) -> Constraints:
        """What the support and the further holds fix; FloatingError if a part is held by nothing."""
        if len(self.bodies) > 1:
            return together(_held_alone(self, body) for body in self.bodies)
        found = self.support(self.mesh, self.kinematics, self.active_nodes)
        if not self.joined:
            found = _held_alone(self, self.active_elements)
        for hold in self.holds:
            found = found.also_held(hold.unknowns)
        _refuse_floating(self, found)
        return found


def _parts(model: Model) -> np.ndarray:
    """(nodes,) which connected part of the model each node belongs to."""
    triangles = model.mesh.triangles[model.active_elements]
    rows, columns = np.repeat(triangles[:, 0], 5), triangles[:, 1:].ravel()
    size = len(model.mesh.points)
    graph = coo_array((np.ones(len(rows), dtype=bool), (rows, columns)), shape=(size, size))
    found: np.ndarray = connected_components(graph, directed=False)[1]
    return found


def _held_alone(model: Model, body: np.ndarray) -> Constraints:
    """What keeps one part from moving as a whole, beside what the support does to all.

    In a plane a part beside the symmetry plane has its own at the wall, if it reaches that.
    """
    mesh = model.mesh
    nodes = distinct(mesh.triangles[body], len(mesh.points))[0]
    found = model.support(mesh, model.kinematics, nodes)
    apart = not model.kinematics.hoop and not len(at_x(mesh, nodes, 0.0))
    if len(found.names) and (apart or not len(found.tied)):
        found = Constraints(np.union1d(found.held, found.tied), NOTHING, np.empty((0, 0)))
    rank, enough = _rank(model, found), _enough(model)
    low = nodes[mesh.points[nodes, 1].argmin()]
    far = nodes[np.linalg.norm(mesh.points[nodes] - mesh.points[low], axis=1).argmax()]
    for unknown in (2 * low + 1, 2 * low, 2 * far + 1, 2 * far):
        more = found.also_held(np.array([unknown]))
        if rank < enough and _rank(model, more) > rank:
            found, rank = more, rank + 1
    return found


def _enough(model: Model) -> int:
    """Rigid motions of one part: one along the axis, three in a plane."""
    return 1 if model.kinematics.hoop else 3


def _rank(model: Model, constraints: Constraints) -> int:
    fixed = np.union1d(constraints.held, constraints.tied).astype(int)
    return int(np.linalg.matrix_rank(_rigid_motions(model, fixed)))


def _refuse_floating(model: Model, constraints: Constraints) -> None:
    """Every connected part must lose its rigid motions."""
    mesh, fixed = model.mesh, np.union1d(constraints.held, constraints.tied)
    triangles = mesh.triangles[model.active_elements]
    part = _parts(model)
    for label in np.unique(part[triangles[:, 0]]):
        held = fixed[part[fixed // DIRECTIONS] == label]
        if np.linalg.matrix_rank(_rigid_motions(model, held)) < _enough(model):
            elements = model.active_elements[part[triangles[:, 0]] == label]
            names = sorted({mesh.regions[i] for i in np.unique(mesh.region[elements])})
            raise FloatingError(
                f"a part made of {', '.join(map(repr, names))} is held by nothing: no face bonds "
                "it to the rest, and the support does not reach it"
            )


def _rigid_motions(model: Model, unknowns: np.ndarray) -> np.ndarray:
    """Values of the rigid motions at displacement unknowns (unknowns, motions), of order one."""
    along_z = (unknowns % DIRECTIONS).astype(float)
    if model.kinematics.hoop:
        return along_z[:, None]
    x, z = (model.mesh.points[unknowns // DIRECTIONS] / model.mesh.width).T
    z = z - z.mean() if len(z) else z
    return np.stack([1 - along_z, along_z, np.where(along_z, x, -z)], axis=1)
