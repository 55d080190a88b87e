"""Thin against thick passivation: its stress, the energy that could crack it, the bow it makes.

`python -m studies.passivation` draws studies/passivation.png.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stressbump import materials
from studies import drawing
from studies.drawing import AMBER, BLUE, GREY, RED, SKY

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame, Series

THICKNESS = "passivation.1.thickness_um"
FILMS = (("PE-SiN", BLUE), ("SiO2", RED))
BORN, ROOM = 350.0, 25.0  # °C
CHANNEL = 1.976  # Z of a channel crack, G = Z σ² h / Ē (Hutchinson and Suo)
TOUGHNESS = (3.0, 8.0)  # J/m², of silicon nitride
SUBSTRATE_UM, COVERED = 300.0, 1 - (30 / 112.84) ** 2  # of the cell, by a film with its opening


def channel_energy(film: str, stress: Series, thickness: Series) -> Series:
    """Energy release rate, J/m² (MPa·µm), of a crack that channels through a film in tension."""
    law = materials.find(film).law
    plane = law.E / (1 - law.nu**2)
    return CHANNEL * stress.clip(lower=0) ** 2 * thickness / plane


def bow(film: str, thickness: np.ndarray) -> np.ndarray:
    """Curvature, 1/m, of the wafer under the blanket film (Stoney): 6σt/(M h²)."""
    law, silicon = materials.find(film).law, materials.find("silicon").law
    shrinks = (silicon.thermal_strain(BORN, ROOM) - law.thermal_strain(BORN, ROOM))[0]
    force = law.moduli(ROOM).biaxial * shrinks * COVERED * thickness
    return 6e6 * force / (silicon.moduli(ROOM).biaxial * SUBSTRATE_UM**2)


def of(frame: DataFrame, film: str, intrinsic: float) -> DataFrame:
    """The cases of one material and intrinsic stress, by rising thickness."""
    same = frame["passivation.1.material"] == film
    stress = frame["passivation.1.intrinsic_MPa"] == intrinsic
    return frame[same & stress].sort_values(THICKNESS)


def stress_panel(axes: Axes, frame: DataFrame) -> None:
    """Mean and largest film stress, without intrinsic stress."""
    for film, colour in FILMS:
        part = of(frame, film, 0)
        for measure, line, label in (
            ("largest film stress @ passivation [MPa]", "-", "largest, 5 µm"),
            ("mean in-plane stress @ passivation [MPa]", ":", "mean, in plane"),
        ):
            look = {"color": colour, "ls": line, "marker": "o", "label": f"{film}, {label}"}
            drawing.barred(axes, part, THICKNESS, measure, **look)
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(ylabel="stress, MPa", title="Film stress, no intrinsic stress")
    axes.legend(loc=(0.03, 0.5))


def energy_panel(axes: Axes, frame: DataFrame) -> None:
    """Energy of a channel crack at the largest film stress, against what nitride withstands."""
    stress = "largest film stress @ passivation [MPa]"
    for film, dark, light in (("PE-SiN", BLUE, SKY), ("SiO2", RED, AMBER)):
        for intrinsic, colour in ((0, dark), (-200, light)):
            part = of(frame, film, intrinsic)
            energy = channel_energy(film, part[stress], part[THICKNESS])
            label = f"{film}, intrinsic {intrinsic} MPa".replace("-2", "−2")
            shown = energy > 0
            if shown.any():
                axes.plot(part[THICKNESS][shown], energy[shown], "o-", color=colour, label=label)
    axes.axhspan(*TOUGHNESS, color=GREY, alpha=0.3, lw=0)
    axes.text(0.021, 4.1, "toughness of nitride", fontsize=8)
    axes.set(yscale="log", ylabel="J/m²", title="Energy of a channel crack (none where squeezed)")
    axes.set_ylim(2e-5, 20)
    axes.legend(loc="lower right")


def rim_panel(axes: Axes, frame: DataFrame) -> None:
    """What the film does to the wafer's bow, and to the under-bump metal's rim."""
    for film, colour in FILMS:
        part = of(frame, film, 0)
        look = {"color": colour, "marker": "o"}
        drawing.barred(axes, part, THICKNESS, "curvature @ substrate [1/m]", label=film, **look)
        t = np.geomspace(part[THICKNESS].min(), part[THICKNESS].max(), 60)
        start = part["curvature @ substrate [1/m]"].iloc[0]
        axes.plot(t, start + bow(film, t - t[0]), "--", color=colour, lw=1, label=f"{film}, Stoney")
    axes.set(ylabel="curvature, 1/m", title="Bow of the wafer under bump and film")
    axes.legend()


def figure(frame: DataFrame) -> Figure:
    """All three, over thickness; the claimed and the industrial range shaded."""
    drawn, axes = drawing.beside(frame, (stress_panel, energy_panel, rim_panel), 3.6)
    for ax in axes:
        ax.set(xscale="log", xlabel="passivation, µm", xlim=(0.018, 2.2))
        for low, high in ((0.02, 0.08), (0.3, 2)):
            ax.axvspan(low, high, color=GREY, alpha=0.1, lw=0)
    return drawn


if __name__ == "__main__":
    drawing.main(figure, "passivation")
