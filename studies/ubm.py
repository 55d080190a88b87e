"""Under-bump metal as a strut: what passes through it to the wafer, and what its rim does there.

`python -m studies.ubm` draws studies/ubm.png.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from stressbump import materials
from studies import drawing
from studies.drawing import GREEN, GREY, RED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame, Series

ROOM = 25.0  # °C
RADIUS = 40.0  # µm, of the metal
PLATED, THICKNESS, UNDERCUT = "enhanced_ubm", "enhanced_ubm_thickness_um", "undercut_um"
PASSIVATION, STIFFNESS = "passivation.1.thickness_um", "stiffness"
METALS = {"Cu": (RED, "o", "copper"), "Ni": (GREEN, "s", "nickel")}
LINES = {0: "-", 2: "--", 5: ":"}  # by undercut, µm


def membrane(row: Series) -> float:
    """Stiffness of a case's metal in its plane, Σ E t/(1-ν) in N/mm (MPa·µm / 1000)."""
    films = [(film["material"], film["thickness_um"]) for film in json.loads(row["ubm"])]
    films.append((row[PLATED], row[THICKNESS]))
    return sum(materials.find(m).law.biaxial_modulus(ROOM) * t for m, t in films) / 1000


def force(frame: DataFrame, *faces: tuple[str, str]) -> Series:
    """Shear force through all faces from one kind of region to another, mN; inwards is positive."""
    wanted = [
        column
        for column in frame
        for first, second in faces
        if column.startswith(f"shear force V @ {first}") and f"/{second}" in column
    ]
    return -frame[wanted].sum(axis=1) / 1000


def passed_on(frame: DataFrame) -> DataFrame:
    """The cases with their metal's stiffness, and the shares of the solder's pull that get through it."""
    pull = force(frame, ("ubm_", "bump"), (PLATED, "bump"))
    pad = force(frame, ("pad", "ubm_"))
    return frame.assign(
        pull=pull,
        pad=pad / pull,
        wafer=(pad + force(frame, ("passivation", "ubm_"))) / pull,
        **{STIFFNESS: frame.apply(membrane, axis=1)},
    )


def strut(stiffness: np.ndarray) -> np.ndarray:
    """Share of the solder's pull that reaches the wafer, 1/(1 + S/S₀).

    S₀ = 2Ea/π(1-ν²) is what a tall cylinder of solder puts against being held over its base, to an order.
    """
    law = materials.find("SAC305").law
    return 1 / (1 + stiffness / (2 / np.pi * law.E * RADIUS / (1 - law.nu**2) / 1000))


def rim(frame: DataFrame, kind: str) -> DataFrame:
    """The cases with a kind of traction on the passivation below the metal's last 5 µm, MPa."""
    column = f"edge {kind} traction, 5 µm @ passivation/ubm_"
    out = frame.copy()
    for name in (kind, f"bar of {kind}"):
        head = name.replace(kind, column)
        faces = [c for c in frame if c.startswith(head)]
        if faces:
            out[name] = frame[faces].bfill(axis=1).iloc[:, 0]
    return out


def share_panel(axes: Axes, frame: DataFrame) -> None:
    """Shares that reach the wafer (filled) and the pad (open) over the metal's stiffness."""
    part = frame[frame[UNDERCUT] == 0]
    for metal, (colour, marker, name) in METALS.items():
        some = part[part[PLATED] == metal]
        for place, face in (("wafer", colour), ("pad", "white")):
            look = {"ls": "none", "marker": marker, "color": colour, "mfc": face}
            axes.plot(some[STIFFNESS], some[place], label=f"{place}, {name}", **look)
    x = np.geomspace(frame[STIFFNESS].min(), frame[STIFFNESS].max(), 60)
    axes.plot(x, strut(x), "--", color=GREY, lw=1, label="wafer, estimate")
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(
        xscale="log", xlabel="stiffness Σ E t/(1−ν), N/mm", ylabel="share of the solder's pull"
    )
    axes.set_title("What gets through, all stacks")
    axes.legend(fontsize=7)


def over_thickness(axes: Axes, frame: DataFrame, column: str) -> None:
    """An answer over the thickness of copper or nickel plated on Ti/Cu, by undercut."""
    first = frame["ubm"] == frame["ubm"].iloc[0]
    part = frame[first & (frame[PASSIVATION] == frame[PASSIVATION].max())]
    for metal, (colour, marker, name) in METALS.items():
        for undercut, line in LINES.items():
            some = part[(part[PLATED] == metal) & (part[UNDERCUT] == undercut)]
            look = {"color": colour, "ls": line, "marker": marker}
            label = f"{name}, undercut {undercut} µm"
            drawing.barred(axes, some, THICKNESS, column, label=label, **look)
    axes.set(xlabel="plated on Ti/Cu, µm", ylabel="MPa", ylim=(0, None))


def figure(frame: DataFrame) -> Figure:
    """All three."""
    frame = passed_on(rim(frame, "opening"))
    drawn, axes = drawing.panels(11.5, 3.8, 1, 3)
    share_panel(axes[0, 0], frame)
    over_thickness(axes[0, 1], frame, "mean von Mises stress @ pad [MPa]")
    axes[0, 1].set_title("Pad, mean von Mises stress")
    axes[0, 1].legend(fontsize=7)
    over_thickness(axes[0, 2], frame, "opening")
    axes[0, 2].set_title("Opening of the rim, 5 µm on passivation")
    return drawn


if __name__ == "__main__":
    drawing.main(figure, "ubm")
