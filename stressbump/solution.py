"""What a solved model holds, and how loads are put on it.

`respond` solves once per region and pattern of free strain; `superpose` adds those up for any
expansions and temperatures of birth, without factorising.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from stressbump.balance import Patch, forces, free_strain_forces, nodal_sum, strain_and_stress
from stressbump.checks import Check, balance_checks, expansion_check, residual_check
from stressbump.errors import did_you_mean
from stressbump.faces import pressure_forces
from stressbump.kinematics import DIRECTIONS, NORMAL
from stressbump.mesh import Facets
from stressbump.model import Model, ModelError
from stressbump.solve import System

FreeStrain = np.ndarray | Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Loads:
    """What acts on a model.

    Free strain per region: (6,), (6, elements, points), or a function of places
    (elements, points, 2) that returns the latter. Pressure in MPa pushes against facets. `held`
    gives named holds of the model a displacement in µm, one value or one per node.
    """

    free_strain: Mapping[str, FreeStrain] = field(default_factory=dict)
    pressure: Sequence[tuple[Facets, float]] = ()
    held: Mapping[str, float | np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Solution:
    """A model under one set of loads."""

    model: Model
    temperature: float  # °C at which the moduli were taken
    patches: Mapping[str, Patch]  # by region
    unknowns: np.ndarray  # every one of the system, held ones included
    globals: Mapping[str, float]  # by name: e, k (1/µm), a, b (1/µm)
    free_strain: Mapping[str, np.ndarray]  # by region: (6,) or (6, elements, points)
    checks: tuple[Check, ...]

    @property
    def displacement(self) -> np.ndarray:
        """u_x, u_z at every node of the mesh (nodes, 2), µm; zero where nothing is."""
        return self.unknowns[: DIRECTIONS * len(self.model.mesh.points)].reshape(-1, DIRECTIONS)

    @property
    def pressure(self) -> dict[str, np.ndarray]:
        """By nearly incompressible region, -λ tr(ε - ε_free) at its corners (elements, 3), MPa."""
        return {n: self.unknowns[p.unknowns[:, -3:]] for n, p in self.patches.items() if p.mixed}

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    def strain_and_stress(self, region: str) -> tuple[np.ndarray, np.ndarray]:
        """Total strain and stress (6, elements, points) of one region at its quadrature points."""
        return strain_and_stress(self.patches[region], self.unknowns, self.free_strain[region])


@dataclass(frozen=True, eq=False)
class Response:
    """What a unit of free strain in each region does, one column per region and pattern."""

    system: System
    patterns: Mapping[str, np.ndarray]  # (patterns, 6) by region
    force: np.ndarray  # (unknowns, columns)
    unknowns: np.ndarray  # (unknowns, columns)
    expansion: Check | None

    def columns(self, region: str) -> slice:
        """The columns that belong to a region."""
        counts = [len(p) for p in self.patterns.values()]
        index = list(self.patterns).index(region)
        return slice(sum(counts[:index]), sum(counts[: index + 1]))


def respond(system: System) -> Response:
    """Solve for a unit free strain of each region, one direction at a time unless isotropic."""
    laws = system.model.laws
    single = np.eye(6)[:3]
    patterns = {n: NORMAL[None] if laws[n].isotropic else single for n in system.patches}
    columns = [
        _free_strain_vector(system, name, pattern)
        for name in patterns
        for pattern in patterns[name]
    ]
    force = np.stack(columns, axis=1)
    unknowns = system.solve(force)
    check = expansion_check(system, unknowns.sum(axis=1))
    return Response(system, patterns, force, unknowns, check)


def superpose(
    response: Response, free_strain: Mapping[str, np.ndarray], checked: bool = True
) -> Solution:
    """The solution under a uniform free strain (6,) per region, zero where none is given.

    A part of a solution that has checked itself needs no checks of its own.
    """
    system = response.system
    _refuse_strangers(system, free_strain)
    weight = np.zeros(response.force.shape[1])
    given = {name: np.asarray(free_strain.get(name, np.zeros(6))) for name in system.patches}
    for name, patterns in response.patterns.items():
        amounts = np.linalg.lstsq(patterns.T, given[name], rcond=None)[0]
        if not np.allclose(patterns.T @ amounts, given[name], rtol=1e-12, atol=1e-15):
            raise ValueError(
                f"region {name!r}: a free strain of {given[name]}, but its responses allow only "
                + ("equal normal strains" if len(patterns) == 1 else "normal strains")
            )
        weight[response.columns(name)] = amounts
    unknowns, force = response.unknowns @ weight, response.force @ weight
    checks = _checks(system, unknowns, force, given, response.expansion) if checked else ()
    return _solution(system, unknowns, given, checks)


def solve(system: System, loads: Loads) -> Solution:
    """The solution under any loads, with the factors that are there."""
    mesh, kinematics = system.model.mesh, system.model.kinematics
    _refuse_strangers(system, loads.free_strain)
    given, external = {}, np.zeros(system.matrix.shape[0])
    for facets, pressure in loads.pressure:
        push = pressure_forces(mesh, kinematics, facets, pressure)
        external[: push.size] += push.ravel()
    force = external.copy()
    for name, p in system.patches.items():
        free = loads.free_strain.get(name, np.zeros(6))
        given[name] = np.asarray(free(p.x) if callable(free) else free, dtype=float)
        force += _free_strain_vector(system, name, given[name])
    uniform = sum(_free_strain_vector(system, name, NORMAL) for name in system.patches)
    held = np.zeros((len(force), 2))
    held[:, 0] = _held_values(system.model, loads.held, len(force))
    unknowns = system.solve(np.stack([force, uniform], axis=1), held)
    expansion = expansion_check(system, unknowns[:, 1])
    checks = _checks(system, unknowns[:, 0], force, given, expansion, external)
    return _solution(system, unknowns[:, 0], given, checks)


def nodal_forces(solution: Solution, region: str) -> np.ndarray:
    """K u - f of one region: the forces that the rest exerts on it at its nodes (nodes, 2), µN.

    Zero inside; on an interface exact resultants follow as sums, over 2π in axisymmetric cells.
    """
    p = solution.patches[region]
    stress = solution.strain_and_stress(region)[1]
    count = solution.model.mesh.points.size
    return nodal_sum(p, forces(p, stress), len(solution.unknowns))[:count].reshape(-1, DIRECTIONS)


def _checks(
    system: System,
    unknowns: np.ndarray,
    force: np.ndarray,
    free_strain: Mapping[str, np.ndarray],
    expansion: Check | None,
    external: np.ndarray | None = None,
) -> tuple[Check, ...]:
    checks = [residual_check(system, unknowns, force)]
    checks += [expansion] if expansion else []
    return (*checks, *balance_checks(system, unknowns, free_strain, external))


def _solution(
    system: System,
    unknowns: np.ndarray,
    free_strain: Mapping[str, np.ndarray],
    checks: tuple[Check, ...],
) -> Solution:
    shared = dict(zip(system.names, map(float, system.shared(unknowns)), strict=True))
    return Solution(
        system.model,
        system.temperature,
        system.patches,
        unknowns,
        shared,
        free_strain,
        checks,
    )


def _free_strain_vector(system: System, name: str, free_strain: np.ndarray) -> np.ndarray:
    p = system.patches[name]
    return nodal_sum(p, free_strain_forces(p, free_strain), system.matrix.shape[0])


def _refuse_strangers(system: System, free_strain: Mapping[str, FreeStrain]) -> None:
    for name in free_strain:
        if name not in system.patches:
            hint = did_you_mean(name, system.patches)
            raise ModelError(f"a free strain for region {name!r}, which takes no part{hint}")


def _held_values(model: Model, values: Mapping[str, float | np.ndarray], size: int) -> np.ndarray:
    holds = {hold.name: hold for hold in model.holds}
    held = np.zeros(size)
    for name, value in values.items():
        if name not in holds:
            raise ModelError(f"a displacement for hold {name!r}{did_you_mean(name, holds)}")
        held[holds[name].unknowns] = value
    return held
