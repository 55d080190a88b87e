"""Boards, substrates, flex and solder mask: alike in their plane, another thing through it."""

from dataclasses import replace

from stressbump.laws import Isotropic, Orthotropic, Table
from stressbump.laws.curve import ABSOLUTE_ZERO
from stressbump.laws.isotropic import shear_modulus
from stressbump.materials import sources as by
from stressbump.materials.material import Alternative, Material
from stressbump.units import GPa, ppm


def _line(start: float, slope: float) -> Table:
    """Start + slope·T in GPa, T in kelvin, from −65 to 260 °C."""
    return Table.line(GPa, start, slope, (-65.0, 260.0), zero=ABSOLUTE_ZERO)


def _expanding(law: Orthotropic, in_plane: float, through: float) -> Orthotropic:
    return replace(law, cte_x=in_plane * ppm, cte_y=in_plane * ppm, cte_z=through * ppm)


_FR4 = Orthotropic.layered(
    E=(_line(27.924, -0.037), _line(12.204, -0.016)),
    nu=(0.11, 0.39),
    cte=(16 * ppm, 84 * ppm),
    G_in_plane=_line(12.6, -0.0167),
    G_through=_line(5.5, -0.0073),
)
_CHANDRAN = Orthotropic.layered(
    (10.47 * GPa, 3.08 * GPa), (0.11, 0.39), (12.2 * ppm, 55.4 * ppm)
)  # fmt: skip
_JOHNSON = Orthotropic(
    E_x=24.8 * GPa, E_y=20.7 * GPa, E_z=10.0 * GPa, nu_xy=0.11, nu_xz=0.39, nu_yz=0.39,
    G_xy=shear_modulus(20.7 * GPa, 0.11), G_xz=shear_modulus(10 * GPa, 0.39),
    G_yz=shear_modulus(10 * GPa, 0.39), cte_x=18.6 * ppm, cte_y=18.6 * ppm, cte_z=57.4 * ppm,
)  # fmt: skip
_BORROWED = "ν of the default; shear moduli E/2(1+ν) of the softer direction"

FR4 = Material(
    "FR-4",
    _FR4,
    by.ZAHN02,
    "composite",
    "The one set with moduli over temperature in all directions. In-plane E differs by a factor "
    "of 2.5 between sources; through the thickness the CTE is four to five times that in plane.",
    (
        Alternative("ZAHN00", _expanding(_FR4, 14.5, 67.2), by.ZAHN00, "moduli of the default"),
        Alternative("LAU00", Isotropic(22 * GPa, 0.28, 18.5 * ppm), by.LAU00, "isotropic"),
        Alternative("LAU03", Isotropic(27 * GPa, 0.39, 18 * ppm), by.LAU03, "isotropic"),
        Alternative("WANG01", Isotropic(16 * GPa, 0.30, 16 * ppm), by.WANG01, "isotropic"),
        Alternative("CHAN00", _CHANDRAN, by.CHAN00, _BORROWED),
        Alternative(
            "JOHN12", _JOHNSON, by.JOHN12, f"24.8 GPa along x, 20.7 out of plane; {_BORROWED}"
        ),
        Alternative(
            "JOHN12 turned", _JOHNSON.turned(), by.JOHN12,
            f"20.7 GPa along x, 24.8 out of plane; {_BORROWED}",
        ),
    ),
    ("FR4", "PCB", "board"),
    glass_transition=135.0,
    limit_source=f"middle of 130-140 °C of the standard grade; others up to 180: {by.RECALLED_HIGH}",
)  # fmt: skip

BT = Material(
    "BT",
    Orthotropic.layered((24.132 * GPa, 24.132 * GPa), (0.30, 0.30), (16 * ppm, 35 * ppm)),
    by.ZAHN02,
    "composite",
    "One modulus for all directions, but two expansions, as in the source.",
    (Alternative("LAU00", Isotropic(26 * GPa, 0.39, 15 * ppm), by.LAU00, "isotropic"),),
    ("BT laminate", "bismaleimide triazine"),
    glass_transition=185.0,
    limit_source=f"middle of 180-190 °C: {by.RECALLED_HIGH}",
)

MASK = Material(
    "solder mask",
    Isotropic(4.137 * GPa, 0.40, 30 * ppm),
    f"{by.ZAHN00}; {by.ZAHN02}",
    "polymer",
    "Two sources, apart by 1.7 in E and 1.6 in CTE; the default goes with the board and the "
    "copper of the same papers.",
    (Alternative("LAU00", Isotropic(6.9 * GPa, 0.35, 19 * ppm), by.LAU00),),
    ("solder resist",),
    glass_transition=110.0,
    limit_source=f"middle of 100-120 °C: {by.RECALLED_MEDIUM}",
)


def _film(E: Table, nu: float | Table, in_plane: float, through: float) -> Orthotropic:
    return Orthotropic.layered((E, E), (nu, nu), (in_plane * ppm, through * ppm))


_ONE_MODULUS = "One modulus for all directions, but two expansions, as in the source."
FLEX = (
    Material(
        "Kapton-E",
        _film(
            Table.of_kelvin(GPa, (233, 6.624), (298, 5.520), (423, 1.252), (448, 0.313)),
            Table.of_kelvin(1, (233, 0.35), (448, 0.32)), 12, 30,
        ),
        f"{by.ZAHNVIA}, table 3", "composite",
        f"{_ONE_MODULUS} ν falls from 0.35 to 0.32 over the table.", aliases=("flex", "Kapton"),
    ),
    Material(
        "Upilex-S",
        _film(
            Table.of_kelvin(GPa, (233, 9.878), (298, 8.232), (373, 6.860), (448, 5.684)),
            Table.of_kelvin(1, (233, 0.26), (448, 0.23)), 10, 25,
        ),
        by.ZAHNVIA, "composite",
        f"{_ONE_MODULUS} ν falls from 0.26 to 0.23 over the table.", aliases=("Upilex",),
    ),
    Material(
        "Espanex",
        _film(Table.of_kelvin(GPa, (293, 5.9), (473, 3.5)), 0.41, 12, 20),
        f"{by.ZAHNVIA}, table 4", "composite", _ONE_MODULUS,
    ),
)  # fmt: skip


def _abf(E: float, cte: float) -> Isotropic:
    return Isotropic(E * GPa, 0.30, cte * ppm)


BUILD_UP = Material(
    "ABF",
    _abf(5.0, 39),
    by.RECALLED_MEDIUM,
    "composite",
    "Build-up film of filled epoxy, GX-92 class; below its glass transition. Grades differ by a "
    "factor of three in E and two in CTE.",
    (
        Alternative("GX-13", _abf(4.0, 46), by.RECALLED_MEDIUM),
        Alternative("GX-T31", _abf(7.5, 23), by.RECALLED_MEDIUM),
        Alternative("GL102", _abf(13.0, 20), by.RECALLED_MEDIUM),
    ),
    ("build-up film", "GX-92"),
    glass_transition=153.0,
    limit_source=by.RECALLED_MEDIUM,
)

MATERIALS = (FR4, BT, MASK, BUILD_UP, *FLEX)
