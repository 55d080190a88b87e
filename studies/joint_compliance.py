"""Where compliance must sit far from the neutral point: under the pad or around the bump.

`python -m studies.joint_compliance solve` solves it anew, without `solve` it draws its figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from studies import drawing, solved
from studies.drawing import BLUE, GREEN, GREY, PINK, RED
from studies.solved import Kept

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUESTION = (
    "Where must compliance sit to spare a joint far from the neutral point: under the pad or around the"
    " bump?"
)
WORST = "95th percentile von Mises stress"
THICK = "dielectric_thickness_um=5"


def layer(modulus: float) -> str:
    """The layer under the pad, of the silicon's expansion, so that compliance acts alone."""
    return f"dielectric={{E_GPa={modulus:g}, nu=0.3, cte_ppm_per_K=3}}"


STIFF = "oxide's stiffness under the pad, 70 GPa"
CASES = {
    STIFF: solved.joint("elastomer-bump", (layer(70), THICK), 3.0, ("none",)),
    "3 GPa under the pad": solved.joint("elastomer-bump", (layer(3), THICK)),
    "0.1 GPa under the pad": solved.joint("elastomer-bump", (layer(0.1), THICK)),
    "collar of 100 MPa around it": solved.joint(
        "elastomer-bump", (layer(70), THICK, "elastomer.G_MPa=100")
    ),
}
PLACES = {"solder": GREEN, "ubm_Cu": RED, "ubm_Cr": PINK, "passivation": GREY}


def ratio(kept: Kept, case: str, what: str, over: str = "all angles") -> float:
    """A number over that over the stiff layer."""
    return float(kept[case]["as built"][over][what][0] / kept[STIFF]["as built"][over][what][0])


def figure(kept: Kept) -> Figure:
    """Force and worst stress of each case."""
    found, axes = drawing.panels(11.5, 3.7, 1, 1)
    own, others = axes[0, 0], [case for case in kept if case != STIFF]
    shown = {"force of the joint": (BLUE, "shear force @ whole stack", "whole joint")}
    shown |= {
        f"{n}, worst twentieth": (c, f"{WORST} @ {n}", "all angles") for n, c in PLACES.items()
    }
    for k, (name, (colour, what, over)) in enumerate(shown.items()):
        rise = [ratio(kept, case, what, over) - 1 for case in others]
        at = [n + 0.16 * (k - 2) for n in range(len(others))]
        own.bar(at, rise, 0.15, bottom=1, color=colour, label=name)
    own.axhline(1, color=GREY, lw=0.8)
    own.set_xticks(range(len(others)), others)
    own.set(
        yscale="log", ylabel="times that over the stiff layer", title="3 mm from the neutral point"
    )
    own.yaxis.set_major_formatter("{x:g}")
    own.legend(fontsize=7)
    return found


if __name__ == "__main__":
    solved.main("joint_compliance", CASES, figure)
