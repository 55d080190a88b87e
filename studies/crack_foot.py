"""What parts a dry-film bump's foot from what is below it, filled and open.

`python -m studies.crack_foot solve` solves it anew, `python -m studies.crack_foot` draws its figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from studies import drawing, solved
from studies.drawing import BLUE, RED
from studies.solved import Kept

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUESTION = "Does filling the foot of a dry-film bump keep its metal from parting?"
INTERFACES = {
    "passivation/ubm_Ti": "Metal from passivation, from its rim",
    "ubm_Cu/bump": "Solder from metal, from its edge",
}
FEET = {"filled": ("true", BLUE), "open": ("false", RED)}
CASES = {
    f"{foot}, {at}": solved.cracks("dry-film-bump", at, (f"fill_foot={fill}",), up_to=8.0)
    for at in INTERFACES
    for foot, (fill, _) in FEET.items()
}


def figure(kept: Kept) -> Figure:
    """A panel for each interface."""
    found, axes = drawing.panels(11.5, 3.7, 1, len(INTERFACES))
    for own, (at, title) in zip(axes[0], INTERFACES.items(), strict=True):
        for foot, (_, colour) in FEET.items():
            solved.released(own, kept[f"{foot}, {at}"]["as built"], colour, f"foot {foot}")
        own.set_title(title)
        own.legend()
    return found


if __name__ == "__main__":
    solved.main("crack_foot", CASES, figure)
