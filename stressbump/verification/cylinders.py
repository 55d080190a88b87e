"""Concentric cylinders, as slabs of an axisymmetric cell and as half discs in plane kinematics."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from stressbump.closed_forms import eshelby, lame
from stressbump.closed_forms.solid import Solid
from stressbump.mechanics.kinematics import (
    KINEMATICS,
    axisymmetric,
    generalized_plane_strain,
    plane_stress,
)
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import Hold, clamped, free
from stressbump.mesh.mesh import Mesh
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import Read, cooled, mean_stress, stress_at
from stressbump.verification.grids import grid, lines, mapped, rounded
from stressbump.verification.stacks import SOLDER, UNDERFILL, silicone

CORE, WALL = 50.0, 125.0  # µm
RADII = (0.0, CORE, WALL)
COOLING = -165.0
HOT, COOL = Solid(100e3, 0.3, 1e-5), Solid(100e3, 0.3)
HEATING = 100.0
SPOT, RIM = 1000.0, 10_000.0  # µm
MEAN = 3e-4  # means and displacements: h⁴ and h³ of cells of a tenth of the radius, h = 0.1
AT_NODE = 1e-2  # stress at one node: h²


def radii(core: float, wall: float, cells: tuple[int, int]) -> np.ndarray:
    """Equal cells to the core's face, then cells that grow with the radius."""
    inner, outer = cells
    return np.append(lines(0.0, core, cells=inner)[:-1], np.geomspace(core, wall, outer + 1))


def half_disc(core: float, wall: float, cells: tuple[int, int]) -> Mesh:
    """A round core in a round sleeve, x >= 0."""
    across = radii(core, wall, cells)
    both = np.concatenate([-across[:0:-1], across])
    square = grid(across, both, lambda x, z: "core" if max(abs(x), abs(z)) < core else "sleeve")
    return mapped(square, rounded)


def slab(core: float, wall: float, cells: tuple[int, int]) -> tuple[Mesh, Hold]:
    """A short piece of a core in a sleeve around the axis, and the hold on its two ends."""
    height = wall / sum(cells)
    mesh = grid(
        radii(core, wall, cells),
        np.array([0.0, height]),
        lambda r, z: "core" if r < core else "sleeve",
    )
    ends = np.flatnonzero(np.isin(mesh.points[:, 1], [0.0, height]))
    return mesh, Hold("ends", "z", ends)


@shared
def held_wall(sleeve: Solid) -> Solution:
    """Solder in a sleeve whose wall and ends stay where they are."""
    mesh, ends = slab(CORE, WALL, (2, 12))
    return cooled(mesh, {"core": SOLDER, "sleeve": sleeve}, COOLING, axisymmetric, clamped, (ends,))


@shared
def long_rod() -> Solution:
    """Solder in underfill, free outside and along."""
    mesh = half_disc(CORE, WALL, (4, 8))
    solids = {"core": SOLDER, "sleeve": UNDERFILL}
    return cooled(mesh, solids, COOLING, generalized_plane_strain, free)


@shared
def hot_spot(kinematics: str) -> Solution:
    """A heated spot in a free disc ten times as wide."""
    mesh = half_disc(SPOT, RIM, (4, 24))
    return cooled(mesh, {"core": HOT, "sleeve": COOL}, HEATING, KINEMATICS[kinematics], free)


@shared
def square_plate() -> Solution:
    """NAFEMS T1: the spot in a plate of 20 x 20 mm, whose outer circles give way to squares."""

    def to_plate(points: np.ndarray) -> np.ndarray:
        far = np.maximum(np.abs(points), 1e-9).max(axis=1)
        part = np.clip((far - SPOT) / (RIM - SPOT), 0, 1)[:, None]
        return (1 - part) * rounded(points) + part * points

    across = radii(SPOT, RIM, (4, 24))
    both = np.concatenate([-across[:0:-1], across])
    flat = grid(across, both, lambda x, z: "core" if max(abs(x), abs(z)) < SPOT else "sleeve")
    mesh = mapped(flat, to_plate)
    return cooled(mesh, {"core": HOT, "sleeve": COOL}, HEATING, plane_stress, free)


def _held(name: str, sleeve: Solid, note: str = "") -> VerificationCase:
    exact = lame.cylinders([SOLDER, sleeve], RADII, COOLING, "plane strain", "fixed")
    found = Read(lambda s: mean_stress(s, "core")[0], lambda: held_wall(sleeve))
    return VerificationCase(
        f"solder in {name}, wall and ends held: radial stress",
        "Lamé 1852",
        "ANALYTIC",
        exact.stress(0, CORE)[0],
        "MPa",
        MEAN,
        found,
        note,
        found.bar,
    )


def _rod(
    what: str, target: float, unit: str, value: Callable[[Solution], float]
) -> VerificationCase:
    name = f"solder in underfill, free outside and along: {what}"
    found = Read(value, long_rod)
    return VerificationCase(name, "Lamé 1852", "ANALYTIC", target, unit, MEAN, found, bar=found.bar)


def _spot(
    kinematics: str, what: str, target: float, value: Callable[[Solution], float]
) -> VerificationCase:
    found = Read(value, lambda: hot_spot(kinematics))
    return VerificationCase(
        f"hot spot in a free disc, {kinematics.replace('_', ' ')}: {what}",
        "Eshelby 1957",
        "ANALYTIC",
        target,
        "MPa",
        AT_NODE if "beside" in what else MEAN,
        found,
        "the disc is ten spots wide: 1 % below the value in an infinite plate",
        None if "beside" in what else found.bar,
    )


def _beside(solution: Solution) -> float:
    """Hoop stress just outside the spot."""
    return float(stress_at(solution, "sleeve", SPOT, 0.0)[1])


ROD = lame.cylinders([SOLDER, UNDERFILL], RADII, COOLING, "generalized")
MEMBRANE = eshelby.inside(HOT, SPOT, HEATING, "plane stress", RIM)
LONG_SPOT = eshelby.inside(HOT, SPOT, HEATING, "plane strain", RIM)
AROUND = eshelby.outside(HOT, SPOT, SPOT, HEATING, "plane stress", RIM)
CASES = (
    _rod("strain along", ROD.strain, "1", lambda s: s.globals["a"]),
    _rod("radial stress", ROD.stress(0, CORE)[0], "MPa", lambda s: mean_stress(s, "core")[0]),
    _rod("axial stress", ROD.stress(0, CORE)[2], "MPa", lambda s: mean_stress(s, "core")[2]),
    _rod(
        "axial stress of the sleeve",
        ROD.stress(1, CORE)[2],
        "MPa",
        lambda s: mean_stress(s, "sleeve")[2],
    ),
    _held("underfill", UNDERFILL),
    _held("silicone of ν = 0.33", silicone(0.33)),
    _held("silicone of ν = 0.49", silicone(0.49)),
    _held(
        "silicone of ν = 0.4995", silicone(0.4995), "one E, three bulk moduli: 300 times the stress"
    ),
    _spot("plane_stress", "inside", MEMBRANE[0], lambda s: mean_stress(s, "core")[0]),
    _spot("plane_stress", "hoop stress beside it", AROUND[1], _beside),
    _spot("plane_strain", "inside", LONG_SPOT[0], lambda s: mean_stress(s, "core")[0]),
    _spot("plane_strain", "inside, along", LONG_SPOT[1], lambda s: mean_stress(s, "core")[2]),
    VerificationCase(
        "hot spot in a square plate: hoop stress beside it",
        "NAFEMS T1",
        "PUBLISHED",
        50.0,
        "MPa",
        2e-2,
        lambda: _beside(square_plate()),
        "the target is that of an infinite plate; this one is ten spots wide, which is 1 %",
    ),
)
