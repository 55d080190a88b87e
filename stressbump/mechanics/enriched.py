"""The same model on the same mesh in cubics: what error bars hold a solution in quadratics against.

Every displacement gains a cubic on each side of a triangle and one in its middle, every pressure
its mid-sides. The quadratics are part of the cubics, so for a measure M that is linear in the
solution the difference of the two is the residual weighted by the adjoint of M,

    M(u3) - M(u2) = r(z3) = r(z3 - I z3),    r(v) = f(v) - a(u2, v)

for all measures at once. R. Becker, R. Rannacher, Acta Numerica 10 (2001) 1-102.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from skfem.element import ElementTriP2
from skfem.quadrature import get_quadrature

from stressbump.mechanics.balance import (
    NODAL,
    MakePatch,
    Patch,
    Rule,
    carried,
    free_strain_forces,
    nodal_sum,
    patch,
    rule,
)
from stressbump.mechanics.faces import CORNERS
from stressbump.mechanics.kinematics import DIRECTIONS
from stressbump.mechanics.model import Model
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import Constraints
from stressbump.mechanics.system import System, factorise_patches
from stressbump.mesh.mesh import SIDES, Mesh, distinct

ORDER = 6  # B'CB r of cubics on straight sides is of degree 5, but for u_r / r
VOLUME = rule(*get_quadrature(ElementTriP2(), ORDER))


def cubic_patches(
    model: Model, patches: Mapping[str, Patch], make: MakePatch = patch
) -> tuple[dict[str, Patch], int]:
    """The patches of a model in quadratics as cubics, and how many unknowns there are.

    Numbered as `patches_of` numbers: alike for every model of one mesh and kinematics. `make` as there.
    """
    mesh = model.mesh
    size = mesh.points.size + len(model.kinematics.unknowns)
    cubics, sides, middles = _cubic_unknowns(model)
    size += DIRECTIONS * len(cubics)
    found = {}
    for name in mesh.regions:
        elements = mesh.elements_in(name)
        nodes, index = distinct(mesh.triangles[elements], len(mesh.points))
        if name in patches:
            p = patches[name]
            own = np.column_stack([sides[elements], middles[elements]])
            local = [p.unknowns[:, :NODAL], _both(own), p.unknowns[:, NODAL : p.B.shape[-1]]]
            if p.mixed:
                local.append(size + index)
            turn = _turn(mesh, elements)
            found[name] = make(
                mesh, model.kinematics, name, elements, np.hstack(local), p.stiffness, VOLUME, turn
            )
        size += len(nodes)
    return {name: found[name] for name in patches}, size


def cubic_constraints(model: Model) -> Constraints:
    """Cubics of sides whose three nodes are held or tied along an axis are held along it."""
    given = model.constraints
    _, sides, _ = _cubic_unknowns(model)
    fixed = np.zeros((len(model.mesh.points), DIRECTIONS), bool)
    fixed.ravel()[np.union1d(given.held, given.tied).astype(int)] = True
    held = [
        sides[:, number][fixed[model.mesh.triangles[:, side], k].all(axis=1)] + k
        for number, side in enumerate(SIDES)
        for k in range(DIRECTIONS)
    ]
    return given.also_held(np.unique(np.concatenate(held)))


def _cubic_unknowns(model: Model) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First unknowns of all cubics, those of each element's sides (elements, 3), of its middle."""
    mesh = model.mesh
    size = mesh.points.size + len(model.kinematics.unknowns)
    mids, index = distinct(mesh.triangles[:, 3:], len(mesh.points))
    cubics = size + DIRECTIONS * np.arange(len(mids) + len(mesh.triangles))
    return cubics, cubics[index.reshape(-1, 3)], cubics[len(mids) :]


def cubic_system(solution: Solution) -> System:
    """The model of a solution in quadratics, factorised in cubics."""
    model = solution.model
    patches, size = cubic_patches(model, solution.patches)
    return factorise_patches(model, solution.temperature, patches, size, cubic_constraints(model))


def cubic_solution(system: System, solution: Solution, at: Rule) -> Solution:
    """The solution under the same uniform free strains in cubics, sampled at the points of a rule.

    `system` is one of cubics; the solution comes without checks of its own.
    """
    unknowns = system.solve(_free_force(system, solution)[:, None])[:, 0]
    model = system.model
    patches = {n: p.at(model.mesh, model.kinematics, at) for n, p in system.patches.items()}
    shared = system.shared(unknowns)
    return replace(solution, patches=patches, unknowns=unknowns, globals=shared, checks=())


def resampled(solution: Solution, at: Rule) -> Solution:
    """The very same solution, sampled at the points of another rule."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    patches = {n: p.at(mesh, kinematics, at) for n, p in solution.patches.items()}
    free = {
        n: f if f.ndim == 1 else carried(f, solution.patches[n].rule, at)
        for n, f in solution.free_strain.items()
    }
    return replace(solution, patches=patches, free_strain=free)


def quartered(coarse: Rule) -> Rule:
    """A rule's points in each of the four parts a triangle is split into."""
    half = coarse.places / 2
    moved = [half + corner[:, None] / 2 for corner in CORNERS]
    return rule(np.hstack([*moved, 0.5 - half]), np.tile(coarse.weights / 4, 4))


def _free_force(system: System, solution: Solution) -> np.ndarray:
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
