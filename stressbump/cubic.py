"""The same model on the same mesh in cubics: what error bars hold a solution in quadratics against.

Every displacement gains a cubic on each side of a triangle and one in its middle, every pressure
its mid-sides. The quadratics are part of the cubics, so for a measure M that is linear in the
solution the difference of the two is the residual weighted by the adjoint of M,

    M(u3) - M(u2) = r(z3) = r(z3 - I z3),    r(v) = f(v) - a(u2, v)

for all measures at once. R. Becker, R. Rannacher, Acta Numerica 10 (2001) 1-102.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from skfem.element import ElementTriP2
from skfem.quadrature import get_quadrature

from stressbump.balance import Rule, free_strain_forces, nodal_sum, patch, rule
from stressbump.faces import CORNERS
from stressbump.kinematics import DIRECTIONS
from stressbump.mesh import SIDES, Mesh
from stressbump.model import Model
from stressbump.solution import Solution
from stressbump.solve import System, factorise_patches
from stressbump.supports import Constraints

ORDER = 6  # B'CB r of cubics on straight sides is of degree 5, but for u_r / r
VOLUME = rule(*get_quadrature(ElementTriP2(), ORDER))


def cubic_system(solution: Solution) -> System:
    """The model of a solution in quadratics, factorised in cubics."""
    model = solution.model
    size = model.mesh.points.size + len(model.kinematics.unknowns)
    mids, mid_index = np.unique(model.mesh.triangles[:, 3:], return_inverse=True)
    cubics = size + DIRECTIONS * np.arange(len(mids) + len(model.mesh.triangles))
    sides, middles = cubics[mid_index.reshape(-1, 3)], cubics[len(mids) :]
    size += DIRECTIONS * len(cubics)
    patches = {}
    for name, p in solution.patches.items():
        own = np.column_stack([sides[p.elements], middles[p.elements]])
        local = [p.unknowns[:, :12], _both(own), p.unknowns[:, 12 : p.B.shape[-1]]]
        if p.mixed:
            nodes, index = np.unique(model.mesh.triangles[p.elements], return_inverse=True)
            local.append(size + index.reshape(-1, 6))
            size += len(nodes)
        turn = _turn(model.mesh, p.elements)
        unknowns = np.hstack(local)
        patches[name] = patch(
            model.mesh, model.kinematics, name, p.elements, unknowns, p.stiffness, VOLUME, turn
        )
    constraints = _constraints(model, cubics[: len(mids)], mids)
    return factorise_patches(model, solution.temperature, patches, size, constraints)


def cubic_solutions(system: System, solutions: Iterable[Solution], at: Rule) -> list[Solution]:
    """Solutions under the uniform free strains of others, sampled at the points of a rule.

    `system` is one of cubics; the solutions come without checks of their own.
    """
    solutions = list(solutions)
    force = np.stack([free_force(system, s) for s in solutions], axis=1)
    unknowns = system.solve(force)
    model = system.model
    patches = {n: p.at(model.mesh, model.kinematics, at) for n, p in system.patches.items()}
    return [
        replace(
            s,
            patches=patches,
            unknowns=u,
            globals=dict(zip(system.names, map(float, system.shared(u)), strict=True)),
            checks=(),
        )
        for s, u in zip(solutions, unknowns.T, strict=True)
    ]


def resampled(solution: Solution, at: Rule) -> Solution:
    """The very same solution, sampled at the points of another rule."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    patches = {n: p.at(mesh, kinematics, at) for n, p in solution.patches.items()}
    return replace(solution, patches=patches)


def quartered(coarse: Rule) -> Rule:
    """A rule's points in each of the four parts a triangle is split into."""
    half = coarse.places / 2
    moved = [half + corner[:, None] / 2 for corner in CORNERS]
    return rule(np.hstack([*moved, 0.5 - half]), np.tile(coarse.weights / 4, 4))


def free_force(system: System, solution: Solution) -> np.ndarray:
    """Forces (unknowns,) of a solution's free strains, in cubics."""
    size = system.matrix.shape[0]
    parts = [
        nodal_sum(p, free_strain_forces(p, solution.free_strain[n]), size)
        for n, p in system.patches.items()
    ]
    return np.sum(parts, axis=0)


def _both(first: np.ndarray) -> np.ndarray:
    """Unknowns along x and z from those along x."""
    return (first[..., None] + np.arange(DIRECTIONS)).reshape(len(first), -1)


def _turn(mesh: Mesh, elements: np.ndarray) -> np.ndarray:
    ends = mesh.triangles[elements][:, SIDES[:, :2]]
    return np.where(ends[..., 0] < ends[..., 1], 1.0, -1.0)


def _constraints(model: Model, sides: np.ndarray, mids: np.ndarray) -> Constraints:
    """Cubics of sides whose three nodes are held or tied along an axis are held along it."""
    given = model.constraints
    fixed = np.zeros((len(model.mesh.points), DIRECTIONS), bool)
    fixed.ravel()[np.union1d(given.held, given.tied)] = True
    triangles = model.mesh.triangles
    held = np.zeros_like(fixed)
    for side in SIDES:
        held[triangles[:, side[2]]] |= fixed[triangles[:, side]].all(axis=1)
    found = [sides[held[mids, k]] + k for k in range(DIRECTIONS)]
    return given.also_held(np.concatenate(found))
