"""Where a stack stands in its history: what its nodes have done, and each region since its birth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np
from scipy.spatial import cKDTree

from stressbump.history.assembly import Assembly
from stressbump.history.moduli import carried_over
from stressbump.history.schedule import Stage
from stressbump.laws import Law
from stressbump.laws.memory import Memory
from stressbump.mechanics.balance import ElementBlock, at_points
from stressbump.mechanics.checks import NO_ENERGY, Energy
from stressbump.mechanics.model import Model
from stressbump.mechanics.solution import Pressing
from stressbump.mechanics.supports import GLOBALS, numbered
from stressbump.mesh.mesh import distinct

Strains = Mapping[str, np.ndarray]  # by region, (6,)


@dataclass(frozen=True, eq=False)
class State:
    """Where a stack stands, and what each region has been through since its birth."""

    unknowns: np.ndarray  # what the nodes have done, new ones from where the stack then was
    blocks: Mapping[str, ElementBlock]  # with the moduli under which the free strains hold
    local: Mapping[str, np.ndarray]  # by region (elements, unknowns)
    free: Mapping[str, np.ndarray]  # by region (6,) or (6, elements, points)
    walls: Mapping[str, Mapping[str, float]]  # by region: e, k, a, b
    gross: np.ndarray  # sum of the sizes of all forces so far (unknowns,)
    residual: float = 0.0  # the worst relative one so far
    memory: Mapping[str, np.ndarray] = field(default_factory=dict)  # by region (rows, points)
    energy: Energy = NO_ENERGY  # since the first region with memory was born
    pressing: Pressing = field(default_factory=dict)  # by free face: forces of its nodes

    def free_strain(self, region: str) -> np.ndarray:
        """(6,) or (6, elements, points): all that makes no stress, inelastic strain as well."""
        free, memory = self.free[region], self.memory.get(region)
        if memory is None:
            return free
        p = self.blocks[region]
        return np.asarray(at_points(p, free) + memory[:6].reshape(6, *p.dV.shape))

    def accumulated(self, region: str) -> np.ndarray:
        """Dissipated work, MPa, and equivalent inelastic strain of a region with memory, since birth.

        (2, elements, points)
        """
        return self.memory[region][[WORK, SLIP]].reshape(2, *self.blocks[region].dV.shape)

    @classmethod
    def empty(cls, assembly: Assembly) -> State:
        """Before anything stands."""
        nothing = np.zeros(assembly.size)
        return cls(nothing, {}, {}, {}, {}, nothing)


WORK, SLIP = -2, -1  # rows of a memory behind the law's own: dissipated work, equivalent strain


def newborn(law: Law, points: int) -> np.ndarray:
    """The memory of so many points that have been through nothing (rows, points)."""
    return np.vstack([cast(Memory, law).fresh(points), np.zeros((2, points))])


@dataclass(frozen=True, eq=False)
class Prepared:
    """A stack at the start of a step: those that stand, under its moduli and with its free strains."""

    before: State
    blocks: Mapping[str, ElementBlock]
    local: Mapping[str, np.ndarray]
    free: Mapping[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Move:
    """What a step changes."""

    change: np.ndarray  # of all unknowns
    blocks: Mapping[str, ElementBlock]  # that number them
    walls: Mapping[str, Mapping[str, float]]  # by region, of its global unknowns
    residual: float


def prepared(
    assembly: Assembly,
    state: State,
    step: Stage,
    strains: Strains,
    blocks: Mapping[str, ElementBlock],
) -> Prepared:
    """A state at the start of a step, under increments of free strain (6,) by region that stands."""
    before = _with_birth(assembly, state, step) if step.born else state
    local, free = {}, {}
    for name, p in blocks.items():
        local[name], free[name], old = before.local[name], before.free[name], before.blocks[name]
        if old.stiffness != p.stiffness and name in assembly.incremental:
            local[name], free[name] = carried_over(old, p.stiffness, local[name], free[name])
        more = strains[name]
        free[name] = free[name] + (more if free[name].ndim == 1 else more[:, None, None])
    return Prepared(before, blocks, local, free)


def arrived(
    ready: Prepared,
    move: Move,
    gross: np.ndarray | float = 0.0,
    memory: Mapping[str, np.ndarray] | None = None,
) -> State:
    """The state at the end of a step."""
    before, blocks, change = ready.before, ready.blocks, move.change
    return State(
        before.unknowns + change[: len(before.unknowns)],
        blocks,
        {n: ready.local[n] + change[move.blocks[n].unknowns] for n in blocks},
        ready.free,
        {n: _summed(before.walls.get(n, {}), move.walls[n]) for n in blocks},
        before.gross + gross,
        max(before.residual, move.residual),
        before.memory if memory is None else memory,
        pressing=before.pressing,
    )


def _summed(a: Mapping[str, float], b: Mapping[str, float]) -> dict[str, float]:
    return {name: a.get(name, 0.0) + value for name, value in b.items()}


def of_body(model: Model, region: str, global_unknowns: Mapping[str, float]) -> dict[str, float]:
    """The global unknowns, by their plain names, of the body that a region belongs to."""
    number = model.body_of[region]
    return {
        name: global_unknowns[numbered(name, number)]
        for name in GLOBALS
        if numbered(name, number) in global_unknowns
    }


def _with_birth(assembly: Assembly, state: State, step: Stage) -> State:
    """A region more, without strain; its own nodes start from the nearest of its body that stood before."""
    p = assembly.blocks([step.born], step.start, step.end)[step.born]
    older = _bonded(assembly, step)
    unknowns, memory = state.unknowns, dict(state.memory)
    if older:
        new, nearest = _laid_on(assembly, step.born, older)
        of, unknowns = assembly.whole.kinematics.displacements, unknowns.copy()
        unknowns[of(new)] = unknowns[of(nearest)]
    if step.born in assembly.remembering:
        memory[step.born] = newborn(assembly.laws[step.born], p.dV.size)
    return replace(
        state,
        memory=memory,
        unknowns=unknowns,
        blocks={**state.blocks, step.born: p},
        local={**state.local, step.born: np.zeros(p.unknowns.shape)},
        free={**state.free, step.born: np.zeros(6)},
    )


def _bonded(assembly: Assembly, step: Stage) -> tuple[str, ...]:
    """The regions that the newborn is laid on, or joins, with all that they hold together."""
    older = tuple(n for n in step.standing if n != step.born)
    if not assembly.section.joined:
        return older
    model = assembly.standing(step.standing)
    return tuple(n for n in older if model.body_of[n] == model.body_of[step.born])


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
