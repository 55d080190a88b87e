"""The same models solved by CalculiX on the same nodes: how far the two are apart.

Targets are zero, values are relative to the largest displacement, or stress of the region that is worst.
Without CalculiX there are no such cases: `stressbump doctor` names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.laws import Isotropic, Law, Orthotropic
from stressbump.materials import Material
from stressbump.mechanics.supports import SUPPORTS
from stressbump.mesh.mesh import Mesh
from stressbump.process.recipe import Cell
from stressbump.process.section import Region, Section
from stressbump.units import GPa, ppm
from stressbump.verification.calculix import run as calculix
from stressbump.verification.calculix.crosscheck import Crosscheck, compare
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import ROOM, law
from stressbump.verification.grids import grid, lines, mapped
from stressbump.verification.stacks import MOLD, SILICON

COOLING = -150.0
TOGETHER = (ROOM, ROOM, ROOM)  # °C, the births of the regions
APART = (ROOM + 150, ROOM + 125, ROOM)
TWICE = 2 * calculix.WRITTEN  # what a displacement since a birth loses
DIGITS = calculix.WRITTEN
WEDGE = (
    "CalculiX's 2° wedges keep 1.5e-4 of a displacement only as far as it is linear in an element"
)
BOARD = Orthotropic(
    E_x=24 * GPa, E_z=11 * GPa, E_y=20 * GPa, nu_xz=0.3, nu_xy=0.11, nu_yz=0.25,
    G_xz=5 * GPa, G_yz=4 * GPa, G_xy=9 * GPa, cte_x=14 * ppm, cte_z=50 * ppm, cte_y=16 * ppm,
)  # fmt: skip
FILM = Isotropic(220 * GPa, 0.25, 2 * ppm)
SOFT = Isotropic(3.0, 0.45, 260 * ppm)
UNEVEN = Orthotropic(*(24 * GPa,) * 3, *(0.3,) * 3, *(9 * GPa,) * 3, 14 * ppm, 14 * ppm, 30 * ppm)


def fibre(modulus: float, cte: float) -> Orthotropic:
    """What does not thin under a pull, and shrinks through the section as every other does."""
    shear = modulus / 2
    return Orthotropic(*(modulus,) * 3, *(0.0,) * 3, *(shear,) * 3, cte, cte, 10 * ppm)


def two_layers() -> Mesh:
    """Ten by four µm."""
    across, up = lines(0.0, 10.0, cells=10), lines(0.0, 4.0, cells=8)
    return grid(across, up, lambda _, z: "lower" if z < 2 else "upper")


def three_layers() -> Mesh:
    """Ten by six µm."""
    across, up = lines(0.0, 10.0, cells=10), lines(0.0, 6.0, cells=12)
    return grid(across, up, lambda _, z: ("lower", "film", "upper")[int(z // 2)])


def film() -> Mesh:
    """20 nm between a wafer of 300 µm and an elastomer of 20 µm."""
    across = np.geomspace(1.0, 101.0, 20) - 1
    up = np.array([0.0, 100.0, 200.0, 300.0, 300.02, 310.0, 320.02])
    names = ("lower", "film", "upper")
    return grid(across, up, lambda _, z: names[np.searchsorted([300.0, 300.02], z)])


def ring() -> Mesh:
    """Five to ten µm around the axis."""
    return grid(lines(5.0, 10.0, cells=8), lines(0.0, 2.0, cells=4), lambda r, z: "lower")


def wavy(points: np.ndarray) -> np.ndarray:
    """Mid-sides off their chords."""
    x, z = points.T
    return np.stack([x, z + 0.15 * np.sin(np.pi * x / 2.5)], axis=1)


MESHES: dict[str, Callable[[], Mesh]] = {
    "two layers": two_layers,
    "three layers": three_layers,
    "a wavy face": lambda: mapped(two_layers(), wavy),
    "a film of 20 nm": film,
    "a ring": ring,
}
LAWS: dict[str, Mapping[str, Law]] = {
    "silicon and mold": {"lower": law(SILICON), "upper": law(MOLD)},
    "silicon and board": {"lower": law(SILICON), "upper": BOARD},
    "silicon, mold and board": {"lower": law(SILICON), "film": law(MOLD), "upper": BOARD},
    "silicon, film and elastomer": {"lower": law(SILICON), "film": FILM, "upper": SOFT},
    "fibres": {"lower": fibre(160 * GPa, 2.6 * ppm), "upper": fibre(15 * GPa, 15 * ppm)},
    "a body that grows unevenly": {"lower": UNEVEN},
}


def laid(
    mesh: Mesh, laws: Mapping[str, Law], kinematics: str, support: str, born: Mapping[str, float]
) -> Assembly:
    """Regions of a mesh born one after the other in the order of `laws`, each at its temperature."""
    kind = {"kinematics": kinematics.replace("_", " "), "support": support}
    cell = Cell.model_validate(kind | {"width_um": mesh.width})
    regions = (
        Region(n, (), Material(n, law, "", None), born[n], 0.0, 0.0, step)
        for step, (n, law) in enumerate(laws.items(), 1)
    )
    return Assembly(Section(cell, tuple(regions)), mesh, laws)


@shared
def solved(
    mesh: str, laws: str, kinematics: str, support: str, births: tuple[float, ...]
) -> Crosscheck:
    """Both solutions, side by side; the regions are born in the order of their laws."""
    born = dict(zip(LAWS[laws], births, strict=False))
    return compare(laid(MESHES[mesh](), LAWS[laws], kinematics, support, born), ROOM + COOLING)


def _case(
    mesh: str,
    laws: str,
    kinematics: str,
    quantity: str,
    tolerance: float,
    support: str = "laminate",
    same: bool = False,
    note: str = "",
    births: tuple[float, ...] = TOGETHER,
) -> VerificationCase:
    def run() -> float:
        rows = solved(mesh, laws, kinematics, support, births).differences
        return max(d.theirs if same else d.own for d in rows if d.quantity == quantity)

    rule = ", the same quadrature" if same else ""
    where = f"{kinematics.replace('_', ' ')}, {support}"
    order = "" if births == TOGETHER else ", one born on the other"
    return VerificationCase(
        f"{mesh} of {laws}{order}, {where}{rule}: {quantity}, difference",
        "CalculiX 2.20",
        "EXTERNAL",
        0.0,
        "1",
        tolerance,
        run,
        note,
    )


def _cases() -> tuple[VerificationCase, ...]:
    two, flat, long = "two layers", "plane_strain", "generalized_plane_strain"
    plain, board, thin = "silicon and mold", "silicon and board", "silicon, film and elastomer"
    around, digits = "axisymmetric", "CalculiX writes seven digits"
    three, stack, added = "three layers", "silicon, mold and board", "each added strain-free"
    return (
        *(_case(two, plain, flat, "displacement", DIGITS, s, note=digits) for s in SUPPORTS),
        _case(two, plain, flat, "stress", DIGITS, note=digits),
        _case(two, board, flat, "stress", DIGITS, note=digits),
        _case("a film of 20 nm", thin, flat, "stress", DIGITS, note=digits),
        _case("a wavy face", plain, flat, "stress", DIGITS, same=True, note=digits),
        _case(two, plain, long, "displacement", DIGITS, note=digits),
        _case(two, plain, long, "stress", DIGITS, note=digits),
        _case(two, board, long, "stress", DIGITS, note=digits),
        _case(two, plain, around, "displacement", 5e-6, same=True, note=WEDGE),
        _case(two, plain, around, "stress", 1e-4, same=True, note=WEDGE),
        _case(two, board, around, "stress", 1e-4, same=True, note=WEDGE),
        _case("a ring", "a body that grows unevenly", around, "displacement", DIGITS, "free", True),
        _case("a ring", "a body that grows unevenly", around, "stress", 1e-5, "free", True, WEDGE),
        *(
            _case(three, stack, k, quantity, limit, s, same=True, note=added, births=APART)
            for k, s in ((flat, "laminate"), (long, "laminate"), (long, "flat"), (long, "free"))
            for quantity, limit in (("displacement", TWICE), ("stress", TWICE))
        ),
        _case(three, stack, around, "displacement", 5e-6, same=True, note=WEDGE, births=APART),
        _case(three, stack, around, "stress", 1e-4, same=True, note=WEDGE, births=APART),
        _case(two, "fibres", "plane_stress", "stress", DIGITS, note="alike through the thickness"),
    )


CASES = _cases() if calculix.program() else ()
