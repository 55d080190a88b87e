"""The energy that a crack's growth releases, by moving the nodes near its tip along the interface.

    G · (1 or 2πr) = -dΠ/da,    dΠ = δ ∫ w dV - ∫ t·d' V ds

With V the velocity of the nodes. A region counts what its nodes have done since its birth; along an
interface that was there before the second region was born, the two sides differ by d, which was there
before any crack and stays where it is as nodes move past it. Forces by which faces press each other do
no work. Those by which they rub stay where they are too: what they take within the nodes that move,
∫ τ s' V ds for a slip s, is no part of G.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from stressbump.fracture.cracks import Crack
from stressbump.fracture.jump import jump
from stressbump.fracture.motion import energy_slope
from stressbump.fracture.paths import growth
from stressbump.mechanics.balance import forces, nodal_sum
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Mesh, interface

GAUSS = 4  # points along a facet
WITH_TIP, AT_REST = 0.2, 0.6  # of the reach of a tip: what moves with it, and what no longer moves


def energy_release_rate(crack: Crack) -> float:
    """G, J/m² (MPa·µm)."""
    seam, found = crack.seam, crack.solution
    mesh, kinematics = found.model.mesh, found.model.kinematics
    way, reach = growth(seam.bonded.model.mesh, seam.path, crack.parts)
    tip = mesh.points[seam.path.nodes[crack.parts]]
    speed = _speed(np.linalg.norm(mesh.points - tip, axis=1) / reach)
    velocity = speed[:, None] * way
    slope = 0.0
    for name, p in found.blocks.items():
        rows = np.flatnonzero(speed[mesh.triangles[p.elements]].any(axis=1))
        if len(rows):
            some, free = p.at(mesh, kinematics, p.rule, rows), found.free_strain[name]
            own = free if free.ndim == 1 else free[:, rows]
            slope += energy_slope(mesh, kinematics, some, found.local(name)[rows], own, velocity)
    for first, second in combinations(found.blocks, 2):
        slope -= _work_of_births(seam.bonded, found, first, second, speed, way)
    if crack.drag.any():
        slope += _rubbed(crack, speed)
    return -slope / float(kinematics.measure(tip))


def _rubbed(crack: Crack, speed: np.ndarray) -> float:
    """∫ τ s' V ds over the faces of a crack, by places along each facet towards the tip."""
    seam, found, faces = crack.seam, crack.solution, crack.faces
    mesh, order = found.model.mesh, seam.path.order[: crack.parts]
    nodes = np.take_along_axis(seam.facets.nodes[: crack.parts], order, axis=1)
    traction, slip = np.zeros((2, len(mesh.points)))
    traction[faces.first] = crack.drag / faces.area
    slip[faces.first] = faces.slip(found.displacement)
    traction[nodes[-1, 1]] = traction[nodes[-1, 2]]  # of the tip, which is no pair
    share, weight = np.polynomial.legendre.leggauss(GAUSS)
    N = np.stack([share * (share - 1), share * (share + 1), 2 * (1 - share**2)], axis=1) / 2
    slope = np.stack([share - 0.5, share + 0.5, -2 * share], axis=1)
    place = np.einsum("pn,fnd->fpd", N, mesh.points[nodes])
    at = (traction[nodes] @ N.T) * (speed[nodes] @ N.T) * found.model.kinematics.measure(place)
    return float(((at * (slip[nodes] @ slope.T)) @ weight).sum())


def _speed(away: np.ndarray) -> np.ndarray:
    """1 near the tip, 0 far from it, smooth between; distances are shares of its reach."""
    t = np.clip((AT_REST - away) / (AT_REST - WITH_TIP), 0, 1)
    return np.asarray(t**2 * (3 - 2 * t))


def _work_of_births(
    bonded: Solution, cracked: Solution, first: str, second: str, speed: np.ndarray, way: np.ndarray
) -> float:
    """∫ t·d' V ds over the interface of two regions, by the nodal forces of the second."""
    mesh, kinematics = bonded.model.mesh, bonded.model.kinematics
    shared = interface(mesh, first, second)
    near = shared[shared.bonded & speed[shared.nodes].any(axis=1)]
    if not len(near.elements):
        return 0.0
    d = jump(bonded, first, second, near)
    rates = _rates(mesh.points[near.nodes] @ way, d).reshape(-1, d.shape[2])
    nodes, index, count = np.unique(near.nodes, return_inverse=True, return_counts=True)
    rate = np.zeros((len(nodes), d.shape[2]))
    np.add.at(rate, index.ravel(), rates)
    own = _copies(cracked.model.mesh, second, mesh.origin[nodes])
    p = cracked.blocks[second]
    stress = cracked.strain_and_stress(second)[1]
    force = nodal_sum(p, forces(p, stress), len(cracked.unknowns))[kinematics.displacements(own)]
    return float((force * rate * (speed[own] / count)[:, None]).sum())


def _rates(s: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Slopes d/ds at three places s (facets, 3) of the parabola through values (facets, 3, …) there."""
    a, b, c = np.moveaxis(np.stack([s, np.roll(s, -1, 1), np.roll(s, -2, 1)])[..., None], 0, 0)
    f, g, h = values, np.roll(values, -1, 1), np.roll(values, -2, 1)
    first, second = (g - f) / (b - a), (h - f) / (c - a)
    return np.asarray((first * (c - a) - second * (b - a)) / (c - b))


def _copies(mesh: Mesh, region: str, origins: np.ndarray) -> np.ndarray:
    """Of nodes known by what they were split from, those that a region's elements have."""
    own = np.unique(mesh.triangles[mesh.elements_in(region)])
    order = np.argsort(mesh.origin[own], kind="stable")
    return np.asarray(own[order[np.searchsorted(mesh.origin[own], origins, sorter=order)]])
