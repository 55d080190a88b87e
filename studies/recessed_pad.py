"""A recess in the pad, part or all of its height: what becomes of the stresses, and of the contact.

`python -m studies.recessed_pad` draws studies/recessed_pad.png.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stressbump import RecessedPadBump
from stressbump.answers.meshed import meshed
from stressbump.designs.design import of_structure
from stressbump.history.stack import solve_stack
from stressbump.measures.average import mean
from stressbump.measures.von_mises import von_mises
from stressbump.mechanics.sample import in_region
from studies import drawing
from studies.drawing import BLUE, GREEN, GREY, RED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

PLACES = {"dielectric": RED, "passivation": BLUE, "ubm_Cu": GREEN, "bump": GREY}
DEPTH = "recess_depth_um"
ANNEALED = 350.0  # °C, birth of a pad that stays elastic
YIELDED = 95.0  # °C, birth from which E/(1-ν) Δα ΔT is what aluminium withstands at 25 °C
MASKS = ((0, "-", "no polyimide"), (5, "--", "5 µm of polyimide"))


def of(
    frame: DataFrame, layout: str, access: str, polyimide: float, born: float = ANNEALED
) -> DataFrame:
    """The depths of one layout, access, polyimide and birth of the pad."""
    return frame[
        (frame["layout"] == layout)
        & (frame["access"] == access)
        & (frame["polyimide_thickness_um"] == polyimide)
        & (frame["pad_born_C"] == born)
    ].sort_values(DEPTH)


def same_ring(polyimide: float, depth: float, born: float = ANNEALED) -> float:
    """Mean von Mises stress, MPa, of what of a pad no recess reaches: the ring below the mask.

    The mean over a whole pad is no measure of a recess, for it is taken over less pad with depth.
    """
    bump = RecessedPadBump(polyimide_thickness=polyimide, recess_depth=depth, pad_born=born)
    section, mesh = meshed(of_structure(bump))
    (solution,) = solve_stack(section, mesh, bump.end).solutions.values()
    pad = in_region(solution, "pad")
    ring = pad.position[0] > bump.mask_opening / 2 + bump.pad_thickness
    return mean(von_mises(pad.stress)[ring], pad.weight[ring])


def relief(axes: Axes, part: DataFrame, place: str, **look: object) -> None:
    """Relief against the flat pad, %, from a depth of nothing on."""
    column = f"relief of mean von Mises stress @ {place}, flat-pad [1]"
    drawing.barred(axes, part.fillna({column: 0.0}), DEPTH, column, 100, **look)


def bump_panel(axes: Axes, frame: DataFrame) -> None:
    """Relief in the round bump, without and with polyimide."""
    for polyimide, line, name in MASKS:
        part = of(frame, "bump", "via", polyimide)
        for place, colour in PLACES.items():
            label = place if polyimide == 0 else None
            relief(axes, part, place, color=colour, ls=line, marker="o", label=label)
        part = of(frame, "bump", "via", polyimide, YIELDED)
        label = "dielectric, pad at its yield" if polyimide == 0 else None
        look = {"color": RED, "mfc": "white", "ls": line, "marker": "s", "label": label}
        relief(axes, part, "dielectric", **look)
        axes.plot([], [], line, color="black", label=name)
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set(ylabel="relief against a flat pad, %", title="Round bump over a via, mean stress")
    axes.legend(fontsize=7.5)


def access_panel(axes: Axes, frame: DataFrame) -> None:
    """Relief in plane sections: the pad reached through a via, or by metal in its own plane."""
    for access, marker, face in (("via", "o", None), ("in-plane", "s", "white")):
        for polyimide, line, _ in MASKS:
            part = of(frame, "section", access, polyimide)
            for place in ("dielectric", "passivation"):
                colour = PLACES[place]
                label = f"{place}, {access}" if polyimide == 0 else None
                look = {"color": colour, "mfc": face or colour, "marker": marker, "label": label}
                relief(axes, part, place, ls=line, **look)
    axes.plot([], [], "--", color="black", label="with polyimide")
    axes.set(ylabel="relief against a flat pad, %", title="Plane section: via or metal in plane")
    axes.legend(fontsize=7.5)


def contact_panel(axes: Axes, frame: DataFrame) -> None:
    """What pulls at the outer 5 µm of the contact of metal and pad, its wall among them."""
    for kind, colour in (("shear", BLUE), ("opening", RED)):
        column = f"edge {kind} traction, 5 µm @ pad/ubm_Ti [MPa]"
        for polyimide, line, name in MASKS:
            part = of(frame, "bump", "via", polyimide)
            part = part[part[DEPTH] < 1]  # at full depth the face is too short for a mean over 5 µm
            look = {"color": colour, "ls": line, "marker": "o", "label": f"{kind}, {name}"}
            drawing.barred(axes, part, DEPTH, column, **look)
    axes.set(ylabel="MPa", title="Traction, outer 5 µm of metal on pad")
    axes.set_ylim(0, 1.45 * axes.get_ylim()[1])
    axes.legend(fontsize=7.5)


def figure(frame: DataFrame) -> Figure:
    """All three, over the depth of the recess in a pad of 1 µm."""
    drawn, axes = drawing.beside(frame, (bump_panel, access_panel, contact_panel), 3.7)
    for ax in axes:
        ax.set(xlabel="depth of the recess, µm")
    return drawn


if __name__ == "__main__":
    drawing.main(figure, "recessed_pad")
