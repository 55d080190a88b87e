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

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from stressbump.history.assembly import Assembly, path
from stressbump.history.contact import contact_checks, pulled, settled
from stressbump.history.eigenstrain import increments
from stressbump.history.marching import march
from stressbump.history.schedule import Stage, legs, stages
from stressbump.history.snapshot import snapshot
from stressbump.history.state import (
    Move,
    State,
    Strains,
    arrived,
    of_body,
    prepared,
)
from stressbump.mechanics.balance import (
    ElementBlock,
    free_strain_forces,
    internal_forces,
    nodal_sum,
)
from stressbump.mechanics.checks import Check, balance_checks, may_expand, residual_check
from stressbump.mechanics.interrupts import check_interrupts
from stressbump.mechanics.kinematics import IDENTITY
from stressbump.mechanics.loading import uniform_expansion
from stressbump.mechanics.solution import Solution

PARTS = 16  # of a step in which faces rub: slips to 0.5 % under a friction of 1, 0.1 % under 0.1
Observer = Callable[[State, Stage], None]


def solutions(assembly: Assembly, ends: Iterable[float]) -> dict[float, Solution]:
    """By end temperature in °C: the stack after its history; each for itself, whatever the others.

    With friction between free faces one after the other, for slip stays.
    """
    return {end: finished(assembly, state, end) for end, state in reached(assembly, ends).items()}


def reached(
    assembly: Assembly, ends: Iterable[float], observe: Observer = lambda *_: None
) -> dict[float, State]:
    """The states of these solutions; `observe` sees the state at the end of every stage."""
    wanted = tuple(dict.fromkeys(map(float, ends)))
    if assembly.remembering:
        assembly.marches.begin(assembly, assembly.kind, _marched(assembly, wanted))
    ground = State.empty(assembly)
    for stage in stages(assembly.section, wanted[0])[:-1]:
        for step in path(assembly, stage):
            ground = through(assembly, ground, step)
        observe(ground, stage)
    found, passed = dict[float, State](), dict[Stage, State]()
    for end in wanted:
        last, state = stages(assembly.section, end)[-1], ground
        if found and assembly.has_friction:
            before, state = found.popitem()
            found[before] = state
            last = replace(last, born="", start=before)
            passed.clear()
        for step in path(assembly, last):
            if step not in passed:
                passed[step] = through(assembly, state, step)
            state = passed[step] if step.end != end else passed.pop(step)
        observe(state, last)
        found[end] = state
    return found


def _marched(assembly: Assembly, ends: tuple[float, ...]) -> Iterator[Stage]:
    """The steps in which something with memory stands, to all end temperatures and through the cycles."""
    section, first = assembly.section, ends[0]
    every = [
        *stages(section, first),
        *(stages(section, end)[-1] for end in ends[1:]),
        *(leg.stage for leg in legs(section, first)),
    ]
    for stage in every:
        if assembly.remembering.intersection(stage.standing):
            yield from path(assembly, stage)


def through(assembly: Assembly, state: State, step: Stage) -> State:
    """The state at the end of a step of a path."""
    _, reached = deque(walk(assembly, state, step), maxlen=1).pop()
    return reached


def walk(assembly: Assembly, state: State, step: Stage) -> Iterator[tuple[float, State]]:
    """The same bit by bit: the share of the step that is done, and the state there.

    In time where regions with memory stand. Elsewhere at once, but where faces with friction press each
    other already: what sticks until when depends on the way.
    """
    if assembly.remembering.intersection(step.standing):
        yield from march(assembly, state, step)
        return
    count = PARTS * assembly.finer if may_turn_back(assembly, state, step) else 1
    for k in range(count):
        part = step.between(k / count, (k + 1) / count) if count > 1 else step
        moved = stepped(assembly, state, part, increments(assembly.section, assembly.laws, part))
        state = settled(assembly, state, moved, part)
        yield (k + 1) / count, state


def may_turn_back(assembly: Assembly, state: State, step: Stage) -> bool:
    """Whether faces with friction may slip on in a step, or stick, or slip back."""
    pressed = (pair for pair, force in state.pressing.items() if force.push.any())
    return step.start != step.end and any(assembly.section.friction(pair) for pair in pressed)


def stepped(assembly: Assembly, state: State, step: Stage, strains: Strains) -> State:
    """The state after one step under increments of free strain (6,) by region that stands."""
    check_interrupts()
    blocks = assembly.blocks(step.standing, step.start, step.end)
    ready = prepared(assembly, state, step, strains, blocks)
    force = changed_forces(assembly, ready.before, blocks)
    for name, p in blocks.items():
        force[name] = free_strain_forces(p, strains[name]) + force.get(name, 0.0)
    found = _moved(assembly, step, blocks, strains, force)
    if found is None:
        return replace(ready.before, blocks=blocks, local=ready.local, free=ready.free)
    return arrived(ready, found, gross=_sizes(assembly, blocks, force))


def _sizes(
    assembly: Assembly, blocks: Mapping[str, ElementBlock], force: Mapping[str, np.ndarray]
) -> np.ndarray:
    parts = [nodal_sum(blocks[n], np.abs(f), assembly.size) for n, f in force.items()]
    return np.asarray(np.sum(parts, axis=0))


def changed_forces(
    assembly: Assembly, state: State, blocks: Mapping[str, ElementBlock]
) -> dict[str, np.ndarray]:
    """By region of the total rule whose moduli change: what it resists with less (elements, unknowns)."""
    found = {}
    for name, after in blocks.items():
        before = state.blocks.get(name, after)
        if before.stiffness != after.stiffness and name not in assembly.incremental:
            known = state.local[name], state.free[name]
            found[name] = internal_forces(before, *known) - internal_forces(after, *known)
    return found


def _moved(
    assembly: Assembly,
    step: Stage,
    blocks: Mapping[str, ElementBlock],
    strains: Strains,
    force: Mapping[str, np.ndarray],
) -> Move | None:
    """What a step changes; None where nothing acts."""
    if not any(f.any() for f in force.values()):
        return None
    if len(blocks) == 1:
        alone = _expanded(assembly, step, blocks, strains)
        if alone is not None:
            return alone
    system = assembly.system(step.standing, blocks, step.end)
    size = system.matrix.shape[0]
    total = np.sum([nodal_sum(system.blocks[n], f, size) for n, f in force.items()], axis=0)
    change = system.solve(total[:, None])[:, 0]
    global_unknowns = system.global_unknowns(change)
    walls = {n: of_body(system.model, n, global_unknowns) for n in blocks}
    residual = system.residual(change[:, None], total[:, None])
    return Move(change, system.blocks, walls, residual)


def _expanded(
    assembly: Assembly, step: Stage, blocks: Mapping[str, ElementBlock], strains: Strains
) -> Move | None:
    """The same for one region that expands alike in all directions, where nothing hinders it."""
    model = assembly.standing(step.standing)
    (strain,) = (strains[name] for name in blocks)
    amount = float(strain[0])
    if not np.array_equal(strain, amount * IDENTITY) or len(model.bodies) > 1:
        return None
    if not may_expand(model, model.constraints):
        return None
    kinematics, nodes, points = model.kinematics, model.active_nodes, assembly.mesh.points
    base = points[kinematics.nodes_along("z", model.constraints.prescribed), 1].min()
    change = np.zeros(assembly.size)
    change[kinematics.along("x", nodes)] = amount * points[nodes, 0]
    change[kinematics.along("z", nodes)] = amount * (points[nodes, 1] - base)
    global_unknowns = dict.fromkeys((*kinematics.unknowns, *model.constraints.names), 0.0)
    for name in {"a", "e"} & global_unknowns.keys():
        global_unknowns[name] = amount
    for n, name in enumerate(kinematics.unknowns):
        change[model.displacements + n] = global_unknowns[name]
    return Move(change, blocks, dict.fromkeys(blocks, global_unknowns), 0.0)


def finished(assembly: Assembly, state: State, end: float) -> Solution:
    """A state as a solution, under the moduli at the end temperature in °C, with its checks."""
    found = snapshot(assembly, state, end)
    return found if assembly.cubic else replace(found, checks=_checks(assembly, state, found))


def _checks(assembly: Assembly, state: State, found: Solution) -> tuple[Check, ...]:
    system = assembly.system(tuple(assembly.laws), state.blocks, found.temperature)
    expansion = uniform_expansion(system)
    stress = {n: found.strain_and_stress(n)[1] for n in found.blocks}
    checks = [residual_check(state.residual), *([expansion] if expansion else [])]
    if assembly.remembering:
        checks.append(state.energy.check)
    push = np.zeros(len(system.constraint_matrix))
    push[: assembly.size] = pulled(assembly, state.pressing)
    free = found.free_strain
    checks += balance_checks(system, stress, free, push, before=state.gross)
    return (*checks, *contact_checks(assembly, state, system, stress, free))
