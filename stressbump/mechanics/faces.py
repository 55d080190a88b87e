"""Sides of triangles as places to integrate over: pressures act there, tractions are read there."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

from stressbump.mechanics.balance import Rule, rule
from stressbump.mechanics.kinematics import Kinematics
from stressbump.mesh.mesh import Facets, Mesh

GAUSS = 3  # points along a side: exact for the pressure of a parabola on a parabola
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
WAY = np.roll(CORNERS, -1, axis=0) - CORNERS  # along each side


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
    along, sides = _side_rules(count)
    at = sides[facets.sides]
    corners = mesh.points[mesh.triangles[facets.elements]]
    x = at.shape @ corners
    tangent = (at.slope @ WAY[facets.sides][:, None, :, None])[..., 0] @ corners
    speed = np.linalg.norm(tangent, axis=-1)
    normal = np.stack([tangent[..., 1], -tangent[..., 0]], axis=-1) / speed[..., None]
    dA = at.weights * speed * kinematics.measure(x)
    return Face(at, along, x, normal, speed @ at.weights, dA)


@lru_cache
def _side_rules(count: int) -> tuple[np.ndarray, Rule]:
    """Gauss points from 0 to 1, and the rules they make on the three sides, stacked."""
    points, weights = np.polynomial.legendre.leggauss(count)
    along = (points + 1) / 2
    sides = [
        rule((c + along[:, None] * w).T, weights / 2) for c, w in zip(CORNERS, WAY, strict=True)
    ]
    stacked = {f.name: np.stack([getattr(s, f.name) for s in sides]) for f in fields(Rule)}
    return along, Rule(**stacked | {"weights": weights / 2})


def pressure_forces(
    mesh: Mesh, kinematics: Kinematics, facets: Facets, pressure: float
) -> np.ndarray:
    """Nodal forces -∫ p n·v dA (nodes, 2), µN, of a pressure in MPa against facets."""
    force = np.zeros_like(mesh.points)
    face = faces(mesh, kinematics, facets)
    push = -pressure * face.normal * face.dA[..., None]
    np.add.at(force, mesh.triangles[facets.elements], face.at.shape.swapaxes(1, 2) @ push)
    return force
