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
from stressbump.history.state import State, of_body
from stressbump.history.stepping import changed_forces, stepped, told
from stressbump.mechanics.balance import Patch, free_strain_forces, nodal_sum
from stressbump.mechanics.kinematics import NORMAL
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
        patches = assembly.patches(step.standing, step.start, step.end)
        system = assembly.system(step.standing, patches, step.end)
        keys = [
            (name, pattern)
            for name in step.standing
            for pattern in (NORMAL[None] if assembly.laws[name].isotropic else np.eye(6)[:3])
        ]
        force = np.stack([_force(system, *key) for key in keys], axis=1)
        for (name, pattern), change in zip(keys, system.solve(force).T, strict=True):
            found = _left(assembly, patches, system, change, {name: pattern}, end)
            out.append(Unit(number, name, pattern, found))
    return tuple(out)


def _force(system: System, name: str, pattern: np.ndarray) -> np.ndarray:
    p = system.patches[name]
    return nodal_sum(p, free_strain_forces(p, pattern), system.matrix.shape[0])


def changes(assembly: Assembly, end: float) -> tuple[Change, ...]:
    """What changes of moduli under the total rule add to the actual history."""
    state, out = State.empty(assembly), []
    for step in steps_of(assembly, end):
        patches = assembly.patches(step.standing, step.start, step.end)
        force = changed_forces(assembly, state, patches)
        if force:
            system = assembly.system(step.standing, patches, step.end)
            size = system.matrix.shape[0]
            columns = [nodal_sum(system.patches[n], f, size) for n, f in force.items()]
            solved = system.solve(np.stack(columns, axis=1)).T
            for name, change in zip(force, solved, strict=True):
                found = _left(assembly, patches, system, change, {}, end)
                out.append(Change(step, name, found))
        state = stepped(assembly, state, step, increments(assembly.section, assembly.laws, step))
    return tuple(out)


def _left(
    assembly: Assembly,
    patches: Mapping[str, Patch],
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
    for name, p in assembly.patches(assembly.laws, end, end).items():
        local = change[system.patches[name].unknowns] if name in patches else 0.0
        birth[name] = unknowns[p.unknowns] - local
        stays = name in assembly.incremental and name in patches
        final[name] = with_moduli(p, patches[name].stiffness) if stays else p
    strains = {name: free.get(name, np.zeros(6)) for name in final}
    shared = system.shared(change)
    standing = {assembly.section.datum.name, assembly.walled} & system.model.laws.keys()
    walls = told(assembly, {name: of_body(system.model, name, shared) for name in standing})
    return Solution(assembly.whole, end, final, unknowns, walls, strains, (), birth)


def amounts(assembly: Assembly, end: float, of: tuple[Unit, ...]) -> np.ndarray:
    """How much of each unit (units,) a history has that is alike."""
    strains = [increments(assembly.section, assembly.laws, s) for s in steps_of(assembly, end)]
    return np.array([strains[u.step][u.region] @ u.pattern / (u.pattern @ u.pattern) for u in of])
