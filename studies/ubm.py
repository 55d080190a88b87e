"""Under-bump metal as a strut: what passes through it to the pad, and what its rim does to the film.

`python -m studies.ubm` draws studies/ubm.png.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from stressbump import materials
from studies import drawing
from studies.drawing import BLUE, GREEN, GREY, RED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame, Series

ROOM = 25.0  # °C
RADIUS, OPENING = 40.0, 30.0  # µm: of the metal, and of its opening on the pad
FILM = "largest film stress @ passivation [MPa]"
SOLDER = "95th percentile von Mises stress @ solder [MPa]"
KINDS = {"Ni": (GREEN, "with nickel"), "Cu": (RED, "copper")}


def label(stack: str) -> str:
    """`Ti/Cu 5 µm`: the films of a stack, and the thickness of its thickest."""
    films = json.loads(stack)
    thick = max(films, key=lambda f: f["thickness_um"])
    return f"{'/'.join(f['material'] for f in films)} {thick['thickness_um']:g}"


def kind(stack: str) -> str:
    """Whether nickel is in a stack."""
    return "Ni" if any(f["material"] == "Ni" for f in json.loads(stack)) else "Cu"


def membrane(stack: str) -> float:
    """Stiffness of a stack in its plane, Σ E t/(1-ν) in N/mm (MPa·µm / 1000)."""
    films = json.loads(stack)
    law = {f["material"]: materials.find(f["material"]).law for f in films}
    return sum(law[f["material"]].biaxial_modulus(ROOM) * f["thickness_um"] for f in films) / 1000


def passed_on(frame: DataFrame) -> Series:
    """Shear force on the pad under the metal as a share of that on the metal under the solder."""
    below = [c for c in frame if c.startswith("shear force V @ pad/ubm")]
    above = [c for c in frame if c.startswith("shear force V @ ubm_") and "/solder" in c]
    return frame[below].bfill(axis=1).iloc[:, 0] / frame[above].bfill(axis=1).iloc[:, 0]


def strut(stiffness: np.ndarray) -> np.ndarray:
    """Share of the solder's pull that reaches the pad: the opening's area share over 1 + S/S₀.

    S₀ = 2Ea/π(1-ν²) is what a tall cylinder of solder puts against being held over its base, to an order.
    """
    law = materials.find("SAC305").law
    solder = 2 / np.pi * law.E * RADIUS / (1 - law.nu**2) / 1000
    return (OPENING / RADIUS) ** 2 / (1 + stiffness / solder)


def stiffness_panel(axes: Axes, frame: DataFrame, column: str, title: str) -> None:
    """An answer over the stack's stiffness, on thick and on thin passivation."""
    for stacked, (colour, name) in KINDS.items():
        for film, face in ((0.6, colour), (0.05, "white")):
            some = frame[frame["ubm"].map(kind) == stacked]
            some = some[some["passivation.1.thickness_um"] == film]
            look = {"ls": "none", "color": colour, "marker": "o", "mfc": face}
            drawing.barred(axes, some, "stiffness", column, label=f"{name}, on {film:g} µm", **look)
    axes.set(xlabel="stiffness Σ E t/(1−ν), N/mm", title=title, xscale="log")


def names_panel(axes: Axes, frame: DataFrame) -> None:
    """Each stack by name: largest stress in the industrial passivation, and in the solder."""
    part = frame[frame["passivation.1.thickness_um"] == 0.6]
    part = part.sort_values("stiffness")
    y = np.arange(len(part))
    for k, (column, colour, name) in enumerate(
        (
            (FILM, BLUE, "passivation, largest film stress"),
            (SOLDER, GREEN, "solder, 95th percentile"),
        )
    ):
        bar = part.get(f"bar of {column}")
        axes.barh(
            y + 0.38 * (k - 0.5), part[column], 0.36, xerr=bar, color=colour, label=name, capsize=2
        )
    axes.set_yticks(y, [label(s) for s in part["ubm"]], fontsize=7.5)
    axes.set(xlabel="MPa", title="On 0.6 µm (thickest film in µm)")
    axes.set_xlim(0, 1.75 * part[FILM].max())
    axes.legend(fontsize=7, loc="upper right")


def figure(frame: DataFrame) -> Figure:
    """All three."""
    frame = frame.assign(stiffness=frame["ubm"].map(membrane), passed=passed_on)
    drawn, axes = drawing.panels(11.5, 3.8, 1, 3, width_ratios=(1, 1, 1.1))
    stiffness_panel(axes[0, 0], frame, "passed", "Shear force passed on to the pad")
    x = np.geomspace(frame["stiffness"].min(), frame["stiffness"].max(), 60)
    axes[0, 0].plot(x, strut(x), "--", color=GREY, lw=1, label="strut estimate")
    axes[0, 0].set(ylabel="share of the solder's", ylim=(0, None))
    axes[0, 0].legend(fontsize=7)
    stiffness_panel(axes[0, 1], frame, FILM, "Largest film stress, passivation")
    axes[0, 1].set(ylabel="MPa", ylim=(0, None))
    names_panel(axes[0, 2], frame)
    return drawn


if __name__ == "__main__":
    drawing.main(figure, "ubm")
