"""The same model on the same mesh in cubics: what error bars hold a solution in quadratics against.

Every displacement gains the cubics of each side and those within an element, every pressure
its mid-sides. The quadratics are part of the cubics, so for a measure M that is linear in the
solution the difference of the two is the residual weighted by the adjoint of M,

    M(u3) - M(u2) = r(z3) = r(z3 - I z3),    r(v) = f(v) - a(u2, v)

for all measures at once. R. Becker, R. Rannacher, Acta Numerica 10 (2001) 1-102.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from stressbump.mechanics.balance import (
    ElementBlock,
    MakeBlock,
    block,
    free_strain_forces,
    nodal_sum,
)
from stressbump.mechanics.model import Model
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import Constraints
from stressbump.mechanics.system import System, factorise_blocks
from stressbump.mesh.elements import Rule, carried
from stressbump.mesh.mesh import Mesh, distinct

ORDER = 6  # B'CB r of cubics on straight sides is of degree 5, but for u_r / r


def cubic_blocks(
    model: Model, blocks: Mapping[str, ElementBlock], make: MakeBlock = block
) -> tuple[dict[str, ElementBlock], int]:
    """The blocks of a model in quadratics as cubics, and how many unknowns there are.

    Numbered as `blocks_of` numbers: alike for every model of one mesh and kinematics. `make` as there.
    """
    mesh, kinematics, at = model.mesh, model.kinematics, model.mesh.element.rule(ORDER)
    cubics, size = _cubic_unknowns(model)
    found = {}
    for name in mesh.regions:
        elements = mesh.elements_in(name)
        nodes, index = distinct(mesh.triangles[elements], len(mesh.points))
        if name in blocks:
            p = blocks[name]
            own = cubics[elements].reshape(len(elements), -1)
            local = [p.unknowns[:, p.nodal], own, p.unknowns[:, p.globals]]
            if p.mixed:
                local.append(size + index)
            orientation = _orientation(mesh, elements)
            found[name] = make(
                mesh, kinematics, name, elements, np.hstack(local), p.stiffness, at, orientation
            )
        size += len(nodes)
    return {name: found[name] for name in blocks}, size


def cubic_constraints(model: Model) -> Constraints:
    """Cubics of sides whose three nodes are prescribed or tied along an axis are prescribed along it."""
    given, sides = model.constraints, model.mesh.element.sides
    fixed = np.zeros(model.displacements, bool)
    fixed[np.union1d(given.prescribed, given.tied).astype(int)] = True
    nodes = model.kinematics.displacements(model.mesh.triangles[:, sides])
    along = fixed[nodes].all(axis=2)  # (elements, sides, directions)
    return given.also_prescribed(np.unique(_cubic_unknowns(model)[0][:, : len(sides)][along]))


def _cubic_unknowns(model: Model) -> tuple[np.ndarray, int]:
    """The unknowns of each element's cubics (elements, cubics, directions), and the next free number."""
    mesh, kinematics = model.mesh, model.kinematics
    mids, sides = distinct(mesh.mids, len(mesh.points))
    count, inside = len(mesh.triangles), mesh.element.inside
    own = len(mids) + np.arange(count * inside).reshape(count, inside)
    first = model.displacements + len(kinematics.unknowns)
    cubics = first + kinematics.displacements(np.hstack([sides.reshape(count, -1), own]))
    return cubics, first + kinematics.directions * (len(mids) + own.size)


def cubic_system(solution: Solution) -> System:
    """The model of a solution in quadratics, factorised in cubics."""
    model = solution.model
    blocks, size = cubic_blocks(model, solution.blocks)
    return factorise_blocks(model, solution.temperature, blocks, size, cubic_constraints(model))


def cubic_solution(system: System, solution: Solution, at: Rule) -> Solution:
    """The solution under the same uniform free strains in cubics, sampled at the points of a rule.

    `system` is one of cubics; the solution comes without checks of its own.
    """
    unknowns = system.solve(_free_force(system, solution)[:, None])[:, 0]
    model = system.model
    blocks = {n: p.at(model.mesh, model.kinematics, at) for n, p in system.blocks.items()}
    global_unknowns = system.global_unknowns(unknowns)
    return replace(solution, blocks=blocks, unknowns=unknowns, globals=global_unknowns, checks=())


def resampled(solution: Solution, at: Rule) -> Solution:
    """The very same solution, sampled at the points of another rule."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    blocks = {n: p.at(mesh, kinematics, at) for n, p in solution.blocks.items()}
    free = {
        n: f if f.ndim == 1 else carried(f, solution.blocks[n].rule, at)
        for n, f in solution.free_strain.items()
    }
    own = {n: carried(a, solution.blocks[n].rule, at) for n, a in solution.accumulated.items()}
    return replace(solution, blocks=blocks, free_strain=free, accumulated=own)


def _free_force(system: System, solution: Solution) -> np.ndarray:
    """Forces (unknowns,) of a solution's free strains, in cubics."""
    size = system.matrix.shape[0]
    parts = [
        nodal_sum(p, free_strain_forces(p, solution.free_strain[n]), size)
        for n, p in system.blocks.items()
    ]
    return np.sum(parts, axis=0)


def _orientation(mesh: Mesh, elements: np.ndarray) -> np.ndarray:
    ends = mesh.triangles[elements][:, mesh.element.sides[:, :2]]
    return np.where(ends[..., 0] < ends[..., 1], 1.0, -1.0)
