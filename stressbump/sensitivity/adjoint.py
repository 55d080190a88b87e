"""Where the mesh spoils a measure: its adjoint, and what each triangle adds to its error.

With the residual r of the solution in quadratics and the adjoint z of a measure M, both in cubics,

    M(u3) - M(u2) ≈ r(z3 - I z3) = Σ r_i z_i

where only the cubics (and the pressures at mid-sides) are left: r vanishes for the rest. A triangle's
part is the sum of |r_i z_i| over what is its own. M is linearised where u3 is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from stressbump.measures import Kind, near_edge
from stressbump.mechanics.balance import ElementBlock, forces, internal_forces, nodal_sum
from stressbump.mechanics.faces import as_dense, faces
from stressbump.mechanics.sample import Sample, in_region
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.system import System
from stressbump.mesh.elements import Element, carried
from stressbump.mesh.mesh import interface
from stressbump.survey import Value, bonded_face


def contributions(
    system: System, cubic: Solution, quadratic: Solution, goals: Iterable[Value]
) -> np.ndarray:
    """(elements, goals) share of each element in the error of each goal, in the goal's unit, ≥ 0.

    `system` is that in cubics of all that stands in the end; what earlier stages add to an error is
    left out. Goals are measures of regions and faces that have a slope; ValueError for others.
    """
    loads = np.stack([_load(system, cubic, goal) for goal in goals], axis=1)
    adjoint = system.solve(loads)
    residual = _residual(system, quadratic)
    mesh = quadratic.model.mesh
    element, part = mesh.element, np.zeros((len(mesh.triangles), loads.shape[1]))
    for p in system.blocks.values():
        own = p.unknowns[:, p.cubic]
        found, sides = np.abs(residual[own, None] * adjoint[own]), p.directions * len(element.sides)
        part[p.elements] += found[:, :sides].sum(axis=1) / 2 + found[:, sides:].sum(axis=1)
        if p.mixed:
            at = p.unknowns[:, p.pressed]
            mids = at[:, element.corners :]
            bubble = adjoint[mids] - adjoint[at[:, element.sides[:, :2]]].mean(axis=2)
            part[p.elements] += np.abs(residual[mids, None] * bubble).sum(axis=1) / 2
    return part


def _residual(system: System, quadratic: Solution) -> np.ndarray:
    """What a solution in quadratics leaves unbalanced against cubics (unknowns,)."""
    out, element = np.zeros(system.matrix.shape[0]), system.model.mesh.element
    for name, p in system.blocks.items():
        free, coarse = quadratic.free_strain[name], quadratic.blocks[name]
        if free.ndim > 1:
            free = carried(free, coarse.rule, p.rule)
        own = replace(p, stiffness=coarse.stiffness)
        local = _embedded(element, coarse, p, quadratic.local(name))
        out -= nodal_sum(p, internal_forces(own, local, free), len(out))
    return out


def _embedded(
    element: Element, coarse: ElementBlock, p: ElementBlock, local: np.ndarray
) -> np.ndarray:
    """Unknowns of quadratic elements as those of cubic ones."""
    out = np.zeros(p.unknowns.shape)
    out[:, p.nodal], out[:, p.globals] = local[:, coarse.nodal], local[:, coarse.globals]
    if p.mixed:
        corner = local[:, coarse.pressed]
        out[:, p.pressed] = np.hstack([corner, corner[:, element.sides[:, :2]].mean(axis=2)])
    return out


def _load(system: System, solution: Solution, goal: Value) -> np.ndarray:
    """What a goal counts every unknown for (unknowns,), linearised where the solution is."""
    measure, size = goal.definition, system.matrix.shape[0]
    if measure.slope is None:
        raise ValueError(f"no adjoint for {goal.measure!r}")
    if measure.of is Kind.REGION:
        sample = in_region(solution, goal.where)
        return _pulled(solution.blocks[goal.where], measure.slope(sample), size)
    face = bonded_face(solution, *goal.place.face)
    if measure.of is Kind.EDGE:
        if goal.averaging_um is None:
            raise ValueError(f"{goal.where}: {goal.measure!r} is over a length, here stands none")
        face = near_edge(face, goal.averaging_um)
    return _pulled(_beside(solution, goal, face), measure.slope(face), size)


def _beside(solution: Solution, goal: Value, face: Sample) -> ElementBlock:
    """The elements on the side of a face that was sampled, at its points."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    side = mesh.regions[face.region[0]]
    other = next(name for name in goal.place.regions if name != side)
    whole, shared = solution.blocks[side], interface(mesh, side, other)
    row = np.searchsorted(whole.elements, shared.elements)
    at = faces(mesh, kinematics, shared, as_dense(whole.rule)).at
    return whole.at(mesh, kinematics, at, row)


def _pulled(p: ElementBlock, slope: np.ndarray, size: int) -> np.ndarray:
    """Σ ∂f/∂σ : dσ(v) for every unknown, with slopes (6, points) of all elements."""
    slope = slope.reshape(6, *p.dV.shape)
    work = np.tensordot(p.stiffness.matrix, slope, axes=1)
    work[p.B.shape[1] :] = 0.0
    force = forces(p, work / p.dV)
    if p.mixed:
        squeeze = slope[:3].sum(axis=0)[:, None] @ p.pressures
        force = np.concatenate([force, -squeeze[:, 0]], axis=1)
    return nodal_sum(p, force, size)
