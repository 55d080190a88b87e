"""A layer between passivation and mold: its relief in averages, at the die's edge, by its openings.

`python -m studies.interface_layer` draws studies/interface_layer.png.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from studies import drawing
from studies.drawing import BLUE, GREY, PINK, RED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame, Series

THICKNESS, SETBACK = "interface_thickness_um", "setback_um"
MEAN = "mean von Mises stress @ passivation"
WINDOWS = (5, 20, 50)
LINES = ("-", "--", ":")  # by distance from the edge
BASE = {"opening_width_um": 50, "opening_pitch_um": 200}


def shear(window: int) -> str:
    """The measure of the shear traction on the die's surface over a length from its edge."""
    return f"edge shear traction, {window} µm @ die/passivation"


def against_mold(frame: DataFrame, measure: str, layer: str) -> tuple[Series, Series | float]:
    """Relief against mold in the layer's place, %, by polysilicon (as built) or polyimide; its bar.

    Polyimide's bar is the sum of the bars of the two reliefs it is made from.
    """
    built, mold = frame[f"{measure} [MPa]"], frame[f"{measure}, mold [MPa]"]
    poly = frame.get(f"bar of relief of {measure}, mold [1]", 0.0)
    if layer == "polysilicon":
        return 100 * (1 - built / mold), 100 * poly
    swapped = frame[f"{measure}, polyimide [MPa]"]
    bar = frame.get(f"bar of relief of {measure}, polyimide [1]", 0.0) * swapped.abs() ** 2
    return 100 * (1 - swapped / mold), 100 * (poly + bar / (built * mold).abs())


def base(frame: DataFrame) -> DataFrame:
    """The cases of one opening and pitch."""
    return frame[np.logical_and.reduce([frame[k] == v for k, v in BASE.items()])]


def mean_panel(axes: Axes, frame: DataFrame) -> None:
    """Relief of the passivation's mean stress over the layer's thickness."""
    for layer, colour in (("polysilicon", BLUE), ("polyimide", RED)):
        for setback, line in zip(sorted(base(frame)[SETBACK].unique()), LINES, strict=False):
            part = base(frame)
            part = part[part[SETBACK] == setback].sort_values(THICKNESS)
            relief, bar = against_mold(part, MEAN, layer)
            axes.errorbar(
                part[THICKNESS], relief, yerr=bar, fmt="o" + line, color=colour, capsize=2.5,
                label=f"{layer}, {setback:g} µm from the edge",
            )  # fmt: skip
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(xlabel="layer, µm", ylabel="relief against mold, %", xlim=(0, None))
    axes.set_title("Passivation, mean von Mises stress")
    axes.legend(fontsize=7.5)


def edge_panel(axes: Axes, frame: DataFrame) -> None:
    """Relief of the shear on the die's surface within 5, 20 and 50 µm of its edge."""
    part = base(frame)
    thickest = part[part[THICKNESS] == part[THICKNESS].max()].sort_values(SETBACK)
    thin = part[part[THICKNESS] == 1].sort_values(SETBACK)
    looks = []
    for some, name in ((thickest, f"{part[THICKNESS].max():g}"), (thin, "1")):
        for at in range(len(some)):
            setback = some[SETBACK].iloc[at]
            dashed = LINES[sorted(part[SETBACK].unique()).index(setback)]
            looks.append((some.iloc[[at]], "polysilicon", f"{name} µm, {setback:g} back", dashed))
    looks += [(thickest.iloc[[0]], "polyimide", f"{part[THICKNESS].max():g} µm, 5 back", "-")]
    for k, (case, layer, name, line) in enumerate(looks):
        found = [against_mold(case, shear(w), layer) for w in WINDOWS]
        relief = [float(r.iloc[0]) for r, _ in found]
        bars = [float(np.ravel(b)[0]) for _, b in found]
        colour = PINK if layer == "polyimide" else (BLUE if k < len(thickest) else RED)
        axes.errorbar(
            WINDOWS, relief, yerr=bars, fmt="o" + line, color=colour, capsize=2.5,
            label=f"{layer} {name}",
        )  # fmt: skip
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(xscale="log", xlabel="averaged over … from the die's edge, µm")
    axes.set_xticks(WINDOWS, [str(w) for w in WINDOWS])
    axes.set_xticks([], minor=True)
    axes.set(ylabel="relief against mold, %", title="Shear traction on the die's surface")
    axes.set_ylim(top=1.8 * axes.get_ylim()[1])
    axes.legend(fontsize=6.5, ncols=2, columnspacing=1.0)


def openings_panel(axes: Axes, frame: DataFrame) -> None:
    """What the openings cost: relief of the mean and of the die's edge, over the opened share."""
    share = 100 * frame["opening_width_um"] / frame["opening_pitch_um"]
    near = frame[(frame[SETBACK] == frame[SETBACK].min()) & (frame[THICKNESS] == 1)].assign(
        share=share
    )
    near = near.sort_values("share")
    for measure, colour, name in (
        (MEAN, BLUE, "mean stress × 10"),
        (shear(20), RED, "edge shear, 20 µm"),
    ):
        relief, bar = against_mold(near, measure, "polysilicon")
        scale = 10 if measure == MEAN else 1
        axes.errorbar(
            near["share"],
            scale * relief,
            yerr=scale * bar,
            fmt="o",
            color=colour,
            capsize=2.5,
            label=name,
        )
        for x, y, (_, row) in zip(near["share"], scale * relief, near.iterrows(), strict=True):
            text = f"{row['opening_width_um']:g}/{row['opening_pitch_um']:g}"
            axes.annotate(text, (x, y), (4, 4), textcoords="offset points", fontsize=7)
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(xlabel="opened share (width/pitch in µm), %", ylabel="relief against mold, %")
    axes.set_title("1 µm of polysilicon, its openings")
    axes.legend(fontsize=7.5)


def figure(frame: DataFrame) -> Figure:
    """All three."""
    drawn, axes = drawing.panels(11.5, 3.7, 1, 3)
    for draw, ax in zip((mean_panel, edge_panel, openings_panel), axes[0], strict=True):
        draw(ax, frame)
    return drawn


if __name__ == "__main__":
    drawing.main(figure, "interface_layer")
