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
from stressbump.mechanics.sample import on_face
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.system import System
from stressbump.mesh.mesh import SIDES, interface
from stressbump.survey import Value

CUBICS = slice(NODAL, NODAL + 8)


def contributions(
    system: System, cubic: Solution, quadratic: Solution, goals: Iterable[Value]
) -> np.ndarray:
    """(elements, goals) share of each element in the error of each goal, in the goal's unit, ≥ 0.

    `system` is that in cubics of all that stands in the end; what earlier stages add to an error is
    left out. Goals are mean von Mises stresses of regions and tractions at edges of faces; ValueError
    for others.
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
    if goal.measure == "mean von Mises stress":
        p = solution.patches[goal.where]
        stress = solution.strain_and_stress(goal.where)[1]
        return _pulled(p, _mises_slope(stress), p.dV / p.dV.sum(), system.matrix.shape[0])
    if goal.measure.startswith("edge"):
        return _edge_load(system, solution, goal)
    raise ValueError(f"no adjoint for {goal.measure!r}")


def _edge_load(system: System, solution: Solution, goal: Value) -> np.ndarray:
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    first, second = goal.where.split("/")
    sample = on_face(solution, first, second)
    if sample.edge_distance is None or sample.normal is None or goal.averaging_um is None:
        raise ValueError(f"{goal.where} has no edge for {goal.measure!r}")
    near = sample.weight * (sample.edge_distance <= goal.averaging_um)
    slope = _traction_slope(goal.measure, sample.stress, sample.normal)
    weight, whole = near / near.sum(), solution.patches[first]
    shared = interface(mesh, first, second)
    row = np.searchsorted(whole.elements, shared.elements)
    face = faces(mesh, kinematics, shared, int(np.sqrt(2 * len(whole.rule.weights))))
    p, shape = whole.at(mesh, kinematics, face.at, row), face.dA.shape
    return _pulled(p, slope.reshape(6, *shape), weight.reshape(shape), system.matrix.shape[0])


def _pulled(p: Patch, slope: np.ndarray, weight: np.ndarray, size: int) -> np.ndarray:
    """Σ weight · ∂f/∂σ : dσ(v) for every unknown, with slopes (6, elements, points)."""
    work = np.tensordot(p.stiffness.matrix, slope, axes=1)
    work[ROWS:] = 0.0
    force = forces(p, work * (weight / p.dV))
    if p.mixed:
        squeeze = (slope[:3].sum(axis=0) * weight)[:, None] @ p.pressures
        force = np.concatenate([force, -squeeze[:, 0]], axis=1)
    return nodal_sum(p, force, size)


def _mises_slope(stress: np.ndarray) -> np.ndarray:
    """∂σ_vM/∂σ (6, ...): 3 s / 2 σ_vM, twice that for shears, which stand once for two."""
    deviator = stress.copy()
    deviator[:3] -= stress[:3].mean(axis=0)
    shear = np.array([1.0, 1, 1, 2, 2, 2]).reshape(6, *[1] * (stress.ndim - 1))
    size = np.sqrt(1.5 * (shear * deviator**2).sum(axis=0))
    return 1.5 * shear * deviator / np.where(size, size, 1.0)


def _traction_slope(measure: str, stress: np.ndarray, normal: np.ndarray) -> np.ndarray:
    nx, nz = normal
    pull, drag = np.zeros((2, *stress.shape))
    pull[0], pull[1], pull[3] = nx**2, nz**2, 2 * nx * nz
    drag[0], drag[1], drag[3] = nx * nz, -nx * nz, nz**2 - nx**2
    if "shear" in measure:
        return drag * np.sign((drag * stress).sum(axis=0))
    return pull * ((pull * stress).sum(axis=0) > 0) if "opening" in measure else pull
