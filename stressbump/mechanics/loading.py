"""How loads are put on a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from stressbump.errors import ModelError, did_you_mean
from stressbump.mechanics.balance import free_strain_forces, nodal_sum
from stressbump.mechanics.checks import Check, balance_checks, expansion_check, residual_check
from stressbump.mechanics.faces import pressure_forces
from stressbump.mechanics.kinematics import IDENTITY
from stressbump.mechanics.model import Model
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.system import System
from stressbump.mesh.mesh import Facets

FreeStrain = np.ndarray | Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Loads:
    """What acts on a model.

    Free strain per region: (6,), (6, elements, points), or a function of places
    (elements, points, 2) that returns the latter. Pressure in MPa pushes against facets. `prescribed`
    gives named holds of the model a displacement in µm, one value or one per node.
    """

    free_strain: Mapping[str, FreeStrain] = field(default_factory=dict)
    pressure: Sequence[tuple[Facets, float]] = ()
    prescribed: Mapping[str, float | np.ndarray] = field(default_factory=dict)


def solve(system: System, loads: Loads) -> Solution:
    """The solution under any loads, with the factors that are there."""
    mesh, kinematics = system.model.mesh, system.model.kinematics
    _refuse_strangers(system, loads.free_strain)
    given, external = {}, np.zeros(system.matrix.shape[0])
    for facets, pressure in loads.pressure:
        push = pressure_forces(mesh, kinematics, facets, pressure)
        external[: push.size] += push.ravel()
    force = external.copy()
    for name, p in system.blocks.items():
        free = loads.free_strain.get(name, np.zeros(6))
        given[name] = np.asarray(free(p.x) if callable(free) else free, dtype=float)
        force += _free_strain_vector(system, name, given[name])
    uniform = sum(_free_strain_vector(system, name, IDENTITY) for name in system.blocks)
    prescribed = np.zeros((len(force), 2))
    prescribed[:, 0] = _prescribed_values(system.model, loads.prescribed, len(force))
    unknowns = system.solve(np.stack([force, uniform], axis=1), prescribed)
    expansion = expansion_check(system, unknowns[:, 1])
    found = _solution(system, unknowns[:, 0], given)
    stress = {name: found.strain_and_stress(name)[1] for name in system.blocks}
    residual = system.residual(unknowns[:, :1], force[:, None])
    checks = [residual_check(residual), *([expansion] if expansion else [])]
    checks += balance_checks(system, stress, given, external)
    return replace(found, checks=tuple(checks))


def uniform_expansion(system: System) -> Check | None:
    """What a unit expansion of everything leaves; None where something hinders it."""
    force = sum(_free_strain_vector(system, name, IDENTITY) for name in system.blocks)
    return expansion_check(system, system.solve(np.asarray(force)[:, None])[:, 0])


def _solution(
    system: System,
    unknowns: np.ndarray,
    free_strain: Mapping[str, np.ndarray],
) -> Solution:
    global_unknowns = system.global_unknowns(unknowns)
    return Solution(
        system.model,
        system.temperature,
        system.blocks,
        unknowns,
        global_unknowns,
        free_strain,
        (),
    )


def _free_strain_vector(system: System, name: str, free_strain: np.ndarray) -> np.ndarray:
    p = system.blocks[name]
    return nodal_sum(p, free_strain_forces(p, free_strain), system.matrix.shape[0])


def _refuse_strangers(system: System, free_strain: Mapping[str, FreeStrain]) -> None:
    for name in free_strain:
        if name not in system.blocks:
            hint = did_you_mean(name, system.blocks)
            raise ModelError(f"a free strain for region {name!r}, which takes no part{hint}")


def _prescribed_values(
    model: Model, values: Mapping[str, float | np.ndarray], size: int
) -> np.ndarray:
    holds = {hold.name: hold for hold in model.holds}
    prescribed = np.zeros(size)
    for name, value in values.items():
        if name not in holds:
            raise ModelError(f"a displacement for hold {name!r}{did_you_mean(name, holds)}")
        prescribed[holds[name].unknowns(model.kinematics)] = value
    return prescribed
