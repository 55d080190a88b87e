"""A recess in the pad, part or all of its height: what becomes of the stresses, what of the contact.

`python -m studies.recessed_pad` draws studies/recessed_pad.png.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from studies import drawing
from studies.drawing import BLUE, GREEN, GREY, PINK, RED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

PLACES = {"dielectric": RED, "pad": PINK, "passivation": BLUE, "ubm_Cu": GREEN, "bump": GREY}
FORCE = "shear force V @ pad/ubm_Ti"
DEPTH = "recess_depth_um"


def of(frame: DataFrame, layout: str, access: str, polyimide: float) -> DataFrame:
    """The depths of one layout, access and polyimide."""
    return frame[
        (frame["layout"] == layout)
        & (frame["access"] == access)
        & (frame["polyimide_thickness_um"] == polyimide)
    ].sort_values(DEPTH)


def relief_panel(axes: Axes, frame: DataFrame) -> None:
    """Relief against the flat pad, round bump, without (full) and with polyimide (dashed)."""
    for polyimide, line in ((0, "-"), (5, "--")):
        part = of(frame, "bump", "via", polyimide)
        part = part[part[DEPTH] > 0]
        for place, colour in PLACES.items():
            column = f"relief of mean von Mises stress @ {place}, flat-pad [1]"
            label = place if polyimide == 0 else None
            drawing.barred(
                axes, part, DEPTH, column, 100, color=colour, ls=line, marker="o", label=label
            )
    axes.plot([], [], "--", color="black", label="with 5 µm polyimide")
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(ylabel="relief against a flat pad, %", title="Round bump over a via")
    axes.legend(fontsize=7.5)


def access_panel(axes: Axes, frame: DataFrame) -> None:
    """Plane sections: the pad reached through a via, or by metal in its own plane."""
    for access, line, face in (("via", "-", None), ("in-plane", "--", "white")):
        part = of(frame, "section", access, 0)
        for place in ("dielectric", "pad", "passivation"):
            column, colour = f"mean von Mises stress @ {place} [MPa]", PLACES[place]
            look = {"color": colour, "ls": line, "mfc": face or colour, "marker": "o"}
            drawing.barred(axes, part, DEPTH, column, label=f"{place}, {access}", **look)
    axes.set(ylabel="mean von Mises stress, MPa", title="Plane section: via or metal in plane")
    axes.set_ylim(0, None)
    axes.legend(fontsize=7.5)


def contact_panel(axes: Axes, frame: DataFrame) -> None:
    """What the contact of metal and pad still carries, and its area: the base, then the wall alone."""
    for polyimide, colour in ((0, BLUE), (5, RED)):
        part = of(frame, "bump", "via", polyimide)
        name = "with polyimide" if polyimide else "no polyimide"
        force = part[f"{FORCE} [µN]"].abs()
        axes.plot(
            part[DEPTH], force / force.iloc[0], "o-", color=colour, label=f"shear force, {name}"
        )
        radius = 30.0 if polyimide == 0 else 25.0
        base, wall = radius / 2 * (part[DEPTH] < 1), part[DEPTH]  # areas over the circumference
        share = (base + wall) / (radius / 2)
        axes.plot(part[DEPTH], share, "s:", color=colour, mfc="white", label=f"area, {name}")
    axes.set(
        ylabel="share of the flat pad's",
        title="Contact of under-bump metal and pad",
        ylim=(0, None),
    )
    axes.legend(fontsize=7.5)


def figure(frame: DataFrame) -> Figure:
    """All three, over the depth of the recess in a pad of 1 µm."""
    drawn, axes = drawing.panels(11.5, 3.7, 1, 3)
    for draw, ax in zip((relief_panel, access_panel, contact_panel), axes[0], strict=True):
        draw(ax, frame)
        ax.set(xlabel="depth of the recess, µm")
    return drawn


if __name__ == "__main__":
    drawing.main(figure, "recessed_pad")
