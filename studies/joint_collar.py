"""A collar around the corner joint against air, other polymers in its place, and an underfilled gap.

`python -m studies.joint_collar solve` solves it anew, `python -m studies.joint_collar` draws its figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from studies import drawing, solved
from studies.drawing import BLUE, GREEN, GREY, PINK, RED
from studies.solved import Kept

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUESTION = (
    "Does the collar lower the corner joint's stress, against air and against underfill, and what"
    " pays?"
)
WORST = "95th percentile von Mises stress"
AIR, FILLED = "air, 3 mm", "underfill, 3 mm"
CASES = {
    AIR: solved.joint("elastomer-bump", (), 3.0, ("none", "polyimide", "underfill")),
    FILLED: solved.joint("elastomer-bump", ("underfilled=true",), 3.0),
}
PLACES = {"solder": GREEN, "ubm_Cu": RED, "ubm_Cr": PINK, "passivation": BLUE}
STACKS = {
    "collar, air beside it": (AIR, "as built"),
    "nothing there": (AIR, "none"),
    "underfill in the collar's place": (AIR, "underfill"),
    "polyimide in its place": (AIR, "polyimide"),
    "collar, gap underfilled": (FILLED, "as built"),
}


def figure(kept: Kept) -> Figure:
    """The worst stress by place in all of them."""
    found, axes = drawing.panels(11.5, 3.7, 1, 1)
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
    own.set(ylabel="MPa", title=f"{WORST}, volume and all angles, 3 mm from the neutral point")
    own.legend(fontsize=7, ncols=4)
    return found


if __name__ == "__main__":
    solved.main("joint_collar", CASES, figure)
