"""Under-bump metal between solder and wafer: the pull on its top, the pull below it, and its rim.

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

REFLOW, ROOM = 217.0, 25.0  # °C
RADIUS = 40.0  # µm, of the metal
PLATED, THICKNESS, UNDERCUT = "enhanced_ubm", "enhanced_ubm_thickness_um", "undercut_um"
PASSIVATION, BORN, STIFFNESS = "passivation.1.thickness_um", "ubm_born_C", "stiffness"
METALS = {"Cu": (RED, "o", "copper"), "Ni": (GREEN, "s", "nickel")}
LINES = {0: "-", 5: ":"}  # by undercut, µm
WORST = "largest film stress @ passivation [MPa]"


def films(row: Series) -> list[tuple[str, float]]:
    """A case's metals with their thicknesses, µm."""
    stack = [(film["material"], film["thickness_um"]) for film in json.loads(row["ubm"])]
    return [*stack, (row[PLATED], row[THICKNESS])]


def membrane(row: Series) -> float:
    """Stiffness of a case's metal in its plane, Σ E t/(1-ν) in N/mm (MPa·µm / 1000)."""
    return sum(materials.find(m).law.moduli(ROOM).biaxial * t for m, t in films(row)) / 1000


def shrunk(material: str, start: float) -> float:
    """By how much more than the wafer it shrinks from a temperature in °C to the end."""
    one, wafer = (
        materials.find(m).law.thermal_strain(start, ROOM)[0] for m in (material, "silicon")
    )
    return float(wafer - one)


def own_pull(row: Series) -> float:
    """What a case's metal, if thin, puts on the wafer by itself, mN: 2πa Σ E t/(1-ν) Δε since its birth."""
    laws = [(materials.find(m).law, shrunk(m, row[BORN]), t) for m, t in films(row)]
    line = sum(law.moduli(ROOM).biaxial * strain * t for law, strain, t in laws)
    return float(2 * np.pi * RADIUS * line / 1000)


def left_over(metal: str) -> float:
    """Share of the solder's pull that is left on a thick block of metal, which goes its own way.

    Solder freezes on metal as hot as itself: what either has been through before is nothing to it.
    """
    return 1 - shrunk(metal, REFLOW) / shrunk("SAC305", REFLOW)


def force(frame: DataFrame, *faces: tuple[str, str]) -> Series:
    """Shear force through all faces from one kind of region to another, mN; inwards is positive."""
    wanted = [
        column
        for column in frame
        for first, second in faces
        if column.startswith(f"shear force V @ {first}") and f"/{second}" in column
    ]
    return -frame[wanted].sum(axis=1) / 1000


def carried(frame: DataFrame) -> DataFrame:
    """The cases with their metal's stiffness, and the forces that it has from solder, pad and wafer, mN."""
    pad = force(frame, ("pad", "ubm_"))
    return frame.assign(
        pull=force(frame, ("ubm_", "bump"), (PLATED, "bump")),
        pad=pad,
        wafer=pad + force(frame, ("passivation", "ubm_")),
        **{STIFFNESS: frame.apply(membrane, axis=1)},
    )


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


def force_panel(axes: Axes, frame: DataFrame) -> None:
    """The solder's pull and what the wafer feels, as shares of the largest pull, over the stiffness."""
    part = frame[frame[UNDERCUT] == 0]
    full = part["pull"].max()
    for metal, (colour, marker, name) in METALS.items():
        some = part[part[PLATED] == metal]
        cold, hot = (some[some[BORN] == born] for born in sorted(frame[BORN].unique()))
        for cases, place, face, what in (
            (cold, "pull", colour, "solder's pull"),
            (cold, "wafer", "white", "on the wafer"),
            (hot, "wafer", "0.8", "the same, annealed"),
        ):
            look = {"ls": "none", "marker": marker, "color": colour, "mfc": face}
            axes.plot(cases[STIFFNESS], cases[place] / full, label=f"{name}: {what}", **look)
        label = f"thick {name}: {left_over(metal):.2f}"
        axes.axhline(left_over(metal), ls="--", lw=1, color=colour, label=label)
    axes.set(
        xscale="log", xlabel="stiffness Σ E t/(1−ν), N/mm", ylabel="share of the solder's pull"
    )
    axes.set_ylim(0, 1.8)
    axes.set_title("Pull on the metal and below it, all stacks")
    axes.legend(fontsize=6.5, ncols=2)


def over_thickness(axes: Axes, frame: DataFrame, column: str) -> None:
    """An answer over the thickness of copper or nickel plated on Ti/Cu, by undercut and birth."""
    first = frame["ubm"] == frame["ubm"].iloc[0]
    part = frame[first & (frame[PASSIVATION] == frame[PASSIVATION].max())]
    for metal, (colour, marker, name) in METALS.items():
        for undercut, line in LINES.items():
            for born, face in zip(sorted(frame[BORN].unique()), (colour, "0.8"), strict=True):
                some = part[(part[PLATED] == metal) & (part[UNDERCUT] == undercut)]
                look = {"color": colour, "ls": line, "marker": marker, "mfc": face}
                told = f"{name}, undercut {undercut} µm" if born < REFLOW else None
                drawing.barred(
                    axes, some[some[BORN] == born], THICKNESS, column, label=told, **look
                )
    axes.plot([], [], "o", color=GREY, mfc="0.8", label="annealed in the reflow")
    axes.set(xlabel="plated on Ti/Cu, µm", ylabel="MPa", ylim=(0, None))


def figure(frame: DataFrame) -> Figure:
    """All three."""
    frame = carried(rim(frame, "opening"))
    drawn, axes = drawing.panels(11.5, 3.8, 1, 3)
    force_panel(axes[0, 0], frame)
    over_thickness(axes[0, 1], frame, WORST)
    axes[0, 1].set_title("Passivation, largest film stress")
    axes[0, 1].set_ylim(0, 600)
    axes[0, 1].legend(fontsize=7)
    over_thickness(axes[0, 2], frame, "opening")
    axes[0, 2].set_title("Opening of the rim, 5 µm on passivation")
    return drawn


if __name__ == "__main__":
    drawing.main(figure, "ubm")
