"""Every number of a package's joints by column, and how chip and board bow."""

from __future__ import annotations

import numpy as np

from stressbump.package.solution import PackageSolution
from stressbump.package.stepping import steps_until

HALF = 20  # points from the middle to each side, at which warpage is looked for


def joint_columns(solution: PackageSolution) -> dict[str, np.ndarray]:
    """What stands on each joint (joints,), by column."""
    s = solution
    return {
        "slide_um": np.hypot(*s.slide.T), "slide_x_um": s.slide[:, 0], "slide_y_um": s.slide[:, 1],
        "turn_x": s.turn[:, 0], "turn_y": s.turn[:, 1], "stretch_um": s.distance,
        "shear_uN": np.hypot(*s.shear.T), "shear_x_uN": s.shear[:, 0], "shear_y_uN": s.shear[:, 1],
        "axial_uN": s.axial, "moment_x_uN_um": s.moment[:, 0], "moment_y_uN_um": s.moment[:, 1],
    }  # fmt: skip


def warpage_of(solution: PackageSolution, side: int, taken: int) -> np.ndarray:
    """(2,) over the chip's outline: middle over corners, highest over lowest beside a mean plane, µm.

    Of chip (0) or board (1), after so many steps since the joints' birth.
    """
    share = np.arange(-HALF, HALF + 1) / HALF
    x, y = (
        a.ravel() for a in np.meshgrid(*(share * length / 2 for length in solution.layout.chip))
    )
    up = np.sign(solution.heights[0] - solution.heights[1])
    w = up * solution.risen(side, x, y, taken)
    plane = np.stack([np.ones_like(x), x, y], axis=1)
    rest = w - plane @ np.linalg.lstsq(plane, w, rcond=None)[0]
    square = w.reshape(2 * HALF + 1, -1)
    corners = square[:: 2 * HALF, :: 2 * HALF].mean()
    return np.array([square[HALF, HALF] - corners, np.ptp(rest)])


def steps_alike(solution: PackageSolution, other: PackageSolution, taken: int) -> int:
    """How many steps of another have come as far as so many of this one; it may take more of them."""
    own, others = ([step.stage for step in s.steps] for s in (solution, other))
    return steps_until(own, others, taken)


def most_sheared(solution: PackageSolution) -> np.ndarray:
    """The joints (joints,) by their shear force, the largest first."""
    return np.argsort(-np.round(np.hypot(*solution.shear.T), 6), kind="stable")
