"""Interfaces that soften as they part: a double cantilever, cooled layers, and the law at a point."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np

from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Solid
from stressbump.fracture.cohesive import CohesiveSeam, softening
from stressbump.fracture.delamination import Delamination, delamination
from stressbump.fracture.paths import crack_path
from stressbump.fracture.seams import seam
from stressbump.history.stack import solve_stack
from stressbump.laws.toughness import benzeggagh_kenane
from stressbump.laws.traction_separation import TractionSeparation
from stressbump.mechanics.kinematics import plane_strain
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.supports import free
from stressbump.mechanics.system import factorise
from stressbump.mesh.mesh import boundary
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.section import Flaw
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import ROOM, law
from stressbump.verification.cracks import COOLING, HALF, MOLDED, WAFER, recipe_of
from stressbump.verification.grids import grid, lines

LAMINATE = Solid(70e3, 0.3)
ARM, CRACK, GROWN, LONG = 1500.0, 20e3, 5e3, 40e3  # µm, of the double cantilever
TOUGH, STRONG = 200.0, 60.0  # J/m², MPa
CHI = 0.673  # of an arm's height: how much longer a crack bends like, J. G. Williams 1989
UNIT = 1000.0  # N/m, the load at a share of 1
BOND = TractionSeparation(20.0, 20.0, 5.0, 5.0)
MIXED = TractionSeparation(40.0, 60.0, 5.0, 15.0, 2.0)
WAY, FACETS = 900.0, 45
SIZE = 250.0  # µm, of the elements of the double cantilever
LATE = 300.0  # µm, from which on layers part in the steady state


@shared
def cantilever(size: float, strength: float = STRONG) -> Delamination:
    """A double cantilever, pulled apart at the ends of its arms, in elements of so many µm."""
    x, z = lines(0.0, LONG, cells=round(LONG / size)), lines(-ARM, ARM, cells=2 * round(ARM / size))
    mesh = grid(x, z, lambda _, z: "upper" if z > 0 else "lower")
    model = Model(mesh, plane_strain, free, dict.fromkeys(("lower", "upper"), law(LAMINATE)))
    strips = []
    for name, level in (("upper", ARM), ("lower", -ARM)):
        bare = boundary(mesh, name)
        middle = mesh.points[bare.mids]
        strips.append(bare[(middle[:, 1] == level) & (middle[:, 0] > LONG - 2 * size)])
    pulled = Loads(pressure=[(strip, -UNIT / (2 * size)) for strip in strips])
    solution = solve(factorise(model, ROOM), pulled)
    begun = CRACK + size  # the load has its middle an element from the end
    path = crack_path(mesh, Flaw(("lower", "upper"), "outer", (begun,), True))
    cut = seam(solution, path, path.facets_within(begun + GROWN))
    found = delamination(cut, TractionSeparation(strength, strength, TOUGH, TOUGH), begun)
    assert found is not None
    return found


def beam_load(grown: float = 0.0) -> float:
    """The load, N/m, under which the crack of a double cantilever grows, so many µm longer, by beams."""
    stiff = LAMINATE.E / (1 - LAMINATE.nu**2)
    return sqrt(TOUGH * stiff * ARM**3 / 12) / (CRACK + grown + CHI * ARM)


@shared
def cooled_layers(bond: TractionSeparation, way: float, facets: int) -> Delamination:
    """Two layers with a bond between them, cooled as a whole, from their free end on."""
    section = build(
        recipe_of(WAFER, MOLDED, HALF, "plane strain", {"from": "outer", "length_um": way})
    )
    lengths = tuple(np.linspace(0, way, facets + 1)[1:].tolist())
    flaw = Flaw(section.flaws[0].at, "outer", lengths, True)
    section = replace(section, flaws=(flaw,))
    mesh = generate(section, MeshOptions((HALF / 100,)))
    solution = solve_stack(section, mesh, (ROOM,)).solutions[ROOM]
    path = crack_path(mesh, flaw)
    found = delamination(seam(solution, path, path.facets_within(way)), bond)
    assert found is not None
    return found


def steady_cooling(found: Delamination) -> float:
    """By how much layers are cooled, K, that part in the steady state, in the middle of its states."""
    late = found.developed & (found.parted + found.zone > LATE) & (found.parted > 0)
    return COOLING * float(np.median(found.share[late]))


def grown_load(grown: float) -> float:
    """The load, N/m, of the double cantilever once it has spent Γ over so many µm."""
    found = cantilever(SIZE)
    return UNIT * float(np.interp(grown, found.spent / TOUGH, found.share))


def spent_per_length() -> float:
    """What the double cantilever spends per length that parts, J/m², while its zone moves on."""
    found = cantilever(SIZE)
    own = found.developed
    return float(np.polyfit(found.parted[own], found.spent[own], 1)[0])


def at_a_point(angle: float) -> tuple[float, float]:
    """The largest traction, MPa, and what is spent, J/m², of one node that a spring pulls at an angle.

    The spring is so soft that the load has to fall as the node parts.
    """
    way = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    seam = CohesiveSeam(np.eye(2) / 50, way, np.ones(1), MIXED, np.zeros(1, bool))
    states = list(softening(seam))
    return max(float(np.hypot(*s.traction[0])) for s in states), float(states[-1].spent[0])


def _point(angle: float) -> VerificationCase:
    share = np.sin(np.radians(angle)) ** 2
    target = benzeggagh_kenane(MIXED.toughness_I, MIXED.toughness_II, MIXED.eta, np.radians(angle))
    return VerificationCase(
        f"cohesion at a point, {share:.0%} in mode II: what it spends", "Benzeggagh and Kenane 1996",
        "ANALYTIC", target, "J/m²", 1e-6, lambda: at_a_point(angle)[1],
    )  # fmt: skip


CASES = (
    _point(0.0),
    _point(60.0),
    _point(90.0),
    VerificationCase(
        "cohesion, double cantilever: load once it has spent Γ over 1 mm", "Williams 1989", "ANALYTIC",
        beam_load(1000.0), "N/m", 0.01, lambda: grown_load(1000.0), "beams whose root turns, by χ",
    ),
    VerificationCase(
        "cohesion, double cantilever: what it spends on the length that parts", "none", "SELF", TOUGH,
        "J/m²", 0.02, spent_per_length, "its zone grows a little on the way",
    ),
    VerificationCase(
        "cohesion, cooled layers from an intact end: cooling under which they go on parting",
        "laminate theory and Γ", "ANALYTIC",
        COOLING * sqrt(BOND.toughness_I / laminate((WAFER, MOLDED), COOLING, "plane strain").energy()),
        "K", 1e-3, lambda: steady_cooling(cooled_layers(BOND, WAY, FACETS)),
    ),
)  # fmt: skip
