"""Elastomers, die coats, underfills, mold compounds, die attach and resists.

An elastomer's confined stress follows its bulk modulus, not E: where a source gives ν = 0.33 to
0.35 for a rubber, the default has K = 1 GPa instead (ν = 0.4995 at E = 3 MPa) and the published
value stands beside it, marked unphysical: it misses the confined stress by a factor of 300.
"""

from dataclasses import replace
from functools import partial

from stressbump.laws import Expansion, Isotropic, Orthotropic, Table
from stressbump.laws.shift import Arrhenius
from stressbump.laws.viscoelastic import Branch, Viscoelastic
from stressbump.materials import sources as by
from stressbump.materials.inelastic import Inelastic, Trap
from stressbump.materials.material import (
    Alternative,
    Ends,
    Material,
    PublishedBirth,
    PublishedRange,
    ends,
)
from stressbump.units import GPa, ppm

RUBBER_K = 1 * GPa
_SILICONE_TG = -122.5
_SILICONE_LIMIT = f"Tg of silicones, middle of −125 to −120 °C: {by.RECALLED_MEDIUM}"
_RUBBER = f"K = {RUBBER_K:g} MPa replaces the published ν, which is that of a glass."


def _cured(
    low: float,
    high: float,
    source: str,
    film: PublishedRange | None = None,
    shrinkage: PublishedRange | None = None,
    process: str = "cured",
) -> PublishedBirth:
    return PublishedBirth(process, PublishedRange(low, high, source), film, shrinkage)


def _rubber(E: float, cte: float, K: float = RUBBER_K) -> Isotropic:
    """The law of a rubber with E and K in MPa: ν = 1/2 − E/6K."""
    return Isotropic(E, 0.5 - E / (6 * K), cte * ppm)


def _published(law: Isotropic, nu: float, source: str) -> Alternative:
    note = "as published, unphysical: a rubber with this ν has no bulk stiffness"
    return Alternative(f"nu {nu:g}", replace(law, nu=nu), source, note)


_SILICONE = _rubber(3.0, 260)
_LID = _rubber(2.4, 270)
_SOFT = _rubber(50.0, 210)
_PDMS = _rubber(2.15, 325)

ELASTOMERS = (
    Material(
        "silicone", _SILICONE, f"{by.JOHN12}, table 2; K: recalled", "polymer", _RUBBER,
        (
            _published(_SILICONE, 0.33, by.JOHN12),
            Alternative(
                "die bond", replace(_SILICONE, cte=20 * ppm), f"{by.JOHN12}; K: recalled",
                "the source lists 260 for the encapsulant and 20 for the die bond",
            ),
        ),
        ("elastomer", "silicone elastomer", "silicone encapsulant"),
        births=(_cured(125, 150, by.RECALLED_MEDIUM),),
        glass_transition=_SILICONE_TG, limit_source=_SILICONE_LIMIT,
    ),
    Material(
        "silicone lid seal", _LID, f"{by.LAU03}; K: recalled", "polymer", _RUBBER,
        (_published(_LID, 0.35, by.LAU03),), ("lid seal",),
        glass_transition=_SILICONE_TG, limit_source=_SILICONE_LIMIT,
    ),
    Material(
        "silicone die-attach film", _rubber(1.0, 290), f"{by.DOW19}; K: recalled", "polymer",
        "The source says E below 1 MPa, flat from −40 to 220 °C; 1 MPa is that bound.",
        aliases=("Dow silicone film",), glass_transition=_SILICONE_TG, limit_source=_SILICONE_LIMIT,
    ),
    Material(
        "photopatternable silicone", Isotropic(160.0, 0.49, 236 * ppm), by.RECALLED_MEDIUM,
        "polymer", "WL-5150 class.", aliases=("WL-5150", "photo-silicone"),
        births=(_cured(150, 250, by.RECALLED_MEDIUM),),
    ),
    Material(
        "PDMS", _PDMS, by.RECALLED_HIGH, "polymer",
        f"Sylgard 184. {by.MIDDLE} K is the lower end of 1-2 GPa.",
        (
            Alternative("E low", _rubber(1.3, 325), by.RECALLED_HIGH),
            Alternative("E high", _rubber(3.0, 325), by.RECALLED_HIGH),
            Alternative("K high", _rubber(2.15, 325, K=2 * GPa), by.RECALLED_HIGH),
            *ends(_PDMS, by.RECALLED_HIGH, cte=(310 * ppm, 340 * ppm)),
        ),
        ("Sylgard 184", "Sylgard"),
        glass_transition=-125.0, limit_source=by.RECALLED_HIGH,
        births=(_cured(25, 150, by.RECALLED_HIGH),),
    ),
    Material(
        "soft underfill", _SOFT, f"{by.JOHN12}, underfill B; K: recalled", "polymer", _RUBBER,
        (_published(_SOFT, 0.35, f"{by.JOHN12}, underfill B"),), ("underfill B",),
    ),
)  # fmt: skip

_BCB = Isotropic(2.9 * GPa, 0.34, 52 * ppm)


def _pi_2611(in_plane: float) -> Orthotropic:
    return Orthotropic.layered(
        (8.5 * GPa, 8.5 * GPa), (0.3, 0.3), (in_plane * ppm, 20 * ppm)
    )  # fmt: skip


DIE_COATS = (
    Material(
        "polyimide", Isotropic(3.4 * GPa, 0.35, 35 * ppm), by.RECALLED_HIGH, "polymer",
        "HD-4100 class.", aliases=("PI", "HD-4100", "photosensitive polyimide"),
        glass_transition=330.0, limit_source=by.RECALLED_HIGH,
        births=(
            _cured(350, 375, by.RECALLED_HIGH, PublishedRange(30, 35, by.RECALLED_HIGH)),
            _cured(250, 300, by.RECALLED_MEDIUM, process="cured, low-temperature grades"),
        ),
    ),
    Material(
        "PI-2611", _pi_2611(4), by.RECALLED_HIGH, "polymer",
        f"CTE in plane: {by.MIDDLE.lower()} Through the thickness at least 20 ppm/K; "
        "the modulus through the thickness is taken as in plane.",
        (
            Alternative("CTE low", _pi_2611(3), by.RECALLED_HIGH),
            Alternative("CTE high", _pi_2611(5), by.RECALLED_HIGH),
        ),
        glass_transition=360.0, limit_source=by.RECALLED_HIGH,
        births=(_cured(350, 400, by.RECALLED_MEDIUM, PublishedRange(2, 10, by.RECALLED_HIGH)),),
    ),
    Material(
        "PBO", Isotropic(2.3 * GPa, 0.35, 64 * ppm), by.RECALLED_MEDIUM, "polymer",
        "HD-8820.", aliases=("HD-8820",),
        glass_transition=280.0, limit_source=by.RECALLED_MEDIUM,
        births=(_cured(320, 320, by.RECALLED_MEDIUM, PublishedRange(37, 37, by.RECALLED_MEDIUM)),),
    ),
    Material(
        "BCB", _BCB, f"{by.ZAHN00}; {by.RECALLED_HIGH}", "polymer", "",
        (Alternative("4024", replace(_BCB, cte=42 * ppm), by.RECALLED_HIGH, "the newer grade"),),
        glass_transition=350.0, limit_source=f"at least that: {by.RECALLED_HIGH}",
        births=(_cured(210, 250, by.RECALLED_MEDIUM, PublishedRange(28, 28, by.RECALLED_HIGH)),),
    ),
)  # fmt: skip

_FEUSTEL = Table.of(GPa, (23, 5.6), (80, 4.5), (125, 2.3))
_FEUSTEL_LOST = 1 - 1300 / 5630  # of the instantaneous modulus, in the end
_FEUSTEL_BRANCHES = ((0.264, 0.198), (0.200, 451), (0.536, 30435))  # share of what is lost, s
UNDERFILL_PRONY = Inelastic(
    "Prony FEUS00",
    partial(
        Viscoelastic,
        shear=tuple(Branch(share * _FEUSTEL_LOST, time) for share, time in _FEUSTEL_BRANCHES),
        shift=Arrhenius(15644, 80),
    ),
    by.FEUS00,
    "its tensile series taken for G, K constant; that E falls to 1300 MPa in the end, its authors assume",
    Isotropic(5630.0, 0.35, 25 * ppm),
)
THOMPSON = Trap(
    "Prony THOM02",
    "its bulk modulus of 0.54 GPa lies below its shear modulus of 5.75, so its ν is negative; times are in "
    "minutes",
)
_NU_OF_DEFAULT = "no ν in the source; 0.35 as everywhere else"
_UNDERFILL_SHRINKAGE = PublishedRange(0.002, 0.005, f"0.5 %: {by.THOM02}; 0.2 %: {by.RECALLED_LOW}")
UNDERFILLS = (
    Material(
        "underfill", Isotropic(_FEUSTEL, 0.35, 25 * ppm), by.FEUS00, "polymer",
        "The one filled underfill whose E over temperature was read. It is viscoelastic; an "
        "elastic one is unconservative for the solder.",
        (
            Alternative("ZAHN00", Isotropic(3.447 * GPa, 0.35, 25 * ppm), by.ZAHN00),
            Alternative("LAU00", Isotropic(6 * GPa, 0.35, 30 * ppm), by.LAU00),
            Alternative("JOHN12", Isotropic(5.5 * GPa, 0.35, 26 * ppm), by.JOHN12, "underfill A"),
        ),
        ("UF", "filled underfill"), glass_transition=135.0,
        limit_source=f"none in the source; middle of 120-150 of its kind: {by.RECALLED_MEDIUM}",
        births=(
            _cured(150, 165, f"{by.FEUS00}; {by.THOM02}", shrinkage=_UNDERFILL_SHRINKAGE),
        ),
        inelastic=(UNDERFILL_PRONY,), traps=(THOMPSON,),
    ),
    Material(
        "CNB 840-38", Isotropic(11 * GPa, 0.35, 21 * ppm), by.DUT02, "polymer",
        f"An underfill; {_NU_OF_DEFAULT}.", births=(_cured(155, 155, by.DUT02),),
    ),
    Material(
        "FP4549", Isotropic(5.6 * GPa, 0.35, 45 * ppm), by.DUT02, "polymer",
        f"An underfill; {_NU_OF_DEFAULT}.",
        glass_transition=140.0, limit_source=by.RECALLED_MEDIUM,
        births=(_cured(155, 155, by.DUT02),),
    ),
)  # fmt: skip

_MOLD_SHRINKAGE = PublishedRange(
    0.001, 0.0024, f"0.24 %, as 150 K of cooling: {by.ASE98}; 0.1 %: {by.RECALLED_LOW}"
)
MOLD = Material(
    "EME-7730",
    Isotropic(
        Table.of_kelvin(GPa, (233, 28.224), (298, 23.520), (513, 1.764)),
        0.25,
        Expansion(
            Table.of_kelvin(
                ppm, (233, 9), (403, 10), (418, 17), (423, 22), (428, 27), (443, 34), (473, 35)
            )
        ),
    ),
    f"{by.ZAHNVIA}, table 6",
    "polymer",
    "The most complete set for a mold compound: E and CTE through its glass transition. "
    "The source gives E at three temperatures only, so the transition is smeared.",
    (
        Alternative("ZAHN02", Isotropic(15.513 * GPa, 0.25, 15 * ppm), by.ZAHN02),
        Alternative("ASE98", Isotropic(20.6 * GPa, 0.27, 16 * ppm), by.ASE98),
        Alternative("LAU03 13", Isotropic(13 * GPa, 0.30, 15 * ppm), by.LAU03),
        Alternative("LAU03 20", Isotropic(20 * GPa, 0.25, 10 * ppm), by.LAU03),
    ),
    ("EMC", "mold compound", "mould compound", "mold", "mould"),
    glass_transition=150.0,
    limit_source=f"middle of 145-155 °C, over which its CTE rises: {by.ZAHNVIA}, table 6",
    births=(_cured(175, 175, by.ASE98, shrinkage=_MOLD_SHRINKAGE),),
)


def _attach(moduli: Table, cte: Ends) -> Isotropic:
    knee = Expansion(Table.of_kelvin(ppm, (298, cte[0]), (423, cte[1])))
    return Isotropic(moduli, 0.35, knee)


_KNEE = (
    "The source gives two expansion coefficients, below and above the glass transition; they are "
    "joined by a line from 25 to 150 °C, where E falls."
)
DIE_ATTACH = (
    Material(
        "die attach",
        Isotropic(
            Table.of_kelvin(GPa, (233, 12.184), (298, 6.769), (473, 0.207)),
            0.35,
            Expansion(
                Table.of_kelvin(
                    ppm, (233, 44), (353, 45), (363, 79), (373, 99), (383, 133), (473, 134)
                )
            ),
        ),
        f"{by.ZAHNVIA}, table 5", "polymer", "84-3MVB; E and CTE through the glass transition.",
        (Alternative("ASE98", Isotropic(7 * GPa, 0.35, 135 * ppm), by.ASE98, "an epoxy"),),
        ("84-3MVB", "die-attach"), glass_transition=95.0, births=(_cured(150, 150, by.ASE98),),
        limit_source=f"middle of 80-110 °C, over which its CTE rises: {by.ZAHNVIA}, table 5",
    ),
    Material(
        "conductive die attach",
        _attach(Table.of_kelvin(1, (223, 3557), (298, 2758), (423, 151), (523, 144)), (74, 144)),
        f"{by.ZAHN02}, table 2", "polymer", _KNEE,
    ),
    Material(
        "non-conductive die attach",
        _attach(Table.of_kelvin(1, (198, 3844), (298, 866), (423, 125), (523, 119)), (109, 170)),
        f"{by.ZAHN02}, table 2", "polymer", _KNEE,
    ),
)  # fmt: skip


def _resist(name: str, E: Ends, *aliases: str) -> Material:
    law = Isotropic(sum(E) / 2 * GPa, 0.35, 75 * ppm)
    limits = (E[0] * GPa, E[1] * GPa)
    others = ends(law, by.RECALLED_LOW, E=limits, nu=(0.3, 0.4), cte=(50 * ppm, 100 * ppm))
    note = f"{by.MIDDLE} Mostly sacrificial."
    return Material(name, law, by.RECALLED_LOW, "resist", note, others, aliases)


RESISTS = (
    _resist("novolak resist", (3, 5), "photoresist", "liquid resist", "resist", "novolak"),
    _resist("dry-film resist", (0.5, 2), "acrylate dry film", "dry film"),
    _resist("SU-8", (2, 4)),
    Material(
        "permanent dry film",
        Isotropic(2.1 * GPa, 0.35, 65 * ppm),
        by.RECALLED_LOW,
        "resist",
        "Epoxy film that stays in the package, TMMF class; no ν in its data, 0.35 as the others.",
        aliases=("TMMF",),
        glass_transition=230.0,
        limit_source=by.RECALLED_LOW,
    ),
)

MATERIALS = (*ELASTOMERS, *DIE_COATS, *UNDERFILLS, MOLD, *DIE_ATTACH, *RESISTS)
