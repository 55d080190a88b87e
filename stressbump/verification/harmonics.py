"""Cylinders under loads that are not axisymmetric: harmonics about the axis."""

from __future__ import annotations

from math import pi

import numpy as np

from stressbump.closed_forms.beam import flexural_shear, shear_coefficient
from stressbump.closed_forms.solid import Solid
from stressbump.mechanics.kinematics import harmonic
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution, nodal_forces
from stressbump.mechanics.supports import Hold, free
from stressbump.mechanics.system import factorise
from stressbump.mesh.mesh import Mesh
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import ROOM, law
from stressbump.verification.grids import grid, lines, mapped

RADIUS, SHORT, LONG = 20.0, 30.0, 120.0  # µm
POST = Solid(50e3, 0.36)
RUBBER = Solid(10.0, 0.4995)
BEND, TWIST = 1e-4, 1e-3  # curvature in 1/µm and turn per µm
ROUNDING = 1e-9


def cylinder(height: float, cells: tuple[int, int]) -> Mesh:
    """A round bar around the axis."""
    across, up = cells
    return grid(lines(0.0, RADIUS, cells=across), lines(0.0, height, cells=up), lambda r, z: "post")


def distorted() -> Mesh:
    """A short one of bent triangles."""

    def curved(points: np.ndarray) -> np.ndarray:
        r, z = points.T
        bulge = 0.6 * np.sin(pi * r / RADIUS) * np.sin(pi * z / SHORT)
        return points + np.stack([bulge * np.sin(z), bulge * np.cos(r)], axis=1)

    return mapped(cylinder(SHORT, (4, 5)), curved)


def moved(n: int, mesh: Mesh, solid: Solid, **values: object) -> Solution:
    """A bar whose ends are moved: by "axis_end", a number or a function of radii."""
    height = float(mesh.points[:, 1].max())
    ends = {"foot": np.flatnonzero(mesh.points[:, 1] == 0)}
    ends["top"] = np.flatnonzero(mesh.points[:, 1] == height)
    holds, given = [], {}
    for name, value in values.items():
        axis, end = name.split("_")
        holds.append(Hold(name, axis, ends[end]))
        given[name] = value(mesh.points[ends[end], 0]) if callable(value) else value
    model = Model(mesh, harmonic(n), free, {"post": law(solid)}, tuple(holds))
    return solve(factorise(model, ROOM), Loads(prescribed=given))  # type: ignore[arg-type]


@shared
def bent(solid: Solid) -> Solution:
    """Its upper end turned against its lower one, both plane."""
    return moved(1, cylinder(SHORT, (4, 5)), solid, z_foot=0.0, z_top=lambda r: BEND * SHORT * r)


@shared
def sheared() -> Solution:
    """Its upper end aside by 1 µm, both level and kept round."""
    level = {f"{axis}_{end}": 0.0 for axis in "zs" for end in ("foot", "top")}
    return moved(1, cylinder(LONG, (8, 32)), POST, **level, x_foot=0.0, x_top=1.0)


def moment(solution: Solution) -> float:
    """About the diameter across the way it bends, at its upper end, µN µm."""
    points = solution.model.mesh.points
    top = points[:, 1] == points[:, 1].max()
    return float(nodal_forces(solution, "post")[top, 1] @ points[top, 0])


def torque() -> float:
    """Of a bar whose upper end is turned about its axis, µN µm."""
    ends = {"s_foot": 0.0, "s_top": lambda r: TWIST * SHORT * r}
    found = moved(0, cylinder(SHORT, (4, 5)), POST, **ends)
    points = found.model.mesh.points
    top = points[:, 1] == SHORT
    return float(nodal_forces(found, "post")[top, 2] @ points[top, 0])


def force(solution: Solution) -> float:
    """Along x on its upper end, µN."""
    points = solution.model.mesh.points
    top = points[:, 1] == points[:, 1].max()
    forces = nodal_forces(solution, "post")[top]
    return float(forces[:, 0].sum() - forces[:, 2].sum())


def shear_at_axis() -> float:
    """σ_rz beside the axis half-way up, per F/A: least squares in r² over the middle of the bar."""
    found = sheared()
    sample = in_region(found, "post")
    middle = np.abs(sample.position[1] - LONG / 2) < RADIUS / 2
    r, weight = sample.position[0, middle], np.sqrt(sample.weight[middle])
    fit = np.stack([np.ones_like(r), r**2], axis=1) * weight[:, None]
    height = np.linalg.lstsq(fit, sample.stress[3, middle] * weight, rcond=None)[0][0]
    return float(height) / (force(found) / (pi * RADIUS**2))


def shear_energy() -> float:
    """Shear coefficient κ from the energy of the shears half-way up, F²/2κGA a length."""
    found = sheared()
    sample = in_region(found, "post")
    half = RADIUS / 2
    middle = np.abs(sample.position[1] - LONG / 2) < half * 1.5
    span = 3 * half
    G = POST.E / 2 / (1 + POST.nu)
    energy = (sample.stress[3:5, middle] ** 2).sum(axis=0) @ sample.weight[middle] / (2 * G)
    return force(found) ** 2 * span / (2 * G * pi * RADIUS**2 * energy)


def rigid(n: int) -> float:
    """Largest strain of the rigid motions of a harmonic, of order one across the bar."""
    mesh, kinematics = distorted(), harmonic(n)
    model = Model(mesh, kinematics, free, {"post": law(POST)})
    blocks = factorise(model, ROOM).blocks
    p = blocks["post"]
    motions = np.moveaxis(kinematics.rigid(mesh.points / RADIUS), -1, 0)
    return max(
        float(np.abs(np.einsum("ecpu,eu->ecp", p.B, m.ravel()[p.unknowns])).max()) for m in motions
    )


def uneven(n: int = 2) -> float:
    """Largest departure of ε_rr = -ε_θθ = -γ_rθ/2 = 1 where u_x = x, u_y = -y."""
    mesh = distorted()
    p = factorise(Model(mesh, harmonic(n), free, {"post": law(POST)}), ROOM).blocks["post"]
    field = np.outer(mesh.points[:, 0], [1.0, 0.0, 0.0]).ravel()
    strain = np.einsum("ecpu,eu->cep", p.B, field[p.unknowns])
    even = np.array([1.0, 0, -1, 0, 0, -2])[:, None, None]
    return float(np.abs(strain - even).max())


INERTIA = pi / 4 * RADIUS**4
CASES = (
    *(
        VerificationCase(
            f"rigid motions of harmonic {n}", "none strains a body", "SELF", 0.0, "1", 2e-11,
            lambda n=n: rigid(n),  # type: ignore[misc]
        )
        for n in (0, 1)
    ),
    VerificationCase(
        "uniform shear in plane, harmonic 2", "u_x = x, u_y = -y", "SELF", 0.0, "1", 3e-12, uneven
    ),
    *(
        VerificationCase(
            f"moment of a bent cylinder, ν = {solid.nu:g}", "M = E I κ", "ANALYTIC",
            solid.E * INERTIA * BEND, "µN µm", ROUNDING, lambda s=solid: moment(bent(s)),  # type: ignore[misc]
        )
        for solid in (POST, RUBBER)
    ),
    VerificationCase(
        "torque of a twisted cylinder", "G J φ/h", "ANALYTIC",
        POST.E / 2 / (1 + POST.nu) * 2 * INERTIA * TWIST, "µN µm", ROUNDING, torque,
    ),
    VerificationCase(
        "shear on the axis of a sheared cylinder, per F/A",
        "Timoshenko and Goodier, Theory of Elasticity, § 120", "ANALYTIC",
        flexural_shear(POST.nu), "1", 2e-3, shear_at_axis,
    ),
    VerificationCase(
        "shear coefficient of a cylinder", "Renton, Int. J. Solids Struct. 27 (1991) 1917",
        "ANALYTIC", shear_coefficient(POST.nu), "1", 5e-3, shear_energy,
    ),
)  # fmt: skip
