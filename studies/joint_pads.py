"""A joint far from the neutral point: recessed pad, filled foot, polyimide under the metal.

`python -m studies.joint_pads solve` solves it anew, `python -m studies.joint_pads` draws its figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from studies import drawing, solved
from studies.drawing import BLUE, GREEN, GREY, PINK, RED
from studies.solved import Kept

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUESTION = (
    "What do a recessed pad, a filled foot and polyimide under the metal do for a joint that the board"
    " shears?"
)
WORST = "95th percentile von Mises stress"
CASES = {
    "flat pad": solved.joint("recessed-pad-bump", ("recess_depth_um=0",)),
    "recessed, 0.5 µm": solved.joint("recessed-pad-bump", ("recess_depth_um=0.5",)),
    "all of the pad": solved.joint("recessed-pad-bump", ("recess_depth_um=1",)),
    "polyimide, 5 µm": solved.joint(
        "recessed-pad-bump", ("recess_depth_um=0", "polyimide_thickness_um=5")
    ),
    "filled foot": solved.joint("dry-film-bump", ("fill_foot=true",)),
    "open foot": solved.joint("dry-film-bump", ("fill_foot=false",)),
}
PAIRS = {
    "half of the pad recessed, against flat": ("recessed, 0.5 µm", "flat pad"),
    "all of it, against flat": ("all of the pad", "flat pad"),
    "foot filled, against open": ("filled foot", "open foot"),
    "polyimide, against none": ("polyimide, 5 µm", "flat pad"),
}
PLACES = {"bump": GREEN, "ubm_Cu": RED, "ubm_Ti": PINK, "pad": BLUE, "passivation": GREY}


def change(kept: Kept, with_: str, without: str, place: str, over: str) -> tuple[float, float]:
    """By how much a place's worst stress is higher, a fraction, and its bar: two meshes, so both bars."""
    (a, da), (b, db) = (
        kept[case]["as built"][over][f"{WORST} @ {place}"] for case in (with_, without)
    )
    return a / b - 1, (da + a / b * db) / b


def figure(kept: Kept) -> Figure:
    """At 3 mm, and for one and the same force."""
    found, axes = drawing.panels(11.5, 3.9, 1, 2)
    titles = {
        "all angles": "3 mm from the neutral point",
        "per force": "per mN of the joint's force",
    }
    for own, (over, title) in zip(axes[0], titles.items(), strict=True):
        for k, (place, colour) in enumerate(PLACES.items()):
            told = [change(kept, *pair, place, over) for pair in PAIRS.values()]
            at = [n + 0.16 * (k - 2) for n in range(len(PAIRS))]
            bars = [100 * bar for _, bar in told]
            own.bar(
                at,
                [100 * share for share, _ in told],
                0.15,
                yerr=bars,
                color=colour,
                capsize=2,
                label=place,
            )
        own.axhline(0, color=GREY, lw=0.8)
        own.set_xticks(range(len(PAIRS)), [name.replace(", ", ",\n") for name in PAIRS], fontsize=7)
        own.set(title=f"{WORST}, {title}")
    axes[0, 0].set_ylabel("higher by, %")
    axes[0, 0].legend(fontsize=7, loc="upper left")
    return found


if __name__ == "__main__":
    solved.main("joint_pads", CASES, figure)
