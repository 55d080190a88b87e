"""Joints with free ends: how force passes from plate to plate, and how soon the ends are forgotten.

Compared away from the ends, where the true stress is singular and the theory's shear is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.suhir import Joint
from stressbump.mechanics.kinematics import plane_strain
from stressbump.mechanics.sample import in_region, on_face
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import free
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import cooled
from stressbump.verification.grids import grid, lines
from stressbump.verification.stacks import BOARD, SILICON

HALF = 5000.0  # µm
COOLING = -125.0
DIE, PLATE = Ply(SILICON, 500.0), Ply(BOARD, 1000.0)
SILICONE = Ply(Solid(3.0, 0.4995), 75.0)
JOINTS = {
    "direct": Joint(DIE, PLATE, HALF, COOLING, state="plane strain"),
    "silicone": Joint(DIE, PLATE, HALF, COOLING, SILICONE, state="plane strain"),
}


@dataclass(frozen=True)
class Column:
    """The die's cells above one another at a place x."""

    x: float  # µm
    force: float  # N, MPa·µm
    curvature: float  # κ, 1/µm


@shared
def joint(name: str) -> Solution:
    """Half of a die on a board, its end free."""
    bond = JOINTS[name].adhesive
    low = DIE.thickness
    high = low + (bond.thickness if bond else 0.0)
    die = low - np.append(np.geomspace(low, 5.0, 9), 0.0)
    board = high + np.append(0.0, np.geomspace(5.0, PLATE.thickness, 11))
    between = lines(low, high, cells=3 if bond else 1)[1:-1]
    x = np.append(HALF - np.geomspace(HALF, 5.0, 61), HALF)
    mesh = grid(
        x,
        np.unique(np.concatenate([die, between, board])),
        lambda x, z: "die" if z < low else "bond" if z < high else "board",
    )
    solids = {"die": SILICON, "board": BOARD} | ({"bond": bond.solid} if bond else {})
    return cooled(mesh, solids, COOLING, plane_strain, free)


def column(name: str, x: float) -> Column:
    """What the die carries through the cells at x."""
    solution = joint(name)
    sample = in_region(solution, "die")
    low, high = _cell(solution, x)
    inside = (sample.position[0] > low) & (sample.position[0] < high)
    z = sample.position[1, inside] - DIE.thickness / 2
    stress, weight = sample.stress[0, inside], sample.weight[inside]
    modulus, _ = SILICON.in_plane("plane strain")
    return Column(
        (low + high) / 2,
        float(stress @ weight / (high - low)),
        float((stress * z) @ weight / ((z * z) @ weight) / modulus),
    )


def shear(name: str, x: float) -> tuple[float, float]:
    """Mean shear on the die's face over the cell at x, MPa, and the middle of that cell."""
    solution = joint(name)
    face = on_face(solution, "die", "bond")
    low, high = _cell(solution, x)
    inside = (face.position[0] > low) & (face.position[0] < high)
    weight = face.weight[inside]
    return float(face.stress[3, inside] @ weight / weight.sum()), (low + high) / 2


def _cell(solution: Solution, x: float) -> tuple[float, float]:
    corners = np.unique(solution.model.mesh.points[solution.model.mesh.corners.ravel(), 0])
    index = np.searchsorted(corners, x, side="right")
    return corners[index - 1], corners[index]


def _suhir(name: str, what: str, x: float, tolerance: float, note: str) -> VerificationCase:
    def ratio() -> float:
        theory = JOINTS[name]
        if what == "shear":
            value, middle = shear(name, x)
            return value / theory.shear_stress(middle)
        found = column(name, x)
        return getattr(found, what) / getattr(theory, what)(found.x)

    return VerificationCase(
        f"{name} joint of die and board: {what} at {x / HALF:g} of its half length over theory",
        "Suhir 1989",
        "ANALYTIC",
        1.0,
        "1",
        tolerance,
        ratio,
        note,
    )


FAR = "2.5 board thicknesses from the end; nearer, the theory lets the force build up too slowly"
SOFT = "the theory leaves out the bond's own thickness in the lever and its squeezing"
CASES = (
    VerificationCase(
        "die on board with free ends: stress of the die in the middle",
        "Townsend 1987, Hsueh 2002",
        "ANALYTIC",
        float(np.mean(laminate([DIE, PLATE], COOLING, "plane strain").face_stresses(0))),
        "MPa",
        1e-4,
        lambda: column("direct", 0.0).force / DIE.thickness,
        "Saint-Venant: three thicknesses of the joint from the ends little is left of them",
    ),
    _suhir("direct", "force", 0.5 * HALF, 1e-2, FAR),
    _suhir("direct", "curvature", 0.5 * HALF, 1e-2, FAR),
    _suhir("silicone", "force", 0.0, 2e-2, SOFT),
    _suhir("silicone", "force", 0.8 * HALF, 2e-2, SOFT),
    _suhir("silicone", "shear", 0.5 * HALF, 2e-2, SOFT),
)
