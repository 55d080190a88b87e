"""NAFEMS LE11: a tapered cylinder on a sphere, hotter with radius and height, its ends held.

National Agency for Finite Element Methods and Standards, The Standard NAFEMS Benchmarks, TNSB
Rev. 3 (1990): T = r + z, u_z = 0 on z = 0 and z = 1.79, axial stress at the inner equator A -105 MPa.
"""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from stressbump.laws import Isotropic
from stressbump.mechanics.kinematics import IDENTITY, Kinematics, axisymmetric
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import Constraints
from stressbump.mechanics.system import factorise
from stressbump.mesh.mesh import Mesh
from stressbump.units import GPa
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import ROOM, stress_at
from stressbump.verification.grids import grid, lines, mapped

TOP = 1.79
NECK = 1.39  # where the taper ends
INNER, OUTER = 1.0, 1.4  # radii of the spheres
WIDE = 0.7  # height at which the taper leaves the outer sphere
STEEL = Isotropic(210 * GPa, 0.3, 2.3e-4)


def section(fineness: int) -> Mesh:
    """Rows of the section, 0 to 1 on the sphere, 1 to 2 on the taper, 2 to 3 on the cylinder.

    Finer towards A: mirrored at z = 0 the temperature has a kink there, and so has the stress.
    """
    through = lines(0.0, 1.0, cells=2 * fineness) ** 2
    rest = lines(1.0, 2.0, 3.0, cells=(2 * fineness, fineness))
    flat = grid(through, np.append(through[:-1], rest), lambda x, z: "steel")
    return mapped(flat, _place)


def _place(points: np.ndarray) -> np.ndarray:
    through, row = points[:, :1], points[:, 1]
    return (1 - through) * _inner(row) + through * _outer(row)


def _inner(row: np.ndarray) -> np.ndarray:
    low = sqrt(0.5)
    angle = pi / 4 * np.minimum(row, 1)
    z = np.interp(row, [1, 2, 3], [low, NECK, TOP])
    straight = np.stack([np.full_like(row, low), z], axis=1)
    return np.where(row[:, None] < 1, INNER * _direction(angle), straight)


def _outer(row: np.ndarray) -> np.ndarray:
    angle = pi / 6 * np.minimum(row, 1)
    r = np.interp(row, [1, 2, 3], [OUTER * sqrt(0.75), 1.0, 1.0])
    straight = np.stack([r, np.interp(row, [1, 2, 3], [WIDE, NECK, TOP])], axis=1)
    return np.where(row[:, None] < 1, OUTER * _direction(angle), straight)


def _direction(angle: np.ndarray) -> np.ndarray:
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def between_planes(mesh: Mesh, kinematics: Kinematics, active: np.ndarray) -> Constraints:
    """u_z = 0 on z = 0 and z = TOP, and nothing else held."""
    z = mesh.points[active, 1]
    ends = active[np.isclose(z, 0) | np.isclose(z, TOP)]
    none = np.empty(0, dtype=int)
    return Constraints(kinematics.along("z", ends), none, np.empty((0, 0)))


@shared
def cylinder(fineness: int) -> Solution:
    """The benchmark; one unit of length is as good as another."""
    model = Model(section(fineness), axisymmetric, between_planes, {"steel": STEEL})

    def warm(x: np.ndarray) -> np.ndarray:
        return IDENTITY[:, None, None] * 2.3e-4 * x.sum(axis=-1)

    return solve(factorise(model, ROOM), Loads(free_strain={"steel": warm}))


CASES = (
    VerificationCase(
        "cylinder, taper and sphere with T = r + z: axial stress at A",
        "NAFEMS LE11",
        "PUBLISHED",
        -105.0,
        "MPa",
        1e-2,
        lambda: stress_at(cylinder(4), "steel", INNER, 0.0)[1],
        "fine meshes tend to -105.6",
    ),
)
