"""States of uniform strain, which any mesh must hold exactly, however distorted."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from stressbump.closed_forms.solid import Solid
from stressbump.laws import Law, Orthotropic
from stressbump.mechanics.kinematics import KINEMATICS
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import SUPPORTS, Hold, free
from stressbump.mechanics.system import factorise
from stressbump.mesh.mesh import Mesh, boundary
from stressbump.units import GPa, ppm
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import ROOM, cooled, law
from stressbump.verification.grids import facets_at, grid, lines, mapped

SIZE = 100.0  # µm
STEEL = Solid(200 * GPa, 0.3)
ROUNDING = 1e-10  # of the greatest stress
CONTRAST = 1e-8  # the same where moduli differ by five orders
GRADIENT = np.array([[1.0, 0.6], [-0.2, -0.7]]) * 1e-3  # du_i/dx_j, a rotation included
STRETCH = np.array([[1.0, 0.0], [0.0, -0.7]]) * 1e-3  # all that is uniform around an axis
FIVE = {  # one expansion for all
    "silicon": Solid(130 * GPa, 0.28, 20 * ppm),
    "copper": Solid(120 * GPa, 0.34, 20 * ppm),
    "solder": Solid(31 * GPa, 0.35, 20 * ppm),
    "polyimide": Solid(3 * GPa, 0.42, 20 * ppm),
    "elastomer": Solid(3.0, 0.4995, 20 * ppm),
}
WOVEN = Orthotropic(
    E_x=22 * GPa, E_z=9 * GPa, E_y=18 * GPa, nu_xz=0.28, nu_xy=0.11, nu_yz=0.25,
    G_xz=3.5 * GPa, G_yz=3.2 * GPa, G_xy=7 * GPa, cte_x=16 * ppm, cte_z=60 * ppm, cte_y=18 * ppm,
)  # fmt: skip


def bent(points: np.ndarray) -> np.ndarray:
    """Moves what lies inside the square by up to a tenth of a cell, so that sides bend."""
    x, z = points.T / SIZE
    bulge = 4 * np.sin(np.pi * x) * np.sin(np.pi * z)
    return points + np.stack([bulge * np.sin(7 * z + x), bulge * np.cos(9 * x - z)], axis=1)


def square(region_of: Mapping[int, str] | None = None) -> Mesh:
    """A square of bent triangles, in one region or in columns of several."""
    names = region_of or {0: "body"}
    cells = lines(0.0, SIZE, cells=5)
    return mapped(grid(cells, cells, lambda x, z: names[int(x * len(names) / SIZE)]), bent)


@shared
def driven(kinematics: str) -> Solution:
    """Every outer node moved as a uniform gradient of displacement would move it."""
    mesh = square()
    rim = np.unique(boundary(mesh).nodes)
    gradient = STRETCH if kinematics == "axisymmetric" else GRADIENT
    moved = mesh.points[rim] @ gradient.T
    holds = tuple(Hold(axis, axis, rim) for axis in "xz")
    model = Model(mesh, KINEMATICS[kinematics], free, {"body": law(STEEL)}, holds)
    return solve(factorise(model, ROOM), Loads(prescribed={"x": moved[:, 0], "z": moved[:, 1]}))


def driven_stress(kinematics: str) -> np.ndarray:
    """The stress (6,) that Hooke's law gives for it, MPa."""
    gradient = STRETCH if kinematics == "axisymmetric" else GRADIENT
    (xx, xz), (zx, zz) = gradient
    if kinematics == "axisymmetric":
        out = xx
    elif kinematics == "plane_strain":
        out = 0.0
    else:
        out = -STEEL.nu / (1 - STEEL.nu) * (xx + zz)  # no stress out of plane, on average or at all
    strain = np.array([xx, zz, out])
    normal = STEEL.lam * strain.sum() + 2 * STEEL.G * strain
    return np.array([*normal, STEEL.G * (xz + zx), 0.0, 0.0])


@shared
def pulled(kinematics: str, material: Law, along: str) -> Solution:
    """A bar under 1 MPa of tension along x or z, free to contract."""
    mesh = square()
    axis = "xz".index(along)
    ends = [facets_at(mesh, level, lambda x: x[:, axis]) for level in (0.0, SIZE)]
    model = Model(mesh, KINEMATICS[kinematics], free, {"body": material})
    pulls = ends[1:] if along == "x" else ends
    return solve(factorise(model, ROOM), Loads(pressure=[(end, -1.0) for end in pulls]))


def deviation(solution: Solution, stress: np.ndarray) -> float:
    """Largest difference from a uniform stress, over its largest component."""
    found = in_region(solution).stress
    return float(np.abs(found - stress[:, None]).max() / np.abs(stress).max())


def _driven(kinematics: str) -> VerificationCase:
    return VerificationCase(
        f"patch with prescribed rim, {kinematics.replace('_', ' ')}",
        "Hooke's law",
        "SELF",
        0.0,
        "1",
        ROUNDING,
        lambda: deviation(driven(kinematics), driven_stress(kinematics)),
        "greatest error of the stress over the stress",
    )


def _pulled(kinematics: str) -> VerificationCase:
    stress = np.array([0.0, 1.0, 0.5 if kinematics == "plane_strain" else 0.0, 0.0, 0.0, 0.0])
    return VerificationCase(
        f"incompressible patch under tension, {kinematics.replace('_', ' ')}",
        "Hooke's law",
        "SELF",
        0.0,
        "1",
        ROUNDING,
        lambda: deviation(pulled(kinematics, law(Solid(3.0, 0.5)), "z"), stress),
        "the same for displacement and pressure together, ν = 0.5",
    )


def _expansion(kinematics: str, support: str) -> VerificationCase:
    def greatest() -> float:
        names = dict(enumerate(FIVE))
        kind = KINEMATICS[kinematics]
        solution = cooled(square(names), FIVE, -200.0, kind, SUPPORTS[support])
        return max(
            float(np.abs(in_region(solution, name).stress).max()) / (3 * s.K * s.cte * 200)
            for name, s in FIVE.items()
        )

    return VerificationCase(
        f"free expansion of five materials, {kinematics.replace('_', ' ')}, {support}",
        "a uniform expansion strains nothing",
        "SELF",
        0.0,
        "1",
        CONTRAST,
        greatest,
        "greatest stress over that of hindered expansion",
    )


def _woven(along: str, target: float, component: int) -> VerificationCase:
    return VerificationCase(
        f"orthotropic bar pulled along {along}: strain {('xx', 'zz', 'out of plane')[component]}",
        "Hooke's law",
        "ANALYTIC",
        target,
        "1",
        ROUNDING,
        lambda: in_region(pulled("generalized_plane_strain", WOVEN, along)).strain[component, 0],
    )


CASES = (
    *(_driven(kinematics) for kinematics in KINEMATICS),
    *(_pulled(k) for k in ("axisymmetric", "generalized_plane_strain", "plane_strain")),
    _expansion("axisymmetric", "laminate"),
    _expansion("generalized_plane_strain", "free"),
    _woven("x", -0.11 / (22 * GPa), 2),
    _woven("z", -0.28 / (22 * GPa), 0),
    _woven("z", -0.25 / (18 * GPa), 2),
)
