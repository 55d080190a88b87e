"""Thick tubes under inner pressure that creep or yield, in plane strain around the axis."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from stressbump.history.equilibrium import Remembering, balanced
from stressbump.laws import Isotropic
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.creep import Power
from stressbump.laws.flow.hardening import LinearHardening
from stressbump.laws.memory import Memory
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.mechanics.condensed import Tangents, condensed
from stressbump.mechanics.faces import pressure_forces
from stressbump.mechanics.kinematics import axisymmetric
from stressbump.mechanics.model import Model
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import Hold, free
from stressbump.mechanics.system import blocks_of, factorise_blocks
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import ROOM, stress_at
from stressbump.verification.grids import facets_at, grid, lines

INNER, OUTER, SLICE = 100.0, 200.0, 5.0  # µm for the mm of the sources, which changes no stress
CREEPING = Viscoplastic(Isotropic(200e3, 0.3, 0.0), Additive((Power(3.125e-14, 5.0, 0.0),)))
YIELDING = Viscoplastic(Isotropic(210e3, 0.3, 0.0), Additive((), LinearHardening(240.0, 0.0)))


def pressed(law: Memory, cells: int, loads: Iterable[tuple[float, float]]) -> Solution:
    """After steps of backward Euler: each over so many units of time to a pressure in MPa."""
    mesh = grid(lines(INNER, OUTER, cells=cells), np.array([0.0, SLICE]), lambda x, z: "wall")
    ends = Hold("ends", "z", np.flatnonzero(np.isin(mesh.points[:, 1], [0.0, SLICE])))
    model = Model(mesh, axisymmetric, free, {"wall": law}, (ends,))
    blocks, size = blocks_of(model, ROOM, {"wall"})
    ground = condensed(factorise_blocks(model, ROOM, blocks, size, model.constraints), {"wall"})
    push = pressure_forces(mesh, axisymmetric, facets_at(mesh, INNER, lambda x: x[:, 0]), 1.0)
    unit = np.append(push, np.zeros(size - push.size))
    p = blocks["wall"]
    state, unknowns, guess = law.fresh(p.dV.size), np.zeros(size), np.zeros(len(ground.scale))
    tangents = Tangents()
    for time, pressure in loads:
        wall = {"wall": Remembering(law, p, unknowns[p.unknowns], np.zeros(6), state)}
        force = pressure * unit
        found = balanced(ground, wall, force, np.abs(force), ROOM, time, guess, tangents)
        state, unknowns = found.answers["wall"].state, unknowns + found.change
    flowed = {"wall": state[:6].reshape(6, *p.dV.shape)}
    return Solution(model, ROOM, blocks, unknowns, {}, flowed, ())


def growth(solution: Solution) -> float:
    """Radial displacement of the bore, µm."""
    return float(solution.displacement[solution.model.mesh.points[:, 0] == INNER, 0].mean())


@shared
def crept(steps: int) -> Solution:
    """NAFEMS R0027, test 7, after 10 h under 200 MPa in so many steps that grow."""
    times = np.geomspace(1e-4, 10.0, steps)
    return pressed(CREEPING, 40, [(dt, 200.0) for dt in np.diff([0.0, *times])])


@shared
def yielded(pressure: float) -> Solution:
    """Elastic, perfectly plastic, in twenty steps of load."""
    return pressed(YIELDING, 20, [(0.0, p) for p in np.linspace(0.0, pressure, 21)[1:]])


def _crept(radius: float, component: int, name: str, expected: float) -> VerificationCase:
    return VerificationCase(
        f"tube that creeps, steady: σ_{name} at r = {radius:g}",
        "NAFEMS R0027, test 7",
        "PUBLISHED",
        expected,
        "MPa",
        4e-3,
        lambda: float(stress_at(crept(40), "wall", radius, SLICE / 2)[component]),
    )


def _yielded(pressure: float, expected: float) -> VerificationCase:
    return VerificationCase(
        f"tube that yields, {pressure:g} MPa: growth of the bore",
        "integrated along the radius",
        "EXTERNAL",
        expected,
        "µm",
        3e-3,
        lambda: growth(yielded(pressure)),
    )


CASES = (
    _crept(125.0, 0, "r", -129.4711),
    _crept(150.0, 2, "θ", 204.5814),
    _crept(175.0, 1, "z", 97.7179),
    VerificationCase(
        "tube that creeps: growth of the bore in 10 h",
        "integrated along the radius",
        "EXTERNAL",
        52.1453,
        "µm",
        2e-3,
        lambda: growth(crept(40)),
    ),
    _yielded(140.0, 0.139817),
    _yielded(160.0, 0.183430),
    _yielded(180.0, 0.262870),
)
