"""How solders flow: Anand's constants and creep laws, MPa, K, 1/s, and the traps among them.

Sets of one alloy disagree: flow stress by a factor of 1.9 among those of SAC305, creep rates by three
powers of ten. What differs is the specimen (bulk, reflowed, bump), the range of rates, and the alloy's age.
Some are used for a neighbouring alloy for want of its own; the note says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from stressbump.laws.curve import ABSOLUTE_ZERO, Composed, Number, Polynomial, Table
from stressbump.laws.flow import Flow
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.anand import Anand
from stressbump.laws.flow.creep import Power, Sinh
from stressbump.laws.flow.hardening import Knots, LinearHardening
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.materials import sources as by
from stressbump.materials.inelastic import Inelastic, Trap
from stressbump.units import GPa, psi

EV = 1 / 8.617333e-5  # K per eV: Q/k
PER_MOLE = 1 / 8.314463  # K per J/mol: Q/R
COLD, HOT = -65.0, 260.0  # °C


def _set(label: str, flow: Flow, source: str, note: str = "") -> Inelastic:
    return Inelastic(label, partial(Viscoplastic, flow=flow), source, note)


def _anand(name: str, source: str, *constants: float, note: str = "") -> Inelastic:
    """Constants in the order s0, Q/R, A, ξ, m, h0, ŝ, n, a."""
    return _set(f"Anand {name}", Anand(*constants), source, note)


# ---- tin, silver and copper

CHANG = Anand(45.9, 7460, 5.87e6, 2.0, 0.0942, 9350, 58.3, 0.015, 1.5)
_FOR_387 = "measured on 3.8-4.0 % Ag"
SAC_CREEP = (
    _set(
        "creep Wiese", Additive((Power(4e-7, 3, 3223), Power(1e-12, 12, 7348))), by.WIESE,
        f"double power; {_FOR_387}",
    ),
    _set("creep Schubert", Additive((Sinh(277984, 0.02447, 6.41, 6500),)), by.SCHUBERT, _FOR_387),
    _set("creep Zhang", Additive((Sinh(143.4, 0.108, 3.7884, 7567),)), by.ZHANG, _FOR_387),
    _set("creep LAU03", Additive((Sinh(4.41e5, 5e-3, 4.2, 5412),)), by.LAU03, "96.5Sn3.9Ag0.6Cu"),
    _set(
        "creep XIAO05 bulk", Additive((Sinh(0.184, 0.221, 2.89, 7484.6),)), by.XIAO05,
        "bulk bars of 95.5Sn3.9Ag0.6Cu",
    ),
    _set(
        "creep XIAO05 thin", Additive((Sinh(0.006, 0.951, 0.633, 5734.2),)), by.XIAO05,
        "cast thin as a bump is: 40-65 times as fast as its bulk at 25 °C and 5-10 MPa",
    ),
)  # fmt: skip
SAC305 = (
    _anand("Chang", by.CHANG06, *vars(CHANG).values()),
    _anand("Motalab", by.MOTALAB12, 21.0, 9320, 3501, 4, 0.25, 180_000, 30.2, 0.010, 1.78),
    _anand(
        "Mysore", by.MYSORE09, 2.15, 9970, 17.994, 0.35, 0.153, 1525.98, 2.536, 0.028, 1.69,
        note="fitted to bumps under shear",
    ),
    _anand(
        "Herkommer", by.HERKOMMER10, 1.0665, 10413.3, 1.4283e8, 1.472, 0.141446, 5023.9, 20.2976,
        0.032472, 1.120371, note="the tensile set of the two",
    ),
    *SAC_CREEP,
)  # fmt: skip
SAC305_TRAPS = (
    Trap(
        "Anand Herkommer shear",
        "it is fitted to shear stress and strain and is off by √3 under von Mises stress; "
        "'Anand Herkommer' is its tensile set",
    ),
    Trap(
        "Anand Motalab 18000",
        "h0 = 18 000 MPa is a misprint (Materials 16 (2023) 4922) of 180 000, which "
        "'Anand Motalab' has",
    ),
)
REINIKAINEN = Anand(1.3, 9000, 500, 7.1, 0.3, 5900, 39.4, 0.03, 1.4)
SAC405 = (
    _anand("Reinikainen", by.REINIKAINEN05, *vars(REINIKAINEN).values()),
    _anand("Qiang", by.QIANG07, 20, 10561, 325, 10, 0.32, 8.0e5, 42.1, 0.02, 2.57),
    _anand("ZEJ12 15.0", by.ZEJ12, 15, 12100, 1.35e5, 10.16, 0.093, 56300, 70.274, 0.05, 2.02),
    _anand("ZEJ12 39.5", by.ZEJ12, 39.5, 8710, 24300, 5.8, 0.183, 3541.2, 65.3, 0.019, 1.9),
    _anand(
        "ZEJ12 3.30", by.ZEJ12, 3.2992, 9883, 15.773, 1.0673, 0.3686, 1076.9, 3.1505, 0.0352, 1.6832
    ),
    *SAC_CREEP,
)  # fmt: skip
SAC405_TRAPS = (
    Trap(
        "Anand ZEJ12 95.78Sn3.38Ag0.84Cu",
        "its Q/R of 83 510 K is ten times any other and presumably 8 351; no original was found",
    ),
)


# ---- separated creep laws that divide stress by G(T): ε̇ = C (G/T) [sinh(α τ/G)]^n exp(−Q/kT)


@dataclass(frozen=True)
class _OverTemperature:
    """C·G/T: the factor before the sinh, 1/s, C in K/(MPa s)."""

    C: float

    def __call__(self, G: float, kelvin: float) -> float:
        return self.C * G / kelvin


def _separated(C: float, alpha: float, n: float, eV: float, G: Table) -> Additive:
    kelvin: Number = Polynomial((0.0, 1.0), COLD, HOT)
    return Additive((Sinh(Composed(_OverTemperature(C), (G, kelvin)), alpha, n, eV * EV, G),))


def _shear(start: float, slope: float, high: float) -> Table:
    """G = start + slope·T(°C) in GPa."""
    return Table.line(GPa, start, slope, (COLD, high))


_STEADY = "steady creep alone: its primary creep and plastic strain are left out; G = {} T(°C) GPa"
_SNPB_G = _shear(13.10, -0.0559, 183)
SILVER = Anand(39.09, 8900, 2.23e4, 6, 0.182, 3321.15, 73.81, 0.018, 1.82)
SN35AG = (
    _anand("WANG01", by.WANG01, *vars(SILVER).values()),
    _set(
        "creep WANG01", _separated(4.09e-2, 751, 5.5, 0.40, _shear(19.31, -0.0689, 221)), by.WANG01,
        _STEADY.format("19.31 - 0.0689"),
    ),
)  # fmt: skip

# ---- tin and lead

_FEUS_KNOTS = Knots(  # from total strains 7e-4 and 3e-3 at E = 29 GPa and slopes beyond
    tuple(
        (
            kelvin + ABSOLUTE_ZERO,
            ((0.0, low), (3e-3 - high / 29e3, high), (1.0, high + slope / (1 - slope / 29e3))),
        )
        for kelvin, low, high, slope in ((280, 21.0, 41.0, 600.0), (320, 19.0, 31.0, 200.0))
    )
)
_DUT_E = (29.8, 27.6, 25.4, 23.2, 21.0, 18.8)  # GPa
_DUT_SLOPES = (200, 194, 189, 184, 178, 173)  # MPa, of stress over total strain
_DUT_KELVIN = (298, 323, 348, 373, 398, 423)
_DUT_YIELD = LinearHardening(
    Table.of_kelvin(1, *zip(_DUT_KELVIN, (24, 20.7, 17.4, 14, 10.8, 7.5), strict=True)),
    Table.of_kelvin(
        1,
        *(
            (K, Et / (1 - Et / (E * GPa)))
            for K, Et, E in zip(_DUT_KELVIN, _DUT_SLOPES, _DUT_E, strict=True)
        ),
    ),
)
_DUT = Sinh(2.48e4, 0.0793, 3.04, 56994 * PER_MOLE)
_FEUS_SINH, _FEUS_POWERS = (Sinh(10, 0.2, 2, 5400),), (Power(0.4, 2, 5400), Power(21, 7, 9500))
_POPELAR_E = Table.line(GPa, 86.2, -0.200, (COLD, 150), zero=ABSOLUTE_ZERO)
_POPELAR_Q = 0.32 * EV
_JOINTS = "measured on flip-chip joints; 40 times and more as fast as DARV00 at 25 °C"
_USED = "62Sn36Pb2Ag, used for 63Sn37Pb"
TIN_LEAD = (
    _anand(
        "DARV00", by.DARV00, 12.41, 9400, 4.0e6, 1.5, 0.303, 1378.95, 13.79, 0.07, 1.3,
        note=f"{_USED}; his constants of crack growth go with this set alone",
    ),
    _anand(
        "WANG01 60Sn40Pb", by.WANG01, 56.33, 10830, 1.49e7, 11, 0.303, 2640.75, 80.42, 0.0231, 1.34
    ),
    _anand(
        "WANG01 62Sn36Pb2Ag", by.WANG01, 42.32, 11262, 2.30e7, 11, 0.303, 4121.31, 80.79, 0.0212,
        1.38,
    ),
    _set(
        "creep DARV00", Additive((Sinh(8.03e4, 4.62e-4 / psi, 3.3, 0.70 * EV),)), by.DARV00,
        f"{_USED}; steady creep alone: its primary creep and plastic strain are left out",
    ),
    _set(
        "creep WANG01 60Sn40Pb", _separated(16.534, 751, 3.3, 0.548, _SNPB_G), by.WANG01,
        _STEADY.format("13.10 - 0.0559"),
    ),
    _set(
        "creep WANG01 62Sn36Pb2Ag", _separated(8.282, 751, 3.3, 0.548, _SNPB_G), by.WANG01,
        _STEADY.format("13.10 - 0.0559"),
    ),
    _set("creep FEUS00 sinh", Additive(_FEUS_SINH), by.FEUS00, _JOINTS),
    _set("creep FEUS00 powers", Additive(_FEUS_POWERS), by.FEUS00, _JOINTS),
    _set(
        "creep and yield FEUS00", Additive(_FEUS_POWERS, _FEUS_KNOTS), by.FEUS00,
        "double power and a bent line; yield known at 280 and 320 K, held beyond",
    ),
    _set("creep DUT02", Additive((_DUT,)), by.DUT02),
    _set("creep and yield DUT02", Additive((_DUT,), _DUT_YIELD), by.DUT02, "yield known at 25-150 °C"),
    _set("yield DUT02", Additive(plastic=_DUT_YIELD), by.DUT02, "independent of rate alone"),
    _set(
        "creep POP97",
        Additive((
            Power(1.75e12, 4.08, _POPELAR_Q, _POPELAR_E), Power(3.51e54, 18.6, _POPELAR_Q, _POPELAR_E),
        )),
        by.POP97_MINUS, "over σ/E with E = 86.2 - 0.200 T(K) GPa, held from 150 °C",
    ),
)  # fmt: skip
TIN_LEAD_TRAPS = (
    Trap(
        "Anand ZAHN02",
        "it prints A = 4.0E-06, a misprint of the 4.0E+06 of DARV00; take 'Anand DARV00'",
    ),
    Trap(
        "Anand THOM02",
        "its A = 1.44e10 'per minute' is 4.0e6 1/s per hour; take 'Anand DARV00'",
    ),
    Trap(
        "creep POP97 as printed",
        "exp(+Q/kT) would creep at 1.8e3 1/s at -40 °C and 5 MPa; 'creep POP97' has the minus "
        "sign that is meant",
    ),
)

# ---- much lead

LEAD = Anand(15.09, 15583, 3.25e12, 7, 0.143, 1787.02, 72.73, 0.00437, 3.73)
_HIGH_LEAD_CREEP = _separated(4.22e9, 693, 7, 1.20, _shear(8.96, -0.0103, 260))
_HIGH_LEAD = (
    _anand("WANG01", by.WANG01, *vars(LEAD).values()),
    _anand("DARV95", by.DARV95, 1.0, 13330, 2.2e8, 0.203, 0.1429, 0.0, 1.0, 0.0, 1.0, note="no hardening"),
    _anand(
        "Wilde 92.5Pb5Sn2.5Ag", by.WILDE00, 33.07, 11010, 1.052e5, 7, 0.241, 1432, 41.63, 0.002, 1.3,
        note="of 92.5Pb5Sn2.5Ag",
    ),
    _set("creep WANG01", _HIGH_LEAD_CREEP, by.WANG01, _STEADY.format("8.96 - 0.0103")),
)  # fmt: skip
_MISPRINT = Trap(
    "Anand ZEJ12 97Pb3Sn",
    "its A = 3.25E4 and m = 0.0143 are misprints of 3.25E12 and 0.143; take 'Anand WANG01'",
)
HIGH_LEAD_TRAPS = (_MISPRINT,)
TENTH_TRAPS = (
    _MISPRINT,
    Trap(
        "Anand ZAHN00",
        "headed MPa it would flow at 6390 MPa at 25 °C and 1e-3 1/s: its s0 of 1.00 is in psi",
    ),
)


def high_lead(proxy: str = "") -> tuple[Inelastic, ...]:
    """The sets of 97.5Pb2.5Sn, for itself or for another alloy."""
    if not proxy:
        return _HIGH_LEAD
    note = f"of 97.5Pb2.5Sn, for want of sets of {proxy}"
    return tuple(
        replace(found, note=found.note if "Ag" in found.note else note) for found in _HIGH_LEAD
    )
