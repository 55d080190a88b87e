"""How near to the die's edge a layer must reach, and on how large a die: shear, and the mean.

`python -m studies.interface_edge` draws studies/interface_edge.png.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stressbump import materials
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.suhir import Joint
from stressbump.designs.structures.interface_layer_package import InterfaceLayerPackage
from studies import drawing
from studies.drawing import AMBER, BLUE, GREEN, GREY, RED
from studies.interface_layer import HALF, IN_PLANE, LATE, THICKNESS, against_mold, blanket

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

SETBACK = "setback_um"
WINDOWS = {5: "-", 20: "--", 50: ":"}  # µm from the die's edge
LAYERS = {
    "": (BLUE, "polysilicon"),
    "polyimide": (RED, "polyimide, 350 °C"),
    LATE: (AMBER, "polyimide, 150 °C"),
}
OPENED = 20 / 400  # of the layer, by its openings


def shear(window: int) -> str:
    """The measure of the shear traction on the die's surface over a length from its edge."""
    return f"edge shear traction, {window} µm @ die/passivation"


def decay() -> float:
    """1/k, µm: over which mold and die hand over their mismatch at the edge (Suhir)."""
    die, room = InterfaceLayerPackage(), 25.0

    def plate(material: str, height: float) -> Ply:
        modulus = materials.find(material).law.moduli(room).biaxial
        return Ply(Solid(modulus * 0.75, 0.25), height)

    return (
        1
        / Joint(
            plate(die.die, die.die_thickness), plate(die.mold, die.mold_thickness), 1.0, 1.0
        ).decay
    )


def setback_panel(axes: Axes, frame: DataFrame) -> None:
    """Relief of the shear within 5, 20 and 50 µm of the edge, over where the layer begins."""
    thickest = frame[THICKNESS] == frame[THICKNESS].max()
    part = frame[thickest & (frame[HALF] == frame[HALF].max())].sort_values(SETBACK)
    at = range(len(part))
    for layer, (colour, name) in LAYERS.items():
        for window, line in WINDOWS.items():
            if layer == LATE and window != 20:
                continue
            relief, bar = against_mold(part, shear(window), layer)
            axes.errorbar(
                at, relief, yerr=bar, fmt="o" + line, color=colour, capsize=2.5,
                label=f"{name}, {window} µm",
            )  # fmt: skip
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set_xticks(at, [f"{s:g}" for s in part[SETBACK]])
    axes.set(xlabel="layer begins at … µm from the edge", ylabel="relief against mold, %")
    axes.set_title(f"Shear over … of the die's surface, {part[THICKNESS].iloc[0]:g} µm of layer")
    axes.set_ylim(top=2.1 * axes.get_ylim()[1])
    axes.legend(fontsize=6.5, ncols=2)


def mean_panel(axes: Axes, frame: DataFrame) -> None:
    """Relief of the mean in-plane stress per µm of layer, over one over the die's half width."""
    for layer, (colour, name) in LAYERS.items():
        for thickness, face in zip(
            sorted(frame[THICKNESS].unique()), (colour, "white"), strict=True
        ):
            part = frame[(frame[THICKNESS] == thickness) & (frame[SETBACK] == 5)].sort_values(HALF)
            relief, bar = against_mold(part, IN_PLANE, layer)
            axes.errorbar(
                1000 / part[HALF], relief / thickness, yerr=bar / thickness, fmt="o-", capsize=2.5,
                color=colour, mfc=face, label=name if face == colour else None,
            )  # fmt: skip
        endless = 100 * (1 - OPENED) * (1 - blanket(layer or "polysilicon", 1) / blanket("EMC", 1))
        axes.plot(0, endless, "*", ms=10, color=colour, clip_on=False, zorder=5)
    axes.plot([], [], "o", color=GREY, mfc="white", label="5 instead of 1 µm")
    axes.plot([], [], "*", ms=10, color=GREY, ls="none", label="laminate theory, no edge")
    axes.set(xlabel="1 / half width of the die, 1/mm", xlim=(0, None))
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set_ylim(bottom=-0.62)
    axes.set(ylabel="relief against mold, % per µm", title="Passivation, mean in-plane stress")
    axes.legend(fontsize=7, loc="lower right")


def size_panel(axes: Axes, frame: DataFrame) -> None:
    """The edge's shear without a layer, as a share of the largest die's; bars: meshes among each other."""
    for (window, line), colour in zip(WINDOWS.items(), (GREEN, BLUE, RED), strict=True):
        meshes = frame.groupby(HALF)[f"{shear(window)}, mold [MPa]"]
        mold, scatter = meshes.mean(), meshes.std()
        last = mold.iloc[-1]
        axes.errorbar(
            mold.index, mold / last, yerr=scatter / last, fmt="o" + line, color=colour,
            capsize=2.5, label=f"over {window} µm: {last:.0f} MPa",
        )  # fmt: skip
    half = np.geomspace(frame[HALF].min(), frame[HALF].max(), 60)
    label = f"tanh(half width / {decay():.0f} µm)"
    axes.plot(half, np.tanh(half / decay()), color=GREY, lw=1, label=label)
    axes.set(xscale="log", xlabel="half width of the die, µm", ylim=(0.85, 1.05))
    ticks = sorted(frame[HALF].unique())
    axes.set_xticks(ticks, [f"{h:g}" for h in ticks])
    axes.set_xticks([], minor=True)
    axes.set(ylabel="share of the largest die's", title="Shear at the edge, no layer")
    axes.legend(fontsize=7, loc="lower right")


def figure(frame: DataFrame) -> Figure:
    """All three."""
    return drawing.beside(frame, (setback_panel, size_panel, mean_panel), 3.9)[0]


if __name__ == "__main__":
    drawing.main(figure, "interface_edge")
