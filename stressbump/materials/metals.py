"""Pad, under-bump and bump metals, barriers, lids and the intermetallics between them and the solder.

The defaults are elastic; a yield strength says where they cannot hold, `metal_yield` what comes then. It is
that of films as a wafer carries them: bulk metal yields at a fraction of it.
"""

from dataclasses import replace

from stressbump.laws import Expansion, Isotropic, Table
from stressbump.laws.curve import ABSOLUTE_ZERO
from stressbump.materials import metal_yield
from stressbump.materials import sources as by
from stressbump.materials.material import (
    Alternative,
    Material,
    PublishedBirth,
    PublishedRange,
    ends,
)
from stressbump.units import GPa, ppm

USE = (-65.0, 260.0)  # °C, over which a line of a source without stated limits is taken

COLD = PublishedRange(25, 120, f"no heating but the process's own: {by.RECALLED_MEDIUM}")
PLATED = (PublishedBirth("sputtered or plated", COLD),)
ANNEALED = (
    PublishedBirth(
        "sputtered at 200-300, annealed at 400-450", PublishedRange(200, 450, by.RECALLED_MEDIUM)
    ),
)

# 13.8 + 0.00944 T ppm/K, T in kelvin
COPPER_CTE = Expansion(Table.line(ppm, 13.8, 0.00944, USE, zero=ABSOLUTE_ZERO))
_CU = Isotropic(128.932 * GPa, 0.344, COPPER_CTE)
COPPER = Material(
    "Cu",
    _CU,
    f"{by.ZAHN00}; {by.ZAHN02}",
    "metal",
    "Sources differ by a factor of 1.7 in E. The default is close to bulk and agrees with two "
    "others; electrodeposited foil and plated through-holes measured softer, see LAU00 and PTH.",
    (
        Alternative(
            "LAU00", Isotropic(76 * GPa, 0.35, 17 * ppm), by.LAU00,
            "electrodeposited foil", 54.0,
        ),
        Alternative("LIU06", Isotropic(130 * GPa, 0.34, 16.5 * ppm), by.LIU06),
        Alternative("ASE98", Isotropic(132 * GPa, 0.30, 17.6 * ppm), by.ASE98),
        Alternative(
            "PTH", replace(_CU, E=82.7 * GPa), f"Iannuzzelli: {by.RECALLED_MEDIUM}",
            "plated through-holes; ν, CTE of the default", 172.0,
        ),
        *ends(_CU, "bulk and plated copper: " + by.RECALLED_MEDIUM, E=(110 * GPa, 130 * GPa)),
    ),
    ("copper", "plated Cu"),
    yield_strength=metal_yield.COPPER_STRENGTH,
    limit_source=f"annealed film, middle of 150-250 at 25 °C: {by.RECALLED_MEDIUM}; hot: "
    f"{by.RECALLED_LOW}; thin films on a polymer 116 + 355 t^−0.473 MPa, t in µm: {by.YU04}",
    births=(*PLATED, PublishedBirth("annealed", PublishedRange(200, 400, by.RECALLED_MEDIUM))),
    inelastic=metal_yield.COPPER,
)  # fmt: skip

_AL = Isotropic(70 * GPa, 0.33, 23 * ppm)
_AL_ENDS = (
    Alternative("nu high", replace(_AL, nu=0.35), by.RECALLED_MEDIUM),
    Alternative("CTE high", replace(_AL, cte=23.6 * ppm), by.RECALLED_MEDIUM),
)
_AL_YIELD_SOURCE = (
    f"film, middle of 100-200 at 25 °C and near 50 at 200 °C: {by.RECALLED_MEDIUM}; 40 at 350 °C: "
    f"{by.RECALLED_LOW}; annealed bulk yields at 15-35 at 25 °C: {by.RECALLED_MEDIUM}"
)
ALUMINIUM = Material(
    "Al", _AL, by.ASE98, "metal", "", _AL_ENDS, ("aluminium", "aluminum"),
    metal_yield.ALUMINIUM_STRENGTH, limit_source=_AL_YIELD_SOURCE, births=ANNEALED,
    inelastic=metal_yield.ALUMINIUM,
)  # fmt: skip
ALUMINIUM_COPPER = Material(
    "Al-Cu",
    _AL,
    f"as aluminium: {by.ASE98}",
    "metal",
    "Aluminium's own constants: a few per cent of copper harden the film but hardly stiffen it.",
    _AL_ENDS,
    ("AlCu", "Al-0.5Cu", "aluminium-copper", "aluminum-copper", "aluminum compound"),
    metal_yield.ALUMINIUM_STRENGTH,
    limit_source=f"as aluminium, which it exceeds: {_AL_YIELD_SOURCE}",
    births=ANNEALED,
    inelastic=metal_yield.ALUMINIUM,
)

_NI = Isotropic(200 * GPa, 0.31, 13.4 * ppm)
NICKEL = Material(
    "Ni",
    _NI,
    by.RECALLED_MEDIUM,
    "metal",
    "Plated. As-plated stress is not part of the law: give it to the step.",
    (
        *ends(_NI, by.RECALLED_MEDIUM, E=(160 * GPa, 207 * GPa)),
        Alternative(
            "Ni-P", replace(_NI, E=140 * GPa), by.RECALLED_MEDIUM,
            "electroless; middle of 120-160 GPa; ν and CTE of plated nickel; strength: "
            f"{by.RECALLED_LOW}", 750.0,
        ),
    ),
    ("nickel", "plated Ni"),
    yield_strength=450.0,
    limit_source=f"plated, middle of 200-700: {by.RECALLED_MEDIUM}",
    births=PLATED,
)  # fmt: skip

GOLD = Material(
    "Au", Isotropic(78 * GPa, 0.42, 14.2 * ppm), by.RECALLED_HIGH, "metal", aliases=("gold",),
    yield_strength=175.0, limit_source=f"film, middle of 100-250 at 25 °C: {by.RECALLED_LOW}",
    births=PLATED, inelastic=metal_yield.GOLD,
)  # fmt: skip

_CR = Isotropic(279 * GPa, 0.21, 5.55 * ppm)
CHROMIUM = Material(
    "Cr",
    _CR,
    by.RECALLED_HIGH,
    "metal",
    f"CTE: {by.MIDDLE.lower()} Film stress is not part of the law: give it to the step.",
    ends(_CR, by.RECALLED_HIGH, cte=(4.9 * ppm, 6.2 * ppm)),
    ("chromium", "chrome"),
    yield_strength=1000.0,
    limit_source=f"films carry up to +1 GPa as deposited, so yield no lower: {by.RECALLED_HIGH}; "
    f"bulk about 350: {by.RECALLED_LOW}",
    births=(PublishedBirth("sputtered", COLD, PublishedRange(0, 1000, by.RECALLED_HIGH)),),
)

_TI = Isotropic(113 * GPa, 0.33, 8.6 * ppm)
TITANIUM = Material(
    "Ti",
    _TI,
    by.RECALLED_HIGH,
    "metal",
    by.MIDDLE,
    ends(_TI, by.RECALLED_HIGH, E=(110 * GPa, 116 * GPa), nu=(0.32, 0.34)),
    ("titanium",),
    yield_strength=325.0,
    limit_source=f"commercially pure bulk, middle of 170-480 by grade: {by.RECALLED_HIGH}; "
    "films are harder",
    births=(PublishedBirth("sputtered", COLD),),
)

_TIW = Isotropic(225 * GPa, 0.28, 5.25 * ppm)
TITANIUM_TUNGSTEN = Material(
    "TiW",
    _TIW,
    by.RECALLED_LOW,
    "metal",
    f"{by.MIDDLE} Its film stress matters more than its E: give it to the step.",
    ends(_TIW, by.RECALLED_LOW, E=(150 * GPa, 300 * GPa), cte=(4.5 * ppm, 6 * ppm)),
    ("titanium-tungsten",),
    yield_strength=1000.0,
    limit_source=f"films carry up to ± 1 GPa as deposited, so yield no lower: {by.RECALLED_LOW}",
    births=(PublishedBirth("sputtered", COLD, PublishedRange(-1000, 1000, by.RECALLED_LOW)),),
)  # fmt: skip


def _metal(
    name: str,
    law: Isotropic,
    source: str,
    strength: float,
    limit: str,
    *aliases: str,
    note: str = "",
    **ranges: tuple[float, float],
) -> Material:
    """A metal, the ends of whose ranges are alternatives."""
    return Material(
        name, law, source, "metal", note, ends(law, source, **ranges), aliases, strength,
        limit_source=limit,
    )  # fmt: skip


REFRACTORY = (
    _metal(
        "W", Isotropic(411 * GPa, 0.28, 4.5 * ppm), by.RECALLED_HIGH, 750.0,
        f"bulk: {by.RECALLED_MEDIUM}; films carry ± 2 GPa as deposited", "tungsten",
        cte=(4.3 * ppm, 4.6 * ppm),
    ),
    _metal(
        "Ta", Isotropic(186 * GPa, 0.34, 6.4 * ppm), by.RECALLED_HIGH, 180.0,
        f"annealed bulk: {by.RECALLED_MEDIUM}; films are several times as hard", "tantalum",
        cte=(6.3 * ppm, 6.6 * ppm),
    ),
    _metal(
        "Mo", Isotropic(329 * GPa, 0.31, 5.0 * ppm), by.RECALLED_HIGH, 500.0,
        f"bulk: {by.RECALLED_MEDIUM}", "molybdenum", cte=(4.8 * ppm, 5.2 * ppm),
    ),
)  # fmt: skip
LIDS = (
    _metal(
        "Kovar", Isotropic(138 * GPa, 0.317, 5.5 * ppm), by.RECALLED_HIGH, 310.0,
        f"annealed, middle of 276-345: {by.RECALLED_MEDIUM}", "Fe-29Ni-17Co",
        note="Mean CTE 25-400 °C 4.6-5.2 ppm/K, to 100 °C 5.9; it grows fast above 435 °C.",
        E=(131 * GPa, 159 * GPa), cte=(4.6 * ppm, 5.9 * ppm),
    ),
    _metal(
        "Invar", Isotropic(144.5 * GPa, 0.29, 1.4 * ppm), by.RECALLED_HIGH, 260.0,
        f"annealed, middle of 240-280: {by.RECALLED_MEDIUM}", "Invar 36", "Fe-36Ni",
        note="Below 100 °C; mean to 200 °C about 2 ppm/K, and fast growth above 230 °C.",
        E=(141 * GPa, 148 * GPa), cte=(1.2 * ppm, 2.0 * ppm),
    ),
)  # fmt: skip
SOFT = (
    _metal(
        "Sn", Isotropic(50 * GPa, 0.36, 23 * ppm), by.RECALLED_HIGH, 12.0,
        f"bulk, middle of 9-15: {by.RECALLED_MEDIUM}", "tin",
        note="Polycrystal; a single grain expands by 15.5 along a and 30.5 ppm/K along c.",
        E=(41 * GPa, 55 * GPa), cte=(22 * ppm, 23.5 * ppm),
    ),
    _metal(
        "In", Isotropic(11 * GPa, 0.45, 31 * ppm), by.RECALLED_HIGH, 1.5,
        f"bulk, middle of 1-2: {by.RECALLED_MEDIUM}", "indium",
        note="Melts at 157 °C; creeps at every temperature of use.",
        E=(10.6 * GPa, 12.7 * GPa), cte=(29 * ppm, 33 * ppm),
    ),
    _metal(
        "sintered Ag", Isotropic(36 * GPa, 0.37, 19.3 * ppm), by.RECALLED_MEDIUM, 55.0,
        f"with 20-30 % of pores: {by.RECALLED_LOW}", "sintered silver", "silver sinter paste",
        note=f"{by.MIDDLE} E follows the share of pores: dense silver has 83 GPa.",
        E=(9 * GPa, 63 * GPa), cte=(18.9 * ppm, 19.7 * ppm),
    ),
)  # fmt: skip


def _intermetallic(name: str, E: tuple[float, float], nu: float, cte: float) -> Material:
    law = Isotropic(sum(E) / 2 * GPa, nu, cte * ppm)
    limits = (E[0] * GPa, E[1] * GPa)
    others = ends(law, by.RECALLED_MEDIUM, E=limits)
    return Material(name, law, by.RECALLED_MEDIUM, "metal", by.MIDDLE, others)


INTERMETALLICS = (
    _intermetallic("Cu6Sn5", (86, 112), 0.31, 16.3),
    _intermetallic("Cu3Sn", (108, 130), 0.30, 19),
    _intermetallic("Ni3Sn4", (133, 140), 0.33, 13.7),
)

MATERIALS = (
    COPPER, ALUMINIUM, ALUMINIUM_COPPER, NICKEL, GOLD, CHROMIUM, TITANIUM, TITANIUM_TUNGSTEN,
    *REFRACTORY, *LIDS, *SOFT, *INTERMETALLICS,
)  # fmt: skip
