"""What parts the mold from the die at its edge, with a layer in between that has openings, and otherwise.

`python -m studies.crack_edge solve` solves it anew, `python -m studies.crack_edge` draws its figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from studies import drawing, solved
from studies.drawing import AMBER, BLUE, GREEN, GREY, RED
from studies.solved import Kept

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUESTION = (
    "Does a layer of polysilicon with openings keep the mold from parting at the die's edge, against a"
    " blanket layer, polyimide and no layer?"
)
STACKS = {"as built": BLUE, "no-openings": AMBER, "mold": RED, "polyimide": GREEN}
CASES = {
    "edge": solved.cracks(
        "interface-layer-package", "passivation/mold", references=tuple(STACKS)[1:], up_to=10.0
    )
}


def figure(kept: Kept) -> Figure:
    """G, and the ratios."""
    stacks = kept["edge"]
    found, axes = drawing.panels(11.5, 3.7, 1, 2)
    for name, colour in STACKS.items():
        solved.released(
            axes[0, 0], stacks[name], colour, name, "--" if name == "no-openings" else "-"
        )
        if name != "as built" and "relief" in stacks[name]:
            length, relief = solved.parted(stacks[name], "relief")
            axes[0, 1].plot(length, 100 * relief, color=colour, label=f"against {name}")
    axes[0, 0].set_title("Mold from passivation, from the die's edge; thick: closed")
    axes[0, 1].axhline(0, color=GREY, lw=0.8)
    axes[0, 1].set(
        xscale="log",
        xlabel="length of the crack, µm",
        ylabel="relief, %",
        title="Relief of G by the layer",
    )
    axes[0, 0].legend(fontsize=7)
    axes[0, 1].legend(fontsize=7)
    return found


if __name__ == "__main__":
    solved.main("crack_edge", CASES, figure)
