"""Births in order: a stack taken from one birth to the next and to its end temperatures.

Each step is one solution with what stands, and adds up:

    K Δu = Σ_i ∫ C_i Δε_i : ε(v) dV - Σ_j ∫ (σ_j(C') - σ_j(C)) : ε(v) dV

over the regions i that stand, with their increments of free strain, and those j whose moduli have
changed from C to C' under the total rule (`moduli`). A region keeps what its elements' unknowns have
done since its birth, so it is born free of stress on the stack as that then is. Parts that nothing
joins yet shrink and bow by themselves. While the first region stands alone and nothing hinders it, its
displacement is known and nothing is solved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from stressbump.history.assembly import Assembly, path
from stressbump.history.eigenstrain import increments
from stressbump.history.moduli import carried_over, with_moduli
from stressbump.history.schedule import Stage, stages
from stressbump.mechanics.balance import Patch, free_strain_forces, internal_forces, nodal_sum
from stressbump.mechanics.checks import Check, balance_checks, may_expand, residual_check
from stressbump.mechanics.kinematics import NORMAL
from stressbump.mechanics.model import Model
from stressbump.mechanics.moduli import stiffness
from stressbump.mechanics.solution import Solution, uniform_expansion
from stressbump.mechanics.supports import GLOBALS, numbered
from stressbump.mesh.mesh import distinct

Strains = Mapping[str, np.ndarray]  # by region, (6,)


@dataclass(frozen=True, eq=False)
class State:
    """Where a stack stands, and what each region has been through since its birth."""

    unknowns: np.ndarray  # what the nodes have done, new ones from where the stack then was
    patches: Mapping[str, Patch]  # with the moduli under which the free strains hold
    local: Mapping[str, np.ndarray]  # by region (elements, unknowns)
    free: Mapping[str, np.ndarray]  # by region (6,) or (6, elements, points)
    walls: Mapping[str, Mapping[str, float]]  # by region: e, k, a, b
    gross: np.ndarray  # sum of the sizes of all forces so far (unknowns,)
    residual: float = 0.0  # the worst relative one so far

    @classmethod
    def empty(cls, assembly: Assembly) -> State:
        """Before anything stands."""
        nothing = np.zeros(assembly.size)
        return cls(nothing, {}, {}, {}, {}, nothing)


Observer = Callable[[State, Stage], None]


def solutions(
    assembly: Assembly, ends: Iterable[float], observe: Observer = lambda *_: None
) -> dict[float, Solution]:
    """By end temperature in °C: the stack after its history; each for itself, whatever the others.

    `observe` sees the state at the end of every stage.
    """
    wanted = tuple(dict.fromkeys(map(float, ends)))
    ground = State.empty(assembly)
    for stage in stages(assembly.section, wanted[0])[:-1]:
        for step in path(assembly, stage):
            ground = _through(assembly, ground, step)
        observe(ground, stage)
    found, passed = {}, dict[Stage, State]()
    for end in wanted:
        last, state = stages(assembly.section, end)[-1], ground
        for step in path(assembly, last):
            if step not in passed:
                passed[step] = _through(assembly, state, step)
            state = passed[step] if step.end != end else passed.pop(step)
        observe(state, last)
        found[end] = finished(assembly, state, end)
    return found


def _through(assembly: Assembly, state: State, step: Stage) -> State:
    return stepped(assembly, state, step, increments(assembly.section, assembly.laws, step))


def stepped(assembly: Assembly, state: State, step: Stage, strains: Strains) -> State:
    """The state after one step under increments of free strain (6,) by region that stands."""
    if step.born:
        state = _with_birth(assembly, state, step)
    patches = assembly.patches(step.standing, step.start, step.end)
    force, free, local = changed_forces(assembly, state, patches), {}, {}
    for name, p in patches.items():
        force[name] = free_strain_forces(p, strains[name]) + force.get(name, 0.0)
        local[name], free[name] = state.local[name], state.free[name]
        before = state.patches[name]
        if before.stiffness != p.stiffness and name in assembly.incremental:
            local[name], free[name] = carried_over(before, p.stiffness, local[name], free[name])
        free[name] = free[name] + (
            strains[name] if free[name].ndim == 1 else strains[name][:, None, None]
        )
    moved = _moved(assembly, step, patches, strains, force)
    if moved is None:
        return replace(state, patches=patches, local=local, free=free)
    change, own, shared, residual = moved
    return State(
        state.unknowns + change[: assembly.size],
        patches,
        {n: local[n] + change[own[n].unknowns] for n in patches},
        free,
        {n: _summed(state.walls.get(n, {}), shared[n]) for n in patches},
        state.gross + _sizes(assembly, patches, force),
        max(state.residual, residual),
    )


def _sizes(
    assembly: Assembly, patches: Mapping[str, Patch], force: Mapping[str, np.ndarray]
) -> np.ndarray:
    parts = [nodal_sum(patches[n], np.abs(f), assembly.size) for n, f in force.items()]
    return np.asarray(np.sum(parts, axis=0))


def changed_forces(
    assembly: Assembly, state: State, patches: Mapping[str, Patch]
) -> dict[str, np.ndarray]:
    """By region of the total rule whose moduli change: what it resists with less (elements, unknowns)."""
    found = {}
    for name, after in patches.items():
        before = state.patches.get(name, after)
        if before.stiffness != after.stiffness and name not in assembly.incremental:
            known = state.local[name], state.free[name]
            found[name] = internal_forces(before, *known) - internal_forces(after, *known)
    return found


def _summed(a: Mapping[str, float], b: Mapping[str, float]) -> dict[str, float]:
    return {name: a.get(name, 0.0) + value for name, value in b.items()}


Moved = tuple[np.ndarray, Mapping[str, Patch], Mapping[str, Mapping[str, float]], float]


def _moved(
    assembly: Assembly,
    step: Stage,
    patches: Mapping[str, Patch],
    strains: Strains,
    force: Mapping[str, np.ndarray],
) -> Moved | None:
    """What a step changes; None where nothing acts.

    The change of all unknowns, the patches that number them, that of the global unknowns by region,
    and the residual.
    """
    if not any(f.any() for f in force.values()):
        return None
    if len(patches) == 1:
        alone = _expanded(assembly, step, patches, strains)
        if alone is not None:
            return alone
    system = assembly.system(step.standing, patches, step.end)
    size = system.matrix.shape[0]
    total = np.sum([nodal_sum(system.patches[n], f, size) for n, f in force.items()], axis=0)
    change = system.solve(total[:, None])[:, 0]
    shared = system.shared(change)
    walls = {n: of_body(system.model, n, shared) for n in patches}
    return change, system.patches, walls, system.residual(change[:, None], total[:, None])


def _expanded(
    assembly: Assembly, step: Stage, patches: Mapping[str, Patch], strains: Strains
) -> Moved | None:
    """The same for one region that expands alike in all directions, where nothing hinders it."""
    model = assembly.standing(step.standing)
    (strain,) = (strains[name] for name in patches)
    amount = float(strain[0])
    if not np.array_equal(strain, amount * NORMAL) or len(model.bodies) > 1:
        return None
    if not may_expand(model, model.constraints):
        return None
    kinematics, nodes, points = model.kinematics, model.active_nodes, assembly.mesh.points
    base = points[kinematics.nodes_along("z", model.constraints.held), 1].min()
    change = np.zeros(assembly.size)
    change[kinematics.along("x", nodes)] = amount * points[nodes, 0]
    change[kinematics.along("z", nodes)] = amount * (points[nodes, 1] - base)
    shared = dict.fromkeys((*kinematics.unknowns, *model.constraints.names), 0.0)
    for name in {"a", "e"} & shared.keys():
        shared[name] = amount
    for n, name in enumerate(kinematics.unknowns):
        change[model.displacements + n] = shared[name]
    return change, patches, dict.fromkeys(patches, shared), 0.0


def of_body(model: Model, region: str, shared: Mapping[str, float]) -> dict[str, float]:
    """The global unknowns, by their plain names, of the body that a region belongs to."""
    number = model.body_of[region]
    return {
        name: shared[numbered(name, number)] for name in GLOBALS if numbered(name, number) in shared
    }


def told(assembly: Assembly, walls: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The global unknowns of a solution out of those by region: the wall's, and the datum's own."""
    datum, wall = (walls.get(n, {}) for n in (assembly.section.datum.name, assembly.walled))
    return {
        **{n: v for n, v in datum.items() if n in "ab"},
        **{n: wall[n] for n in "ek" if n in wall},
    }


def _with_birth(assembly: Assembly, state: State, step: Stage) -> State:
    """A region more, without strain; its own nodes start from the nearest that stood before."""
    p = assembly.patches([step.born], step.start, step.end)[step.born]
    older = tuple(n for n in step.standing if n != step.born)
    unknowns = state.unknowns
    if older:
        new, nearest = _laid_on(assembly, step.born, older)
        of, unknowns = assembly.whole.kinematics.displacements, unknowns.copy()
        unknowns[of(new)] = unknowns[of(nearest)]
    return replace(
        state,
        unknowns=unknowns,
        patches={**state.patches, step.born: p},
        local={**state.local, step.born: np.zeros(p.unknowns.shape)},
        free={**state.free, step.born: np.zeros(6)},
    )


def _laid_on(
    assembly: Assembly, born: str, older: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """The nodes that a newborn brings, and the nearest to each of those that stood before."""
    mesh = assembly.mesh

    def found() -> tuple[np.ndarray, np.ndarray]:
        count = len(mesh.points)
        there = distinct(mesh.triangles[mesh.elements_in(*older)], count)[0]
        new = np.setdiff1d(distinct(mesh.triangles[mesh.elements_in(born)], count)[0], there)
        return new, there[cKDTree(mesh.points[there]).query(mesh.points[new])[1]]

    return assembly.factorisations.laid_out((mesh, born, older), found)


def finished(assembly: Assembly, state: State, end: float) -> Solution:
    """A state as a solution, under the moduli at the end temperature in °C, with its checks."""
    kinematics = assembly.whole.kinematics
    patches, local, free = {}, {}, {}
    for name, p in state.patches.items():
        moduli = stiffness(assembly.laws[name].moduli(end), kinematics, name in assembly.mixed)
        patches[name] = with_moduli(p, moduli)
        local[name], free[name] = state.local[name], state.free[name]
        if name in assembly.incremental and moduli != p.stiffness:
            local[name], free[name] = carried_over(p, moduli, local[name], free[name])
    birth = {n: state.unknowns[p.unknowns] - local[n] for n, p in patches.items()}
    walls = told(assembly, state.walls)
    found = Solution(assembly.whole, end, patches, state.unknowns, walls, free, (), birth)
    return found if assembly.cubic else replace(found, checks=_checks(assembly, state, found))


def _checks(assembly: Assembly, state: State, found: Solution) -> tuple[Check, ...]:
    system = assembly.system(tuple(assembly.laws), state.patches, found.temperature)
    expansion = uniform_expansion(system)
    stress = {n: found.strain_and_stress(n)[1] for n in found.patches}
    checks = [residual_check(state.residual), *([expansion] if expansion else [])]
    return (*checks, *balance_checks(system, stress, found.free_strain, before=state.gross))
