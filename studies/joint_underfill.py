"""Modulus and expansion of an underfill, near the neutral point and far from it.

`python -m studies.joint_underfill solve` solves it anew, without `solve` it draws its figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from studies import drawing, solved
from studies.drawing import GREY
from studies.solved import Kept

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUESTION = (
    "Which modulus and expansion of an underfill spare the joint, and does that depend on where it"
    " is?"
)
WORST = "95th percentile von Mises stress @ bump"
MODULI, EXPANSIONS = (1.0, 4.0, 12.0), (15.0, 25.0, 45.0)  # GPa, ppm/K
PLACES = (0.5, 3.0)  # mm from the neutral point


def filled(modulus: float, expansion: float) -> tuple[str, ...]:
    """What sets such an underfill; without shrinkage, so that modulus and expansion act alone."""
    fill = f"underfill={{E_GPa={modulus:g}, nu=0.33, cte_ppm_per_K={expansion:g}}}"
    return "underfilled=true", fill, "underfill_shrinkage=0"


def case(modulus: float, expansion: float, away: float) -> str:
    """Its name."""
    return f"{modulus:g} GPa, {expansion:g} ppm/K, {away:g} mm"


CASES = {
    f"air, {away:g} mm": solved.joint("dry-film-bump", (), away, bars=False) for away in PLACES
} | {
    case(E, a, away): solved.joint("dry-film-bump", filled(E, a), away, bars=False)
    for away in PLACES
    for E in MODULI
    for a in EXPANSIONS
}


def worst(kept: Kept, name: str) -> float:
    """The solder's worst in a case, MPa."""
    return float(kept[name]["as built"]["all angles"][WORST][0])


def figure(kept: Kept) -> Figure:
    """A map for each place: by how much the bump's worst stress is lower than in air."""
    found, axes = drawing.panels(9.5, 3.4, 1, len(PLACES))
    for own, away in zip(axes[0], PLACES, strict=True):
        air = worst(kept, f"air, {away:g} mm")
        relief = np.array(
            [
                [100 * (1 - worst(kept, case(E, a, away)) / air) for E in MODULI]
                for a in EXPANSIONS
            ]
        )  # fmt: skip
        own.imshow(relief, origin="lower", cmap="RdBu", vmin=-80, vmax=80, aspect="auto")
        for (row, column), value in np.ndenumerate(relief):
            dark = abs(value) > 50
            own.text(column, row, f"{value:.0f} %", ha="center", color="white" if dark else "black")
        own.set_xticks(range(len(MODULI)), [f"{E:g}" for E in MODULI])
        own.set_yticks(range(len(EXPANSIONS)), [f"{a:g}" for a in EXPANSIONS])
        own.set(xlabel="modulus, GPa", ylabel="expansion, ppm/K")
        own.set_title(f"{away:g} mm from the neutral point")
        own.spines[:].set_color(GREY)
    found.suptitle(
        "Relief of the solder's worst twentieth against air", x=0.01, ha="left", size=9.5
    )
    return found


if __name__ == "__main__":
    solved.main("joint_underfill", CASES, figure)
