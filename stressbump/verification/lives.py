"""Arithmetic of life laws, against numbers worked out of the published formulas by hand."""

from __future__ import annotations

from collections.abc import Callable

from stressbump.fatigue.listed import LAWS
from stressbump.fatigue.without_field import (
    SAC,
    TIN_LEAD,
    Acceleration,
    Exposure,
    coffin_manson,
    engelmaier,
)
from stressbump.verification.case import VerificationCase

TEST, USE = Exposure(0.0, 100.0, 5.0, 48.0), Exposure(25.0, 65.0, 0.0, 2.0)
CYCLE = Exposure(-40.0, 125.0, 15.0, 24.0)
BY_NAME = {law.name: law for law in LAWS}


def _of_work(law: str, work: float) -> Callable[[], float]:
    return lambda: BY_NAME[law].cycles(work)


def _factor(constants: Acceleration) -> Callable[[], float]:
    return lambda: constants.factor(TEST, USE)


def _case(
    name: str,
    source: str,
    target: float,
    digits: float,
    run: Callable[[], float],
    unit: str = "cycles",
) -> VerificationCase:
    return VerificationCase(f"life law: {name}", source, "ANALYTIC", target, unit, digits, run)


CASES = (
    _case(
        "Δγ 0.01, mean 42.5 °C, dwell 15 min", "Engelmaier, IPC-9701", 12725.7, 1e-5,
        lambda: engelmaier(0.01, CYCLE),
    ),
    _case("Δγ 0.005, c -0.5", "Coffin, Manson 1954", 8450.0, 1e-9, lambda: coffin_manson(0.005)),
    _case(
        "tin-lead, 0/100 °C at 48 a day against 25/65 °C at 2", "Norris, Landzberg 1969", 2.9265, 2e-5,
        _factor(TIN_LEAD), "1",
    ),
    _case(
        "SAC, 0/100 °C at 48 a day against 25/65 °C at 2", "Norris, Landzberg 1969", 13.491, 4e-5,
        _factor(SAC), "1",
    ),
    _case("0.05 MPa, sinh creep", "Syed 2004", 10526.0, 5e-5, _of_work("Syed sinh work", 0.05)),
    _case(
        "0.05 MPa, double power creep", "Syed 2004", 13333.0, 5e-5,
        _of_work("Syed double power work", 0.05),
    ),
    _case("0.1 MPa", "Popelar 1997", 1605.0, 5e-4, _of_work("Popelar", 0.1)),
)  # fmt: skip
