"""What parts the rim of the under-bump metal from the passivation, with an elastomer around it and without.

`python -m studies.crack_rim solve` solves it anew, `python -m studies.crack_rim` draws its figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from studies import drawing, solved
from studies.drawing import BLUE, GREEN, GREY, PINK, RED
from studies.solved import Kept

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

QUESTION = (
    "Does an elastomer keep the rim of the under-bump metal from parting, from which crack on, and against"
    " what?"
)
STACKS = {"as built": BLUE, "none": RED, "polyimide": GREEN, "underfill": PINK}
CASES = {
    "rim": solved.cracks(
        "elastomer-bump", "passivation/ubm_Cr", references=tuple(STACKS)[1:], up_to=8.0
    )
}


def release_panel(axes: Axes, stacks: Kept) -> None:
    """G of all stacks."""
    for name, colour in STACKS.items():
        solved.released(axes, stacks[name], colour, name, "--" if name == "none" else "-")
    axes.axvline(5, color=GREY, lw=0.8, ls=":")
    axes.set(ylim=(1e-3, 12), title="Energy that the rim's growth releases; thick: closed")
    axes.legend(loc="lower right")


def relief_panel(axes: Axes, stacks: Kept) -> None:
    """What the elastomer takes away of it, or adds."""
    for name, colour in list(STACKS.items())[1:]:
        own = stacks[name]
        shown = [
            k for k, r in enumerate(own["relief"]) if r is not None and own["length_um"][k] > 0.2
        ]
        length, relief, bar = (
            np.array([own[column][k] for k in shown], float)
            for column in ("length_um", "relief", "relief_bar")
        )
        ratio = 1 - relief
        axes.plot(length, ratio, color=colour, label=f"against {name}")
        axes.fill_between(length, ratio - bar, ratio + bar, color=colour, alpha=0.2, lw=0)
    axes.axhline(1, color=GREY, lw=0.8)
    axes.axvline(5, color=GREY, lw=0.8, ls=":")
    axes.set(
        xscale="log", yscale="log", xlabel="length of the crack, µm", ylabel="G with / without",
        title="Below 1 the elastomer helps; dotted: the solder's edge",
    )  # fmt: skip
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter("")
    axes.legend()


def figure(kept: Kept) -> Figure:
    """Both."""
    found, axes = drawing.panels(11.5, 3.9, 1, 2)
    release_panel(axes[0, 0], kept["rim"])
    relief_panel(axes[0, 1], kept["rim"])
    return found


if __name__ == "__main__":
    solved.main("crack_rim", CASES, figure)
