"""Sides of elements as places to integrate over: pressures act there, tractions are read there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.mechanics.kinematics import Kinematics
from stressbump.mesh.elements import Rule
from stressbump.mesh.mesh import Facets, Mesh

GAUSS = 3  # points along a side: exact for the pressure of a parabola on a parabola


@dataclass(frozen=True, eq=False)
class Face:
    """Facets at Gauss points along each."""

    at: Rule  # of every facet its own
    along: np.ndarray  # (points,) from 0 at the start to 1 at the end
    x: np.ndarray  # (facets, points, 2)
    normal: np.ndarray  # (facets, points, 2), outward
    length: np.ndarray  # (facets,) µm
    dA: np.ndarray  # (facets, points), µm² in an axisymmetric model, else per µm of depth


def faces(mesh: Mesh, kinematics: Kinematics, facets: Facets, count: int = GAUSS) -> Face:
    """Places, normals and areas at `count` points along each facet."""
    along, sides = mesh.element.on_sides(count)
    at = sides[facets.sides]
    corners = mesh.points[mesh.triangles[facets.elements]]
    x = at.shape @ corners
    tangent = (at.slope @ mesh.element.side_vectors[facets.sides][:, None, :, None])[
        ..., 0
    ] @ corners
    speed = np.linalg.norm(tangent, axis=-1)
    normal = np.stack([tangent[..., 1], -tangent[..., 0]], axis=-1) / speed[..., None]
    dA = at.weights * speed * kinematics.measure(x)
    return Face(at, along, x, normal, speed @ at.weights, dA)


def as_dense(rule: Rule) -> int:
    """How many points along a side are as dense as a rule's within the element."""
    return int(np.sqrt(2 * len(rule.weights)))


def pressure_forces(
    mesh: Mesh, kinematics: Kinematics, facets: Facets, pressure: float
) -> np.ndarray:
    """Nodal forces -∫ p n·v dA (nodes, directions), µN, of a pressure in MPa against facets."""
    force = np.zeros((len(mesh.points), kinematics.directions))
    face = faces(mesh, kinematics, facets)
    push = -pressure * face.normal * face.dA[..., None]
    nodes, shape = mesh.triangles[facets.elements], face.at.shape.swapaxes(1, 2)
    np.add.at(force[:, : mesh.points.shape[1]], nodes, shape @ push)
    return force
