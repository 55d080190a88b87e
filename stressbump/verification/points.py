"""Laws with memory at one material point, against closed forms."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np

from stressbump.closed_forms import plastic_cycles, relaxation
from stressbump.laws import Isotropic
from stressbump.laws.chaboche import Backstress, Chaboche
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.creep import Power
from stressbump.laws.flow.hardening import LinearHardening
from stressbump.laws.viscoelastic import Branch, Viscoelastic
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.materials.solder_flow import CHANG
from stressbump.units import GPa, ppm
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.point import BAR, BLOCK, FILM, Point, graded

HOUR = 3600.0  # s
STEEL, A, N = Isotropic(200 * GPa, 0.3, 0.0), 3.125e-14 / HOUR, 5  # NAFEMS R0027's creep
COPPER, H = Isotropic(110 * GPa, 0.343, 13.8 * ppm), 5 * GPa
LOOP = 520.0, 140600.0, 380.0  # k, C, γ
SOLDER = Isotropic(40 * GPa, 0.35, 20 * ppm)
RATE = 1e-3  # 1/s
ROUNDING = 1e-9
IN_TIME = 2e-3  # of steps, all of second order


def _crept() -> float:
    law = Viscoplastic(STEEL, Additive((Power(A, N, 0.0),)))
    times = np.concatenate([[0], np.geomspace(1e-4, 10, 120) * HOUR])
    return float(
        Point(law, BAR).along(lambda t: (200 / STEEL.moduli(25).young, 25.0), times).stress[0]
    )


@shared
def _cycled(kinematic: bool) -> float:
    """The film's stress after the fourth half cycle, MPa."""
    law = (
        Chaboche(COPPER, LinearHardening(200.0), (Backstress(H),))
        if kinematic
        else Viscoplastic(COPPER, Additive(plastic=LinearHardening(200.0, H)))
    )

    def path(t: float) -> tuple[float, float]:
        T = float(np.interp(t, range(5), (25, 400, 25, 400, 25)))
        return 13.8 * ppm * (25 - T), T

    return float(Point(law, FILM, order=1).along(path, np.linspace(0, 4, 81)).stress[0])


def _by_lines(kinematic: bool) -> float:
    modulus, turns = COPPER.moduli(25).biaxial, (25, 400, 25, 400, 25)
    ends, _ = plastic_cycles.turning_points(
        modulus, 13.8 * ppm, lambda T: 200.0, H, turns, kinematic
    )
    return ends[-1]


def _loop() -> float:
    k, C, gamma = LOOP
    law = Chaboche(STEEL, LinearHardening(k), (Backstress(C, gamma),))
    half = 0.01 + plastic_cycles.saturated_amplitude(k, C, gamma, 0.02) / STEEL.moduli(25).young

    def path(t: float) -> tuple[float, float]:
        return half * float(np.interp(t, range(4), (0, 1, -1, 1))), 25.0

    return float(Point(law, BAR).along(path, np.linspace(0, 3, 181)).stress[0])


def _pulled() -> float:
    times = graded(0, 300, 60)
    point = Point(Viscoplastic(SOLDER, CHANG), BAR, order=1)
    return float(point.along(lambda t: (RATE * t, 125.0), times).stress[0])


def _sheared() -> float:
    solid = Isotropic.from_shear_bulk(5 * GPa, 8 * GPa, 0.0)
    law = Viscoelastic(solid, (Branch(0.8, 100.0),))
    return float(
        Point(law, BLOCK).along(lambda t: (1e-4 * t, 25.0), np.linspace(0, 100, 41)).stress[3]
    )


def _torn() -> float:
    """Shear of a block beyond its yield, MPa."""
    law = Viscoplastic(SOLDER, Additive(plastic=LinearHardening(20.0)))
    return float(Point(law, BLOCK).along(lambda t: (1e-2 * t, 25.0), (0.0, 1.0)).stress[3])


def _case(
    name: str,
    source: str,
    target: float,
    tolerance: float,
    run: Callable[[], float],
    note: str = "",
) -> VerificationCase:
    return VerificationCase(
        f"point: {name}", source, "ANALYTIC", target, "MPa", tolerance, run, note
    )


CASES = (
    _case(
        "bar held at its length for 10 h, Norton's creep", "NAFEMS R0027's law",
        float(relaxation.norton(200.0, STEEL.moduli(25).young, A, N, np.array(10 * HOUR))), IN_TIME, _crept,
    ),
    _case(
        "bar pulled at 1e-3 1/s, Anand's law: steady flow", "Brown, Kim, Anand 1989",
        CHANG.saturation(RATE, 125.0), IN_TIME, _pulled, "at a strain of 0.3 hardness is all but steady",
    ),
    _case(
        "copper film heated and cooled twice, isotropic hardening", "straight lines",
        _by_lines(False), ROUNDING, lambda: _cycled(False),
    ),
    _case(
        "copper film heated and cooled twice, kinematic hardening", "straight lines",
        _by_lines(True), ROUNDING, lambda: _cycled(True),
    ),
    _case(
        "bar in a loop of 2 % plastic strain, one backstress", "Armstrong and Frederick 1966",
        plastic_cycles.saturated_amplitude(*LOOP, 0.02), IN_TIME, _loop,
    ),
    _case(
        "block sheared beyond its yield of 20 MPa", "von Mises 1913", 20 / sqrt(3), ROUNDING, _torn
    ),
    _case(
        "block sheared at a steady rate, one Prony branch", "exponentials",
        relaxation.ramp(1e-4, 5 * GPa, [(0.8, 100.0)], 100.0), 1e-4, _sheared,
    ),
)  # fmt: skip
