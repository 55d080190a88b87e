"""Equilibrium of a stack where some regions remember: Newton's method on the unknowns they have.

Find the change Δu of all unknowns at which what every region resists with adds up to nothing,

    Σ_i ∫ C_i (ε_i - ε_free,i) : ε(v) dV + Σ_m ∫ σ_m(ε_m, q_m, Δt) : ε(v) dV = 0

over the linear regions i, which are condensed, and those m with a law that takes its state q_m over the
step. Residuals are scaled to unit stiffness and count against the sizes of all forces in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from stressbump.errors import SolveError
from stressbump.laws.memory import Advance, Memory
from stressbump.mechanics.balance import (
    ElementBlock,
    at_points,
    internal_forces,
    nodal_sum,
    total_strain,
)
from stressbump.mechanics.condensed import Condensed, Tangents
from stressbump.mechanics.interrupts import check_interrupts
from stressbump.mechanics.kinematics import IDENTITY
from stressbump.mechanics.solution import Solution

CLOSED = 1e-9  # residual, per size of the forces in it, at which a stage is in balance
ITERATIONS = 40  # Newton's, at the most: many where much yields at once, three elsewhere
INEXACT = 1e-4  # of the residual: what may be left of it under a tangent
ENOUGH = 0.1  # of CLOSED: likewise
SHARES = 0.5 ** np.arange(5)  # of a step: the first that leaves no more than before, else the last


class NotBalanced(SolveError):
    """A stage that Newton's method did not bring into balance.

    `last` is the solution before it, by `materials` the names of what its regions are of.
    """

    last: Solution | None = None
    materials: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Remembering:
    """The points of one region with memory in one step, before its unknowns change."""

    law: Memory
    block: ElementBlock  # with the law's moduli at the step's end
    local: np.ndarray  # (elements, unknowns) since birth
    free: np.ndarray  # (6,) or (6, elements, points): strains that are no memory, at the step's end
    state: np.ndarray  # (k, elements * points) from which the step starts


@dataclass(frozen=True, eq=False)
class Balanced:
    """What a stage came to."""

    condensed: np.ndarray  # the change of the condensed unknowns
    change: np.ndarray  # of all of them
    answers: Mapping[str, Advance]  # by region with memory
    residual: float


def balanced(
    ground: Condensed,
    remembering: Mapping[str, Remembering],
    linear: np.ndarray,
    gross: np.ndarray,
    temperature: float,
    seconds: float,
    guess: np.ndarray,
    tangents: Tangents,
) -> Balanced:
    """The change at which a stack is in balance at the end of a step of so many seconds.

    `linear` are the forces (unknowns,) with which linear regions push as long as nothing has changed,
    `gross` the sizes of all that act; `guess` is the change of the condensed unknowns to start from, and
    `tangents` solves as it did for the steps before.
    NotBalanced if there is none.
    """
    pushed = ground.gathered(linear)
    whole = float(np.linalg.norm(ground.scale * (abs(ground.prolongation).T @ gross))) or 1.0

    def left(change: np.ndarray) -> tuple[np.ndarray, Mapping[str, Advance], float]:
        """The forces that remain, what laws answer, and the size of those forces."""
        every = ground.prolongation @ change
        answers = {n: advanced(r, every, temperature, seconds) for n, r in remembering.items()}
        force = pushed - ground.stiffness @ change
        for name, r in remembering.items():
            own = nodal_sum(r.block, resisted(r, every, answers[name]), len(every))
            force -= ground.prolongation.T @ own
        size = float(np.linalg.norm(ground.scale * force)) / whole
        return force, answers, size if np.isfinite(size) else np.inf

    change = guess
    force, answers, size = left(change)
    for _ in range(ITERATIONS):
        check_interrupts()
        own = [with_tangent(remembering[n], answers[n]) for n in ground.order]
        enough = whole * max(INEXACT * size, ENOUGH * CLOSED)
        step = tangents.solution(ground, own, force, enough)
        for share in SHARES:
            force, answers, now = left(change + share * step)
            if now <= max(size, CLOSED):
                break
        change, size = change + share * step, now
        if size <= CLOSED:
            return Balanced(change, ground.spread(change, linear), answers, size)
        if not np.isfinite(size):
            break
    raise NotBalanced(
        f"no balance at {temperature:.4g} °C after a step of {seconds:.3g} s: {size:.1e} of the forces"
        f" remain, most in {_worst(ground, force, remembering)!r}. Let its material harden, give it another"
        " law, or take a lower rate_K_per_min"
    )


def _worst(ground: Condensed, force: np.ndarray, remembering: Mapping[str, Remembering]) -> str:
    """The region with memory at whose unknowns the largest of these forces (condensed,) remain."""
    left = np.abs(ground.prolongation @ (ground.scale * np.nan_to_num(force)))
    return max(remembering, key=lambda name: left[remembering[name].block.unknowns].max())


def advanced(r: Remembering, every: np.ndarray, temperature: float, seconds: float) -> Advance:
    """What a region's law answers to a change of all unknowns (unknowns,)."""
    strain = total_strain(r.block, r.local + every[r.block.unknowns])
    mechanical = strain - at_points(r.block, r.free)
    return r.law.advance(r.state, mechanical.reshape(6, -1), temperature, seconds)


def resisted(r: Remembering, every: np.ndarray, answer: Advance) -> np.ndarray:
    """The forces (elements, unknowns) with which a region resists."""
    free = at_points(r.block, r.free) + answer.free.reshape(6, *r.block.dV.shape)
    return internal_forces(r.block, r.local + every[r.block.unknowns], free)


def with_tangent(r: Remembering, answer: Advance) -> ElementBlock:
    """A region's elements with the law's tangent; with a pressure field that of the deviator.

    That is σ + p 1 = 2G (ε - ε_free), whose trace is no more than that of the elastic deviator.
    """
    points = r.block.dV.shape
    tangent = answer.tangent.reshape(6, 6, *points)
    if r.block.mixed:
        G = r.block.stiffness.matrix[-1, -1]
        volume = np.multiply.outer(IDENTITY, IDENTITY)
        mean = np.einsum("i,ij...,j->...", IDENTITY, tangent, IDENTITY) / 9 - 2 * G / 3
        tangent = tangent - volume[..., None, None] * mean
    rows = r.block.B.shape[1]
    return replace(r.block, tangent=tangent[:rows, :rows])
