"""A layer between passivation and mold: what it takes away, and what its openings cost.

`python -m studies.interface_layer` draws studies/interface_layer.png.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from stressbump import materials
from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.designs.structures.interface_layer_package import InterfaceLayerPackage
from stressbump.designs.structures.references import POLYIMIDE_C
from studies import drawing
from studies.drawing import AMBER, BLUE, GREEN, GREY, RED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame, Series

THICKNESS, WIDTH, PITCH = "interface_thickness_um", "opening_width_um", "opening_pitch_um"
HALF = "die_half_width_um"
PASSIVATION = 3  # place from below
MEAN = "mean von Mises stress @ passivation"
IN_PLANE = "mean in-plane stress @ passivation"
WORST = "95th percentile von Mises stress @ passivation"
COLOURS = (RED, BLUE, GREEN, AMBER)  # from the smallest to the largest
SHARES = (0.1, 0.2, 0.5, 1, 2, 5)  # of the pitch, %
PULL, MISES = 80.0, 216.0  # MPa, larger die: 1 µm of polysilicon along x, the passivation (means)
LATE = "polyimide-at-deposition"


def against_mold(frame: DataFrame, measure: str, layer: str = "") -> tuple[Series, Series | float]:
    """Relief against mold in the layer's place, %, by the layer or a reference; its bar.

    A reference's bar is the sum of the bars of the two reliefs it is made from.
    """
    built, mold = frame[f"{measure} [MPa]"], frame[f"{measure}, mold [MPa]"]
    own = frame.get(f"bar of relief of {measure}, mold [1]", 0.0)
    if not layer:
        return 100 * (1 - built / mold), 100 * own
    other = frame[f"{measure}, {layer} [MPa]"]
    bar = frame.get(f"bar of relief of {measure}, {layer} [1]", 0.0) * other**2
    return 100 * (1 - other / mold), 100 * (own + bar / (built * mold).abs())


def births(layer: str, thickness: float) -> list[tuple[int, str, float, float]]:
    """The package without openings, in the order of its births: place from below, material, µm, °C.

    A polyimide coat is cured on the wafer, before its dies are mounted.
    """
    die = InterfaceLayerPackage()
    film, coat = die.passivation[0], layer == "polyimide"
    born = POLYIMIDE_C if coat else die.mold_born if layer == die.mold else die.interface_born
    own = [(4, "polyimide" if layer == LATE else layer, thickness, born)]
    return [
        (2, die.die, die.die_thickness, die.die_born),
        (3, film.material, film.thickness_um, die.passivation_born),
        *(own if coat else []),
        (0, die.mounting_support, die.support_thickness, die.attach_born),
        (1, die.underfill, die.underfill_thickness, die.attach_born),
        *([] if coat else own),
        (5, die.mold, die.mold_thickness, die.mold_born),
    ]


def blanket(layer: str, thickness: float, end: float = 25.0) -> float:
    """In-plane stress of the passivation under a layer without openings, MPa: laminate theory in steps."""
    order, stress = births(layer, thickness), 0.0
    ends = [born for *_, born in order[1:]] + [end]
    for count, (born, stop) in enumerate(zip([o[3] for o in order], ends, strict=True), 1):
        standing = sorted(order[:count])
        here = [place for place, *_ in standing]
        if PASSIVATION not in here or born == stop:
            continue
        for a, b in pairwise(np.linspace(born, stop, 65)):
            plies = []
            for _, material, height, _ in standing:
                law = materials.find(material).law
                free = law.thermal_strain(a, b)[0]
                plies.append(Ply(Solid(law.moduli((a + b) / 2).biaxial, 0.0, free), height))
            stress += np.mean(laminate(plies, 1.0).face_stresses(here.index(PASSIVATION)))
    return float(stress)


def material_panel(axes: Axes, frame: DataFrame) -> None:
    """Relief of the mean over the layer's thickness, by its material and the openings' pitch."""
    part = frame[(frame[HALF] == frame[HALF].max()) & (frame[WIDTH] == 20)]
    pitches = sorted(part[PITCH].unique(), reverse=True)
    for layer, colour, name, shown in (
        ("", BLUE, "polysilicon", pitches),
        ("polyimide", RED, "polyimide, 350 °C", pitches),
        (LATE, AMBER, "polyimide, 150 °C", pitches[:1]),
    ):
        for pitch, line in zip(shown, ("-", "--", ":"), strict=False):
            some = part[part[PITCH] == pitch].sort_values(THICKNESS)
            relief, bar = against_mold(some, MEAN, layer)
            axes.errorbar(
                some[THICKNESS], relief, yerr=bar, fmt="o" + line, color=colour, capsize=2.5,
                label=f"{name}, every {pitch:g} µm",
            )  # fmt: skip
    t = np.array([0.0, part[THICKNESS].max()])
    for layer in ("polysilicon", "polyimide"):
        ends = [0.0, 100 * (1 - blanket(layer, t[1]) / blanket("EMC", t[1]))]
        axes.plot(t, ends, color=GREY, lw=1)
    axes.plot([], [], color=GREY, lw=1, label="no openings, laminate theory")
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(xlabel="layer, µm", ylabel="relief against mold, %", xlim=(0, None), ylim=(-1.5, 3.8))
    axes.set_title("Passivation, mean stress; openings of 20 µm")
    axes.legend(fontsize=7)


def looks(frame: DataFrame) -> list[tuple[DataFrame, dict[str, object]]]:
    """Cases by thickness (colour), width of the openings (marker) and die (the larger is filled)."""
    found: list[tuple[DataFrame, dict[str, object]]] = []
    for (thickness, width, half), part in frame.groupby([THICKNESS, WIDTH, HALF]):
        colour = COLOURS[sorted(frame[THICKNESS].unique()).index(thickness)]
        marker = "osD^"[sorted(frame[WIDTH].unique()).index(width)]
        face = colour if half == frame[HALF].max() else "white"
        found.append((part, {"color": colour, "marker": marker, "mfc": face, "ls": "none"}))
    return found


def taken_back(frame: DataFrame) -> Series:
    """What von Mises loses against the linear measure by the openings, in % of the mean stress."""
    gap = [
        against_mold(frame, IN_PLANE, layer)[0] - against_mold(frame, MEAN, layer)[0]
        for layer in ("", "no-openings")
    ]
    return gap[0] - gap[1]


def feet_panel(axes: Axes, frame: DataFrame) -> None:
    """What the openings' edges take back of the mean's relief, over the layer's share of the pitch.

    A strip's end hands its force σt to what is below over 1.5 t, so ∫τ²dx = σ²t/1.5 at each of an
    opening's two edges, and τ adds 3τ²/2Σ to a von Mises stress Σ: 2 (σ/Σ)² t of every pitch.
    """
    for part, look in looks(frame):
        axes.plot(100 * part[THICKNESS] / part[PITCH], taken_back(part), **look)
    x = np.array([0.1, 6.0])
    label = "estimate, 2(σ/Σ)² t/pitch"
    axes.plot(x, 2 * (PULL / MISES) ** 2 * x, "--", color=GREY, lw=1, label=label)
    axes.set(yscale="log", ylabel="relief lost, % of the mean stress")
    axes.set_title("What the openings' edges take back")
    for thickness, colour in zip(sorted(frame[THICKNESS].unique()), COLOURS, strict=False):
        axes.plot([], [], "o", color=colour, label=f"{thickness:g} µm of polysilicon")
    name = f"the same, die of {2 * frame[HALF].min() / 1000:g} mm"
    axes.plot([], [], "o", color=GREY, mfc="white", label=name)
    axes.legend(fontsize=7)


def worst_panel(axes: Axes, frame: DataFrame) -> None:
    """Relief of the passivation's worst twentieth, over the same."""
    shown = frame[frame[HALF] == frame[HALF].max()]
    for part, look in looks(shown):
        relief, bar = against_mold(part, WORST)
        axes.errorbar(100 * part[THICKNESS] / part[PITCH], relief, yerr=bar, capsize=2.5, **look)
    for width, marker in zip(sorted(frame[WIDTH].unique()), "osD^", strict=False):
        axes.plot([], [], marker, color=GREY, label=f"openings of {width:g} µm")
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(ylabel="relief against mold, %", title="Passivation, 95th percentile (larger die)")
    axes.legend(fontsize=7)


def figure(frame: DataFrame) -> Figure:
    """All three."""
    drawn, axes = drawing.beside(frame, (material_panel, feet_panel, worst_panel), 3.9)
    for ax in axes[1:]:
        ax.set(xscale="log", xlabel="thickness over pitch, %", xlim=(0.1, 6.5))
        ax.set_xticks(SHARES, [f"{share:g}" for share in SHARES])
        ax.set_xticks([], minor=True)
    return drawn


if __name__ == "__main__":
    drawing.main(figure, "interface_layer")
