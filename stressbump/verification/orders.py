"""How fast the error falls as the cells are halved: h³ in displacement, h² in stress.

A poor quadrature, a mid-side out of place or a locking element may pass a tolerance; none of them
keeps the order. All on curved sides.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log2

import numpy as np

from stressbump.closed_forms import hot_tube
from stressbump.closed_forms.lame import Cylinders, cylinders
from stressbump.closed_forms.misfit_sphere import hollow_displacement, shell_stress
from stressbump.closed_forms.solid import Solid
from stressbump.mechanics.kinematics import IDENTITY, plane_strain
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import free
from stressbump.mechanics.system import factorise
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import ROOM, law
from stressbump.verification.spheres import BALL, SHELL, STRESS, cooled_ball
from stressbump.verification.tubes import INNER, OUTER, PRESSURE, E, hollow

CELLS = 8  # through a wall, on the coarser of two meshes
TOLERANCE = 0.05  # of the order: two meshes are not yet the limit
Radial = Callable[[np.ndarray], np.ndarray]
Stress = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]]  # r to σ_r, σ_θ, σ_out
WARM = Solid(1.0, 0.3, 1.0)


def order(error: Callable[[int], float]) -> float:
    """log2 of the error with CELLS over that with twice as many."""
    return log2(error(CELLS) / error(2 * CELLS))


def displacement_error(solution: Solution, exact: Radial) -> float:
    """Root mean square of u less a radial displacement, µm; a shift along z does not count."""
    (p,) = solution.blocks.values()
    triangles = solution.model.mesh.triangles[p.elements]
    r = np.linalg.norm(p.x, axis=-1, keepdims=True)
    off = p.rule.shape @ solution.displacement[triangles] - exact(r) * p.x / r
    off, weight = off.reshape(-1, 2), p.dV.ravel() / p.dV.sum()
    off[:, 1] -= weight @ off[:, 1]
    return float(np.sqrt(weight @ np.sum(off**2, axis=1)))


def stress_error(solution: Solution, exact: Stress, *regions: str) -> float:
    """Root mean square of the stress less one that is given along r, MPa."""
    sample = in_region(solution, *regions)
    r = np.linalg.norm(sample.position, axis=0)
    c, s = sample.position / r
    radial, hoop, out = exact(r)
    turned = radial * c**2 + hoop * s**2, radial * s**2 + hoop * c**2, out, (radial - hoop) * s * c
    off = sample.stress[:4] - np.stack(turned)
    square = np.array([1, 1, 1, 2]) @ off**2
    return float(np.sqrt(sample.weight @ square / sample.weight.sum()))


@shared
def warmed(cells: int) -> Solution:
    """Half a tube in plane strain whose temperature grows as r²."""
    mesh = hollow("plane_strain", WARM.nu, cells).model.mesh
    system = factorise(Model(mesh, plane_strain, free, {"wall": law(WARM)}), ROOM)

    def strain(x: np.ndarray) -> np.ndarray:
        return WARM.cte * IDENTITY[:, None, None] * np.sum(x**2, axis=-1)

    return solve(system, Loads(free_strain={"wall": strain}))


def _lame(nu: float) -> Cylinders:
    return cylinders([Solid(E, nu)], (INNER, OUTER), 0.0, "plane strain", pressure=PRESSURE)


def _tube_displacement(nu: float) -> Callable[[int], float]:
    def error(cells: int) -> float:
        exact = _lame(nu)
        return displacement_error(
            hollow("plane_strain", nu, cells), lambda r: exact.slope[0] * r + exact.swirl[0] / r
        )

    return error


def _tube_stress(nu: float) -> Callable[[int], float]:
    solid = Solid(E, nu)

    def exact(r: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        (slope,), (swirl,) = _lame(nu).slope, _lame(nu).swirl
        mean, deviation = 2 * (solid.lam + solid.G) * slope, 2 * solid.G * swirl / r**2
        return mean - deviation, mean + deviation, np.full_like(r, 2 * nu * mean)

    return lambda cells: stress_error(hollow("plane_strain", nu, cells), exact)


def _sphere_displacement(nu: float) -> Callable[[int], float]:
    def exact(r: np.ndarray) -> np.ndarray:
        return hollow_displacement(Solid(E, nu), INNER, OUTER, PRESSURE, r)

    return lambda cells: displacement_error(hollow("axisymmetric", nu, cells), exact)


def _sphere_stress(nu: float) -> Callable[[int], float]:
    def exact(r: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        radial, hoop = shell_stress(-PRESSURE, INNER, r, OUTER)
        return radial, hoop, hoop

    return lambda cells: stress_error(hollow("axisymmetric", nu, cells), exact)


def _warm_stress(cells: int) -> float:
    return stress_error(warmed(cells), lambda r: hot_tube.stress(WARM, INNER, OUTER, 1.0, r))


def _misfit_stress(cells: int) -> float:
    def exact(r: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        radial, hoop = shell_stress(STRESS, BALL, np.maximum(r, BALL), SHELL)
        inside = r < BALL
        hoop = np.where(inside, STRESS, hoop)
        return np.where(inside, STRESS, radial), hoop, hoop

    return stress_error(cooled_ball(cells // 4), exact)


def _order(
    what: str,
    due: float,
    error: Callable[[int], float],
    source: str,
    tolerance: float = TOLERANCE,
    note: str = "the slope between 8 and 16 cells through the wall",
) -> VerificationCase:
    name = f"order of convergence: {what}"
    return VerificationCase(name, source, "SELF", due, "1", tolerance, lambda: order(error), note)


LAME, SHELLS = "Lamé 1852", "Timoshenko and Goodier"
CASES = (
    _order(
        "displacement of a tube, ν = 0.3",
        3.0,
        _tube_displacement(0.3),
        LAME,
        0.15,
        "tends to 3 from above: 3.47, 3.34, 3.15 as the cells go from 4 to 32",
    ),
    _order("stress of a tube, ν = 0.3", 2.0, _tube_stress(0.3), LAME),
    _order("displacement of a tube, ν = 0.4999", 3.0, _tube_displacement(0.4999), LAME),
    _order("stress of a tube, ν = 0.4999", 2.0, _tube_stress(0.4999), LAME),
    _order("displacement of a hollow sphere, ν = 0.3", 3.0, _sphere_displacement(0.3), SHELLS),
    _order("stress of a hollow sphere, ν = 0.3", 2.0, _sphere_stress(0.3), SHELLS),
    _order("displacement of a hollow sphere, ν = 0.5", 3.0, _sphere_displacement(0.5), SHELLS),
    _order("stress of a hollow sphere, ν = 0.5", 2.0, _sphere_stress(0.5), SHELLS),
    _order("stress of a tube heated as r²", 2.0, _warm_stress, SHELLS),
    _order("stress of a misfitting ball and its shell", 2.0, _misfit_stress, SHELLS),
)
