"""What a thermal cycle does to a place with memory: work, strain and ranges of its volume means.

    ΔW = ∮ σ : dε_in,    Δp = ∮ √(2/3 dε_in : dε_in)

over one cycle. ΔW of a layer rises as the layer gets thinner: it is never told without its thickness.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.measures.measure import Kind, Measure
from stressbump.measures.von_mises import von_mises

SHEAR = np.array([1.0, 1, 1, 0.5, 0.5, 0.5])  # of engineering shears, as they count in ε : ε


@dataclass(frozen=True, eq=False)
class Loop:
    """One cycle of a place, at n moments, the first of them its beginning; volume means.

    Components in the order xx, zz, out of plane, xz, zy, xy.
    """

    seconds: np.ndarray  # (n,)
    temperature: np.ndarray  # (n,) °C
    stress: np.ndarray  # (6, n) MPa
    inelastic: np.ndarray  # (6, n), engineering shear
    work: np.ndarray  # (n,) MPa, dissipated since birth
    slip: np.ndarray  # (n,) equivalent inelastic strain since birth


def work(loop: Loop) -> float:
    """ΔW: dissipated work of a cycle per volume, MPa."""
    return float(loop.work[-1] - loop.work[0])


def slip(loop: Loop) -> float:
    """Δp: equivalent inelastic strain of a cycle."""
    return float(loop.slip[-1] - loop.slip[0])


def stress_range(loop: Loop) -> float:
    """The largest von Mises stress of the difference of two moments' mean stresses, MPa."""
    return float(von_mises(_differences(loop.stress)).max())


def strain_range(loop: Loop) -> float:
    """The largest √(2/3 Δε : Δε) of the difference of two moments' mean inelastic strains."""
    between = _differences(loop.inelastic)
    return float(np.sqrt(2 / 3 * (SHEAR @ between**2)).max())


def _differences(rows: np.ndarray) -> np.ndarray:
    """Of all pairs of moments (6, n²)."""
    return np.asarray((rows[:, :, None] - rows[:, None]).reshape(6, -1))


def rubbed(work: np.ndarray) -> float:
    """What a face dissipates by friction in a cycle, J/m², of what it has since the cycles began (n,)."""
    return float(work[-1] - work[0])


FRICTIONAL_WORK = "frictional work"  # J/m² of a face, since the cycles began
WORK = Measure(
    "dissipated work per cycle", "MPa", Kind.CYCLE, "mean", work, headline=True, positive=True
)
MEASURES = (
    WORK,
    Measure("inelastic strain per cycle", "1", Kind.CYCLE, "mean", slip, positive=True),
    Measure("stress range per cycle", "MPa", Kind.CYCLE, "mean", stress_range, positive=True),
    Measure(
        "inelastic strain range per cycle", "1", Kind.CYCLE, "mean", strain_range, positive=True
    ),
    Measure(
        f"{FRICTIONAL_WORK} per cycle",
        "J/m²",
        Kind.RUBBING,
        "mean",
        rubbed,
        headline=True,
        positive=True,
    ),
)
