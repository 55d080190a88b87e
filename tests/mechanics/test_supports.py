"""Each support holds what its name says, and a part that nothing holds is refused."""

from dataclasses import replace

import numpy as np
import pytest
from grids import grid, nodes_at

from stressbump.errors import ModelError, SolveError
from stressbump.laws import Isotropic
from stressbump.mechanics.kinematics import axisymmetric, generalized_plane_strain, plane_strain
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.supports import SUPPORTS, Hold, flat, free, laminate
from stressbump.mechanics.system import factorise

STIFF, SOFT = Isotropic(100e3, 0.3, 10e-6), Isotropic(10e3, 0.3, 40e-6)
WIDTH = 4.0
MESH = grid(np.linspace(0, WIDTH, 5), [0, 1, 2, 2.5, 3], lambda x, z: "low" if z < 2 else "high")
CONTRACTION = {name: law.thermal_strain(125, 25) for name, law in (("low", STIFF), ("high", SOFT))}


def cooled(support, kinematics=axisymmetric):
    system = factorise(Model(MESH, kinematics, support, {"low": STIFF, "high": SOFT}), 25.0)
    return solve(system, Loads(free_strain=CONTRACTION))


def wall(solution):
    nodes = nodes_at(MESH, x=WIDTH)
    return MESH.points[nodes, 1], solution.displacement[nodes, 0]


@pytest.mark.parametrize("name", SUPPORTS)
@pytest.mark.parametrize(
    "kinematics", [axisymmetric, generalized_plane_strain], ids=lambda k: k.name
)
def test_the_axis_stays_and_every_check_passes(name, kinematics):
    solution = cooled(SUPPORTS[name], kinematics)
    assert not solution.displacement[nodes_at(MESH, x=0), 0].any()
    assert solution.passed, solution.checks


def test_laminate_keeps_its_wall_straight():
    solution = cooled(SUPPORTS["laminate"])
    z, u = wall(solution)
    np.testing.assert_allclose(
        u, WIDTH * (solution.globals["e"] + solution.globals["k"] * z), rtol=1e-12
    )
    assert solution.globals["k"] < 0  # the top shrinks more


def test_flat_keeps_its_wall_upright():
    _, u = wall(cooled(SUPPORTS["flat"]))
    assert np.ptp(u) < 1e-15
    assert u[0] < 0


def test_clamped_wall_stays_and_slides():
    solution = cooled(SUPPORTS["clamped"])
    assert not wall(solution)[1].any()
    assert np.abs(solution.displacement[nodes_at(MESH, x=WIDTH), 1]).max() > 0


def test_free_wall_is_neither_straight_nor_bound():
    z, u = wall(cooled(SUPPORTS["free"]))
    assert np.abs(u - np.polyval(np.polyfit(z, u, 1), z)).max() > 1e-2 * np.ptp(u)


def test_a_region_without_law_takes_no_part():
    low = Model(MESH, axisymmetric, laminate, {"low": STIFF})
    solution = solve(factorise(low, 25.0), Loads(free_strain={"low": CONTRACTION["low"]}))
    assert solution.globals["e"] == pytest.approx(CONTRACTION["low"][0], rel=1e-12)
    assert solution.globals["k"] == pytest.approx(0, abs=1e-14)
    assert not solution.displacement[MESH.points[:, 1] > 2].any()


def test_a_floating_part_is_named():
    gap = grid([0, 1, 2], [0, 1, 2, 3], lambda x, z: "low" if z < 1 else "gap" if z < 2 else "lid")
    with pytest.raises(ModelError, match="'lid' is held by nothing"):
        factorise(Model(gap, axisymmetric, laminate, {"low": STIFF, "lid": SOFT}), 25.0)


def test_a_piece_off_the_symmetry_plane_may_tip():
    tube = grid([1, 2, 3], [0, 1])
    factorise(Model(tube, axisymmetric, SUPPORTS["free"], {"body": STIFF}), 25.0)
    with pytest.raises(ModelError, match="held by nothing"):
        factorise(Model(tube, plane_strain, SUPPORTS["free"], {"body": STIFF}), 25.0)
    holds = (Hold("foot", "z", nodes_at(tube, z=0)), Hold("side", "x", nodes_at(tube, x=1)))
    factorise(Model(tube, plane_strain, SUPPORTS["free"], {"body": STIFF}, holds), 25.0)


def test_laws_for_unknown_regions_are_refused():
    with pytest.raises(SolveError, match="'hihg', which the mesh lacks; did you mean 'high'"):
        Model(MESH, axisymmetric, laminate, {"hihg": SOFT})
    with pytest.raises(SolveError, match="no law for any region"):
        Model(MESH, axisymmetric, laminate, {})


@pytest.mark.parametrize("support", [laminate, flat])
def test_an_island_short_of_the_wall_is_free(support):
    island = replace(grid([0, 1, 2], [0, 1]), width=5.0)
    every = np.arange(len(island.points))
    found = support(island, generalized_plane_strain, every)
    assert found.names == ()
    assert np.array_equal(
        found.prescribed, free(island, generalized_plane_strain, every).prescribed
    )
