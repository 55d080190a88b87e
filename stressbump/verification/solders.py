"""Anand's law at a point by five published sets, against the same equations integrated by other code.

E = 40 GPa, ν = 0.35 for all of them. Sets of one alloy disagree by more than any solver could.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from stressbump.laws import Isotropic
from stressbump.laws.memory import Memory
from stressbump.materials.registry import find
from stressbump.units import GPa, ppm
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.point import BAR, FILM, Point, graded

ELASTIC = Isotropic(40 * GPa, 0.35, 20 * ppm)
SOURCE = "integrated as ordinary differential equations"
PULLED, HELD = 0.02, 1000.0  # strain at 1e-4 1/s; seconds after a step to 20 MPa
TARGETS = {  # MPa at 25 °C after the pull and after the hold
    ("63Sn37Pb", "Anand DARV00"): (34.4060, 6.38871),
    ("63Sn37Pb", "Anand WANG01 60Sn40Pb"): (24.9325, 7.98393),
    ("SAC305", "Anand Chang"): (24.3045, 10.39838),
    ("SAC305", "Anand Motalab"): (36.0011, 13.23676),
    ("SAC305", "Anand Mysore"): (48.0559, 16.64868),
}
CYCLED = "SAC305", "Anand Chang"
WORK, STRAIN, HOT, COLD = 0.199602, 11.24916e-3, -6.8390, 23.2684  # third cycle of a film
TIGHT = 1e-3  # what steps of second order leave


def law_of(alloy: str, label: str) -> Memory:
    """A set of the library on the elastic law of all."""
    return next(s for s in find(alloy).inelastic if s.label == label).form(ELASTIC)


def pulled(law: Memory) -> float:
    """Stress of a bar at the end of a steady pull at 25 °C, MPa."""
    times = np.concatenate([graded(0, 20, 8)[:-1], np.linspace(20, PULLED / 1e-4, 19)])
    return float(Point(law, BAR).along(lambda t: (1e-4 * t, 25.0), times).stress[0])


def held(law: Memory) -> float:
    """Stress left in a bar that is held at its length at 25 °C, MPa."""
    strain = 20.0 / ELASTIC.moduli(25.0).young
    times = np.concatenate([[0], np.geomspace(1e-3, 1, 31), np.geomspace(1, HELD, 51)[1:]])
    return float(Point(law, BAR).along(lambda t: (strain, 25.0), times).stress[0])


@shared
def cycled() -> tuple[float, ...]:
    """Work and strain of the third cycle of a film, and its stress after the cold and the hot dwell."""

    def path(t: float) -> tuple[float, float]:
        T = float(np.interp(t % 3600, [0, 900, 1800, 2700, 3600], [125, -40, -40, 125, 125]))
        return 20 * ppm * (125 - T), T

    point, ends, before = Point(law_of(*CYCLED), FILM), [], (0.0, 0.0)
    for corner in range(0, 3 * 3600, 900):
        if corner == 2 * 3600:
            before = point.work, point.flowed
        ends.append(point.along(path, graded(corner, corner + 900, 14)).stress[0])
    return point.work - before[0], point.flowed - before[1], float(ends[-3]), float(ends[-1])


def _case(
    name: str, target: float, unit: str, run: Callable[[], float], tolerance: float = TIGHT
) -> VerificationCase:
    return VerificationCase(f"point: {name}", SOURCE, "EXTERNAL", target, unit, tolerance, run)


def _of_set(alloy: str, label: str, pull: float, hold: float) -> tuple[VerificationCase, ...]:
    named = f"{alloy} by {label}"
    return (
        _case(
            f"bar of {named}, pulled at 1e-4 1/s to 2 %",
            pull,
            "MPa",
            lambda: pulled(law_of(alloy, label)),
        ),
        _case(
            f"bar of {named}, held for 1000 s from 20 MPa on",
            hold,
            "MPa",
            lambda: held(law_of(alloy, label)),
        ),
    )


_FILM = f"film of {CYCLED[0]} by {CYCLED[1]}, third cycle -40/125 °C"
CASES = (
    *(case for key, targets in TARGETS.items() for case in _of_set(*key, *targets)),
    _case(f"{_FILM}: work", WORK, "MPa", lambda: cycled()[0]),
    _case(f"{_FILM}: inelastic strain", STRAIN, "1", lambda: cycled()[1]),
    _case(f"{_FILM}: stress after the cold dwell", COLD, "MPa", lambda: cycled()[2]),
    _case(f"{_FILM}: stress after the hot dwell", HOT, "MPa", lambda: cycled()[3], 2 * TIGHT),
)
