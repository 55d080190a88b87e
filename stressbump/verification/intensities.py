"""Intensities of singular fields: cracks under load and cooled, and edges of cooled films."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import cos, degrees, pi, sqrt

import numpy as np

from stressbump.closed_forms import interface_cracks
from stressbump.closed_forms.solid import Solid
from stressbump.fracture.singular import (
    CrackTip,
    Tip,
    TipFields,
    Wedge,
    crack_tip,
    crack_tip_of,
    solid,
    tip_fields,
)
from stressbump.mechanics.kinematics import KINEMATICS, Kinematics, plane_strain
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import Constraints, free
from stressbump.mechanics.system import factorise
from stressbump.mesh.free_faces import split_free_faces
from stressbump.mesh.mesh import NOTHING, Mesh
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import ROOM, cooled, law
from stressbump.verification.grids import facets_at, grid
from stressbump.verification.stacks import MOLD, NITRIDE, SILICON, SOFT, STIFF

CLOSE = 0.05  # °, of a phase
FAR = 200.0  # half crack lengths
FINE, GROWING = 0.05, 1.3  # element at a crack's tip in its half lengths, and from one to the next
FINER, SLOWER = 0.0125, 1.15  # likewise of a film's edge, in its heights
HALF, COOLING = 4.0, -100.0  # heights of a film of 1 µm, K
ALONE = 0.6  # of a half crack length: the reach


def towards(tip: float, low: float, high: float, finest: float, growth: float) -> np.ndarray:
    """Grid lines from low to high whose cells grow away from a tip."""
    found = [np.array([tip])]
    for end in (low, high):
        count = int(np.log1p(abs(end - tip) / finest * (growth - 1)) / np.log(growth))
        steps = np.cumsum(finest * growth ** np.arange(max(count, 1)))
        found.append(tip + np.sign(end - tip) * steps / steps[-1] * abs(end - tip))
    return np.unique(np.concatenate(found))


def opened(is_open: Callable[[float], bool]) -> Mesh:
    """Two half planes that meet at z = 0, parted where x is open, graded to x = 1."""
    x, z = (towards(tip, low, FAR, FINE, GROWING) for tip, low in ((1.0, 0.0), (0.0, -FAR)))

    def half(x: float, z: float) -> str:
        return ("upper" if z > 0 else "lower") + (" open" if is_open(x) else "")

    mesh = split_free_faces(grid(x, z, half), [("upper open", "lower open")])
    whole = np.array([name.startswith("upper") for name in mesh.regions], int)
    return replace(mesh, region=whole[mesh.region], regions=("lower", "upper"))


@shared
def pulled(first: Solid, second: Solid, kinematics: str) -> Solution:
    """A crack of half length 1 across a remote tension of 1 MPa, strained alike on both sides."""
    mesh = opened(lambda x: x < 1)
    top, bottom = (facets_at(mesh, side * FAR, lambda p: p[:, 1]) for side in (1, -1))
    wall = facets_at(mesh, FAR, lambda p: p[:, 0])
    upper = wall[mesh.points[wall.mids, 1] > 0]
    around = kinematics == "axisymmetric"
    share = [s.nu if around else s.nu * (1 + s.nu) for s in (first, second)]
    less = share[0] / first.E - share[1] / second.E
    across = less * first.E / (1 - first.nu if around else 1 - first.nu**2)
    system = factorise(
        Model(mesh, KINEMATICS[kinematics], free, {"upper": law(first), "lower": law(second)}), ROOM
    )
    return solve(system, Loads(pressure=[(top, -1.0), (bottom, -1.0), (upper, -across)]))


@shared
def bonded() -> Solution:
    """Cooled half planes of mold and silicon, bonded over |x| < 1."""
    mesh = opened(lambda x: x > 1)
    return cooled(mesh, {"upper": MOLD, "lower": SILICON}, COOLING, plane_strain, free)


def crack(solution: Solution, growth: float) -> CrackTip:
    """K at x = 1, for a growth along x or against it."""
    solids = {name: solid(p.stiffness) for name, p in solution.blocks.items()}
    beside = ("upper", "lower") if growth > 0 else ("lower", "upper")
    tip = crack_tip((1.0, 0.0), (growth, 0.0), *beside, solids)
    return crack_tip_of(tip_fields(solution, tip, ALONE))


@shared
def edge(kinematics: str, wide: bool) -> TipFields:
    """The edge of a cooled film of mold, 1 µm high, on silicon that ends with it or goes on."""
    x = towards(HALF, 0.0, 2 * HALF if wide else HALF + 1, FINER, SLOWER)
    z = towards(0.0, -HALF, 1.0, FINER, SLOWER)
    x = x if wide else x[x <= HALF]
    mesh = grid(x, z, lambda x, z: "substrate" if z < 0 else "film" if x < HALF else "air")
    solution = cooled(
        mesh, {"film": MOLD, "substrate": SILICON}, COOLING, KINEMATICS[kinematics], free
    )
    film, base = (solid(solution.blocks[n].stiffness) for n in ("film", "substrate"))
    wedges = Wedge(film, pi / 2, pi / 2), Wedge(base, pi if wide else pi / 2, pi)
    return tip_fields(solution, Tip((HALF, 0.0), ("film", "substrate"), wedges), 1.0)


def surface_crack() -> float:
    """K √(1/πh) at a crack of depth h = 1 across a body's surface under a tension of 1 MPa."""
    x, z = (towards(0.0, low, high, FINE, GROWING) for low, high in ((0.0, FAR), (-FAR, 1.0)))
    mesh = grid(x[x >= 0], z, lambda x, z: "film" if z > 0 else "substrate")
    pull = facets_at(mesh, FAR, lambda p: p[:, 0])
    system = factorise(
        Model(mesh, plane_strain, below, {"film": law(SILICON), "substrate": law(SILICON)}), ROOM
    )
    solution = solve(system, Loads(pressure=[(pull, -1.0)]))
    own = solid(solution.blocks["film"].stiffness)
    wedges = Wedge(own, pi / 2, -pi / 2), Wedge(own, pi / 2, 0.0)
    tip = Tip((0.0, 0.0), ("substrate", "film"), wedges, ("symmetry", "free"))
    (found,) = tip_fields(solution, tip, ALONE).singular
    # beside a crack that opens, at a right angle, σ_θθ is cos³ 45° of that ahead
    return found.intensity.real * sqrt(2 * pi) / cos(pi / 4) ** 3 / sqrt(pi)


def below(mesh: Mesh, kinematics: Kinematics, nodes: np.ndarray) -> Constraints:
    """The plane x = 0 of symmetry, but for a crack at z > 0."""
    x, z = mesh.points[nodes].T
    plane = nodes[(x < 1e-9) & (z <= 0)]
    pin = kinematics.along("z", nodes[[np.hypot(x - FAR, z).argmin()]])
    return Constraints(np.append(kinematics.along("x", plane), pin), NOTHING, np.empty((0, 0)))


def _crack_cases(
    name: str, source: str, target: complex, found: Callable[[], CrackTip]
) -> tuple[VerificationCase, ...]:
    phase = degrees(float(np.angle(target)))
    return (
        VerificationCase(
            f"{name}: |K|", source, "ANALYTIC", abs(target), "MPa·√µm", 2e-3,
            lambda: abs(found().K), f"elements of {FINE:g} half lengths at the tip",
        ),
        VerificationCase(
            f"{name}: ψ at 1 µm", source, "ANALYTIC", phase, "°", CLOSE / (abs(phase) or 1.0),
            lambda: found().phase(), f"to {CLOSE:g}°",
        ),
    )  # fmt: skip


def _film_case(kinematics: str, wide: bool, target: float) -> VerificationCase:
    on = "90° on 180°" if wide else "90° on 90°"
    name = kinematics.replace("_", " ")
    return VerificationCase(
        f"edge of a cooled film of mold, {on} of silicon, {name}: H", "finer meshes", "SELF",
        target, "MPa·µm^(1-λ)", 3e-4, lambda: edge(kinematics, wide).singular[0].intensity.real,
        "of σ_θθ in the bond",
    )  # fmt: skip


def _rings_apart() -> float:
    found = edge("plane_strain", True).singular[0]
    return abs(found.elsewhere / found.intensity)


def _pulled_case(name: str, first: Solid, second: Solid) -> tuple[VerificationCase, ...]:
    def of(kinematics: str) -> Callable[[], CrackTip]:
        return lambda: crack(pulled(first, second, kinematics), 1.0)

    line, penny = (
        closed(first, second, 1.0, 1.0)
        for closed in (interface_cracks.line_crack, interface_cracks.penny_crack)
    )
    return (
        *_crack_cases(f"crack in tension, {name}", "Rice and Sih 1965", line, of("plane_strain")),
        *_crack_cases(
            f"penny crack in tension, {name}", "Kassir and Bregman 1972", penny, of("axisymmetric")
        ),
    )


CASES = (
    *_pulled_case("mold over nitride", MOLD, NITRIDE),
    *_pulled_case("1 over 10 GPa", SOFT, STIFF),
    *_pulled_case("silicon on both sides", SILICON, SILICON),
    *_crack_cases(
        "cooled half planes of mold and silicon, bonded over 2 µm", "Erdogan 1965",
        interface_cracks.bond(MOLD, SILICON, 1.0, COOLING), lambda: crack(bonded(), -1.0),
    ),
    VerificationCase(
        "crack across a surface in tension: K/σ√(πh)", "Koiter 1965", "ANALYTIC", 1.12152, "1", 2e-3,
        surface_crack,
    ),
    _film_case("plane_strain", False, 66.5435),
    _film_case("generalized_plane_strain", False, 67.010),
    _film_case("axisymmetric", False, 67.72),
    _film_case("plane_strain", True, 32.8888),
    _film_case("generalized_plane_strain", True, 33.0838),
    _film_case("axisymmetric", True, 34.297),
    VerificationCase(
        "edge of a cooled film of mold, 90° on 180° of silicon: H from a ring half as wide", "none",
        "SELF", 1.0, "1", 1e-4, _rings_apart,
    ),
)  # fmt: skip
