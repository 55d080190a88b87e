"""What a unit of free strain does, step by step: what superposes of a history.

A `Unit` is one region's free strain in one pattern during one step, alone, and the stress that it leaves
in the end. Units times their amounts add up to a history while no law of the total rule changes its
moduli after the birth of its region; what such a change adds is a `Change`, of the actual history.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np

from stressbump.history.assembly import Assembly, path
from stressbump.history.eigenstrain import increments
from stressbump.history.moduli import with_moduli
from stressbump.history.schedule import Stage, stages
from stressbump.history.snapshot import wall_unknowns
from stressbump.history.state import State, of_body
from stressbump.history.stepping import changed_forces, stepped
from stressbump.mechanics.balance import ElementBlock, free_strain_forces, nodal_sum
from stressbump.mechanics.kinematics import IDENTITY
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.system import System


@dataclass(frozen=True, eq=False)
class Unit:
    """A unit free strain (6,) of one region during a step, and the solution that it leaves."""

    step: int  # which of `steps_of`
    region: str
    pattern: np.ndarray
    solution: Solution


@dataclass(frozen=True, eq=False)
class Change:
    """What other moduli of one region make of the stack when a step begins to count."""

    step: Stage
    region: str
    solution: Solution


def steps_of(assembly: Assembly, end: float) -> tuple[Stage, ...]:
    """Every step of a history until an end temperature in °C."""
    return tuple(part for s in stages(assembly.section, end) for part in path(assembly, s))


def superposes(assembly: Assembly, end: float) -> bool:
    """Whether units add up: no law has memory, none of the total rule changes its region's moduli."""
    if assembly.remembering:
        return False
    steps = steps_of(assembly, end)
    return all(
        len({assembly.moduli(n, s.start, s.end) for s in steps if n in s.standing}) == 1
        for n in assembly.laws
        if n not in assembly.incremental
    )


def likeness(assembly: Assembly, end: float) -> tuple[Hashable, ...]:
    """Equal for histories that have the same units on one mesh."""
    return tuple(
        (s.born, s.standing, tuple(assembly.moduli(n, s.start, s.end) for n in s.standing))
        for s in steps_of(assembly, end)
    ) + tuple((law.isotropic, n in assembly.remembering) for n, law in assembly.laws.items())


def units(assembly: Assembly, end: float, idle: bool = True) -> tuple[Unit, ...]:
    """The units of a history, one direction at a time unless a law is isotropic.

    Those of steps in which nothing happens are left out if not `idle`.
    """
    out: list[Unit] = []
    for number, step in enumerate(steps_of(assembly, end)):
        strains = increments(assembly.section, assembly.laws, step)
        if not (idle or any(s.any() for s in strains.values())):
            continue
        blocks = assembly.blocks(step.standing, step.start, step.end)
        system = assembly.system(step.standing, blocks, step.end)
        keys = [
            (name, pattern)
            for name in step.standing
            for pattern in (IDENTITY[None] if assembly.laws[name].isotropic else np.eye(6)[:3])
        ]
        force = np.stack([_force(system, *key) for key in keys], axis=1)
        for (name, pattern), change in zip(keys, system.solve(force).T, strict=True):
            found = _left(assembly, blocks, system, change, {name: pattern}, end)
            out.append(Unit(number, name, pattern, found))
    return tuple(out)


def _force(system: System, name: str, pattern: np.ndarray) -> np.ndarray:
    p = system.blocks[name]
    return nodal_sum(p, free_strain_forces(p, pattern), system.matrix.shape[0])


def changes(assembly: Assembly, end: float) -> tuple[Change, ...]:
    """What changes of moduli under the total rule add to the actual history."""
    state, out = State.empty(assembly), []
    for step in steps_of(assembly, end):
        blocks = assembly.blocks(step.standing, step.start, step.end)
        force = changed_forces(assembly, state, blocks)
        if force:
            system = assembly.system(step.standing, blocks, step.end)
            size = system.matrix.shape[0]
            columns = [nodal_sum(system.blocks[n], f, size) for n, f in force.items()]
            solved = system.solve(np.stack(columns, axis=1)).T
            for name, change in zip(force, solved, strict=True):
                found = _left(assembly, blocks, system, change, {}, end)
                out.append(Change(step, name, found))
        state = stepped(assembly, state, step, increments(assembly.section, assembly.laws, step))
    return tuple(out)


def _left(
    assembly: Assembly,
    blocks: Mapping[str, ElementBlock],
    system: System,
    change: np.ndarray,
    free: Mapping[str, np.ndarray],
    end: float,
) -> Solution:
    """What a change of the unknowns during a step leaves in the end, if nothing follows.

    What an incremental law has made of it then stays, whatever its moduli become.
    """
    unknowns = change[: assembly.size]
    final, birth = {}, {}
    for name, p in assembly.blocks(assembly.laws, end, end).items():
        local = change[system.blocks[name].unknowns] if name in blocks else 0.0
        birth[name] = unknowns[p.unknowns] - local
        stays = name in assembly.incremental and name in blocks
        final[name] = with_moduli(p, blocks[name].stiffness) if stays else p
    strains = {name: free.get(name, np.zeros(6)) for name in final}
    global_unknowns = system.global_unknowns(change)
    standing = {assembly.section.datum.name, assembly.walled} & system.model.laws.keys()
    walls = wall_unknowns(
        assembly, {name: of_body(system.model, name, global_unknowns) for name in standing}
    )
    return Solution(assembly.whole, end, final, unknowns, walls, strains, (), birth)


def amounts(assembly: Assembly, end: float, of: tuple[Unit, ...]) -> np.ndarray:
    """How much of each unit (units,) a history has that is alike."""
    strains = [increments(assembly.section, assembly.laws, s) for s in steps_of(assembly, end)]
    return np.array([strains[u.step][u.region] @ u.pattern / (u.pattern @ u.pattern) for u in of])
