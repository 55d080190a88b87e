"""Resins at a point: relaxation and its shift over temperature, cure and the glass transition."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import numpy as np

from stressbump.laws import Isotropic
from stressbump.laws.cure import Curing, DiBenedetto, Kamal
from stressbump.laws.shift import WLF
from stressbump.materials.polymers import UNDERFILL_PRONY
from stressbump.units import GPa, ppm
from stressbump.verification.case import Tag, VerificationCase, shared
from stressbump.verification.point import FILM, GAMMA, Point

EPOXY = Isotropic(3 * GPa, 0.35, 60 * ppm)
NET = 22 * ppm  # of the underfill over its base
CORNERS = (0.0, 180.0, 600.0, 780.0, 1200.0), (150.0, -40.0, -40.0, 125.0, 125.0)  # s, °C
LEFT = (32.0924, 32.0924, 2.9108, 1.7090)  # MPa at each corner but the first
KAMAL = Kamal(1e5, 55e3 / 8.314462618, 0.5, 1.5)
CURED = {60.0: 0.198520, 300.0: 0.856955, 900.0: 0.981691, 3600.0: 0.998833}  # after s at 150 °C
START = 1e-4
SHRINKING = 0.01


@shared
def film() -> tuple[float, ...]:
    """Stress of Feustel's underfill on a rigid base at the corners of a cycle, MPa."""

    def path(t: float) -> tuple[float, float]:
        T = float(np.interp(t, *CORNERS))
        return NET * (150 - T), T

    point = Point(UNDERFILL_PRONY.on(EPOXY), FILM)
    times, ends = CORNERS[0], list[float]()
    for start, end in pairwise(times):
        ends.append(float(point.along(path, np.linspace(start, end, 101)).stress[0]))
    return tuple(ends)


def _film(corner: int) -> float:
    return film()[corner]


def cured(seconds: float) -> float:
    """Degree of cure of a resin at 150 °C, by the marching rule of second order."""
    x, times = np.array([START]), seconds * np.linspace(0, 1, 201) ** 2
    for dt in np.diff(times):
        first = KAMAL.cured(x, 150.0, GAMMA * dt)
        x = KAMAL.cured(x + (1 - GAMMA) / GAMMA * (first - x), 150.0, GAMMA * dt)
    return float(x[0])


def shrunk() -> float:
    """Stress of a film on a rigid base that cures for 1 h at 150 °C, MPa."""
    point = Point(Curing(EPOXY, KAMAL, SHRINKING, 0.6), FILM)
    return float(point.along(lambda t: (0.0, 150.0), np.linspace(0, 3600, 61)).stress[0])


def _shift() -> float:
    return float(WLF(17.44, 51.6, 150, 5e4).log(np.array([200.0]))[0] / np.log(10))


def _glass() -> float:
    return float(DiBenedetto(-20, 150, 0.4).glass(np.array([0.9]))[0])


def _case(
    name: str,
    source: str,
    tag: Tag,
    target: float,
    unit: str,
    tolerance: float,
    run: Callable[[], float],
) -> VerificationCase:
    return VerificationCase(f"point: {name}", source, tag, target, unit, tolerance, run)


CASES = (
    *(
        _case(
            f"film of underfill on a rigid base, 150/-40/125 °C: stress at {T:g} °C after {s:g} s",
            "integrated as ordinary differential equations", "EXTERNAL", stress, "MPa", 2e-3,
            partial(_film, k),
        )
        for k, (s, T, stress) in enumerate(
            zip(CORNERS[0][1:], CORNERS[1][1:], LEFT, strict=True)
        )
    ),
    _case(
        "shift 50 K above the reference", "Williams, Landel, Ferry 1955", "ANALYTIC",
        -17.44 * 50 / (51.6 + 50), "1", 1e-9, _shift,
    ),
    *(
        _case(
            f"cure at 150 °C: degree after {s:g} s", "integrated as an ordinary differential equation",
            "EXTERNAL", x, "1", 2e-3, partial(cured, s),
        )
        for s, x in CURED.items()
    ),
    _case(
        "film that cures on a rigid base: stress", "biaxial modulus times shrinkage", "ANALYTIC",
        EPOXY.moduli(150).biaxial * SHRINKING * 0.4, "MPa", 4e-3, shrunk,
    ),
    _case(
        "glass transition at a degree of cure of 0.9", "DiBenedetto 1987", "ANALYTIC",
        -20 + 170 * 0.4 * 0.9 / (1 - 0.6 * 0.9), "°C", 1e-9, _glass,
    ),
)  # fmt: skip
