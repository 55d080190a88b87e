"""Whether a stack with memory keeps its energy: what it is given is what it stores and dissipates.

Nothing works on it from outside: walls are free of force or stand still, and what is born is without
stress. It is given work by what strains it without stress (T, cure, intrinsic stress) and by moduli
that follow the temperature. Between two moments, with ε_el = ε - ε_free - ε_in and means of both,

    given = -∫ σ̄ : Δε_free dV + ∫ (Δψ - σ̄ : Δε_el) dV,    stored = ∫ Δψ dV,    ψ = ½ σ : ε_el

to which springs behind an inelastic strain add theirs. What laws say that they dissipate is held
against it. Where equilibrium, births or a law are wrong it does not balance; where they are right, it
does but for the error of σ̄ in time, which a moment between, where a step has one, estimates. Free faces
work on the stack by their forces: what they take where they slip is dissipated, and what pushes give
where faces open or meet within a step is as unsure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.history.contact import displacement
from stressbump.history.eigenstrain import increments
from stressbump.history.schedule import Stage
from stressbump.history.state import WORK, State
from stressbump.laws.memory import Memory
from stressbump.mechanics.balance import ElementBlock, at_points, strain_and_stress, total_strain
from stressbump.mechanics.checks import Energy
from stressbump.mechanics.contact import FaceForces


@dataclass(frozen=True, eq=False)
class Passage:
    """A step in time as its energy sees it: states before it and at its end, and one between."""

    step: Stage
    before: State
    local: Mapping[str, np.ndarray]  # by region, before, under the moduli of the step
    after: State
    between: State | None  # of a step of two stages


def turned_over(assembly: Assembly, p: Passage) -> Energy:
    """The energy of one step."""
    free = increments(assembly.section, assembly.laws, p.step)
    found = _of_faces(assembly, p)
    for name, block in p.after.blocks.items():
        (s0, e0), (s1, e1) = _felt(p.before, name), _felt(p.after, name)
        mean, flow = (s0 + s1) / 2, np.zeros_like(s0)
        if name in assembly.remembering:
            law = cast(Memory, assembly.laws[name])
            own, flow = _of_memory(law, p, name)
            found += own
        elastic = total_strain(block, p.after.local[name] - p.local[name])
        elastic -= free[name][:, None, None] + flow
        stored = _integral(block, s1 * e1 - s0 * e0) / 2
        changed = stored - _integral(block, mean * elastic)
        strained = -_integral(block, mean * free[name][:, None, None])
        given = strained + changed
        found += Energy(given, stored, turned=abs(strained) + abs(changed) + abs(stored))
    return found


def _of_faces(assembly: Assembly, p: Passage) -> Energy:
    found, moved = Energy(), [displacement(assembly, s) for s in (p.before, p.after)]
    for pair, now in p.after.pressing.items():
        face = assembly.free_faces[pair]
        before = p.before.pressing.get(pair, FaceForces(0 * now.push, 0 * now.drag))
        opened, slipped = (read(moved[1]) - read(moved[0]) for read in (face.gap, face.slip))
        pushed = (before.push + now.push) @ opened / 2
        friction = -(before.drag + now.drag) @ slipped / 2
        found += Energy(pushed, 0.0, friction, abs(pushed), abs(pushed) + abs(friction))
    return found


def _of_memory(law: Memory, p: Passage, name: str) -> tuple[Energy, np.ndarray]:
    """What a region's law adds to it, and the inelastic strain of the step (6, elements, points)."""
    block, (T0, T1) = p.after.blocks[name], (p.step.start, p.step.end)
    q0, q1 = p.before.memory[name], p.after.memory[name]
    flow = _shaped(block, q1[:6] - q0[:6])
    shrunk = _shaped(block, law.shrunk(q1[:WORK]) - law.shrunk(q0[:WORK]))
    first, last = _felt(p.before, name)[0], _felt(p.after, name)[0]
    held = {(q, T): law.held(s[:WORK], T) for q, s in ((0, q0), (1, q1)) for T in {T0, T1}}
    stored = _integral(block, held[1, T1] - held[0, T0])
    softened = sum(_integral(block, held[q, T1] - held[q, T0]) for q in (0, 1)) / 2
    driven = -_integral(block, (first + last) / 2 * shrunk)
    lost = _integral(block, q1[WORK] - q0[WORK])
    flowed, given = flow - shrunk, driven + softened
    if p.between is None:
        unsure = (last - first) * flowed / 2
    else:
        middle = _felt(p.between, name)[0]
        early = _shaped(block, p.between.memory[name][:6] - q0[:6])
        early -= _shaped(block, law.shrunk(p.between.memory[name][:WORK]) - law.shrunk(q0[:WORK]))
        unsure = (first + middle) * early / 2 + (middle + last) * (flowed - early) / 2
        unsure -= (first + last) * flowed / 2
    sizes = abs(driven) + abs(softened) + abs(lost)
    left = _integral(block, np.abs(unsure.sum(axis=0)))
    return Energy(given, stored, lost, left, sizes), flow


def _felt(state: State, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Stress and elastic strain of a region (6, elements, points)."""
    block = state.blocks[name]
    free = at_points(block, state.free_strain(name))
    strain, stress = strain_and_stress(block, state.local[name], free)
    return stress, strain - free


def _shaped(block: ElementBlock, rows: np.ndarray) -> np.ndarray:
    return rows.reshape(len(rows), *block.dV.shape)


def _integral(block: ElementBlock, density: np.ndarray) -> float:
    """Of a density (points,) or of its parts (6, elements, points)."""
    whole = density.sum(axis=0) if density.ndim == 3 else density.reshape(block.dV.shape)
    return float((whole * block.dV).sum())
