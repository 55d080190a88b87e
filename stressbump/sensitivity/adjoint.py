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
from stressbump.mechanics.balance import (
    NODAL,
    ROWS,
    Patch,
    carried,
    forces,
    internal_forces,
    nodal_sum,
)
from stressbump.mechanics.faces import faces
from stressbump.mechanics.sample import Sample, in_region
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.system import System
from stressbump.mesh.mesh import SIDES, interface
from stressbump.survey import Value, bonded_face

CUBICS = slice(NODAL, NODAL + 8)


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
    part = np.zeros((len(quadratic.model.mesh.triangles), loads.shape[1]))
    for p in system.patches.values():
        own = p.unknowns[:, CUBICS]
        found = np.abs(residual[own, None] * adjoint[own])
        part[p.elements] += found[:, :6].sum(axis=1) / 2 + found[:, 6:].sum(axis=1)
        if p.mixed:
            at = p.unknowns[:, -6:]
            ends = adjoint[at[:, SIDES[:, :2]]].mean(axis=2)
            bubble = adjoint[at[:, 3:]] - ends
            part[p.elements] += np.abs(residual[at[:, 3:], None] * bubble).sum(axis=1) / 2
    return part


def _residual(system: System, quadratic: Solution) -> np.ndarray:
    """What a solution in quadratics leaves unbalanced against cubics (unknowns,)."""
    out = np.zeros(system.matrix.shape[0])
    for name, p in system.patches.items():
        free = quadratic.free_strain[name]
        if free.ndim > 1:
            free = carried(free, quadratic.patches[name].rule, p.rule)
        own = replace(p, stiffness=quadratic.patches[name].stiffness)
        out -= nodal_sum(
            p, internal_forces(own, _embedded(p, quadratic.local(name)), free), len(out)
        )
    return out


def _embedded(p: Patch, local: np.ndarray) -> np.ndarray:
    """Unknowns of quadratic elements as those of cubic ones."""
    displaced = p.B.shape[-1] - 8
    nothing = np.zeros((len(local), 8))
    parts = [local[:, :NODAL], nothing, local[:, NODAL:displaced]]
    if p.mixed:
        corner = local[:, -3:]
        parts += [corner, corner[:, SIDES[:, :2]].mean(axis=2)]
    return np.hstack(parts)


def _load(system: System, solution: Solution, goal: Value) -> np.ndarray:
    """What a goal counts every unknown for (unknowns,), linearised where the solution is."""
    measure, size = goal.definition, system.matrix.shape[0]
    if measure.slope is None:
        raise ValueError(f"no adjoint for {goal.measure!r}")
    if measure.of is Kind.REGION:
        sample = in_region(solution, goal.where)
        return _pulled(solution.patches[goal.where], measure.slope(sample), size)
    face = bonded_face(solution, *goal.place.face)
    if measure.of is Kind.EDGE:
        if goal.averaging_um is None:
            raise ValueError(f"{goal.where}: {goal.measure!r} is over a length, here stands none")
        face = near_edge(face, goal.averaging_um)
    return _pulled(_beside(solution, goal, face), measure.slope(face), size)


def _beside(solution: Solution, goal: Value, face: Sample) -> Patch:
    """The elements on the side of a face that was sampled, at its points."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    side = mesh.regions[face.region[0]]
    other = next(name for name in goal.place.regions if name != side)
    whole, shared = solution.patches[side], interface(mesh, side, other)
    row = np.searchsorted(whole.elements, shared.elements)
    dense = int(np.sqrt(2 * len(whole.rule.weights)))
    return whole.at(mesh, kinematics, faces(mesh, kinematics, shared, dense).at, row)


def _pulled(p: Patch, slope: np.ndarray, size: int) -> np.ndarray:
    """Σ ∂f/∂σ : dσ(v) for every unknown, with slopes (6, points) of all elements."""
    slope = slope.reshape(6, *p.dV.shape)
    work = np.tensordot(p.stiffness.matrix, slope, axes=1)
    work[ROWS:] = 0.0
    force = forces(p, work / p.dV)
    if p.mixed:
        squeeze = slope[:3].sum(axis=0)[:, None] @ p.pressures
        force = np.concatenate([force, -squeeze[:, 0]], axis=1)
    return nodal_sum(p, force, size)
