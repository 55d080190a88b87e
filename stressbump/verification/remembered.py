"""Layers with memory that are born one after the other, against closed forms and other code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from stressbump.closed_forms import plastic_cycles
from stressbump.history.assembly import Assembly
from stressbump.history.schedule import Stage, TimeSteps
from stressbump.history.stepping import finished, reached, solutions, through
from stressbump.laws import Isotropic, Law
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.hardening import LinearHardening
from stressbump.laws.viscoelastic import Branch, Viscoelastic
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.materials.solder_flow import CHANG
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Mesh
from stressbump.units import GPa, ppm
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import mean_stress
from stressbump.verification.external import laid, three_layers
from stressbump.verification.grids import grid, lines

PER_METRE = 1e6  # 1/µm in 1/m
SOLDER = Viscoplastic(Isotropic(40 * GPa, 0.35, 20 * ppm), CHANG)
RIGID = Isotropic(2000 * GPa, 0.343, 0.0)
COPPER, H, FIRST, HOT = Isotropic(110 * GPa, 0.343, 13.8 * ppm), 5 * GPa, 200.0, 400.0
YIELDING = Viscoplastic(COPPER, Additive(plastic=LinearHardening(FIRST, H)))
CAP = Isotropic(220 * GPa, 0.25, 2 * ppm)
THIN = 2e-4  # what a base a thousand times as thick gives way
SILICON = Isotropic(180.22e3 * 0.72, 0.28, 2.6 * ppm)
GLASS = Viscoelastic(Isotropic.from_shear_bulk(6 * GPa, 13 * GPa, 12 * ppm), (Branch(0.9, 100.0),))
BOWS = {0.0: 2.462697, 100.0: 2.281223, 1000.0: 1.496141}  # 1/m after s


def flat(thickness: Sequence[float]) -> Mesh:
    """Layers 4 µm wide, named as those of `three_layers` from below."""
    faces = np.concatenate([[0.0], np.cumsum(thickness)])
    names = ("lower", "film", "upper")
    return grid(
        lines(0.0, 4.0, cells=2), faces, lambda _, z: names[int(np.searchsorted(faces, z)) - 1]
    )


@shared
def alike() -> Solution:
    """Three layers of one solder, laid at 217, 150 and 100 °C, at -40 °C."""
    laws = dict.fromkeys(("lower", "film", "upper"), SOLDER)
    born = {"lower": 217.0, "film": 150.0, "upper": 100.0}
    stack = laid(three_layers(), laws, "axisymmetric", "laminate", born)
    return solutions(stack, (-40.0,))[-40.0]


@shared
def heated() -> Mapping[float, Solution]:
    """Copper laid on a rigid base at 25 °C, capped at 400 °C; there, and at 25 °C."""
    laws: dict[str, Law] = {"lower": RIGID, "film": YIELDING, "upper": CAP}
    born = {"lower": 25.0, "film": 25.0, "upper": HOT}
    stack = laid(flat((1000, 1, 1)), laws, "axisymmetric", "flat", born)
    return solutions(stack, (HOT, 25.0))


@shared
def unbent() -> Mapping[float, float]:
    """Bow of silicon under resin that relaxes, cooled by 150 K at once: 1/m after s."""
    laws: dict[str, Law] = {"lower": SILICON, "film": GLASS}
    stack: Assembly = replace(
        laid(flat((300, 500)), laws, "axisymmetric", "laminate", dict.fromkeys(laws, 150.0)),
        time_steps=TimeSteps(2e-6),
    )
    state, now, found, T = reached(stack, (150.0,))[150.0], 0.0, {}, 150.0
    for time in BOWS:
        seconds = max(time - now, 1e-6)
        state = through(stack, state, Stage("", tuple(laws), T, 0.0, seconds))
        now, T = time, 0.0
        found[time] = abs(finished(stack, state, 0.0).globals["k"]) * PER_METRE
    return found


def _largest() -> float:
    sample = in_region(alike(), "lower", "film", "upper")
    return float(np.abs(sample.stress).max())


def _bow(time: float) -> float:
    return unbent()[time]


def _mean(end: float, region: str) -> float:
    return float(mean_stress(heated()[end], region)[0])


_TURNS, _ = plastic_cycles.turning_points(
    COPPER.moduli(25).biaxial, 13.8 * ppm, lambda T: FIRST, H, (25.0, HOT, 25.0), kinematic=False
)
CASES = (
    VerificationCase(
        "three layers of one solder laid at 217, 150 and 100 °C, at -40 °C: largest stress",
        "a birth is free of stress",
        "SELF",
        0.0,
        "MPa",
        1e-6,
        _largest,
    ),
    VerificationCase(
        "copper laid at 25 °C yields as it is heated to 400 °C: stress as it is capped",
        "straight lines",
        "ANALYTIC",
        _TURNS[0],
        "MPa",
        THIN,
        lambda: _mean(HOT, "film"),
    ),
    VerificationCase(
        "the cap as it is laid on copper that has yielded: stress",
        "a birth is free of stress",
        "SELF",
        0.0,
        "MPa",
        1e-6,
        lambda: _mean(HOT, "upper"),
    ),
    VerificationCase(
        "copper that has yielded in heating and again in cooling, capped at 400 °C: stress at 25 °C",
        "straight lines",
        "ANALYTIC",
        _TURNS[1],
        "MPa",
        THIN,
        lambda: _mean(25.0, "film"),
    ),
    VerificationCase(
        "the cap on copper that yields: stress at 25 °C",
        "biaxial modulus times mismatch",
        "ANALYTIC",
        CAP.moduli(25).biaxial * 2 * ppm * (HOT - 25),
        "MPa",
        5e-4,
        lambda: _mean(25.0, "upper"),
    ),
    *(
        VerificationCase(
            f"silicon under resin that relaxes, cooled by 150 K at once: bow after {time:g} s",
            "laminate theory, integrated over time",
            "EXTERNAL",
            bow,
            "1/m",
            2e-4,
            partial(_bow, time),
        )
        for time, bow in BOWS.items()
    ),
)
