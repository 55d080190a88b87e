"""The corner joint of a package beside the end of a row, with a collar, without, and underfilled.

`python -m studies.joint_package solve` solves it anew, `python -m studies.joint_package` draws its figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import stressbump as sb
from stressbump.answers.package_files import chosen_joints
from stressbump.designs.package import package_from_table
from studies import drawing, solved
from studies.drawing import BLUE, GREEN, GREY, PINK, RED
from studies.solved import Kept

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

QUESTION = (
    "Does what a row says of a collar around its last joint hold for the corner joint of a package, and"
    " how far is the row off?"
)
WORST = "95th percentile von Mises stress"
SIDE, PITCH = 22, 200  # joints, µm
SIDES = 4, 8, 14, 22, 36, 50
BOARD = 12 / 4.6  # times the chip
BOARDS = 1.0, 1.3, 1.6, BOARD, 5.0
CORNER = 2**0.5 * (SIDE - 1) / 2 * PITCH / 1e3  # mm from the middle
ROW, ROW_FILLED = "row", "row, underfilled"
PACKAGE, PACKAGE_FILLED = "package", "package, underfilled"


def chip(side: int = SIDE, board: float = BOARD, **joint: Any) -> dict[str, Any]:
    """A chip with joints all over it, 0.1 mm beyond them, on a board so many times as long."""
    array = {"rows": side, "columns": side, "pitch_um": PITCH}
    die = round(1e-3 * side * PITCH + 0.2, 3)
    own = {"die_mm": [die, die], "board_mm": [round(board * die, 3)] * 2, "array": array}
    return own | {"joint": {"structure": "elastomer-bump"} | joint}


def corner(side: int, board: float = BOARD) -> Kept:
    """Slide in µm and forces in mN of the corner joint of an array, and of the end of a row as long."""
    design = package_from_table({"package": chip(side, board)}, "package")
    ((_, own),) = chosen_joints(sb.package_of(design, bars=False).result, ("corner",))
    row = sb.joint_at(design.joint, own.dnp_um, references=(), bars=False).stacks[0]
    numbers = {
        "from the middle, mm": 1e-3 * own.dnp_um, "slide by hand": own.by_hand_um,
        "slide": own.slide_um, "shear": 1e-3 * own.shear_uN, "axial": 1e-3 * own.axial_uN,
        "turn, mrad": 1e3 * float(np.hypot(own.turn_x, own.turn_y)),
        "slide of a row": row.slide_um, "shear of a row": 1e-3 * row.force_uN,
    }  # fmt: skip
    return {name: float(f"{v:.5g}") for name, v in numbers.items()}


def sizes() -> Kept:
    """Corners of arrays of several sizes."""
    return {str(side): corner(side) for side in SIDES}


def boards() -> Kept:
    """Corners of the same array on boards of several sizes."""
    return {f"{board:.2g}": corner(SIDE, board) for board in BOARDS}


OTHERS = "none", "underfill"
CASES = {
    ROW: solved.joint("elastomer-bump", (), CORNER, OTHERS),
    ROW_FILLED: solved.joint("elastomer-bump", ("underfilled=true",), CORNER),
    "sizes": sizes,
    "boards": boards,
    PACKAGE: solved.package(chip(), "corner", OTHERS),
    PACKAGE_FILLED: solved.package(chip(process={"underfilled": True}), "corner"),
}
PLACES = {"solder": GREEN, "ubm_Cu": RED, "ubm_Cr": PINK, "passivation": BLUE}
STACKS = {
    f"{told}\n{name}": (case, stack)
    for told, stack, cases in (
        ("collar", "as built", (ROW, PACKAGE)),
        ("nothing there", "none", (ROW, PACKAGE)),
        ("underfill there", "underfill", (ROW, PACKAGE)),
        ("gap underfilled", "as built", (ROW_FILLED, PACKAGE_FILLED)),
    )
    for name, case in zip(("row", "package"), cases, strict=True)
}


def figure(kept: Kept) -> Figure:
    """The worst stress by place, row and package side by side; slide and force over the array's size."""
    found, axes = drawing.panels(11.5, 7.4, 2, 1)
    own = axes[0, 0]
    for k, (place, colour) in enumerate(PLACES.items()):
        told = [
            kept[case][stack]["all angles"][f"{WORST} @ {place}"] for case, stack in STACKS.values()
        ]
        at = [n + 0.19 * (k - 1.5) for n in range(len(STACKS))]
        bars = [bar for _, bar in told]
        own.bar(at, [v for v, _ in told], 0.17, yerr=bars, color=colour, capsize=2, label=place)
    own.axhline(0, color=GREY, lw=0.8)
    own.set_xticks(range(len(STACKS)), STACKS, fontsize=8)
    own.set(ylabel="MPa", title=f"{WORST}, volume and all angles, {CORNER:.2f} mm from the middle")
    own.legend(fontsize=7, ncols=4)
    _over_size(axes[1, 0], list(kept["sizes"].values()))
    return found


def _over_size(axes: Axes, told: list[Kept]) -> None:
    def of(name: str) -> list[float]:
        return [row[name] for row in told]

    far = of("from the middle, mm")
    axes.plot(far, of("shear"), "o-", color=RED, label="shear, corner of a package")
    axes.plot(far, of("shear of a row"), "--", color=RED, label="shear, end of a row")
    axes.plot(
        far, [-v for v in of("axial")], "o-", color=BLUE, label="pressed along its axis, corner"
    )
    axes.set(xlabel="from the middle of the chip, mm", ylabel="mN", ylim=(0, None))
    other = axes.twinx()
    other.plot(far, of("slide"), "o-", color=GREEN, label="slide, corner of a package")
    other.plot(far, of("slide of a row"), "--", color=GREEN, label="slide, end of a row")
    other.set(ylabel="slide, µm", ylim=(0, None))
    lines = [*axes.get_lines(), *other.get_lines()]
    axes.legend(
        lines, [str(line.get_label()) for line in lines], fontsize=7, ncols=2, loc="lower right"
    )


if __name__ == "__main__":
    solved.main("joint_package", CASES, figure)
