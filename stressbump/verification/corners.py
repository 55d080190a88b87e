"""Corners where stress has no bound: their exponents against closed forms, and a field against one."""

from __future__ import annotations

from collections.abc import Callable
from math import pi, radians

import numpy as np

from stressbump.closed_forms import williams
from stressbump.closed_forms.solid import Solid
from stressbump.fracture.singular import Alike, End, Wedge, exponents, in_plane
from stressbump.laws import Orthotropic
from stressbump.mechanics.kinematics import plane_strain
from stressbump.mechanics.sample import on_face
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import free
from stressbump.units import GPa, ppm
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import ROOM, cooled
from stressbump.verification.grids import grid
from stressbump.verification.stacks import BOARD, MOLD, SILICON, SOLDER, silicone

COPPER = Solid(129 * GPa, 0.34, 17 * ppm)
NITRIDE = Solid(220 * GPa, 0.25, 2 * ppm)
EXACT = 1e-9
FOLLOWED = 1e-5  # of wedges that are followed step by step
QUARTER = pi / 2
MATCHED = Alike(1.0, 0.2), Alike(2.0, 0.4)  # G1/ν1 = G2/ν2, hence α = 2β
SOFT = Orthotropic.layered((22 * GPa, 9 * GPa), (0.15, 0.25), (0.0, 0.0), G_through=4 * GPa)
STIFF = Orthotropic.layered((60 * GPa, 120 * GPa), (0.3, 0.2), (0.0, 0.0), G_through=30 * GPa)
NO_WAY = Orthotropic.layered((BOARD.E,) * 2, (BOARD.nu,) * 2, (0.0, 0.0))  # is isotropic
IN_PLANE = np.ix_([0, 1, 3], [0, 1, 3])  # xx, zz, xz of a stiffness
FILM = silicone(0.4995)
CELLS, CLOSER = 34, 0.7  # towards the film's edge, each so much smaller than the one before
RANGE = 1e-5, 1e-2  # of the film's height, over which the slope is read


@shared
def film() -> Solution:
    """A cooled film of silicone, ν = 0.4995, with a free edge on silicon: both 1 µm high."""
    near = np.append(0.0, CLOSER ** np.arange(CELLS, -1, -1))
    x = np.unique(np.concatenate([1 - near, 1 + near]))
    z = np.unique(np.concatenate([-near, near]))
    mesh = grid(x, z, lambda x, z: "substrate" if z < 0 else "film" if x < 1 else "air")
    return cooled(mesh, {"substrate": SILICON, "film": FILM}, -100.0, plane_strain, free)


def slope() -> float:
    """The slope d ln|τ| / d ln r of the shear in the film's bond, over `RANGE`."""
    face = on_face(film(), "film", "substrate")
    r = 1 - face.position[0]
    inside = (r > RANGE[0]) & (r < RANGE[1])
    return float(np.polyfit(np.log(r[inside]), np.log(np.abs(face.stress[3, inside])), 1)[0])


def _plane(solid: Solid) -> Alike:
    return Alike(solid.G, solid.nu)


def _least(*wedges: Wedge, ends: tuple[End, End] | None = ("free", "free"), nth: int = 0) -> float:
    return exponents(wedges, ends)[nth].value.real


def _case(
    name: str, source: str, target: float, found: Callable[[], float], tolerance: float = EXACT
) -> VerificationCase:
    return VerificationCase(f"corner: {name}", source, "ANALYTIC", target, "1", tolerance, found)


def _notch(degrees: float, antisymmetric: bool = False) -> VerificationCase:
    opening = radians(degrees)
    kind = "antisymmetric" if antisymmetric else "symmetric"
    return _case(
        f"notch with free faces, {degrees:g}° of solid, {kind}", "Williams 1952",
        williams.notch(opening, antisymmetric),
        lambda: _least(Wedge(_plane(SILICON), opening), nth=int(antisymmetric)),
    )  # fmt: skip


def _held(degrees: float, nu: float) -> VerificationCase:
    opening = radians(degrees)
    return _case(
        f"one face free and one held, {degrees:g}°, ν = {nu:g}", "Williams 1952",
        williams.held_notch(opening, nu),
        lambda: _least(Wedge(Alike(1.0, nu), opening), ends=("clamped", "free")),
    )  # fmt: skip


def _pair(name: str, first: Solid, second: Solid) -> tuple[VerificationCase, ...]:
    one, two = _plane(first), _plane(second)
    return (
        _case(
            f"bonded quarter planes, {name}", "Bogy 1968", williams.quarters(first, second),
            lambda: _least(Wedge(one, QUARTER), Wedge(two, QUARTER)),
        ),
        _case(
            f"crack across the first up to the second, {name}", "Zak and Williams 1963",
            williams.met(second, first),
            lambda: _least(Wedge(one, QUARTER), Wedge(two, pi), Wedge(one, QUARTER)),
        ),
        _case(
            f"crack along the bond, {name}: its oscillation", "Williams 1959",
            abs(williams.oscillation(first, second)),
            lambda: exponents((Wedge(one, pi), Wedge(two, pi)))[0].value.imag,
        ),
    )  # fmt: skip


def _directed() -> VerificationCase:
    above, below = (in_plane(law, ROOM) for law in (STIFF, SOFT))
    rows = (law.moduli(ROOM).stiffness[IN_PLANE] for law in (STIFF, SOFT))
    return _case(
        "crack along the bond of two orthotropic solids: its oscillation", "Suo 1990",
        williams.directed_oscillation(*rows),
        lambda: exponents((Wedge(above, pi), Wedge(below, pi, pi)))[0].value.imag,
        FOLLOWED,
    )  # fmt: skip


def _selves() -> tuple[VerificationCase, ...]:
    thirds, whole = [Wedge(_plane(BOARD), radians(30))] * 9, radians(270)
    return (
        VerificationCase(
            "corner: a notch of 270° made of nine wedges of one solid", "none", "SELF",
            williams.notch(whole), "1", EXACT, lambda: _least(*thirds),
        ),
        VerificationCase(
            "corner: the same, followed as if the solid had directions", "none", "SELF",
            williams.notch(whole), "1", EXACT, lambda: _least(Wedge(in_plane(NO_WAY, ROOM), whole, 0.3)),
        ),
        VerificationCase(
            "corner: edge of a cooled film of silicone, slope of the shear in its bond", "none", "SELF",
            _least(Wedge(_plane(FILM), QUARTER), Wedge(_plane(SILICON), pi)) - 1, "1", 5e-3, slope,
            "over three decades of a mesh whose cells shrink towards the edge",
        ),
    )  # fmt: skip


CASES = (
    *(_notch(degrees) for degrees in (225.0, 270.0, 300.0, 360.0)),
    _notch(270.0, antisymmetric=True),
    _held(90.0, 0.3),
    _held(90.0, 0.5),
    *_pair("mold and silicon", MOLD, SILICON),
    *_pair("solder and copper", SOLDER, COPPER),
    *_pair("copper and nitride", COPPER, NITRIDE),
    _case(
        "quarter planes with α = 2β: singular exponents", "Bogy 1968", 0.0,
        lambda: float(len(exponents(tuple(Wedge(solid, QUARTER) for solid in MATCHED)))),
    ),
    _directed(),
    *_selves(),
)  # fmt: skip
