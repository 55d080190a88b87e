"""Which flaw around a recessed pad releases most, and whether the recess moves the worst elsewhere.

`python -m studies.crack_recess solve` solves it anew, `python -m studies.crack_recess` draws its figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from studies import drawing, solved
from studies.drawing import BLUE, GREEN, GREY, PINK, RED
from studies.solved import Kept

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUESTION = "Does recessing the pad move the worst flaw from the passivation to the dielectric?"
DEPTHS = (0.0, 0.5, 1.0)  # µm, of a pad of 1 µm
FLAWS = {
    ("passivation/ubm_Ti", "outer"): ("rim of the metal", RED),
    ("pad/passivation", "outer"): ("pad's edge", BLUE),
    ("pad/passivation", "inner"): ("passivation's opening", GREEN),
    ("dielectric/pad", "outer"): ("below the pad", PINK),
    ("dielectric/passivation", "inner"): ("beside the pad", GREY),
}


def case(depth: float, at: str, start: str) -> str:
    """Its name."""
    return f"{depth:g} µm, {at} from {start}"


CASES = {
    case(depth, *flaw): solved.cracks(
        "recessed-pad-bump", flaw[0], (f"recess_depth_um={depth}",), start=flaw[1], up_to=2.0
    )
    for depth in DEPTHS
    for flaw in FLAWS
}


def figure(kept: Kept) -> Figure:
    """A panel for each depth."""
    found, axes = drawing.panels(11.5, 3.7, 1, len(DEPTHS), sharey=True)
    for own, depth in zip(axes[0], DEPTHS, strict=True):
        for flaw, (name, colour) in FLAWS.items():
            solved.released(own, kept[case(depth, *flaw)]["as built"], colour, name)
        own.set_title(f"recess of {depth:g} µm" if depth else "flat pad; thick: closed")
    axes[0, 1].legend(fontsize=7, loc="lower right", ncols=2)
    return found


if __name__ == "__main__":
    solved.main("crack_recess", CASES, figure)
