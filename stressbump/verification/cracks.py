"""Cracks along an interface at the default mesh: rates and modes against closed and published forms."""

from __future__ import annotations

from typing import Any

import numpy as np

from stressbump.closed_forms.interface_cracks import line_crack, penny_crack, release_rate
from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.staged_laminate import BornLayer, piled, staged
from stressbump.closed_forms.steady_delamination import released_of_disc, released_of_half
from stressbump.fracture.cracks import Crack, crack
from stressbump.fracture.mixity import opened_tip
from stressbump.fracture.paths import crack_path
from stressbump.fracture.release import energy_release_rate
from stressbump.fracture.seams import seam
from stressbump.history.assembly import model_of
from stressbump.history.stack import solve_stack
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.system import factorise
from stressbump.mesh.mesh import Facets, Mesh, boundary
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Kinematics, Recipe
from stressbump.process.section import Section
from stressbump.units import ppm
from stressbump.verification.case import Tag, VerificationCase, shared
from stressbump.verification.cooled import ROOM, law
from stressbump.verification.stacks import MOLD, NITRIDE, SILICON, SOFT, STIFF

FILM = Solid(SILICON.E, SILICON.nu, SILICON.cte + 10 * ppm)  # of a substrate's own moduli
WAFER, THICK, DEEP = (Ply(SILICON, height) for height in (300.0, 500.0, 2000.0))
MOLDED, THIN = Ply(MOLD, 500.0), Ply(FILM, 20.0)
THIN_PAIR = Ply(SILICON, 100.0), Ply(MOLD, 100.0)
FAR = 200.0  # crack lengths to every side
EXACT = 3e-3
TURNED = 0.05  # °, of a phase
COOLING = -150.0
HALF = 4000.0  # µm


def recipe_of(
    lower: Ply,
    upper: Ply,
    width: float,
    kinematics: Kinematics,
    flaw: dict[str, Any],
    *cut: dict[str, Any],
) -> Recipe:
    """Two layers bonded from their births on, then cut by some steps, with a flaw between them."""

    def step(name: str, ply: Ply) -> dict[str, Any]:
        s = ply.solid
        material = {"E_MPa": s.E, "nu": s.nu, "cte_ppm_per_K": s.cte / ppm}
        born = ROOM - COOLING
        return {
            "deposit": name, "material": material, "thickness_um": ply.thickness, "born_C": born,
        }  # fmt: skip

    return Recipe.from_table(
        {
            "cell": {"kinematics": kinematics, "width_um": width, "support": "free"},
            "step": [step("lower", lower), step("upper", upper), *cut],
            "history": {"end_C": ROOM},
            "windows_um": [width / 100],
            "flaw": [{"at": "lower/upper"} | flaw],
        },
        "crack",
    )


def of_length(section: Section, solution: Solution, length: float) -> Crack:
    """The crack of a length of the first flaw."""
    path = crack_path(solution.model.mesh, section.flaws[0])
    parts = path.facets_within(length)
    return crack(seam(solution, path, parts), parts)


def release(section: Section, solution: Solution, length: float) -> float:
    """G, J/m², of the crack of a length of the first flaw."""
    return energy_release_rate(of_length(section, solution, length))


@shared
def pulled(first: Solid, second: Solid, kinematics: Kinematics) -> tuple[Section, Solution]:
    """Two bonded blocks under a unit of tension across their bond, each as wide along it as the other."""
    recipe = recipe_of(
        Ply(second, FAR), Ply(first, FAR), FAR, kinematics, {"from": "inner", "length_um": 1.0}
    )
    section = build(recipe)
    mesh = generate(section, MeshOptions(recipe.windows_um))
    laws = {"lower": law(second), "upper": law(first)}
    ends = [(facing(mesh, name, 1), -1.0) for name in laws]
    side = facing(mesh, "upper", 0), -_beside(first, second, kinematics)
    system = factorise(model_of(section, mesh, laws), ROOM)
    return section, solve(system, Loads(pressure=(*ends, side)))


def facing(mesh: Mesh, region: str, axis: int) -> Facets:
    """The free sides of a region at the far end of an axis."""
    bare = boundary(mesh, region)
    bare = bare[bare.other < 0]
    level = mesh.points[bare.nodes][:, :, axis]
    middle = mesh.points[mesh.triangles[mesh.elements_in(region)]][..., axis].mean()
    outer = np.ptp(level, axis=1) < 1e-6
    far = level[:, 0] > middle if axis == 0 or region == "upper" else level[:, 0] < middle
    return bare[outer & far]


def _beside(first: Solid, second: Solid, kinematics: Kinematics) -> float:
    """The stress along the bond, MPa, with which the first stretches along it as the second does."""
    if kinematics == "axisymmetric":
        stretch = -second.nu / second.E
        return (stretch * first.E + first.nu) / (1 - first.nu)
    plane = [((1 - s.nu**2) / s.E, s.nu / (1 - s.nu)) for s in (first, second)]
    stretch = -plane[1][0] * plane[1][1]
    return plane[0][1] + stretch / plane[0][0]


@shared
def cooled_pair(
    lower: Ply, upper: Ply, length: float, kinematics: Kinematics
) -> tuple[Section, Solution]:
    """Two bonded layers, cooled, with a crack from their end."""
    recipe = recipe_of(lower, upper, HALF, kinematics, {"from": "outer", "length_um": length})
    section = build(recipe)
    mesh = generate(section, MeshOptions(recipe.windows_um))
    return section, solve_stack(section, mesh, (ROOM,)).solutions[ROOM]


def _tension(
    name: str, kinematics: Kinematics, source: str, first: Solid, second: Solid
) -> VerificationCase:
    form = penny_crack if kinematics == "axisymmetric" else line_crack
    target = release_rate(first, second, form(first, second, 1.0, 1.0))
    return VerificationCase(
        f"crack along a bond, {name}", source, "ANALYTIC", target, "J/m²",
        EXACT, lambda: release(*pulled(first, second, kinematics), 1.0),
    )  # fmt: skip


def _long(name: str, lower: Ply, upper: Ply, length: float) -> VerificationCase:
    target = laminate((lower, upper), COOLING, "plane strain").energy()
    return VerificationCase(
        f"crack along the bond of cooled layers, {name}: the energy that they no longer hold",
        "laminate theory", "ANALYTIC", target, "J/m²", EXACT,
        lambda: release(*cooled_pair(lower, upper, length, "plane strain"), length),
    )  # fmt: skip


def _parted(
    name: str, lower: Ply, upper: Ply, length: float, kinematics: Kinematics
) -> VerificationCase:
    form = released_of_disc if kinematics == "axisymmetric" else released_of_half
    births = piled(*(BornLayer(f"{k}", p, 0, ROOM - COOLING) for k, p in enumerate((lower, upper))))
    below, above = staged(births, ROOM)[-1].layers.values()
    return VerificationCase(
        f"crack along the bond of cooled layers, {kinematics}, {name}: what its parts release",
        "laminate theory", "ANALYTIC", form([below], [above], HALF, length).rate, "J/m²", EXACT,
        lambda: release(*cooled_pair(lower, upper, length, kinematics), length),
    )  # fmt: skip


def _mode(
    name: str, source: str, tag: Tag, layers: tuple[Ply, Ply], length: float, target: float
) -> VerificationCase:
    def phase() -> float:
        return opened_tip(of_length(*cooled_pair(*layers, length, "plane strain"), length)).phase()

    return VerificationCase(
        f"crack along the bond of cooled layers, {name}: ψ at 1 µm", source, tag, target, "°",
        TURNED / target, phase, f"to {TURNED:g}°",
    )  # fmt: skip


def _agreement(kinematics: Kinematics) -> VerificationCase:
    def apart() -> float:
        found = of_length(*cooled_pair(WAFER, MOLDED, 200.0, kinematics), 200.0)
        return opened_tip(found).G / energy_release_rate(found)

    return VerificationCase(
        f"crack along the bond of cooled layers, {kinematics}: G of K to that of motion", "none", "SELF",
        1.0, "1", 2e-3, apart,
    )  # fmt: skip


CASES = (
    _tension("mold and nitride in tension", "plane strain", "Rice and Sih 1965", MOLD, NITRIDE),
    _tension("1 and 10 GPa in tension", "plane strain", "Rice and Sih 1965", SOFT, STIFF),
    _tension("round, mold and nitride", "axisymmetric", "Kassir and Bregman 1972", MOLD, NITRIDE),
    _tension("round, 1 and 10 GPa", "axisymmetric", "Kassir and Bregman 1972", SOFT, STIFF),
    _tension("round, one solid", "axisymmetric", "Sneddon 1946", SILICON, SILICON),
    _long("mold on silicon", WAFER, MOLDED, 1000.0),
    _long("film of the same moduli", Ply(SILICON, 200.0), THIN, 800.0),
    _parted("mold on silicon", WAFER, MOLDED, 1000.0, "generalized plane strain"),
    _parted("mold on thin silicon", *THIN_PAIR, 800.0, "axisymmetric"),
    _mode("mold on silicon", "finer meshes", "SELF", (WAFER, MOLDED), 1000.0, 50.58),
    _mode("mold on thicker silicon", "finer meshes", "SELF", (THICK, MOLDED), 1000.0, 36.95),
    _mode(
        "film of the same moduli on deep silicon",
        "Hutchinson and Suo 1992",
        "PUBLISHED",
        (DEEP, THIN),
        300.0,
        52.1,
    ),
    _agreement("plane strain"),
    _agreement("generalized plane strain"),
    _agreement("axisymmetric"),
)
