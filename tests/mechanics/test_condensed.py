"""Linear regions seen from what the others have: the same solutions, under one tangent after the other."""

from dataclasses import replace

import numpy as np
import pytest

from stressbump.laws import Isotropic
from stressbump.mechanics import condensed as module
from stressbump.mechanics.condensed import Tangents, condensed
from stressbump.mechanics.kinematics import axisymmetric
from stressbump.mechanics.model import Model
from stressbump.mechanics.supports import laminate
from stressbump.mechanics.system import blocks_of, factorise_blocks
from stressbump.verification.grids import grid

ENOUGH = 1e-8  # of the forces


def seen_from(region, nu=0.3):
    """A layer with a pressure field between two others of that Poisson's ratio, seen from a region."""
    layers = ("base", "joint", "cap")
    mesh = grid(np.linspace(0, 6, 7), np.linspace(0, 6, 7), lambda _, z: layers[int(z // 2)])
    laws = {n: Isotropic(1e3, 0.4 if n == "joint" else nu, 0.0) for n in layers}
    model = Model(mesh, axisymmetric, laminate, laws)
    blocks, size = blocks_of(model, 25.0, {"joint"})
    system = factorise_blocks(model, 25.0, blocks, size, model.constraints)
    return condensed(system, region)


@pytest.fixture(scope="module")
def ground():
    return seen_from({"joint"})


def random_force(ground):
    """Forces on all that may move."""
    system = ground.system
    force = np.zeros(len(system.constraint_matrix))
    force[system.main] = np.random.default_rng(0).normal(size=len(system.main))
    return force


@pytest.mark.parametrize("nu", [0.3, 0.4999, 0.5])
@pytest.mark.parametrize("others", [{"joint"}, {"base", "joint"}, {"base", "joint", "cap"}])
def test_solutions_are_those_of_all_unknowns(others, nu):
    ground = seen_from(others, nu)
    force = random_force(ground)
    solve = ground.factorised(ground.system.blocks[n] for n in ground.order)
    found = ground.spread(solve(ground.gathered(force)), force)
    wanted = ground.system.solve(force[:, None])[:, 0]
    assert found == pytest.approx(wanted, rel=1e-8, abs=1e-9 * np.abs(wanted).max())


def test_stiffness_is_had_from_solutions_where_pivots_do_not_stay(ground, monkeypatch):
    monkeypatch.setattr(module, "triangles", lambda _: None)
    other = seen_from({"joint"}).stiffness.toarray()
    assert ground.stiffness.toarray() == pytest.approx(other, abs=1e-9 * np.abs(other).max())


def softened(ground, share):
    """The layer with the moduli of its deviator down to a share of themselves, from place to place."""
    (p,) = (ground.system.blocks[n] for n in ground.order)
    rows = p.B.shape[1]
    grown = np.random.default_rng(1).uniform(min(share, 1), max(share, 1), p.dV.shape)
    return [replace(p, tangent=p.stiffness.matrix[:rows, :rows, None, None] * grown)]


def left(ground, blocks, found, force):
    """What is left of forces on condensed unknowns, as the share of them, scaled."""
    rest = ground.scale * force - ground.scaled(blocks) @ (found / ground.scale)
    return np.linalg.norm(rest) / np.linalg.norm(ground.scale * force)


@pytest.mark.parametrize(
    ("shares", "factorised"),
    [((1, 0.95, 0.9), 1), ((1, 0.05, 0.05), 2), ((1, 1e-6, 1e-6), 2), ((1, -3, 1), 3)],
    ids=["near", "apart", "far", "indefinite"],
)
def test_factors_last_as_long_as_tangents_are_near(ground, monkeypatch, shares, factorised):
    made, real = [], module._factors
    monkeypatch.setattr(module, "_factors", lambda matrix: made.append(1) or real(matrix))
    tangents, force = Tangents(), ground.gathered(random_force(ground))
    enough = ENOUGH * np.linalg.norm(ground.scale * force)
    for share in shares:
        blocks = softened(ground, share)
        found = tangents.solution(ground, blocks, force, enough)
        assert left(ground, blocks, found, force) <= ENOUGH
    assert len(made) == factorised


def test_factors_are_of_one_ground(ground):
    tangents, other = Tangents(), seen_from({"base", "joint"})
    for own in (ground, other, ground):
        blocks = [own.system.blocks[n] for n in own.order]
        force = own.gathered(random_force(own))
        found = tangents.solution(own, blocks, force, 0.0)
        assert left(own, blocks, found, force) <= ENOUGH
