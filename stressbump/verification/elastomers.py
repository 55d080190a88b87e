"""Elastomers of one Young's modulus, held so that the bulk modulus is what counts."""

from __future__ import annotations

from math import pi

import numpy as np

from stressbump.closed_forms.confined import (
    apparent_modulus,
    hydrostatic,
    thin_disc_modulus,
)
from stressbump.mechanics.kinematics import axisymmetric
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.solution import Solution, nodal_forces
from stressbump.mechanics.supports import Hold, clamped, free
from stressbump.mechanics.system import factorise
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import ROOM, Read, cooled, law, mean_stress
from stressbump.verification.grids import grid, lines
from stressbump.verification.stacks import silicone

RADIUS, THICKNESS = 50.0, 10.0  # µm
COOLING = -165.0
RIM = 0.1  # µm, the smallest cell
ROUNDING = 1e-8


@shared
def held_all_round(nu: float) -> Solution:
    """An elastomer in a rigid box, cooled."""
    mesh = grid(lines(0.0, RADIUS, cells=3), lines(0.0, THICKNESS, cells=2), lambda x, z: "pad")
    ends = Hold("ends", "z", np.flatnonzero(np.isin(mesh.points[:, 1], [0.0, THICKNESS])))
    return cooled(mesh, {"pad": silicone(nu)}, COOLING, axisymmetric, clamped, (ends,))


def force_on_lid(nu: float) -> float:
    """What holds the lid of the box down, from nodal forces, µN."""
    solution = held_all_round(nu)
    lid = solution.model.mesh.points[:, 1] == THICKNESS
    return float(nodal_forces(solution, "pad")[lid, 1].sum())


@shared
def bonded_disc(nu: float, radius: float) -> float:
    """Mean stress over strain of a disc pulled by the two rigid plates it is bonded to, MPa."""
    # cells shrink towards the rim, where the bond ends in a singular corner
    r = np.append(radius - np.geomspace(radius, RIM, 13), radius)
    half = np.append(0.0, np.geomspace(RIM, THICKNESS / 2, 7))
    z = np.append(half, THICKNESS - half[-2::-1])
    mesh = grid(r, z, lambda x, z: "pad")
    low, top = (np.flatnonzero(mesh.points[:, 1] == height) for height in (0.0, THICKNESS))
    holds = tuple(
        Hold(f"{name} {axis}", axis, nodes)
        for name, nodes in (("low", low), ("top", top))
        for axis in ("x", "z")
    )
    model = Model(mesh, axisymmetric, free, {"pad": law(silicone(nu))}, holds)
    solution = solve(factorise(model, ROOM), Loads(prescribed={"top z": 1.0}))
    force = nodal_forces(solution, "pad")[top, 1].sum()
    return float(force / (pi * radius**2) * THICKNESS)


def _held(nu: float) -> VerificationCase:
    found = Read(lambda s: mean_stress(s, "pad")[0], lambda: held_all_round(nu))
    return VerificationCase(
        f"elastomer held all round, ν = {nu}",
        "Gent and Lindley 1959",
        "ANALYTIC",
        hydrostatic(silicone(nu), COOLING),
        "MPa",
        ROUNDING,
        found,
        bar=found.bar,
    )


def _disc(nu: float) -> VerificationCase:
    return VerificationCase(
        f"bonded disc, radius 50, thickness 10 µm, ν = {nu}",
        "Gent and Lindley 1959",
        "ANALYTIC",
        apparent_modulus(silicone(nu), RADIUS, THICKNESS),
        "MPa",
        8e-2,
        lambda: bonded_disc(nu, RADIUS),
        "the formula adds two limits and is stiffer than the disc by some per cent",
    )


CASES = (
    *(_held(nu) for nu in (0.33, 0.49, 0.4995)),
    VerificationCase(
        "elastomer held all round, ν = 0.4995: force on its lid",
        "Gent and Lindley 1959",
        "ANALYTIC",
        hydrostatic(silicone(0.4995), COOLING) * pi * RADIUS**2,
        "µN",
        ROUNDING,
        lambda: force_on_lid(0.4995),
    ),
    _disc(0.49),
    _disc(0.4995),
    VerificationCase(
        "bonded disc, radius 500, thickness 10 µm, ν = 0.4995",
        "Chalhoub and Kelly 1990",
        "ANALYTIC",
        thin_disc_modulus(silicone(0.4995), 10 * RADIUS, THICKNESS),
        "MPa",
        THICKNESS / (10 * RADIUS),
        lambda: bonded_disc(0.4995, 10 * RADIUS),
        "for thin discs; what the rim adds is of order h/a",
    ),
)
