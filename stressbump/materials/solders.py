"""Solders: E(T) from −65 °C to the solidus, CTE(T) tangent; how they flow is in `solder_flow`.

A source's straight line is taken between these ends and held beyond; a line that would reach zero
before the solidus ends at 150 °C, where its source does. An elastic solder overestimates stress:
it creeps at every temperature of use. Its yield strength is that of a tensile test, or the stress at
which it flows at 1e-3 1/s by Anand's law.
"""

from dataclasses import replace

from stressbump.laws import Expansion, Isotropic, Table
from stressbump.laws.curve import ABSOLUTE_ZERO
from stressbump.laws.flow.anand import Anand
from stressbump.laws.traits import RATE
from stressbump.materials import solder_flow
from stressbump.materials import sources as by
from stressbump.materials.material import (
    Alternative,
    Material,
    PublishedBirth,
    PublishedRange,
    ends,
)
from stressbump.units import GPa, ppm

COLD = -65.0
USE = (COLD, 260.0)


def _kelvin(start: float, slope: float, high: float) -> Table:
    """E = start + slope·T in GPa, T in kelvin, up to `high` °C."""
    return Table.line(GPa, start, slope, (COLD, high), zero=ABSOLUTE_ZERO)


def _celsius(start: float, slope: float, high: float) -> Table:
    """E = start + slope·T in GPa, T in °C, up to `high` °C."""
    return Table.line(GPa, start, slope, (COLD, high))


def _cte(start: float, slope: float) -> Expansion:
    """α = start + slope·T in ppm/K, T in kelvin."""
    return Expansion(Table.line(ppm, start, slope, USE, zero=ABSOLUTE_ZERO))


TESTED = (-40, 25, 75, 125, 150)  # °C


def _flow(rule: Anand) -> Table:
    """The stress of steady flow at `RATE`, MPa."""
    return Table.of(1, *((T, rule.saturation(RATE, T)) for T in TESTED))


def _freezes(low: float, high: float, source: str) -> tuple[PublishedBirth, ...]:
    return (PublishedBirth("freezes", PublishedRange(low, high, source)),)


_UNDERCOOLED = f"from the solidus down to where an undercooled bump freezes: {by.RECALLED_MEDIUM}"
_FLOWS = "flow at 1e-3 1/s"
_OWN = "ν and CTE of the default"

_SNPB = Isotropic(_kelvin(75.842, -0.15168, 183), 0.35, 24.5 * ppm)
TIN_LEAD = Material(
    "63Sn37Pb",
    _SNPB,
    f"{by.ZAHN00}; {by.ZAHN02}; {by.LAU03}",
    "solder",
    "Three papers use this line, and three other sources come within 3 % of it at 25 °C.",
    (
        Alternative("SYED04", replace(_SNPB, E=_celsius(32, -0.088, 183)), by.SYED04, _OWN),
        Alternative(
            "WANG01", Isotropic(_celsius(34.47, -0.1517, 183), 0.316, 25 * ppm), by.WANG01,
            "G = 13.10 − 0.0559 T(°C) GPa in the source, a ν that falls as it warms",
        ),
        Alternative(
            "DUT02",
            replace(
                _SNPB, nu=0.40,
                E=Table.of_kelvin(
                    GPa,
                    (298, 29.8), (323, 27.6), (348, 25.4), (373, 23.2), (398, 21.0), (423, 18.8),
                ),
            ),
            by.DUT02, "CTE of the default",
        ),
        Alternative(
            "CHAN00",
            Isotropic(
                Table.of(GPa, (-30, 39), (-13, 36), (22, 30), (45, 24), (100, 18.2), (125, 15.2)),
                Table.of(1, (-30, 0.31), (125, 0.41)), 23.3 * ppm,
            ),
            by.CHAN00,
        ),
        Alternative(
            "POP97", replace(_SNPB, E=_kelvin(86.2, -0.200, 150)), by.POP97,
            f"{_OWN}; would vanish at 158 °C, so it is held from 150 °C",
        ),
    ),
    ("SnPb", "Sn63Pb37", "SnPb 63/37", "63/37", "eutectic tin-lead"),
    Table.of_kelvin(
        1, (298, 24), (323, 20.7), (348, 17.4), (373, 14), (398, 10.8), (423, 7.5)
    ),
    limit_source=by.DUT02, births=_freezes(183, 183, f"eutectic: {by.RECALLED_HIGH}"),
    inelastic=solder_flow.TIN_LEAD, traps=solder_flow.TIN_LEAD_TRAPS,
)  # fmt: skip

_HIGH_LEAD = Isotropic(_celsius(24.13, -0.0283, 260), 0.346, 29 * ppm)
_HIGH_LEAD_SOURCE = f"{by.WANG01}, after Darveaux and Banerji; CTE: recalled"
_HIGH_LEAD_NOTE = "ν = E/2G − 1 at 25 °C with the source's G = 8.96 − 0.0103 T(°C) GPa."
_TENTH = Isotropic(_kelvin(23.713, -0.0472, 150), 0.35, _cte(24.5, 0.015))
_TENTH_SOURCE = f"{by.ZAHN00}; {by.LAU03}"
_FACTOR = "a factor of 2.4 softer: no source explains it"
_HIGH_LEAD_FLOW = _flow(solder_flow.LEAD)
_HIGH_LEAD_LIMIT = f"{_FLOWS} of 97.5Pb2.5Sn: {by.WANG01}"
_HIGH_LEAD_BORN = _freezes(308, 315, f"solidus and liquidus of 95Pb5Sn: {by.RECALLED_HIGH}")
_TENTH_BORN = _freezes(275, 302, f"solidus and liquidus: {by.RECALLED_HIGH}")

HIGH_LEAD = (
    Material(
        "97.5Pb2.5Sn", _HIGH_LEAD, _HIGH_LEAD_SOURCE, "solder", _HIGH_LEAD_NOTE,
        (Alternative("90Pb10Sn", _TENTH, _TENTH_SOURCE, _FACTOR),), ("Pb97.5Sn2.5",),
        _HIGH_LEAD_FLOW, limit_source=_HIGH_LEAD_LIMIT, births=_HIGH_LEAD_BORN,
        inelastic=solder_flow.high_lead(), traps=solder_flow.HIGH_LEAD_TRAPS,
    ),
    Material(
        "95Pb5Sn", _HIGH_LEAD, _HIGH_LEAD_SOURCE, "solder",
        f"No elastic data of its own: 97.5Pb2.5Sn stands for it. {_HIGH_LEAD_NOTE}",
        (Alternative("90Pb10Sn", _TENTH, _TENTH_SOURCE, _FACTOR),),
        ("Pb95Sn5", "high-lead", "PbSn 95/5"), _HIGH_LEAD_FLOW, limit_source=_HIGH_LEAD_LIMIT,
        births=_HIGH_LEAD_BORN,
        inelastic=solder_flow.high_lead("95Pb5Sn"), traps=solder_flow.HIGH_LEAD_TRAPS,
    ),
    Material(
        "90Pb10Sn", _TENTH, _TENTH_SOURCE, "solder",
        "A factor of 2.4 softer than the line for 97.5Pb2.5Sn: no source explains it. "
        "The line would vanish at 229 °C, so it is held from 150 °C.",
        (Alternative("97.5Pb2.5Sn", _HIGH_LEAD, _HIGH_LEAD_SOURCE, "the other high-lead alloy"),),
        ("Pb90Sn10",), _HIGH_LEAD_FLOW, limit_source=_HIGH_LEAD_LIMIT, births=_TENTH_BORN,
        inelastic=solder_flow.high_lead("90Pb10Sn"), traps=solder_flow.TENTH_TRAPS,
    ),
)  # fmt: skip

_LAU_SAC = Isotropic(_kelvin(74.84, -0.08, 217), 0.30, _cte(16.66, 0.017))
_SCHUBERT = Isotropic(_kelvin(61.251, -0.0585, 217), 0.36, 20 * ppm)
_OF_SCHUBERT = "ν and CTE of Schubert in the same paper"
_SAC_OTHERS = (
    Alternative("Schubert", _SCHUBERT, by.SCHUBERT),
    Alternative(
        "Wiese", replace(_SCHUBERT, E=_kelvin(59.533, -0.066667, 217)), by.WIESE, _OF_SCHUBERT
    ),
    Alternative(
        "Zhang", replace(_SCHUBERT, E=_kelvin(24.224, -0.0206, 217)), by.ZHANG,
        f"{_OF_SCHUBERT}; an outlier, 18 GPa at 25 °C",
    ),
)  # fmt: skip
_JOHN_SAC = Isotropic(51 * GPa, 0.35, 25 * ppm)

SAC = Material(
    "SAC405",
    _LAU_SAC,
    by.LAU03,
    "solder",
    "Sn with 3.8-4.0 % Ag; the one source of the family with E, ν and CTE over temperature. "
    "E at 25 °C is 51, 44, 40 and 18 GPa by source.",
    (*_SAC_OTHERS, Alternative("JOHN12", _JOHN_SAC, by.JOHN12, "for SAC305")),
    ("SAC387", "SAC396", "SAC"),
    _flow(solder_flow.REINIKAINEN),
    limit_source=f"{_FLOWS}: {by.REINIKAINEN05}",
    births=_freezes(190, 217, _UNDERCOOLED),
    inelastic=solder_flow.SAC405,
    traps=solder_flow.SAC405_TRAPS,
)

SAC305 = Material(
    "SAC305",
    replace(_JOHN_SAC, cte=_LAU_SAC.cte),
    f"E, ν: {by.JOHN12}; CTE: {by.LAU03}, for 3.8-4.0 % Ag",
    "solder",
    "JOHN12 alone is for this alloy, but its CTE of 25.0 ppm/K stands against 20-22 elsewhere; "
    "LAU03's 21.7 at 25 °C lies among these, and its E agrees at 25 °C.",
    (
        Alternative("JOHN12", _JOHN_SAC, by.JOHN12, "as published"),
        Alternative("LAU03", _LAU_SAC, by.LAU03, "for 3.8-4.0 % Ag; E over temperature"),
        *_SAC_OTHERS,
    ),
    ("Sn3.0Ag0.5Cu", "Sn-3.0Ag-0.5Cu"),
    _flow(solder_flow.CHANG),
    limit_source=f"{_FLOWS}: {by.CHANG06}; other sets flow at 42 and 61 MPa at 25 °C",
    births=_freezes(190, 217, _UNDERCOOLED),
    inelastic=solder_flow.SAC305,
    traps=solder_flow.SAC305_TRAPS,
)

TIN_SILVER = Material(
    "Sn3.5Ag",
    Isotropic(_celsius(52.40, -0.1931, 221), 0.352, _LAU_SAC.cte),
    f"{by.WANG01}, table 1; CTE: {by.LAU03}, for SAC",
    "solder",
    "ν = E/2G − 1 at 25 °C with the source's G = 19.31 − 0.0689 T(°C) GPa. The source gives no "
    "CTE: that of SAC stands for it, both being tin to more than 95 %.",
    (
        Alternative("SAC", _LAU_SAC, by.LAU03, "SAC: its E falls far less as it warms"),
    ),
    ("SnAg", "Sn-3.5Ag", "96.5Sn3.5Ag"),
    _flow(solder_flow.SILVER), limit_source=f"{_FLOWS}: {by.WANG01}",
    births=_freezes(195, 221, _UNDERCOOLED), inelastic=solder_flow.SN35AG,
)  # fmt: skip

_GOLD_TIN = Isotropic(68 * GPa, 0.405, 16 * ppm)
GOLD_TIN = Material(
    "80Au20Sn",
    _GOLD_TIN,
    by.RECALLED_MEDIUM,
    "solder",
    "Eutectic, melts at 280 °C; hard, and creeps far less than solders of tin.",
    ends(_GOLD_TIN, by.RECALLED_MEDIUM, E=(59 * GPa, 74 * GPa)),
    ("AuSn", "Au80Sn20", "Au-20Sn", "gold-tin"),
    217.0,
    limit_source=f"at 25 °C; it breaks near 275: {by.RECALLED_MEDIUM}",
    births=_freezes(280, 280, f"eutectic: {by.RECALLED_HIGH}"),
)

MATERIALS = (TIN_LEAD, *HIGH_LEAD, SAC, SAC305, TIN_SILVER, GOLD_TIN)
