"""Sides of triangles as places to integrate over: pressures act there, tractions are read there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.balance import Rule, rule
from stressbump.kinematics import Kinematics
from stressbump.mesh import Facets, Mesh

GAUSS = 3  # points along a side: exact for the pressure of a parabola on a parabola
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])


@dataclass(frozen=True, eq=False)
class Face:
    """Those facets that are the same side of their triangles, at Gauss points along it."""

    which: np.ndarray  # (facets,) among the facets asked for
    at: Rule
    along: np.ndarray  # (points,) from 0 at the start to 1 at the end
    x: np.ndarray  # (facets, points, 2)
    normal: np.ndarray  # (facets, points, 2), outward
    length: np.ndarray  # (facets,) µm
    dA: np.ndarray  # (facets, points), µm² in an axisymmetric model, else per µm of depth


def faces(mesh: Mesh, kinematics: Kinematics, facets: Facets, count: int = GAUSS) -> list[Face]:
    """Places, normals and areas at `count` points of facets, one entry per side of the triangle."""
    points, weights = np.polynomial.legendre.leggauss(count)
    along = (points + 1) / 2
    found = []
    for side in range(3):
        which = np.flatnonzero(facets.sides == side)
        start, way = CORNERS[side], CORNERS[(side + 1) % 3] - CORNERS[side]
        at = rule((start + along[:, None] * way).T, weights / 2)
        corners = mesh.points[mesh.triangles[facets.elements[which]]]
        x = at.shape @ corners
        tangent = (at.slope @ way) @ corners
        speed = np.linalg.norm(tangent, axis=-1)
        normal = np.stack([tangent[..., 1], -tangent[..., 0]], axis=-1) / speed[..., None]
        dA = at.weights * speed * kinematics.measure(x)
        found.append(Face(which, at, along, x, normal, speed @ at.weights, dA))
    return found


def pressure_forces(
    mesh: Mesh, kinematics: Kinematics, facets: Facets, pressure: float
) -> np.ndarray:
    """Nodal forces -∫ p n·v dA (nodes, 2), µN, of a pressure in MPa against facets."""
    force = np.zeros_like(mesh.points)
    for face in faces(mesh, kinematics, facets):
        push = -pressure * face.normal * face.dA[..., None]
        nodes = mesh.triangles[facets.elements[face.which]]
        np.add.at(force, nodes, face.at.shape.T @ push)
    return force
