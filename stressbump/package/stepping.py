"""A package taken through its history, a step a solution, and beside it others that are near it.

Before the joints are born chip and board shrink and bow by themselves. From then on, in each step,

    K Δδ = - R' [ΔG + what earlier steps have left],    K = K_chip + K_board + Σ R' (S - L) R

where δ is how the plates move beyond what each does by itself, R δ are a joint's displacements, and S - L
is a joint's cell without its laminates (`coupling`). A clamped board is held where it is instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from stressbump.history.schedule import Stage
from stressbump.joint.cell_history import CellStep
from stressbump.package.coupled import SIDES, CoupledPlates
from stressbump.package.coupling import (
    ACROSS_X,
    ACROSS_Y,
    BASIC,
    COUNT,
    OVAL_SIN,
    JointStiffness,
)
from stressbump.package.equations import (
    PlateEquations,
    PlateFactors,
    beside,
    factorised,
    two_levels,
)
from stressbump.package.fast_diagonal import Inverse
from stressbump.package.laminates import LaminateStep


@dataclass(frozen=True, eq=False)
class PackageStep:
    """What a step does, per joint of the whole package, in the axes of the package."""

    stage: Stage
    moved: np.ndarray  # (joints, COUNT): displacements beyond what a cell does by itself
    by_hand: np.ndarray  # (joints, 2): slides if joints did not resist, µm
    plates: tuple[np.ndarray, ...]  # unknowns of chip and board, beyond what each does by itself
    flat: tuple[np.ndarray, ...]  # (6,): what each does by itself


@dataclass(frozen=True, eq=False)
class PackageProgress:
    """How far a package has come."""

    steps: tuple[PackageStep, ...]
    past: tuple[np.ndarray, ...]  # by step (joints solved, COUNT): cells, beyond themselves
    level: np.ndarray  # (joints solved, COUNT): their laminates alike, all steps so far
    total: np.ndarray  # (unknowns,) of the plates
    resting: tuple[np.ndarray, ...]  # (6,) by plate: what it may not do by itself


@dataclass(frozen=True, eq=False)
class PlateHistory:
    """Plates, and what their layers and joints are in each step."""

    coupled: CoupledPlates
    cells: Sequence[CellStep]
    laminates: Sequence[Sequence[LaminateStep]]  # by step, chip and board
    joints: Sequence[JointStiffness]
    shapes: Sequence[np.ndarray]  # (COUNT, 2 BASIC): a cell's displacements out of means of plates

    def begin(self) -> PackageProgress:
        """Before the first step."""
        count, unknowns = len(self.coupled.solved.places), self.coupled.rows.shape[1]
        resting = tuple(np.zeros(6) for _ in SIDES)
        return PackageProgress((), (), np.zeros((count, COUNT)), np.zeros(unknowns), resting)

    def equations(self, reached: PackageProgress) -> tuple[PlateEquations, np.ndarray]:
        """Stiffness and load of the next step."""
        k, own = len(reached.steps), self.coupled
        joint, shape, laminates = self.joints[k], self.shapes[k], self.laminates[k]
        flat, given = self._alone(k)
        left = -reached.level @ joint.stiffened.T
        for past, released in zip(reached.past, joint.released, strict=True):
            left = left - past @ released.T
        push = given @ joint.added.T - joint.own @ joint.free + joint.laminates @ joint.flat + left
        load = -own.rows.T @ (shape.T @ (push * own.shares[:, None]).T).ravel()
        load += own.pushed(laminates, flat, reached.total, reached.resting)
        return own.equations(laminates, shape.T @ joint.added @ shape), load

    def alone(self, k: int) -> Inverse:
        """An approximate inverse of a step's stiffness, of each plate alone."""
        joint, shape = self.joints[k], self.shapes[k]
        return self.coupled.alone(self.laminates[k], shape.T @ joint.added @ shape)

    def moved(self, reached: PackageProgress, change: np.ndarray) -> PackageProgress:
        """After the next step, in which the plates change by so much."""
        k, own = len(reached.steps), self.coupled
        joint, laminates = self.joints[k], self.laminates[k]
        flat, given = self._alone(k)
        basic = (own.rows @ change).reshape(2 * len(BASIC), -1).T
        q = given + basic @ self.shapes[k].T
        resting = tuple(
            rest + (0 if not own.held(name) else laminate.free)
            for rest, name, laminate in zip(reached.resting, SIDES, laminates, strict=True)
        )
        past = q - joint.free
        step = self._whole_step(k, past, flat, change)
        return PackageProgress(
            (*reached.steps, step), (*reached.past, past), reached.level + q - joint.flat,
            reached.total + change, resting,
        )  # fmt: skip

    def _alone(self, k: int) -> tuple[list[np.ndarray], np.ndarray]:
        """What plates do by themselves in a step, (6,) each, and the joints' displacements of that."""
        flat = [
            np.zeros(6) if self.coupled.held(name) else laminate.free
            for name, laminate in zip(SIDES, self.laminates[k], strict=True)
        ]
        return flat, self.coupled.given(flat) @ self.shapes[k].T

    def _whole_step(
        self, k: int, moved: np.ndarray, flat: Sequence[np.ndarray], change: np.ndarray
    ) -> PackageStep:
        """A step as the whole package has it."""
        own = self.coupled
        if own.quarter:
            index, sign = own.solved.mirrored(own.layout)
            moved = moved[index].copy()
            for axis, rows in enumerate((ACROSS_X, ACROSS_Y)):
                moved[:, rows] *= sign[:, axis, None]
            moved[:, OVAL_SIN] *= sign.prod(axis=1)[:, None]
        x, y = own.layout.places.T
        chip, board = (la.free[:3] for la in self.laminates[k])
        exx, eyy, gxy = chip - (0 if own.held("board") else board)
        hand = np.stack([exx * x + gxy / 2 * y, eyy * y + gxy / 2 * x], axis=1)
        parts = tuple(np.split(change, [own.plates[0].size]))
        return PackageStep(self.cells[k].stage, moved, hand, parts, tuple(flat))

    def forces(self, reached: PackageProgress) -> np.ndarray:
        """(joints, COUNT), of the cells after these steps."""
        total = np.zeros_like(reached.steps[0].moved)
        for k, joint in enumerate(self.joints):
            total += reached.steps[k].moved @ joint.own.T
            for before, released in zip(reached.steps, joint.released, strict=False):
                total -= before.moved @ released.T
        return total


def steps_until(own: Sequence[Stage], other: Sequence[Stage], taken: int) -> int:
    """How many steps of another history have come as far as so many of one; it may take more of them."""
    count, ends = 0, [step.end for step in other]
    for step in own[:taken]:
        count += 1 + int(np.flatnonzero(np.isclose(ends[count:], step.end))[0])
    return count


def taken(history: PlateHistory, *others: PlateHistory) -> tuple[PackageProgress, ...]:
    """A history through all of its steps, and others beside it.

    Others have the same plates or finer ones that hold them, and as many steps or more that end where
    its own do.
    """
    own, rest = history.begin(), [other.begin() for other in others]
    holding = [
        None if other.coupled is history.coupled else other.coupled.holding(history.coupled)
        for other in others
    ]
    stages = [cell.stage for cell in history.cells]
    for k in range(len(stages)):
        equations, load = history.equations(own)
        factors = factorised(equations, history.coupled.order)
        change = factors.solve(load)
        own = history.moved(own, change)
        for n, (other, held) in enumerate(zip(others, holding, strict=True)):
            until = steps_until(stages, [cell.stage for cell in other.cells], k + 1)
            guess = change / (until - len(rest[n].steps))
            for _ in range(len(rest[n].steps), until):
                rest[n] = other.moved(rest[n], _beside(other, rest[n], guess, factors, held))
    return own, *rest


def _beside(
    history: PlateHistory,
    reached: PackageProgress,
    guess: np.ndarray,
    factors: PlateFactors,
    holding: csr_array | None,
) -> np.ndarray:
    """The next step's solution, near one whose factors are there."""
    equations, load = history.equations(reached)
    inverse: Inverse = factors.once
    if holding is not None:
        alone = history.alone(len(reached.steps))
        guess, inverse = holding @ guess, two_levels(factors, holding, alone)
    found = beside(equations, load, guess, inverse)
    return factorised(equations, history.coupled.order).solve(load) if found is None else found
