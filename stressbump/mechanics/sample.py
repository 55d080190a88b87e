"""Stress where measures want it: at points of regions and faces, with the weight of each point.

Nothing is averaged over an interface: a face is sampled from the side of its first region.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from stressbump.errors import ModelError, did_you_mean
from stressbump.mechanics.balance import ElementBlock, at_points, strain_and_stress
from stressbump.mechanics.faces import Face, as_dense, faces
from stressbump.mechanics.solution import Solution
from stressbump.mesh.elements import carried, to_nodes
from stressbump.mesh.mesh import Facets, facet_ends, interface


@dataclass(frozen=True, eq=False)
class Sample:
    """Fields at n points; components in the order xx, zz, out of plane, xz, zy, xy."""

    position: np.ndarray  # (2, n) µm
    weight: np.ndarray  # (n,) µm³ or µm² in axisymmetric models, else per µm of depth
    stress: np.ndarray  # (6, n) MPa
    strain: np.ndarray  # (6, n), total, engineering shear
    free_strain: np.ndarray  # (6, n)
    element: np.ndarray  # (n,)
    region: np.ndarray  # (n,), an index into the regions of the mesh
    normal: np.ndarray | None = None  # (2, n), from the first region to the second
    edge_distance: np.ndarray | None = None  # (n,) µm along the face; inf where it has no edge


def in_region(solution: Solution, *names: str) -> Sample:
    """Quadrature points of the named regions, of all that take part by default."""
    parts = []
    for name in names or tuple(solution.blocks):
        p = _block(solution, name)
        strain, stress = solution.strain_and_stress(name)
        free = at_points(p, solution.free_strain[name])
        parts.append(_sample(solution, p, p.x, p.dV, strain, stress, free))
    return _joined(parts)


def on_face(solution: Solution, first: str, second: str) -> Sample:
    """Gauss points of the face that `first` shares with `second`, stressed as `first` is."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    whole = _block(solution, first)
    facets = interface(mesh, first, second)
    if not len(facets.elements):
        raise ModelError(f"regions {first!r} and {second!r} share no face")
    row = np.searchsorted(whole.elements, facets.elements)
    face = faces(mesh, kinematics, facets, as_dense(whole.rule))
    p = whole.at(mesh, kinematics, face.at, row)
    own = solution.free_strain[first]
    if own.ndim > 1:
        own = carried(own[:, row], whole.rule, face.at)
    free = at_points(p, own)
    strain, stress = strain_and_stress(p, solution.local(first)[row], free)
    edge = _edge_distance(solution, facets, face)
    return _sample(solution, p, face.x, face.dA, strain, stress, free, face.normal, edge)


def at_nodes(solution: Solution) -> np.ndarray:
    """Stress (6, elements, nodes) of every element by itself, NaN in empty regions; for files.

    The plane through its values at quadrature points, so that on the axis σ_θθ is the limit it has there.
    """
    mesh = solution.model.mesh
    stress = np.full((6, *mesh.triangles.shape), np.nan)
    for name, p in solution.blocks.items():
        plane = to_nodes(mesh.element, p.rule)
        stress[:, p.elements] = solution.strain_and_stress(name)[1] @ plane.T
    return stress


def accumulated_at_nodes(solution: Solution) -> np.ndarray:
    """Dissipated work, MPa, and equivalent inelastic strain (2, elements, nodes), 0 without memory."""
    mesh = solution.model.mesh
    found = np.zeros((2, *mesh.triangles.shape))
    for name, own in solution.accumulated.items():
        p = solution.blocks[name]
        found[:, p.elements] = own @ to_nodes(mesh.element, p.rule).T
    return found


def _edge_distance(solution: Solution, facets: Facets, face: Face) -> np.ndarray:
    """Way (n,) along the facets from every point to the nearest edge of the face.

    An edge is where the face ends, unless a symmetry plane is there (its u_x is held or tied).
    """
    mesh, constraints = solution.model.mesh, solution.model.constraints
    ends = facet_ends(mesh, facets)
    planes = np.union1d(constraints.prescribed, constraints.tied)
    across = solution.model.kinematics.along("x", ends)
    edges = mesh.origin[ends[~np.isin(across, planes)]]
    nodes, index = np.unique(mesh.origin[facets.ends], return_inverse=True)
    start, end = index.reshape(-1, 2).T
    way = np.full(len(nodes), np.inf)
    if len(edges):
        graph = coo_array((face.length, (start, end)), shape=(len(way), len(way))).tocsr()
        own = np.searchsorted(nodes, edges)
        way = dijkstra(graph, directed=False, indices=own, min_only=True)
    ahead = way[start, None] + face.length[:, None] * face.along
    behind = way[end, None] + face.length[:, None] * (1 - face.along)
    return np.minimum(ahead, behind).ravel()


def _block(solution: Solution, name: str) -> ElementBlock:
    if name not in solution.blocks:
        raise ModelError(f"no region {name!r} takes part{did_you_mean(name, solution.blocks)}")
    return solution.blocks[name]


def _sample(
    solution: Solution,
    p: ElementBlock,
    x: np.ndarray,
    weight: np.ndarray,
    strain: np.ndarray,
    stress: np.ndarray,
    free_strain: np.ndarray,
    normal: np.ndarray | None = None,
    edge_distance: np.ndarray | None = None,
) -> Sample:
    points = x.shape[1]
    element = np.repeat(p.elements, points)
    return Sample(
        x.reshape(-1, 2).T,
        weight.ravel(),
        stress.reshape(6, -1),
        strain.reshape(6, -1),
        free_strain.reshape(6, -1),
        element,
        solution.model.mesh.region[element],
        None if normal is None else normal.reshape(-1, 2).T,
        edge_distance,
    )


def _joined(parts: list[Sample]) -> Sample:
    def column(name: str) -> Any:
        values = [getattr(part, name) for part in parts]
        return None if values[0] is None else np.concatenate(values, axis=-1)

    return Sample(**{f.name: column(f.name) for f in fields(Sample)})
