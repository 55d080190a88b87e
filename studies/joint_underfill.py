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


CASES = {f"air, {away:g} mm": solved.joint("dry-film-bump", (), away) for away in PLACES} | {
    case(E, a, away): solved.joint("dry-film-bump", filled(E, a), away)
    for away in PLACES
    for E in MODULI
    for a in EXPANSIONS
}


def relief(kept: Kept, E: float, a: float, away: float) -> tuple[float, float]:
    """By how much the bump's worst stress is lower than in air, and its bar, %."""
    (found, bar), (air, beside) = (
        kept[name]["as built"]["all angles"][WORST]
        for name in (case(E, a, away), f"air, {away:g} mm")
    )
    return 100 * (1 - found / air), 100 * found / air * (bar / found + beside / air)


def figure(kept: Kept) -> Figure:
    """A map for each place."""
    found, axes = drawing.panels(9.5, 3.4, 1, len(PLACES))
    for own, away in zip(axes[0], PLACES, strict=True):
        told = np.array([[relief(kept, E, a, away) for E in MODULI] for a in EXPANSIONS])
        own.imshow(told[..., 0], origin="lower", cmap="RdBu", vmin=-80, vmax=80, aspect="auto")
        for row, column in np.ndindex(told.shape[:2]):
            value, bar = told[row, column]
            colour = "white" if abs(value) > 50 else "black"
            text = f"{value:.1f} ± {bar:.1f} %"
            own.text(column, row, text, ha="center", va="center", color=colour)
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
