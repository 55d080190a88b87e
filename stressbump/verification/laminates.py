"""Plates of bonded layers. Their displacements are parabolas, so the elements hold them exactly."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from stressbump.closed_forms import stoney, timoshenko
from stressbump.closed_forms.laminate import Laminate, laminate
from stressbump.closed_forms.solid import Ply, Solid, StressState
from stressbump.laws import Cubic
from stressbump.measures import elastic_energy
from stressbump.mechanics.kinematics import KINEMATICS
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import SUPPORTS
from stressbump.units import GPa, ppm
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import Read, cooled, stress_at
from stressbump.verification.grids import grid
from stressbump.verification.stacks import MOLD, PACKAGE, SILICON

COOLING = -150.0
PER_METRE = 1e6  # 1/µm in 1/m
ROUNDING = 1e-8  # for what the elements represent exactly
BIMETAL = {"die": Ply(SILICON, 500), "mold": Ply(MOLD, 500)}
THIN_DIE = {"die": Ply(SILICON, 300), "mold": Ply(MOLD, 500)}
WITHOUT = {name: layer for name, layer in PACKAGE.items() if name != "polysilicon"}
STACKS = {
    "bimetal": BIMETAL,
    "thin die": THIN_DIE,
    "package": PACKAGE,
    "without": WITHOUT,
    "die": {"die": THIN_DIE["die"]},
    "mold": {"mold": THIN_DIE["mold"]},
}
WIDTH = 250.0  # µm, of no consequence
WAFER = Solid(SILICON.E, SILICON.nu)
C11, C12, C44 = 165.7 * GPa, 63.9 * GPa, 79.6 * GPa  # silicon
CRYSTAL = Cubic(C11, C12, C44, 0.0)
CRYSTAL_BIAXIAL = C11 + C12 - 2 * C12**2 / C11  # 180.3 GPa
KIND: dict[str, StressState] = {
    "plane_stress": "beam",
    "axisymmetric": "plate",
    "generalized_plane_strain": "plate",
    "plane_strain": "plane strain",
}


def heights(stack: Mapping[str, Ply]) -> np.ndarray:
    """Heights of the faces of a stack, from 0, µm."""
    return np.cumsum([0.0, *(layer.thickness for layer in stack.values())])


@shared
def stacked(stack: str, kinematics: str, support: str = "laminate") -> Solution:
    """One of STACKS, two cells wide and one for each layer."""
    layers = STACKS[stack]
    faces, names = heights(layers), list(layers)
    mesh = grid(
        np.array([0.0, 100.0, WIDTH]), faces, lambda x, z: names[np.searchsorted(faces, z) - 1]
    )
    solids = {name: layer.solid for name, layer in layers.items()}
    return cooled(mesh, solids, COOLING, KINEMATICS[kinematics], SUPPORTS[support])


def theory(stack: str, state: StressState = "plate", flat: bool = False) -> Laminate:
    """Its closed form."""
    return laminate(list(STACKS[stack].values()), COOLING, state, flat)


def curvature(stack: str, kinematics: str) -> Read:
    """1/m."""
    return Read(lambda s: s.globals["k"] * PER_METRE, lambda: stacked(stack, kinematics))


def stress(stack: str, layer: str, top: bool, kinematics: str, support: str = "laminate") -> float:
    """In-plane stress at the bottom or the top of a layer, MPa."""
    low, high = theory(stack).faces(list(STACKS[stack]).index(layer))
    solution = stacked(stack, kinematics, support)
    return float(stress_at(solution, layer, WIDTH, high if top else low)[0])


def film_curvature(wafer: Solid | Cubic, modulus: float, thickness: float) -> float:
    """Curvature of a 725 µm wafer under a film of 200 MPa, over Stoney's."""
    film = Solid(100 * GPa, 0.25, 10 * ppm)
    biaxial, _ = film.in_plane("plate")
    faces = np.array([0.0, 725.0, 725.0 + thickness])
    mesh = grid(np.array([0.0, WIDTH]), faces, lambda x, z: "wafer" if z < 725 else "film")
    kinematics, support = KINEMATICS["generalized_plane_strain"], SUPPORTS["laminate"]
    dT = -200 / biaxial / film.cte
    solution = cooled(mesh, {"wafer": wafer, "film": film}, dT, kinematics, support)
    return -solution.globals["k"] / stoney.curvature(200, thickness, modulus, 725)


def set_free(stack: str) -> float:
    """Strain energy per area that goes when the layers come apart, plane strain, J/m²."""
    together = _energy(stacked(stack, "plane_strain"))
    return together - sum(_energy(stacked(layer, "plane_strain")) for layer in STACKS[stack])


def _energy(solution: Solution) -> float:
    return elastic_energy(in_region(solution)) / WIDTH


def _bimetal(kinematics: str, words: str) -> VerificationCase:
    state, found = KIND[kinematics], curvature("bimetal", kinematics)
    return VerificationCase(
        f"two-layer curvature, {words}",
        "Timoshenko 1925",
        "ANALYTIC",
        timoshenko.curvature(BIMETAL["die"], BIMETAL["mold"], COOLING, state) * PER_METRE,
        "1/m",
        ROUNDING,
        found,
        bar=found.bar,
    )


def _face(layer: str, top: bool) -> VerificationCase:
    index = list(BIMETAL).index(layer)
    return VerificationCase(
        f"two-layer stress, {layer}, {'top' if top else 'bottom'}",
        "Timoshenko 1925",
        "ANALYTIC",
        theory("bimetal").face_stresses(index)[top],
        "MPa",
        ROUNDING,
        lambda: stress("bimetal", layer, top, "axisymmetric"),
    )


def _nitride(name: str, kinematics: str, support: str, stack: str = "package") -> VerificationCase:
    index = list(STACKS[stack]).index("nitride")
    return VerificationCase(
        name,
        "Townsend 1987, Hsueh 2002",
        "ANALYTIC",
        theory(stack, flat=support == "flat").face_stresses(index)[0],
        "MPa",
        ROUNDING,
        lambda: stress(stack, "nitride", False, kinematics, support),
    )


def _relief() -> float:
    """Of the nitride, by the polysilicon on it."""
    covered, bare = (
        stress(stack, "nitride", False, "axisymmetric") for stack in ("package", "without")
    )
    return 1 - covered / bare


PACKAGE_BOW = curvature("package", "generalized_plane_strain")
CASES = (
    _bimetal("plane_stress", "beam"),
    _bimetal("axisymmetric", "plate"),
    _bimetal("generalized_plane_strain", "long plate"),
    _bimetal("plane_strain", "plane strain"),
    _face("die", False),
    _face("die", True),
    _face("mold", False),
    _face("mold", True),
    VerificationCase(
        "seven-layer package, bow",
        "Townsend 1987, Hsueh 2002",
        "ANALYTIC",
        theory("package").curvature * PER_METRE,
        "1/m",
        ROUNDING,
        PACKAGE_BOW,
        "small beside each pair's own curvature: the board and the mold nearly balance",
        PACKAGE_BOW.bar,
    ),
    _nitride("50 nm nitride in the package, free to bow", "axisymmetric", "laminate"),
    _nitride(
        "50 nm nitride in a long package, free to bow", "generalized_plane_strain", "laminate"
    ),
    _nitride("50 nm nitride in the package, held flat", "axisymmetric", "flat"),
    VerificationCase(
        "relief of nitride by a blanket of polysilicon",
        "Townsend 1987, Hsueh 2002",
        "ANALYTIC",
        1 - theory("package").face_stresses(4)[0] / theory("without").face_stresses(4)[0],
        "1",
        ROUNDING / 1e-3,
        _relief,
        "next to none, as it should be; the tolerance is rounding over a difference of 0.2 %",
    ),
    VerificationCase(
        "film of 1 µm on a 725 µm wafer: curvature over Stoney's",
        "Stoney 1909",
        "ANALYTIC",
        1.0,
        "1",
        4 / 725,
        lambda: film_curvature(WAFER, WAFER.in_plane("plate")[0], 1.0),
        "Stoney leaves out terms of relative size 4 t_f/t_s and less",
    ),
    VerificationCase(
        "film of 1 µm on crystalline (001) silicon, M = C11 + C12 - 2 C12²/C11: over Stoney's",
        "Brantley 1973",
        "ANALYTIC",
        1.0,
        "1",
        4 / 725,
        lambda: film_curvature(CRYSTAL, CRYSTAL_BIAXIAL, 1.0),
        "as above; the section runs along <110>",
    ),
    VerificationCase(
        "energy set free as mold comes off 0.3 mm of silicon",
        "Hutchinson and Suo 1992",
        "ANALYTIC",
        theory("thin die", "plane strain").energy(),
        "J/m²",
        ROUNDING,
        lambda: set_free("thin die"),
        "bonded less parted: in plane strain a parted layer still holds E (α ΔT)²/2",
    ),
)
