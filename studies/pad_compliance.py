"""Compliance under the pad against compliance around the bump, on a die that sits on a board.

`python -m studies.pad_compliance` draws studies/pad_compliance.png.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stressbump import materials
from studies import drawing
from studies.drawing import BLUE, GREEN, GREY, PINK, RED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

UNDER, AROUND = "buffer.material.G_MPa", "collar.material.G_MPa"
THICKNESS = "buffer.thickness_um"
FORCE = "shear force V @ solder/board"
STIFF, NOTHING = "oxide under the pad", "nothing around"
PAD, DISTANCE = 100.0, 500.0  # µm: width of the pad, and of the bump from the middle
PLACES = {"dielectric": BLUE, "solder": GREEN, "pad": PINK, "ubm": RED, "passivation": GREY}


def relief(measure: str, reference: str) -> str:
    """The column of a relief."""
    return f"relief of {measure}, {reference} [1]"


def springs(modulus: np.ndarray, thickness: float, force: float) -> np.ndarray:
    """Relief by a layer in series with all that gives way already: x/(1 + x), x = t F/(G l δ).

    F is the force over a stiff layer, in µN per µm, δ how far board and die would slide past each other
    at the bump, and l the width of the pad that shears the layer.
    """
    board, die = (
        materials.find(name).law.thermal_strain(217.0, 25.0)[0] for name in ("FR-4", "silicon")
    )
    x = thickness / modulus * force / (PAD * DISTANCE * abs(board - die))
    return x / (1 + x)


def force_panel(axes: Axes, frame: DataFrame) -> None:
    """The bumps' shear force against a stiff layer under the pad, and against nothing around."""
    soft_collar = frame[frame[AROUND] == frame[AROUND].min()]
    for thickness, colour in zip(sorted(frame[THICKNESS].unique()), (RED, BLUE), strict=False):
        part = soft_collar[soft_collar[THICKNESS] == thickness]
        name = f"under the pad, {thickness:g} µm"
        column = relief(FORCE, STIFF)
        drawing.barred(axes, part, UNDER, column, 100, color=colour, marker="o", label=name)
        g = np.geomspace(frame[UNDER].min(), frame[UNDER].max(), 60)
        force = part[f"{FORCE}, {STIFF} [µN per µm of depth]"].mean()
        name = f"springs in series, {thickness:g} µm"
        axes.plot(g, 100 * springs(g, thickness, force), "--", color=colour, lw=1, label=name)
    stiffest = frame[frame[UNDER] == frame[UNDER].max()]
    column = relief(FORCE, NOTHING)
    part = stiffest[stiffest[THICKNESS] == stiffest[THICKNESS].min()]
    drawing.barred(
        axes, part, AROUND, column, 100, color=GREEN, marker="s", label="around the bump"
    )
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(xscale="log", xlabel="shear modulus of the polymer, MPa", ylabel="relief, %")
    axes.set_title("Shear force of the bump")
    axes.legend(fontsize=6.5, loc=(0.58, 0.74))


def places_panel(axes: Axes, frame: DataFrame) -> None:
    """Who is relieved by the thicker layer under the pad, and who pays."""
    part = frame[frame[THICKNESS] == frame[THICKNESS].max()]
    part = part[part[AROUND] == part[AROUND].min()]
    for place, colour in PLACES.items():
        measure = "95th percentile" if place == "solder" else "mean"
        column = relief(f"{measure} von Mises stress @ {place}", STIFF)
        look = {"color": colour, "marker": "o", "label": f"{place}, {measure}"}
        drawing.barred(axes, part, UNDER, column, 100, **look)
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(xscale="log", xlabel="shear modulus under the pad, MPa", ylabel="relief, %")
    axes.set_title(f"{part[THICKNESS].max():g} µm under the pad, against oxide there")
    axes.set_ylim(bottom=1.5 * axes.get_ylim()[0])
    axes.legend(fontsize=7, ncols=2, loc="lower left")


def around_panel(axes: Axes, frame: DataFrame) -> None:
    """The same places with a collar, against none, over stiff layers under the pad."""
    part = frame[(frame[UNDER] == frame[UNDER].max())]
    part = part[part[THICKNESS] == part[THICKNESS].min()].sort_values(AROUND)
    for at, (_, row) in enumerate(part.iterrows()):
        for k, (place, colour) in enumerate(PLACES.items()):
            measure = "95th percentile" if place == "solder" else "mean"
            column = relief(f"{measure} von Mises stress @ {place}", NOTHING)
            bar = 100 * row.get(f"bar of {column}", 0.0)
            name = place if at == 0 else None
            x = at + 0.16 * (k - 2)
            axes.bar(x, 100 * row[column], 0.15, yerr=bar, color=colour, capsize=2, label=name)
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set_xticks(range(len(part)), [f"G = {g:g} MPa" for g in part[AROUND]])
    axes.set(ylabel="relief, %", title="Collar around the bump, against nothing there")
    axes.legend(fontsize=7)


def figure(frame: DataFrame) -> Figure:
    """All three."""
    return drawing.beside(frame, (force_panel, places_panel, around_panel), 3.7)[0]


if __name__ == "__main__":
    drawing.main(figure, "pad_compliance")
