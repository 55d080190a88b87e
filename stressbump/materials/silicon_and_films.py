"""Silicon and other semiconductors, glass, ceramics and the inorganic films of a wafer."""

from dataclasses import replace
from typing import Literal

from stressbump.laws import Cubic, Expansion, Isotropic, Polynomial, Saturating, Table
from stressbump.materials import sources as by
from stressbump.materials.material import (
    Alternative,
    Material,
    PublishedBirth,
    PublishedRange,
    ends,
)
from stressbump.units import GPa, ppm

# α(T) = 3.725 (1 − exp(−5.88e-3 (T − 124))) + 5.548e-4 T ppm/K, T in kelvin from 120 to 1500
SILICON_CTE = Expansion(
    Saturating(3.725 * ppm, 5.88e-3, 124.0, 5.548e-4 * ppm, low=-153.15, high=1226.85)
)
ZAHN_CTE = Expansion(
    Polynomial((-5.88 * ppm, 0.0626 * ppm, -1.6e-4 * ppm, 1.5e-7 * ppm), low=-55.0, high=150.0)
)
SIMAT_CTE = Expansion(
    Table.of(
        ppm, (-73, 1.40), (-23, 2.10), (20, 2.56), (27, 2.62), (77, 2.98), (127, 3.25), (227, 3.61)
    )
)
SIMAT_E = Table.of(GPa, (-100, 131.0), (27, 129.8), (127, 128.9), (227, 127.9))
HALL67 = f"Hall 1967 (recalled, high confidence); CTE: {by.OKADA84}"


def _crystal(along: Literal["100", "110"]) -> Cubic:
    return Cubic(165.64 * GPa, 63.94 * GPa, 79.51 * GPa, SILICON_CTE, along)


def _silicon(label: str, E: float, nu: float, source: str, note: str = "") -> Alternative:
    law = Isotropic(E * GPa, nu, SILICON_CTE)
    return Alternative(label, law, f"{source}; CTE: {by.OKADA84}", note)


SILICON = Material(
    "Si",
    Isotropic(130 * GPa, 0.28, SILICON_CTE),
    f"E100 and ν<100> out of Hall 1967 (recalled, high confidence); CTE: {by.OKADA84}",
    "ceramic",
    "On a (100) wafer the pair 130 GPa, 0.28 has the crystal's biaxial modulus of 180 GPa; other "
    "isotropic values published are up to 30 % too stiff or 20 % too soft as a plate.",
    (
        Alternative("110", _crystal("110"), HALL67, "section along <110>, the edges of most dies"),
        Alternative("100", _crystal("100"), HALL67, "section along <100>"),
        _silicon("VRH", 162.6, 0.223, "polycrystal mean of Hall 1967", "biaxial 16 % too stiff"),
        _silicon("THOM02", 106.9, 0.25, by.THOM02),
        _silicon("CHAN00", 130.0, 0.30, by.CHAN00),
        Alternative("ASE98", Isotropic(131 * GPa, 0.28, 3.3 * ppm), by.ASE98),
        _silicon("LAU00", 131.0, 0.30, by.LAU00),
        Alternative(
            "ZAHN", Isotropic(162.7 * GPa, 0.278, ZAHN_CTE), f"{by.ZAHN00}; {by.ZAHN02}",
            "biaxial 25 % too stiff; the CTE polynomial is good from −55 to 150 °C only (16 % high "
            "at 227 °C) and held beyond",
        ),
        _silicon("JOHN12", 163.0, 0.34, by.JOHN12, "ν = 0.34 is wrong in the source"),
        _silicon("LAU03", 167.0, 0.28, by.LAU03),
        _silicon("LIU06", 169.0, 0.28, by.LIU06, "biaxial 30 % too stiff"),
        Alternative(
            "SIMAT", Isotropic(SIMAT_E, 0.28, SIMAT_CTE), by.SIMAT, "E100(T); ν of the default"
        ),
    ),
    ("silicon",),
)  # fmt: skip

_POLY = Isotropic(169 * GPa, 0.22, SILICON_CTE)
POLYSILICON = Material(
    "polysilicon",
    _POLY,
    f"{by.SHARPE97}; CTE as silicon: {by.OKADA84}",
    "ceramic",
    "The one source that measured E (± 6 GPa) and ν (± 0.01) together. LPCVD polysilicon needs "
    "560-650 °C, impossible over aluminium or after an underfill: there the film is sputtered or "
    "PECVD amorphous silicon.",
    (
        *(
            Alternative(
                f"SHARPE00 {E}", replace(_POLY, E=E * GPa), by.SHARPE00,
                f"± {error:g} GPa; ν, CTE of the default",
            )
            for E, error in ((158, 8), (157, 6.5), (164, 11), (152, 10))
        ),
        *ends(_POLY, by.RECALLED_MEDIUM, cte=(2.6 * ppm, 2.9 * ppm)),
    ),
    ("poly", "poly-Si", "polycrystalline silicon"),
    births=(
        PublishedBirth(
            "LPCVD",
            PublishedRange(560, 650, by.RECALLED_HIGH),
            PublishedRange(-500, 400, by.RECALLED_HIGH),
        ),
        PublishedBirth(
            "sputtered",
            PublishedRange(25, 175, f"all that underfill bears: {by.RECALLED_MEDIUM}"),
            PublishedRange(-1000, 1000, by.RECALLED_LOW),
        ),
    ),
)  # fmt: skip

_SIN = Isotropic(180 * GPa, 0.25, 2.3 * ppm)
NITRIDE = Material(
    "PE-SiN",
    _SIN,
    by.RECALLED_MEDIUM,
    "ceramic",
    "Film stress is not part of the law: give it to the step.",
    (
        *ends(_SIN, by.RECALLED_MEDIUM, E=(150 * GPa, 220 * GPa), cte=(1.5 * ppm, 3.0 * ppm)),
        Alternative(
            "LPCVD", replace(_SIN, E=270 * GPa), by.RECALLED_HIGH,
            "middle of 250-290 GPa; ν and CTE of PE-SiN",
        ),
    ),
    ("SiN", "Si3N4", "PE-Si3N4", "silicon nitride", "nitride"),
    births=(
        PublishedBirth(
            "PECVD",
            PublishedRange(300, 400, by.RECALLED_HIGH),
            PublishedRange(-300, 300, by.RECALLED_MEDIUM),
        ),
        PublishedBirth(
            "LPCVD",
            PublishedRange(700, 800, by.RECALLED_HIGH),
            PublishedRange(1000, 1000, by.RECALLED_HIGH),
        ),
    ),
)  # fmt: skip

_SIO2 = Isotropic(70 * GPa, 0.17, 0.5 * ppm)
OXIDE = Material(
    "SiO2",
    _SIO2,
    by.RECALLED_HIGH,
    "ceramic",
    "Film stress is not part of the law: give it to the step.",
    (
        *ends(_SIO2, by.RECALLED_HIGH, E=(60 * GPa, 75 * GPa)),
        Alternative("PECVD CTE low", replace(_SIO2, cte=0.6 * ppm), by.RECALLED_HIGH),
        Alternative("PECVD CTE high", replace(_SIO2, cte=1.0 * ppm), by.RECALLED_HIGH),
    ),
    ("oxide", "silicon oxide", "silicon dioxide"),
    births=(
        PublishedBirth(
            "PECVD", PublishedRange(300, 400, by.RECALLED_HIGH), PublishedRange(-250, -50, by.RECALLED_HIGH)
        ),
        PublishedBirth(
            "thermal",
            PublishedRange(900, 1100, by.RECALLED_HIGH),
            PublishedRange(-300, -300, by.RECALLED_HIGH),
        ),
    ),
)  # fmt: skip

_PSG = Isotropic(65 * GPa, 0.18, 1.5 * ppm)
PSG = Material(
    "PSG",
    _PSG,
    by.RECALLED_LOW,
    "ceramic",
    f"{by.MIDDLE} The CTE rises with the phosphorus content.",
    ends(_PSG, by.RECALLED_LOW, E=(60 * GPa, 70 * GPa), cte=(1 * ppm, 2 * ppm)),
    ("phosphosilicate glass", "phosphorous doped silicon dioxide"),
)

_TIN = Isotropic(450 * GPa, 0.25, 9.4 * ppm)
TIN = Material(
    "TiN",
    _TIN,
    by.RECALLED_MEDIUM,
    "ceramic",
    "Film stress is not part of the law: give it to the step.",
    ends(_TIN, by.RECALLED_MEDIUM, E=(250 * GPa, 600 * GPa)),
    ("titanium nitride",),
    births=(
        PublishedBirth(
            "sputtered",
            PublishedRange(25, 350, by.RECALLED_LOW),
            PublishedRange(-4000, -500, by.RECALLED_MEDIUM),
        ),
    ),
)

_OSG = Isotropic(12.5 * GPa, 0.30, 10 * ppm)
_WANG_HO = "Wang and Ho's tables (recalled, medium confidence)"
LOW_K = (
    Material("SiCN", Isotropic(100 * GPa, 0.30, 3 * ppm), by.LIU06, "ceramic"),
    Material(
        "SiCOH", Isotropic(10 * GPa, 0.30, 11 * ppm), by.LIU06, "ceramic",
        "Film stress is not part of the law: give it to the step.", aliases=("low-k",),
        births=(
            PublishedBirth(
                "PECVD",
                PublishedRange(350, 400, by.RECALLED_MEDIUM),
                PublishedRange(43, 43, by.LIU06),
            ),
        ),
    ),
    Material(
        "CVD-OSG", _OSG, _WANG_HO, "ceramic", by.MIDDLE,
        ends(_OSG, _WANG_HO, E=(8 * GPa, 17 * GPa), cte=(8 * ppm, 12 * ppm)), ("OSG",),
    ),
    Material("MSQ", Isotropic(3.6 * GPa, 0.35, 18 * ppm), _WANG_HO, "ceramic"),
    Material("SiLK", Isotropic(2.45 * GPa, 0.35, 66 * ppm), _WANG_HO, "polymer"),
    Material(
        "TEOS", Isotropic(66 * GPa, 0.18, 0.57 * ppm), _WANG_HO, "ceramic", aliases=("TEOS oxide",)
    ),
)  # fmt: skip

_GLASS = Isotropic(64 * GPa, 0.20, 3.3 * ppm)
GLASS = Material(
    "borosilicate glass",
    _GLASS,
    by.GLASS,
    "ceramic",
    alternatives=(
        Alternative(
            "Borofloat", replace(_GLASS, cte=3.25 * ppm), by.RECALLED_HIGH, "E, ν of the default"
        ),
    ),
    aliases=("glass",),
)  # fmt: skip

ALUMINA = Material(
    "Al2O3",
    Isotropic(276 * GPa, 0.30, 6.7 * ppm),
    by.WANG01,
    "ceramic",
    "Two sources, 2 % apart in E and 20 % in CTE; nothing prefers one.",
    (Alternative("LAU03", Isotropic(270 * GPa, 0.30, 5.5 * ppm), by.LAU03),),
    ("alumina",),
)

_SIC = Isotropic(450 * GPa, 0.19, 3.7 * ppm)
_GAN = Isotropic(300 * GPa, 0.25, 5.6 * ppm)
_GAAS = Isotropic(85.3 * GPa, 0.31, 5.8 * ppm)
_ALN = Isotropic(320 * GPa, 0.24, 4.5 * ppm)
OTHER_SEMICONDUCTORS = (
    Material(
        "SiC", _SIC, by.RECALLED_MEDIUM, "ceramic",
        "4H and 6H wafers, isotropic in their plane. The CTE is a mean up to 250 °C; about 3.0 at "
        "25 °C.",
        ends(_SIC, by.RECALLED_MEDIUM, E=(410 * GPa, 500 * GPa), cte=(2.8 * ppm, 4.3 * ppm)),
        ("silicon carbide", "4H-SiC"),
    ),
    Material(
        "GaN", _GAN, by.RECALLED_MEDIUM, "ceramic",
        "In the plane of a (0001) film; along c it expands by about 3.2 ppm/K.",
        ends(_GAN, by.RECALLED_MEDIUM, E=(285 * GPa, 330 * GPa), cte=(3.2 * ppm, 5.6 * ppm)),
        ("gallium nitride",),
    ),
    Material(
        "GaAs", _GAAS, by.RECALLED_HIGH, "ceramic",
        "E100 and ν<100>, so that a (100) wafer has its biaxial modulus of 124 GPa.",
        ends(_GAAS, by.RECALLED_MEDIUM, cte=(5.7 * ppm, 6.9 * ppm)), ("gallium arsenide",),
    ),
    Material(
        "AlN", _ALN, by.RECALLED_MEDIUM, "ceramic",
        "Sintered substrate; the CTE is a mean up to 400 °C, about 2.6 at 25 °C in a crystal.",
        ends(_ALN, by.RECALLED_MEDIUM, E=(310 * GPa, 345 * GPa), cte=(4.2 * ppm, 5.3 * ppm)),
        ("aluminium nitride", "aluminum nitride"),
    ),
)  # fmt: skip

_PANEL = Isotropic(73.6 * GPa, 0.23, 3.17 * ppm)
GLASSES = (
    Material(
        "alkali-free glass", _PANEL, by.RECALLED_HIGH, "ceramic",
        "Eagle XG, the usual panel and carrier; panels are made to expand by 3 to 9 ppm/K.",
        (
            Alternative(
                "EN-A1", Isotropic(77 * GPa, 0.22, 3.8 * ppm), by.RECALLED_MEDIUM,
                "a panel with through-glass vias",
            ),
        ),
        ("glass panel", "Eagle XG"),
    ),
    Material(
        "soda-lime glass", Isotropic(72 * GPa, 0.22, 9.0 * ppm), by.RECALLED_HIGH, "ceramic",
        aliases=("float glass",),
    ),
    Material(
        "fused silica", Isotropic(72.9 * GPa, 0.17, 0.55 * ppm), by.RECALLED_HIGH, "ceramic",
        aliases=("fused quartz", "quartz glass"),
    ),
)  # fmt: skip

MATERIALS = (
    SILICON,
    POLYSILICON,
    NITRIDE,
    OXIDE,
    PSG,
    TIN,
    *LOW_K,
    GLASS,
    *GLASSES,
    ALUMINA,
    *OTHER_SEMICONDUCTORS,
)
