"""A model's energy as a sum of fixed quadratic forms, weighted by the moduli of its regions.

A pressure field that stands for the volume of a region can be eliminated, p = -λ Π tr(ε - ε_free) with
Π the projection on the pressures: the mixed model is one of displacements and global unknowns alone,

    a(u, v) = Σ 2G dev ε(u) : dev ε(v) + K tr ε(u) tr ε(v)      regions of displacements
            + Σ 2G ε(u) : ε(v)         + λ Π tr ε(u) Π tr ε(v)  regions with a pressure

symmetric and positive, in the very numbers that the mixed matrix would give. A region's uniform free
strain e pushes with 3K e ∫ tr ε(v) dV either way. A region of any other law is one form of weight 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.linalg import splu

from stressbump.mechanics.balance import (
    ElementBlock,
    at_points,
    dilation_operator,
    forces,
    free_strain_forces,
    nodal_sum,
    stiffness_matrices,
)
from stressbump.mechanics.kinematics import IDENTITY
from stressbump.mechanics.moduli import Stiffness
from stressbump.mechanics.system import System

VOLUME_LAW = np.outer(IDENTITY, IDENTITY)
SHEAR_LAW = np.diag([2.0, 2, 2, 1, 1, 1])
Apply = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Form:
    """One form of the sum: `apply` to displacements (unknowns, n), all others' rows being zero.

    `law` is its part of the stress at a point, (6, 6) per unit of the weight; `part` says which
    modulus weighs it: "shear" G, "bulk" K, "pressure" λ, "whole" 1.
    """

    region: str
    part: str
    law: np.ndarray
    apply: Apply


@dataclass(frozen=True, eq=False)
class Push:
    """A load of the sum: `force` (unknowns,) and `stress` (6,) at a point, both per unit of weight.

    The weight is 3K times the free strain where the law is isotropic, else its component `component`.
    """

    region: str
    component: int | None
    force: np.ndarray
    stress: np.ndarray


def forms(system: System) -> tuple[Form, ...]:
    """The forms that a model is the sum of, two for each isotropic region."""
    return tuple(form for p in system.blocks.values() for form in _of(system, p))


def pushes(system: System) -> tuple[Push, ...]:
    """The loads that any uniform free strains of its regions are a sum of."""
    out = []
    for name, p in system.blocks.items():
        if system.model.laws[name].isotropic:
            force = _spread(system, p, forces(p, at_points(p, IDENTITY)))
            out.append(Push(name, None, force, IDENTITY))
            continue
        for component, strain in enumerate(np.eye(6)[:3]):
            force = _spread(system, p, free_strain_forces(p, strain))
            out.append(Push(name, component, force, p.stiffness.matrix @ strain))
    return tuple(out)


def _of(system: System, p: ElementBlock) -> list[Form]:
    if not system.model.laws[p.name].isotropic:
        law = p.stiffness.matrix
        return [Form(p.name, "whole", law, _sparse(system, p, law))]
    if p.mixed:
        return [
            Form(p.name, "shear", SHEAR_LAW, _sparse(system, p, SHEAR_LAW)),
            Form(p.name, "pressure", VOLUME_LAW, _projected(system, p)),
        ]
    deviator = SHEAR_LAW - 2 / 3 * VOLUME_LAW
    return [
        Form(p.name, "shear", deviator, _sparse(system, p, deviator)),
        Form(p.name, "bulk", VOLUME_LAW, _sparse(system, p, VOLUME_LAW)),
    ]


def _spread(system: System, p: ElementBlock, element: np.ndarray) -> np.ndarray:
    return nodal_sum(p, element[:, : p.B.shape[-1]], system.matrix.shape[0])


def _sparse(system: System, p: ElementBlock, law: np.ndarray) -> Apply:
    """∫ C ε(u) : ε(v) dV as a matrix."""
    size, own = system.matrix.shape[0], p.unknowns[:, : p.B.shape[-1]]
    K = stiffness_matrices(replace(p, unknowns=own, stiffness=Stiffness(law)))
    return _summed(K, own, own, (size, size)).__matmul__


def _projected(system: System, p: ElementBlock) -> Apply:
    """∫ Π tr ε(u) Π tr ε(v) dV: the dilation, the pressures' mass matrix solved, and back."""
    size, own = system.matrix.shape[0], p.unknowns[:, p.pressed]
    pressures, index = np.unique(own, return_inverse=True)
    index = index.reshape(own.shape)
    weighted = p.pressures * p.dV[..., None]
    mass = _summed(p.pressures.T @ weighted, index, index, (len(pressures),) * 2)
    pulled = weighted.swapaxes(1, 2) @ dilation_operator(p)
    squeeze = _summed(pulled, index, p.unknowns[:, : p.B.shape[-1]], (len(pressures), size))
    solve = splu(mass.tocsc()).solve
    return lambda u: squeeze.T @ solve(squeeze @ u)


def _summed(
    element: np.ndarray, rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]
) -> csr_array:
    at = [np.broadcast_to(i, element.shape).ravel() for i in (rows[:, :, None], columns[:, None])]
    return coo_array((element.ravel(), tuple(at)), shape=shape).tocsr()
