"""Relief by an elastomer collar: against what, and what of bulk modulus, overlap and bond decides it.

`python -m studies.elastomer` draws studies/elastomer.png.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from stressbump import materials
from stressbump.designs.structures.references import POLYIMIDE_C, UNDERFILL_C, UNDERFILL_SHRINKAGE
from studies import drawing
from studies.drawing import AMBER, BLUE, GREEN, GREY, RED, SKY

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

PLACES = {"passivation": BLUE, "ubm_Cu": RED, "solder": GREEN}
REFLOW, ROOM = 217.0, 25.0  # °C
CURES = {  # by reference: polymer, °C at which it is born, linear shrinkage
    "polyimide": ("polyimide", POLYIMIDE_C, 0.0),
    "underfill": ("underfill", UNDERFILL_C, UNDERFILL_SHRINKAGE),
    "polyimide-at-reflow": ("polyimide", REFLOW, 0.0),
    "underfill-at-reflow": ("underfill", REFLOW, 0.0),
}
COVERED = 1 - (55 / 112.84) ** 2  # of the cell, by a collar that stands 15 µm back from the UBM


def relief(place: str, reference: str) -> str:
    """The column of a mean von Mises stress's relief."""
    return f"relief of mean von Mises stress @ {place}, {reference} [1]"


def film_stress(polymer: str, born: float, shrinkage: float = 0.0) -> float:
    """In-plane stress, MPa at room temperature, of a polymer film that was cured on silicon at `born`."""
    film, silicon = (materials.find(n).law for n in (polymer, "silicon"))
    stress = film.moduli(born).biaxial * shrinkage
    for a, b in pairwise(np.linspace(born, ROOM, 65)):
        mismatch = (silicon.thermal_strain(a, b) - film.thermal_strain(a, b))[0]
        stress += film.moduli((a + b) / 2).biaxial * float(mismatch)
    return stress


def pulled(thickness: np.ndarray, stress: float, substrate_um: float = 300.0) -> np.ndarray:
    """In-plane stress, MPa, that a polymer film on top puts into the passivation under it.

    Stoney: the film's force σt strains the face it lies on by -4σt/(M h), once by its pull and three
    times by the bow that the pull makes. The passivation is older and feels all of it.
    """
    silicon, nitride = (materials.find(n).law for n in ("silicon", "PE-SiN"))
    strain = -4 * stress * COVERED * thickness / (silicon.moduli(ROOM).biaxial * substrate_um)
    return strain * nitride.moduli(ROOM).biaxial


def thickness_panel(axes: Axes, frame: DataFrame) -> None:
    """Relief of the passivation over thickness: what a polymer's film force does through the wafer."""
    stands_back = frame["elastomer_overlap_um"] == frame["elastomer_overlap_um"].min()
    soft = frame["elastomer.K_MPa"] == frame["elastomer.K_MPa"].max()
    part = frame[stands_back & soft & (frame["solder_bonded"] == "false")]
    for reference, colour, label in (
        ("polyimide", BLUE, "polyimide, 350 °C"),
        ("polyimide-at-reflow", SKY, "polyimide, 217 °C"),
        ("underfill", RED, "underfill, 165 °C"),
        ("underfill-at-reflow", AMBER, "underfill, 217 °C"),
        ("none", GREY, "nothing there"),
    ):
        column = relief("passivation", reference)
        look = {"color": colour, "marker": "o", "label": label}
        drawing.barred(axes, part, "elastomer_thickness_um", column, 100, **look)
    t = np.linspace(0, 50, 51)
    built = float(part["mean von Mises stress @ passivation [MPa]"].mean())
    for reference, colour in (("polyimide", BLUE), ("underfill", RED)):
        pull = -pulled(t, film_stress(*CURES[reference]))
        axes.plot(t, 100 * pull / (built + pull), "--", color=colour, lw=1)
    axes.plot([], [], "--", color=GREY, lw=1, label="Stoney")
    axes.set(
        xlabel="thickness, µm", ylabel="relief, %", title="Passivation; 15 µm back, free; against …"
    )
    axes.set_ylim(-2, 27)
    axes.legend()


def modulus_panel(axes: Axes, frame: DataFrame) -> None:
    """Relief against nothing over the bulk modulus, on the rim, unbonded and bonded."""
    on_rim = frame["elastomer_overlap_um"] == frame["elastomer_overlap_um"].max()
    thick = frame["elastomer_thickness_um"] == frame["elastomer_thickness_um"].median()
    for place, colour in PLACES.items():
        for bonded, line, face in (("false", "-", colour), ("true", ":", "white")):
            part = frame[on_rim & thick & (frame["solder_bonded"] == bonded)]
            column = relief(place, "none")
            label = f"{place}, {'bonded' if bonded == 'true' else 'free'}"
            look = {"color": colour, "ls": line, "marker": "o", "mfc": face, "label": label}
            drawing.barred(axes, part, "elastomer.K_MPa", column, 1000, **look)
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(xlabel="bulk modulus, MPa", ylabel="relief, ‰", title="20 µm, against nothing")
    axes.set_xscale("log")
    axes.legend(ncols=1)


def bond_panel(axes: Axes, frame: DataFrame) -> None:
    """Relief against polyimide by overlap and bond, at middling thickness and the highest modulus."""
    rubber = frame["elastomer.K_MPa"] == frame["elastomer.K_MPa"].max()
    thick = frame["elastomer_thickness_um"] == frame["elastomer_thickness_um"].median()
    labels = []
    part = frame[rubber & thick].sort_values(["solder_bonded", "elastomer_overlap_um"])
    for at, (_, row) in enumerate(part.iterrows()):
        bond = "bonded" if row["solder_bonded"] == "true" else "free"
        labels.append(f"{row['elastomer_overlap_um']:+.0f} µm\n{bond}".replace("-", "−"))
        for k, (place, colour) in enumerate(PLACES.items()):
            column = relief(place, "polyimide")
            axes.bar(
                at + 0.26 * (k - 1),
                100 * row[column],
                0.24,
                yerr=100 * row.get(f"bar of {column}", 0.0),
                color=colour,
                ecolor="black",
                capsize=2,
                label=place if at == 0 else None,
            )
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set_xticks(range(len(labels)), labels, fontsize=7.5)
    axes.set(ylabel="relief, %", title="20 µm, against polyimide: overlap and bond")
    axes.legend(loc="lower left")


def figure(frame: DataFrame) -> Figure:
    """All three."""
    return drawing.beside(
        frame, (thickness_panel, modulus_panel, bond_panel), 3.6, width_ratios=(1, 1, 1.25)
    )[0]


if __name__ == "__main__":
    drawing.main(figure, "elastomer")
