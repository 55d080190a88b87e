"""Thick walls under inner pressure, up to the incompressible solid: does the element lock?"""

from __future__ import annotations

from math import pi

import numpy as np

from stressbump.closed_forms.lame import tube_expansion
from stressbump.closed_forms.misfit_sphere import hollow_displacement
from stressbump.closed_forms.solid import Solid
from stressbump.mechanics.faces import pressure_forces
from stressbump.mechanics.kinematics import KINEMATICS, axisymmetric
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import Hold, free
from stressbump.mechanics.system import factorise
from stressbump.mesh.mesh import Facets, Mesh
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import ROOM, law
from stressbump.verification.grids import facets_at, grid, lines, mapped, polar

INNER, OUTER = 1.0, 2.0  # µm
PRESSURE = 1.0  # MPa
E = 1.0
TUBE = np.array([1.0, 0.0])  # how much of x and of z counts as radius
SPHERE = np.array([1.0, 1.0])
# what the pressure works on is off by the energy of the error, h⁴
STRAIGHT = 5e-6  # h = 1/24
CURVED = 2e-5  # h = 1/16


@shared
def tube(nu: float) -> Solution:
    """A slice of a tube around the axis, its ends held: plane strain."""
    mesh = grid(lines(INNER, OUTER, cells=24), np.array([0.0, 0.05]), lambda x, z: "wall")
    ends = Hold("ends", "z", np.flatnonzero(np.isin(mesh.points[:, 1], [0.0, 0.05])))
    model = Model(mesh, axisymmetric, free, {"wall": law(Solid(E, nu))}, (ends,))
    return solve(factorise(model, ROOM), Loads(pressure=[(bore(mesh, TUBE), PRESSURE)]))


@shared
def hollow(kinematics: str, nu: float, cells: int) -> Solution:
    """Half an annulus, so many cells thick: a tube in a plane, a hollow sphere around the axis."""
    radii, angles = lines(INNER, OUTER, cells=cells), lines(-pi / 2, pi / 2, cells=3 * cells)
    mesh = mapped(grid(radii, angles, lambda x, z: "wall"), polar)
    model = Model(mesh, KINEMATICS[kinematics], free, {"wall": law(Solid(E, nu))})
    return solve(factorise(model, ROOM), Loads(pressure=[(bore(mesh, SPHERE), PRESSURE)]))


def bore(mesh: Mesh, radial: np.ndarray) -> Facets:
    """The sides that the pressure pushes on."""
    return facets_at(mesh, INNER, lambda x: np.linalg.norm(radial * x, axis=1))


def growth(solution: Solution, radial: np.ndarray) -> float:
    """Radial displacement of the bore, µm: the mean that the pressure works on."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    push = pressure_forces(mesh, kinematics, bore(mesh, radial), PRESSURE)
    return float(np.sum(push * solution.displacement) / np.sum(push * radial * mesh.points) * INNER)


def _tube(nu: float) -> VerificationCase:
    return VerificationCase(
        f"tube under pressure, ν = {nu}: growth of the bore",
        "Lamé 1852",
        "ANALYTIC",
        tube_expansion(E, nu, INNER, OUTER, PRESSURE),
        "µm",
        STRAIGHT,
        lambda: growth(tube(nu), TUBE),
    )


def _sphere(nu: float) -> VerificationCase:
    return VerificationCase(
        f"hollow sphere under pressure, ν = {nu}: growth of the bore",
        "Timoshenko and Goodier",
        "ANALYTIC",
        hollow_displacement(Solid(E, nu), INNER, OUTER, PRESSURE, INNER),
        "µm",
        CURVED,
        lambda: growth(hollow("axisymmetric", nu, 16), SPHERE),
    )


CASES = (*(_tube(nu) for nu in (0.3, 0.49, 0.499, 0.4999, 0.5)), _sphere(0.3), _sphere(0.5))
