"""What a dry film's open foot does to a bump: its whole effect after reflow is the wetted radius.

`python -m studies.dry_film` draws studies/dry_film.png.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from studies import drawing
from studies.drawing import BLUE, GREEN, GREY, RED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame, Series

OPENING = 50.0  # µm, radius of the dry film's opening
ANSWERS = {
    "shear force V @ ubm_Cu/bump [µN]": (RED, "shear force on the footprint"),
    "mean von Mises stress @ bump [MPa]": (GREEN, "von Mises stress, bump"),
    "mean von Mises stress @ passivation [MPa]": (BLUE, "von Mises stress, passivation"),
}
PEEL = "edge opening traction, 5 µm @ ubm_Cu/bump [MPa]"
SHEAR = "edge shear traction, 5 µm @ ubm_Cu/bump [MPa]"


def wetted(frame: DataFrame) -> Series:
    """Radius of what the bump stands on, µm: the foot widens it if left open, undercut narrows it."""
    foot = frame["foot_width_um"].where(frame["fill_foot"] == "false", 0.0)
    return OPENING + foot - frame["undercut_um"]


def straight(frame: DataFrame) -> DataFrame:
    """The cases without foot and undercut, all of them the same bump."""
    return frame[(frame["fill_foot"] == "true") & (frame["undercut_um"] == 0)]


def collapse_panel(axes: Axes, frame: DataFrame) -> None:
    """Reflowed bumps of every foot, against the straight one of the same process."""
    part = frame[frame["reflowed"] == "true"].assign(radius=wetted)
    base = straight(part)
    for column, (colour, label) in ANSWERS.items():
        share = part[column] / base[column].mean()
        bar = part.get(f"bar of {column}", 0 * share) / base[column].abs().mean()
        axes.errorbar(
            part["radius"], share, yerr=bar, fmt="o", color=colour, mfc="none", label=label
        )
    a = np.linspace(part["radius"].min(), part["radius"].max(), 50)
    axes.plot(a, (a / OPENING) ** 2, "--", color=GREY, lw=1, label="radius squared")
    axes.set(
        xlabel="wetted radius, µm",
        ylabel="share of the straight bump's",
        title="Reflowed: every foot height and undercut",
    )
    axes.legend()


def rim_panel(axes: Axes, frame: DataFrame) -> None:
    """Tractions over the last 5 µm of the face of bump and under-bump metal, reflowed."""
    part = frame[frame["reflowed"] == "true"].assign(radius=wetted)
    for column, colour, label in ((PEEL, RED, "opening"), (SHEAR, BLUE, "shear")):
        for undercut, marker in ((0, "o"), (2, "s")):
            some = part[part["undercut_um"] == undercut]
            bar = some.get(f"bar of {column}")
            name = f"{label}, undercut {undercut} µm"
            axes.errorbar(
                some["radius"], some[column], yerr=bar, fmt=marker, color=colour, mfc="none", capsize=2.5,
                label=name,
            )  # fmt: skip
    axes.set(xlabel="wetted radius, µm", ylabel="MPa", title="Reflowed: last 5 µm of bump on UBM")
    axes.set_ylim(0, None)
    axes.legend()


def reflow_panel(axes: Axes, frame: DataFrame) -> None:
    """The straight bump and the widest foot, reflowed and as plated."""
    wide = frame[(frame["fill_foot"] == "false") & (frame["undercut_um"] == 0)]
    wide = wide[wide["foot_width_um"] == wide["foot_width_um"].max()]
    places = {"bump": GREEN, "passivation": BLUE, "ubm_Cu": RED}
    groups = [
        (f"{foot}\n{how}", some[some["reflowed"] == flag])
        for flag, how in (("true", "reflowed"), ("false", "as plated"))
        for foot, some in (("straight", straight(frame)), ("widest foot", wide))
    ]
    for k, (place, colour) in enumerate(places.items()):
        column = f"mean von Mises stress @ {place} [MPa]"
        heights = [g[column].mean() for _, g in groups]
        bars = [g.get(f"bar of {column}", 0 * g[column]).max() for _, g in groups]
        x = np.arange(len(groups)) + 0.27 * (k - 1)
        axes.bar(x, heights, 0.25, yerr=bars, color=colour, capsize=2, label=place)
    axes.set_xticks(range(len(groups)), [name for name, _ in groups], fontsize=7.5)
    axes.set(ylabel="mean von Mises stress, MPa", title="At 25 °C")
    axes.legend()


def figure(frame: DataFrame) -> Figure:
    """All three."""
    return drawing.beside(frame, (collapse_panel, rim_panel, reflow_panel), 3.6)[0]


if __name__ == "__main__":
    drawing.main(figure, "dry_film")
