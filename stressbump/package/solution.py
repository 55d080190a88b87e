"""A package taken through its history: plates, joints between them, a step a solution.

Before the joints are born chip and board shrink and bow by themselves. From then on, in each step,

    K Δδ = - R' [ΔG + what earlier steps have left],    K = K_chip + K_board + Σ R' (S - L) R

where δ is how the plates move beyond what each does by itself, R δ are a joint's displacements, and S - L
is a joint's cell without its laminates (`coupling`). A clamped board is held where it is instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import block_diag, csc_array, csr_array, diags_array, hstack, kron
from scipy.sparse.linalg import splu

from stressbump.errors import SolveError
from stressbump.history.assembly import Assembly
from stressbump.history.responses import steps_of
from stressbump.history.schedule import Stage
from stressbump.joint.cell import JointCell
from stressbump.joint.cell_history import CellStep, cell_history
from stressbump.joint.state import JointState, JointStep
from stressbump.package.coupling import (
    ACROSS_X,
    ACROSS_Y,
    AXIAL,
    BASIC,
    COUNT,
    OVAL_COS,
    OVAL_SIN,
    JointStiffness,
    basic_of_strain,
    basic_rows,
    joint_displacements,
    joint_stiffness,
)
from stressbump.package.laminates import LaminateStep, laminate_history, wall_layers
from stressbump.package.layout import Layout
from stressbump.package.mesh import breaks, span_of
from stressbump.package.ordering import nested
from stressbump.package.plate import MOVES, SplinePlate, plate
from stressbump.package.splines import CLAMPED, HELD

SIDES = ("chip", "board")
CLAMP = {"u": HELD, "v": HELD, "w": CLAMPED}
LEFT = 1e-6  # residual of a solution, of its load
SOFT = 1e-3  # of a plate's own stiffness: springs that hold what nothing moves


@dataclass(frozen=True, eq=False)
class PackageStep:
    """What a step does, per joint of the whole package, in the axes of the package."""

    stage: Stage
    moved: np.ndarray  # (joints, COUNT): displacements beyond what a cell does by itself
    by_hand: np.ndarray  # (joints, 2): slides if joints did not resist, µm
    plates: tuple[np.ndarray, ...]  # unknowns of chip and board, beyond what each does by itself
    flat: tuple[np.ndarray, ...]  # (6,): what each does by itself


@dataclass(frozen=True, eq=False)
class PackageSolution:
    """A package at the end of its history."""

    layout: Layout
    solved: Layout  # the quarter that was solved, or the whole
    plates: tuple[SplinePlate, ...]
    heights: tuple[float, float]  # µm, of the plates, about which they move
    gap: tuple[float, float]  # of the faces that look at one another, chip's first
    steps: tuple[PackageStep, ...]
    bowed: tuple[np.ndarray, ...]  # (6,): what each has done by itself before the joints came
    cells: tuple[CellStep, ...]  # of a joint, step by step
    forces: np.ndarray  # (joints, COUNT): of the cells, in the end

    @property
    def cell(self) -> JointCell:
        """A joint's cell in the last step."""
        return self.cells[-1].cell

    @cached_property
    def slide(self) -> np.ndarray:
        """(joints, 2), of the chip across the board, µm."""
        return self._along(1)

    @cached_property
    def turn(self) -> np.ndarray:
        """(joints, 2), of the chip against the board."""
        return self._along(0)

    @cached_property
    def distance(self) -> np.ndarray:
        """(joints,): by how much the joint is stretched beyond its own shrinkage, µm."""
        return np.asarray(sum(s.moved[:, AXIAL][:, 4] for s in self.steps))

    @cached_property
    def shear(self) -> np.ndarray:
        """(joints, 2): force of the chip on the joint along x and y, µN."""
        return np.stack([self.forces[:, rows][:, 1] for rows in (ACROSS_X, ACROSS_Y)], axis=1)

    @cached_property
    def moment(self) -> np.ndarray:
        """(joints, 2): of the chip on the joint, about the mid-gap, z towards x and y, µN µm."""
        turn = np.stack([self.forces[:, rows][:, 0] for rows in (ACROSS_X, ACROSS_Y)], axis=1)
        return np.asarray(turn + self.shear * (self.cell.chip.height - sum(self.gap) / 2))

    @cached_property
    def axial(self) -> np.ndarray:
        """(joints,): force along the axis, µN, tension positive."""
        return np.asarray(self.forces[:, AXIAL][:, 4])

    @cached_property
    def by_hand(self) -> np.ndarray:
        """(joints, 2): the slide if joints did not resist, µm."""
        return np.asarray(sum(s.by_hand for s in self.steps))

    def state(self, joint: int) -> JointState:
        """What has been done to one joint, by its number."""
        return JointState(tuple(_of_joint(s, joint) for s in self.steps))

    def _along(self, row: int) -> np.ndarray:
        total = np.sum([s.moved for s in self.steps], axis=0)
        return np.stack([total[:, rows][:, row] for rows in (ACROSS_X, ACROSS_Y)], axis=1)

    def risen(
        self, side: int, x: np.ndarray, y: np.ndarray, steps: int | None = None
    ) -> np.ndarray:
        """W of chip (0) or board (1) at places, µm along z, after so many steps since the joints came."""
        taken = self.steps[:steps]
        quarter = self.solved is not self.layout
        at = (np.abs(x), np.abs(y)) if quarter else (x, y)
        rows = self.plates[side].at([MOVES["w"]], *at)
        own = self.bowed[side] + sum((s.flat[side] for s in taken), np.zeros(6))
        level = -(own[3] * x**2 + own[4] * y**2 + own[5] * x * y) / 2
        more = sum((rows @ s.plates[side] for s in taken), np.zeros(len(x)))
        return np.asarray(level + more)


def _of_joint(step: PackageStep, joint: int) -> JointStep:
    q = step.moved[joint]
    return JointStep(
        step.stage.start, step.stage.end, q[AXIAL],
        np.stack([q[ACROSS_X], q[ACROSS_Y]], axis=1), np.stack([q[OVAL_COS], q[OVAL_SIN]], axis=1),
    )  # fmt: skip


def solve_package(
    assembly: Assembly, layout: Layout, end: float, finer: int = 1
) -> PackageSolution:
    """Chip and board with a section's joints at these places, at an end temperature in °C.

    Plates are divided so many times `finer` than they want to be.
    InputError where the section is no joint of elastic laws.
    """
    cells = cell_history(assembly, end)
    solved = layout.quarter if layout.symmetric else layout
    area = np.pi * assembly.mesh.width**2
    heights = cells[0].cell.chip.height, cells[0].cell.board.height
    every = steps_of(assembly, end)
    first = len(every) - len(cells)
    layers = [wall_layers(assembly, names) for names in assembly.section.joined]
    real, turned = (
        [laminate_history(assembly, la, z, every, t) for la, z in zip(layers, heights, strict=True)]
        for t in (False, True)
    )
    laminates = [[side[first + k] for side in real] for k in range(len(cells))]
    joints = [
        joint_stiffness(cell, [side[first + k] for side in turned], area)
        for k, cell in enumerate(cells)
    ]
    shapes = [joint_displacements(cell.cell, heights, area) for cell in cells]
    own = joints[-1].own
    span = span_of(layout.pitch, own[4, 4], own[6, 6], [la.moduli for la in laminates[-1]])
    coupled = _Coupled.of(layout, solved, span / finer)
    steps = coupled.through([cell.stage for cell in cells], laminates, joints, shapes)
    bowed = tuple(sum((s.free for s in side[:first]), np.zeros(6)) for side in real)
    return PackageSolution(
        layout, solved, coupled.plates, heights, assembly.section.facing, tuple(steps), bowed,
        cells, _forces(steps, joints),
    )  # fmt: skip


def _forces(steps: Sequence[PackageStep], joints: Sequence[JointStiffness]) -> np.ndarray:
    total = np.zeros_like(steps[0].moved)
    for k, joint in enumerate(joints):
        total += steps[k].moved @ joint.own.T
        for before, released in zip(steps, joint.released, strict=False):
            total -= before.moved @ released.T
    return total


@dataclass(frozen=True, eq=False)
class _Coupled:
    """Plates and the places of the joints between them."""

    layout: Layout
    solved: Layout
    plates: tuple[SplinePlate, ...]
    spans: tuple[
        tuple[tuple[np.ndarray, np.ndarray], ...], ...
    ]  # by plate: of cells, along x and y
    rows: csr_array  # (2 BASIC × joints, unknowns)

    @classmethod
    def of(cls, layout: Layout, solved: Layout, span: float) -> _Coupled:
        """The plates of a layout, or of a quarter of it."""
        quarter = solved is not layout
        plates, spans, parts = [], [], []
        for name, size in zip(SIDES, (layout.chip, layout.board), strict=True):
            ends = CLAMP if layout.clamped and name == "board" else {}
            along = [breaks(solved, k, size[k] / 2, quarter, span) for k in (0, 1)]
            made = plate(along[0], along[1], quarter, ends)
            own = tuple(_within(solved, k, size[k] / 2) for k in (0, 1))
            plates.append(made)
            spans.append(own)
            parts.append(basic_rows(made, *own))
        rows = csr_array(block_diag(parts))
        return cls(layout, solved, tuple(plates), tuple(spans), rows)

    @property
    def quarter(self) -> bool:
        """Whether only a quarter is solved."""
        return self.solved is not self.layout

    @property
    def shares(self) -> np.ndarray:
        """How much of each joint counts."""
        return self.solved.shares if self.quarter else np.ones(len(self.solved.places))

    def held(self, name: str) -> bool:
        """Whether a plate's edges are clamped."""
        return self.layout.clamped and name == "board"

    def through(
        self,
        stages: Sequence[Stage],
        laminates: Sequence[Sequence[LaminateStep]],
        joints: Sequence[JointStiffness],
        shapes: Sequence[np.ndarray],
    ) -> list[PackageStep]:
        """All steps, one after the other."""
        count, found = len(self.solved.places), list[PackageStep]()
        past = [np.zeros((count, COUNT)) for _ in joints]  # cells, beyond themselves
        level = np.zeros((count, COUNT))  # their laminates alike, all steps so far
        total = np.zeros(self.rows.shape[1])
        resting = [np.zeros(6), np.zeros(6)]
        for k, joint in enumerate(joints):
            flat = [
                np.zeros(6) if self.held(name) else laminate.free
                for name, laminate in zip(SIDES, laminates[k], strict=True)
            ]
            given = self._given(flat) @ shapes[k].T
            left = -sum((p @ r.T for p, r in zip(past, joint.released, strict=False)), 0 * level)
            left = left - level @ joint.stiffened.T
            push = (
                given @ joint.added.T - joint.own @ joint.free + joint.laminates @ joint.flat + left
            )
            load = -self.rows.T @ (shapes[k].T @ (push * self.shares[:, None]).T).ravel()
            load += self._of_plates(laminates[k], flat, total, resting)
            change = self._solved(laminates[k], shapes[k].T @ joint.added @ shapes[k], load)
            basic = (self.rows @ change).reshape(2 * len(BASIC), count).T
            q = given + basic @ shapes[k].T
            past[k], level, total = q - joint.free, level + q - joint.flat, total + change
            resting = [
                r + (0 if not self.held(n) else la.free)
                for r, n, la in zip(resting, SIDES, laminates[k], strict=True)
            ]
            found.append(self._whole_step(stages[k], past[k], flat, laminates[k], change))
        return found

    def _given(self, flat: Sequence[np.ndarray]) -> np.ndarray:
        """(joints, 2 BASIC) of plates that move by themselves."""
        parts = [basic_of_strain(f, *own) for f, own in zip(flat, self.spans, strict=True)]
        return np.concatenate(parts).T

    def _of_plates(
        self,
        laminates: Sequence[LaminateStep],
        flat: Sequence[np.ndarray],
        total: np.ndarray,
        resting: Sequence[np.ndarray],
    ) -> np.ndarray:
        """What plates push with: those that may not shrink, and what earlier strain has become."""
        parts, start = [], 0
        for made, laminate, own, rest in zip(self.plates, laminates, flat, resting, strict=True):
            own_total = total[start : start + made.size]
            start += made.size
            push = np.zeros(made.size)
            hindered = laminate.moduli @ (laminate.free - own) + laminate.stiffened @ rest
            if hindered.any():
                push += made.integrals().T @ hindered
            if laminate.stiffened.any():
                push -= made.stiffness(laminate.stiffened) @ own_total
            parts.append(push)
        return np.concatenate(parts)

    def _solved(
        self, laminates: Sequence[LaminateStep], joint: np.ndarray, load: np.ndarray
    ) -> np.ndarray:
        parts = [p.stiffness(la.moduli) for p, la in zip(self.plates, laminates, strict=True)]
        matrix = csr_array(block_diag(parts))
        weights = kron(csr_array(joint), diags_array(self.shares), format="csr")
        matrix = csr_array(matrix + self.rows.T @ (weights @ self.rows))
        held = self._springs(matrix.diagonal())
        matrix = csr_array(matrix + held.T @ held)
        return self._balanced(matrix, load)

    def _balanced(self, matrix: csr_array, load: np.ndarray) -> np.ndarray:
        """The solution, refined once."""
        order = self._order
        matrix, scale = matrix[order][:, order], 1 / np.sqrt(matrix.diagonal()[order])
        scaled = csc_array(diags_array(scale) @ matrix @ diags_array(scale))
        try:
            factors = splu(
                scaled, permc_spec="NATURAL", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
            )
        except RuntimeError:
            raise SolveError(
                "the package's plates and joints hold together too loosely to be solved"
            ) from None
        force = scale * load[order]
        solved = factors.solve(force)
        solved += factors.solve(force - scaled @ solved)
        left = float(np.linalg.norm(force - scaled @ solved) / (np.linalg.norm(force) or 1.0))
        if not left <= LEFT:
            raise SolveError(f"the package's equations leave a residual of {left:.1e}")
        found = np.empty_like(load)
        found[order] = scale * solved
        return found

    @cached_property
    def _order(self) -> np.ndarray:
        """In which unknowns are eliminated."""
        low, high = (np.concatenate([p.reach[k] for p in self.plates]) for k in (0, 1))
        return nested(low, high)

    def _springs(self, diagonal: np.ndarray) -> csr_array:
        """Springs in the middle of the board against the motions that strain nothing."""
        chip, board = self.plates
        if self.layout.clamped:
            return csr_array((0, len(diagonal)))
        middle = np.zeros(1)
        terms = [[MOVES["w"]]]
        if not self.quarter:
            turning = [("v", 1, 0, 1.0), ("u", 0, 1, -1.0)]
            terms += [[MOVES[n]] for n in ("u", "v", "turn_x", "turn_y")] + [turning]
        rows = [hstack([csr_array((1, chip.size)), board.at(t, middle, middle)]) for t in terms]
        found = csr_array(np.vstack([row.toarray() for row in rows]))
        size = np.array([(diagonal[r.indices] / r.data**2).min() for r in rows_of(found)])
        return csr_array(diags_array(np.sqrt(SOFT * size)) @ found)

    def _whole_step(
        self,
        stage: Stage,
        moved: np.ndarray,
        flat: Sequence[np.ndarray],
        laminates: Sequence[LaminateStep],
        change: np.ndarray,
    ) -> PackageStep:
        """A step as the whole package has it."""
        if self.quarter:
            index, sign = self.solved.mirrored(self.layout)
            moved = moved[index].copy()
            for axis, rows in enumerate((ACROSS_X, ACROSS_Y)):
                moved[:, rows] *= sign[:, axis, None]
            moved[:, OVAL_SIN] *= sign.prod(axis=1)[:, None]
        x, y = self.layout.places.T
        exx, eyy, gxy = (
            laminates[0].free[:3] - np.where(self.held("board"), 0, 1) * laminates[1].free[:3]
        )
        hand = np.stack([exx * x + gxy / 2 * y, eyy * y + gxy / 2 * x], axis=1)
        parts = tuple(np.split(change, [self.plates[0].size]))
        return PackageStep(stage, moved, hand, parts, tuple(flat))


def rows_of(matrix: csr_array) -> list[csr_array]:
    """Each row by itself."""
    return [csr_array(matrix[[k]]) for k in range(matrix.shape[0])]


def _within(layout: Layout, axis: int, half: float) -> tuple[np.ndarray, np.ndarray]:
    """The spans of cells on a plate, cut where it ends."""
    at, reach = layout.places[:, axis], layout.pitch / 2
    return np.maximum(at - reach, -half), np.minimum(at + reach, half)
