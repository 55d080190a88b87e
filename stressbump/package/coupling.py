"""How the plates of a package move the cell of a joint, and what that does to them.

A cell sees means over its square: of u, v, w and slopes of each plate, of strains and curvatures. With
`BASIC` means of the chip, then of the board, as columns, its displacements are, about the heights z_i of
its sides,

    n = 0   e_i = (e_xx + e_yy)/2, k_i alike, w = ± (w_chip - w_board)
    n = 1   φ = ω_chip - ω_board, Δ = u_chip - u_board - ω_board (z_chip - z_board)
    n = 2   (e_xx - e_yy)/2 and γ_xy/2, curvatures alike

The cell contains its chip and its board, the plates do too: of its stiffness against strains that of its
two laminates is taken off, so that what is left is the joint's, and the fill's. Body forces of the cell,
spread over a side as its layers are stiff, are forces spread over the plate: slide, turn and distance are
the joint's alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag
from scipy.sparse import csr_array, vstack

from stressbump.joint.cell import JointCell
from stressbump.joint.cell_history import CellStep
from stressbump.package.laminates import LaminateStep, alike_and_unlike
from stressbump.package.plate import MOVES, STRAINS, Spans, SplinePlate

BASIC = (*((term,) for term in MOVES.values()), *STRAINS)
U, V, W, TURN_X, TURN_Y, STRAIN = 0, 1, 2, 3, 4, slice(5, 11)
# rows of a joint's displacements: n = 0; n = 1 along x and y; n = 2 as cos 2θ and as sin 2θ
AXIAL, ACROSS_X, ACROSS_Y, OVAL_COS, OVAL_SIN = (
    slice(0, 5), slice(5, 7), slice(7, 9), slice(9, 13), slice(13, 17),
)  # fmt: skip
COUNT = 17
# how much farther a disc's mean of a paraboloid lies than that of a square of the same area, per
# area and curvature
DISC = 1 / 24 - 1 / (8 * np.pi)


def basic_rows(plate: SplinePlate, x: Spans, y: Spans) -> csr_array:
    """Means over rectangles, (BASIC × rectangles, unknowns)."""
    return csr_array(vstack([plate.means(terms, x, y) for terms in BASIC]))


def basic_of_strain(strain: np.ndarray, x: Spans, y: Spans) -> np.ndarray:
    """The same means (BASIC, rectangles) of a plate strained (6,) alike everywhere, level in the middle."""
    exx, eyy, gxy, kxx, kyy, kxy = strain
    (mx, sx), (my, sy) = (((a + b) / 2, (a * a + a * b + b * b) / 3) for a, b in (x, y))
    moves = [
        exx * mx + gxy / 2 * my,
        eyy * my + gxy / 2 * mx,
        -(kxx * sx + kyy * sy + kxy * mx * my) / 2,
        kxx * mx + kxy / 2 * my,
        kyy * my + kxy / 2 * mx,
    ]
    return np.stack([*moves, *(np.full_like(mx, value) for value in strain)])


def joint_displacements(cell: JointCell, heights: tuple[float, float], area: float) -> np.ndarray:
    """(COUNT, 2 × BASIC): a cell's displacements out of means of plates about these heights."""
    count = len(BASIC)
    own = np.eye(2 * count)
    chip, board = (_about(own[k * count : (k + 1) * count], z, z0) for k, z, z0 in (
        (0, cell.chip.height, heights[0]), (1, cell.board.height, heights[1]),
    ))  # fmt: skip
    apart = cell.chip.height - cell.board.height
    found = np.zeros((COUNT, 2 * count))
    for k, side in enumerate((chip, board)):
        exx, eyy, gxy, kxx, kyy, kxy = side[STRAIN]
        rows = slice(2 * k, 2 * k + 2)
        found[AXIAL][rows] = [(exx + eyy) / 2, (kxx + kyy) / 2]
        found[OVAL_COS][rows] = [(exx - eyy) / 2, (kxx - kyy) / 2]
        found[OVAL_SIN][rows] = [gxy / 2, kxy / 2]
    risen = [side[W] + DISC * area * (side[STRAIN][3] + side[STRAIN][4]) for side in (chip, board)]
    found[AXIAL][4] = np.sign(apart) * (risen[0] - risen[1])
    for rows, move, turn in ((ACROSS_X, U, TURN_X), (ACROSS_Y, V, TURN_Y)):
        found[rows] = [chip[turn] - board[turn], chip[move] - board[move] - apart * board[turn]]
    return found


def _about(rows: np.ndarray, height: float, given: float) -> np.ndarray:
    """Means about another height than the one they are given for."""
    up, found = height - given, rows.copy()
    found[U] += up * rows[TURN_X]
    found[V] += up * rows[TURN_Y]
    found[5:8] += up * rows[8:11]
    return found


@dataclass(frozen=True, eq=False)
class JointStiffness:
    """What a joint adds to its plates in a step; (COUNT, …) of its displacements."""

    own: np.ndarray  # (COUNT, COUNT) of the cell
    added: np.ndarray  # (COUNT, COUNT): less that of its laminates
    released: tuple[np.ndarray, ...]  # by earlier step (COUNT, COUNT), of the cell
    laminates: np.ndarray  # (COUNT, COUNT)
    stiffened: np.ndarray  # (COUNT, COUNT): of the laminates, for all earlier strain
    free: np.ndarray  # (COUNT,): what the cell does by itself
    flat: np.ndarray  # (COUNT,): what its laminates do by themselves


def joint_stiffness(
    step: CellStep, laminates: Sequence[LaminateStep], area: float
) -> JointStiffness:
    """A cell's step, with what its chip and board do alone."""
    own = _whole(*(step.element(n).stiffness for n in range(3)))
    before = step.released[1].shape[1] // 2
    released = tuple(
        _whole(*(np.split(step.released[n], before, axis=1)[k] for n in range(3)))
        for k in range(before)
    )
    plain, stiffened = (
        _laminated([alike_and_unlike(m, area) for m in each])
        for each in ([la.moduli for la in laminates], [la.stiffened for la in laminates])
    )
    free, flat = np.zeros(COUNT), np.zeros(COUNT)
    free[AXIAL] = step.free
    for k, laminate in enumerate(laminates):
        flat[2 * k : 2 * k + 2] = laminate.free[[0, 3]]
    return JointStiffness(own, own - plain, released, plain, stiffened, free, flat)


def _whole(axial: np.ndarray, across: np.ndarray, oval: np.ndarray) -> np.ndarray:
    return np.asarray(block_diag(axial, across, across, oval, oval))


def _laminated(sides: Sequence[Mapping[int, np.ndarray]]) -> np.ndarray:
    alike, unlike = (block_diag(*(side[n] for side in sides)) for n in (0, 2))
    return np.asarray(block_diag(alike, np.zeros((5, 5)), unlike, unlike))
