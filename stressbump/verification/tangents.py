"""Tangents of laws with memory: those that Newton's method is given, against central differences.

At strains of all sizes and directions, from a state that has flowed, between −65 and 300 °C and over steps
of a thousandth of a second to a day.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from stressbump.laws import Isotropic, Table
from stressbump.laws.chaboche import Backstress, Chaboche
from stressbump.laws.flow import Flow
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.creep import Power, Sinh
from stressbump.laws.flow.hardening import LinearHardening, Voce
from stressbump.laws.memory import Memory
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.materials.polymers import UNDERFILL_PRONY
from stressbump.materials.solder_flow import CHANG
from stressbump.units import GPa, ppm
from stressbump.verification.case import VerificationCase

POINTS, STEP = 60, 1e-6
TEMPERATURES, SECONDS = (-65.0, 25.0, 125.0, 300.0), (1e-3, 1.0, 1e5)
LIMIT = 5e-9  # of the largest component
SOLID = Isotropic(Table.of(GPa, (-65, 50), (300, 20)), 0.35, 20 * ppm)


def _flowing(flow: Flow) -> Memory:
    return Viscoplastic(SOLID, flow)


LAWS: dict[str, Memory] = {
    "Anand": _flowing(CHANG),
    "creep, power and hyperbolic sine": _flowing(
        Additive((Power(4e-7, 3, 3223), Sinh(277984, 0.02447, 6.41, 6500)))
    ),
    "creep beside plasticity": _flowing(
        Additive((Power(0.4, 2, 5400),), Voce(20.0, 30.0, 100.0, 50.0))
    ),
    "Armstrong and Frederick": Chaboche(
        SOLID, LinearHardening(60.0, 500.0), (Backstress(2e4, 200.0), Backstress(2e3))
    ),
    "Prony series": UNDERFILL_PRONY.on(SOLID),
}


def worst(law: Memory) -> float:
    """The largest difference of a tangent, per its largest component."""
    found, rng = 0.0, np.random.default_rng(14)
    for T in TEMPERATURES:
        for dt in SECONDS:
            before, strain = (
                rng.normal(size=(6, POINTS)) * 10 ** rng.uniform(-6, -2, POINTS) for _ in range(2)
            )
            state = law.advance(law.fresh(POINTS), before, T, dt).state
            found = max(found, _off(law, state, before + strain, T, dt))
    return found


def _off(law: Memory, state: np.ndarray, strain: np.ndarray, T: float, dt: float) -> float:
    tangent = law.advance(state, strain, T, dt).tangent
    size = np.maximum(np.abs(strain), np.abs(strain - state[:6])).max(axis=0)
    off = np.zeros(POINTS)
    for j in range(6):
        moved = np.zeros_like(strain)
        moved[j] = STEP * size
        ahead, back = (law.advance(state, strain + s * moved, T, dt).stress for s in (1, -1))
        off = np.maximum(
            off, np.abs((ahead - back) / (2 * STEP * size) - tangent[:, j]).max(axis=0)
        )
    return float((off / np.abs(tangent).max(axis=(0, 1))).max())


CASES = tuple(
    VerificationCase(
        f"tangent, {name}: difference to central ones",
        "Simo, Hughes 1998",
        "SELF",
        0.0,
        "1",
        LIMIT,
        partial(worst, law),
    )
    for name, law in LAWS.items()
)
