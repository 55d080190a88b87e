"""Through a stage in time: steps whose length follows their error, or that end where it is given.

Of second order by two implicit stages (R. Alexander, SIAM J. Numer. Anal. 14 (1977) 1006-1021), γ = 1 - √½:

    q_1 = q_n + γ Δt q̇_1,    q_2 = q_n + (1 - γ) Δt q̇_1 + γ Δt q̇_2

of which each is backward Euler from a state that is known, so that a law need not know more; unknowns
follow from balance at each. The second ends the step. γ Δt |q̇_2 - q̇_1| of the inelastic strains, as root
mean square over each region, estimates the error and sets the next step. Steps of first order are
backward Euler, whose error is half of Δt |q̇ - q̇_before|.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.history.eigenstrain import increments
from stressbump.history.energy import Passage, turned_over
from stressbump.history.equilibrium import (
    Balanced,
    NotBalanced,
    Remembering,
    balanced,
    with_tangent,
)
from stressbump.history.moduli import with_moduli
from stressbump.history.pressing import balanced_faces
from stressbump.history.schedule import Stage
from stressbump.history.snapshot import snapshot
from stressbump.history.state import SLIP, WORK, Move, Prepared, State, arrived, of_body, prepared
from stressbump.laws.memory import Advance, Memory
from stressbump.mechanics.balance import (
    ElementBlock,
    free_strain_forces,
    internal_forces,
    nodal_sum,
)
from stressbump.mechanics.condensed import Condensed, Tangents
from stressbump.mechanics.interrupts import check_interrupts
from stressbump.mechanics.solvers import Solve

GAMMA = 1 - np.sqrt(0.5)
FIRST = 1 / 32  # of a stage: the first step after a birth or a corner
GROWTH = 3.0  # of a step over the one before
SAFE = 0.8  # of the step that the error would allow
SHORTEST = 1e-6  # of a stage: steps that are cut below this end the march
NORM = np.array([1, 1, 1, 0.5, 0.5, 0.5]) * 2 / 3  # of strains with engineering shear


@dataclass(frozen=True, eq=False)
class Underway:
    """A stage that a stack is on its way through."""

    assembly: Assembly
    stage: Stage
    tangents: Tangents = field(default_factory=Tangents)


@dataclass(frozen=True, eq=False)
class Pace:
    """What changes in a step, per whole stage."""

    condensed: np.ndarray  # unknowns
    memory: Mapping[str, np.ndarray]  # by region, inelastic strain (6, points)


@dataclass(frozen=True, eq=False)
class Stepped:
    """A step in time that was tried."""

    passage: Passage
    error: float  # estimated, of the inelastic strain
    pace: Pace


def marched(assembly: Assembly, state: State, stage: Stage) -> State:
    """The state at the end of a stage in which regions with memory stand; NotBalanced if none is found."""
    _, reached = deque(march(assembly, state, stage), maxlen=1).pop()
    return reached


def march(assembly: Assembly, state: State, stage: Stage) -> Iterator[tuple[float, State]]:
    """The same step by step: the share of the stage that is done, and the state there."""
    how = assembly.time_steps
    ends = how.ends(stage)
    done, length = 0.0, 1.0 if ends is not None or not stage.seconds else FIRST
    pace: Pace | None = None
    underway = Underway(assembly, stage)
    while done < 1:
        check_interrupts()
        stop = 1.0 if ends is None else float(ends[ends > done + SHORTEST / 2][0])
        share = _share(length, stop - done)
        try:
            found = _stepped(underway, state, done, share, pace)
        except NotBalanced as failure:
            length = share if pace is not None else share / 4
            pace = None
            if length < SHORTEST:
                raise _given_up(failure, assembly, state, stage, done) from None
            continue
        ratio = SAFE * float(np.sqrt(how.tolerance / max(found.error, 1e-30)))
        if ends is not None or ratio >= SAFE / 2 or share < SHORTEST:
            state, pace, done = (
                _kept(assembly, state, found),
                found.pace,
                stop if share == stop - done else done + share,
            )
            assembly.marches.reached(assembly, stage, done)
            yield done, state
        length = 1.0 if ends is not None else share * min(max(ratio, 1 / 8), GROWTH)


def _given_up(
    failure: NotBalanced, assembly: Assembly, state: State, stage: Stage, done: float
) -> NotBalanced:
    """The failure with the place in history where the last balance was, and that as a solution."""
    where = stage.between(0.0, done)
    way = f"on the way from {stage.start:.4g} to {stage.end:.4g} °C"
    found = NotBalanced(f"{way}, {where.seconds:.4g} of {stage.seconds:.4g} s behind it: {failure}")
    found.last = snapshot(assembly, state, where.end) if state.blocks else None
    return found


def _kept(assembly: Assembly, state: State, found: Stepped) -> State:
    """The state at the end of a step, with its energy; bars are not checked and do without."""
    after = found.passage.after
    if assembly.cubic:
        return after
    return replace(after, energy=state.energy + turned_over(assembly, found.passage))


def _share(length: float, left: float) -> float:
    """The next step: all that is left, half of it, or the length wanted."""
    if length >= left - SHORTEST:
        return left
    return left / 2 if 2 * length > left + SHORTEST else length


def _stepped(
    underway: Underway, state: State, done: float, share: float, pace: Pace | None
) -> Stepped:
    """One step of two stages; of one, backward Euler, if it is to be or where no time passes."""
    stage = underway.stage
    last = stage.between(done, 1.0 if done + share > 1 - SHORTEST / 2 else done + share)
    if underway.assembly.time_steps.order == 1 or not stage.seconds:
        return _backward(underway, state, last, share, pace)
    part = GAMMA * last.seconds
    inner = stage.between(done, done + GAMMA * share)
    guess = None if pace is None else pace.condensed * GAMMA * share
    first = _in_balance(underway, state, inner, None, part, guess)
    base = {n: q + (1 - GAMMA) / GAMMA * (first.memory[n] - q) for n, q in first.start.items()}
    try:
        second = _in_balance(underway, state, last, base, part, first.condensed / GAMMA)
    except NotBalanced:
        second = _in_balance(underway, state, last, base, part, first.condensed)
    error = max(
        _mean(second.state.blocks[n], (q - base[n]) - (first.memory[n] - first.start[n]))
        for n, q in second.memory.items()
    )
    return Stepped(_passage(last, second, first.state), error, _pace(second, first.start, share))


def _backward(
    underway: Underway, state: State, last: Stage, share: float, pace: Pace | None
) -> Stepped:
    """A step of backward Euler; the first of a stage counts as if all had been at rest before."""
    guess = None if pace is None else pace.condensed * share
    found = _in_balance(underway, state, last, None, last.seconds, guess)
    now, error = _pace(found, found.start, share), 0.0
    for n, rate in now.memory.items() if underway.stage.seconds else ():
        change = rate if pace is None else rate - pace.memory[n]
        error = max(error, share / 2 * _mean(found.state.blocks[n], change))
    return Stepped(_passage(last, found), error, now)


def _pace(found: Reached, start: Mapping[str, np.ndarray], share: float) -> Pace:
    moved = {n: (q[:6] - start[n][:6]) / share for n, q in found.memory.items()}
    return Pace(found.condensed / share, moved)


def _passage(step: Stage, found: Reached, between: State | None = None) -> Passage:
    return Passage(step, found.before.before, found.before.local, found.state, between)


@dataclass(frozen=True, eq=False)
class Reached:
    """The end of an implicit stage: a state, and by region the memory that it started from and has."""

    before: Prepared
    state: State
    condensed: np.ndarray
    start: Mapping[str, np.ndarray]
    memory: Mapping[str, np.ndarray]


def _in_balance(
    underway: Underway,
    state: State,
    step: Stage,
    base: Mapping[str, np.ndarray] | None,
    seconds: float,
    guess: np.ndarray | None,
) -> Reached:
    """The state at the end of a step, by backward Euler over so many seconds.

    Memories start from those given, if any are, else from those of the state.
    """
    assembly = underway.assembly
    blocks = {n: _as_in(assembly, underway.stage, step, n) for n in step.standing}
    strains = increments(assembly.section, assembly.laws, step)
    ready = prepared(assembly, state, step, strains, blocks)
    ground = assembly.condensed(step, blocks)
    start = {n: ready.before.memory[n] for n in ground.others} if base is None else base
    linear, gross = _acting(ready, ground)
    remembering = {
        n: Remembering(
            cast(Memory, assembly.laws[n]),
            with_moduli(ground.system.blocks[n], blocks[n].stiffness),
            ready.local[n],
            ready.free[n],
            start[n][:WORK],
        )
        for n in ground.others
    }
    if guess is None:
        guess = np.zeros(len(ground.scale))

    def balance(more: np.ndarray, guess: np.ndarray) -> Balanced:
        push = linear + more
        return balanced(
            ground, remembering, push, gross, step.end, seconds, guess, underway.tangents
        )

    def tangent(found: Balanced) -> Solve:
        own = [with_tangent(remembering[n], found.answers[n]) for n in ground.order]
        return ground.factorised(own)

    found, pressing = balanced_faces(assembly, ground, ready.before, guess, balance, tangent)
    memory = {n: _remembered(start[n], answer) for n, answer in found.answers.items()}
    system = ground.system
    global_unknowns = system.global_unknowns(found.change)
    walls = {n: of_body(system.model, n, global_unknowns) for n in step.standing}
    move = Move(found.change, system.blocks, walls, found.residual)
    reached = arrived(ready, move, memory={**ready.before.memory, **memory})
    reached = replace(reached, pressing=pressing)
    return Reached(ready, reached, found.condensed, start, memory)


def _as_in(assembly: Assembly, stage: Stage, step: Stage, name: str) -> ElementBlock:
    """A region's elements: incremental moduli are those of the whole stage."""
    start, end = (stage.start, stage.end) if name in assembly.incremental else (step.end, step.end)
    return assembly.blocks([name], start, end)[name]


def _acting(ready: Prepared, ground: Condensed) -> tuple[np.ndarray, np.ndarray]:
    """The forces (unknowns,) with which linear regions push, and the sizes of all that act."""
    size = len(ground.system.constraint_matrix)
    linear, gross = np.zeros(size), np.zeros(size)
    for name, p in ground.system.blocks.items():
        own = with_moduli(p, ready.blocks[name].stiffness)
        force = internal_forces(own, ready.local[name], ready.before.free_strain(name))
        if name not in ground.others:
            force = internal_forces(own, ready.local[name], ready.free[name])
            linear -= nodal_sum(own, force, size)
        free = np.abs(free_strain_forces(own, ready.free[name]))
        gross += nodal_sum(own, np.abs(force) + free, size)
    return linear, gross


def _remembered(start: np.ndarray, answer: Advance) -> np.ndarray:
    work, slip = start[WORK] + answer.dissipated, start[SLIP] + answer.increment
    return np.vstack([answer.state, work, slip])


def _mean(p: ElementBlock, rows: np.ndarray) -> float:
    """√ of the mean over a region of 2/3 ε : ε, for strains in the first six rows (rows, points)."""
    square = NORM @ rows[:6] ** 2
    return float(np.sqrt(square @ p.dV.ravel() / p.dV.sum()))
