"""A package at the end of its history: what stands on each of its joints, and how its plates bow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.history.responses import steps_of
from stressbump.joint.cell import JointCell, across_at, in_harmonic, shear_stiffness
from stressbump.joint.cell_history import CellStep, cell_history
from stressbump.joint.sliding import decay_of
from stressbump.joint.state import JointState, JointStep
from stressbump.mechanics.side_by_side import side_by_side
from stressbump.package.coupled import CoupledPlates
from stressbump.package.coupling import (
    ACROSS_X,
    ACROSS_Y,
    AXIAL,
    OVAL_COS,
    OVAL_SIN,
    joint_displacements,
    joint_stiffness,
)
from stressbump.package.laminates import LaminateStep, laminate_history, wall_layers
from stressbump.package.layout import Layout
from stressbump.package.mesh import span_of
from stressbump.package.plate import MOVES, SplinePlate
from stressbump.package.stepping import PackageProgress, PackageStep, PlateHistory, taken

DIVIDED = 2  # parts of each span, in plates that show what the own ones leave


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
    shear_stiffness: float  # of a joint in the end: force per slide without turn, µN/µm
    reach: float  # 1/β: over which the slide of a row of joints dies out, µm

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
    own = _Prepared.of(assembly, layout, end)
    history = own.history(own.plates(finer))
    return own.solution(history, *taken(history))


def solve_divided(
    assembly: Assembly, layout: Layout, end: float, *others: Assembly
) -> tuple[PackageSolution, ...]:
    """The same, then with each span of its plates in DIVIDED parts, then for others of its section."""
    own, *rest = side_by_side(lambda a: _Prepared.of(a, layout, end), (assembly, *others))
    coarse = own.plates()
    prepared = [own, own, *rest]
    histories = [own.history(coarse), own.history(own.plates(DIVIDED))]
    histories += [other.history(coarse) for other in rest]
    return tuple(
        p.solution(h, reached)
        for p, h, reached in zip(prepared, histories, taken(*histories), strict=True)
    )


@dataclass(frozen=True, eq=False)
class _Prepared:
    """What plates and joints are in each step since the joints' birth."""

    layout: Layout
    cells: tuple[CellStep, ...]
    laminates: Sequence[Sequence[LaminateStep]]  # by step, chip and board
    turned: Sequence[Sequence[LaminateStep]]  # the same as an axisymmetric cell has them
    bowed: tuple[np.ndarray, ...]
    seen: tuple[float, float]  # stiffness and reach of a joint in the end
    area: float  # of a cell, µm²
    facing: tuple[float, float]

    @classmethod
    def of(cls, assembly: Assembly, layout: Layout, end: float) -> _Prepared:
        cells = cell_history(assembly, end)
        every = steps_of(assembly, end)
        first = len(every) - len(cells)
        sides = zip(assembly.section.joined, _heights(cells), strict=True)
        layers = [(wall_layers(assembly, names), z) for names, z in sides]
        real, turned = (
            [laminate_history(assembly, *own, every, alike) for own in layers]
            for alike in (False, True)
        )
        bowed = tuple(sum((s.free for s in side[:first]), np.zeros(6)) for side in real)
        own, theirs = (
            [[side[first + k] for side in of] for k in range(len(cells))] for of in (real, turned)
        )
        area = np.pi * assembly.mesh.width**2
        turning = in_harmonic(assembly, 1)
        across = across_at(turning, end)
        seen = shear_stiffness(across), 1 / decay_of(turning, across)
        return cls(layout, cells, own, theirs, bowed, seen, area, assembly.section.facing)

    def plates(self, parts: int = 1) -> CoupledPlates:
        """Divided as their joints want it, and each span in so many parts."""
        layout, stiffness = self.layout, self.cells[-1].cell
        solved = layout.quarter if layout.symmetric else layout
        axial, across = stiffness.axial.stiffness[4, 4], stiffness.across.stiffness[1, 1]
        moduli = [la.moduli for la in self.laminates[-1]]
        return CoupledPlates.of(layout, solved, span_of(layout.pitch, axial, across, moduli), parts)

    def history(self, plates: CoupledPlates) -> PlateHistory:
        """Of these plates."""
        joints = [
            joint_stiffness(cell, turned, self.area)
            for cell, turned in zip(self.cells, self.turned, strict=True)
        ]
        heights = _heights(self.cells)
        shapes = [joint_displacements(cell.cell, heights, self.area) for cell in self.cells]
        return PlateHistory(plates, self.cells, self.laminates, joints, shapes)

    def solution(self, history: PlateHistory, reached: PackageProgress) -> PackageSolution:
        """What it has come to."""
        plates = history.coupled
        return PackageSolution(
            self.layout, plates.solved, plates.plates, _heights(self.cells), self.facing,
            reached.steps, self.bowed, self.cells, history.forces(reached), *self.seen,
        )  # fmt: skip


def _heights(cells: Sequence[CellStep]) -> tuple[float, float]:
    return cells[0].cell.chip.height, cells[0].cell.board.height
