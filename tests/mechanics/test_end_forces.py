"""End forces are what a third region adds to nodal forces: without them an interface's are its own.

A uniform stress is carried exactly, and on a straight side of length L it hands L/6, 2L/3 and L/6 of
its traction to the start, the middle and the end.
"""

from dataclasses import replace

import numpy as np
import pytest
from grids import grid, mapped, nodes_at

from stressbump.accuracy.error_bars import finer_rule
from stressbump.laws import Isotropic
from stressbump.measures import interface_resultant
from stressbump.mechanics.end_forces import end_forces
from stressbump.mechanics.enriched import cubic_solution, cubic_system
from stressbump.mechanics.kinematics import axisymmetric, plane_strain
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import nodal_forces
from stressbump.mechanics.supports import Hold, free
from stressbump.mechanics.system import factorise
from stressbump.mesh.free_faces import split_free_faces
from stressbump.mesh.mesh import boundary, interface

STEEL, RUBBER = Isotropic(200e3, 0.3, 0.0), Isotropic(3.0, 0.499, 0.0)
GROWTH = np.array([1e-3, 1e-3, 1e-3, 0, 0, 0])


def foot(x: float, z: float) -> str:
    """A pad between two fills, all on one base."""
    return "base" if z < 1 else "pad" if 1 < x < 3 else "fill"


LEVEL = grid(np.linspace(0, 5, 6), np.linspace(0, 2, 5), foot)
TILTED = mapped(LEVEL, lambda p: p + np.stack([0 * p[:, 0], 0.3 * p[:, 0]], axis=1))


def stretched(mesh, kinematics, gradient, law=STEEL, growth=0.0, regions=("base", "pad", "fill")):
    """One solid throughout, its rim displaced by u = gradient · (x, z): stressed alike everywhere."""
    rim = np.unique(boundary(mesh).nodes)
    holds = tuple(Hold(axis, axis, rim) for axis in "xz")
    model = Model(mesh, kinematics, free, dict.fromkeys(regions, law), holds)
    moved = mesh.points[rim] @ np.transpose(gradient)
    grown = dict.fromkeys(regions, growth * GROWTH)
    return solve(
        factorise(model, 25.0), Loads(grown, prescribed=dict(zip("xz", moved.T, strict=True)))
    )


PULL, SHEAR = [[2e-3, 0.0], [0.0, -1e-3]], [[1e-3, 0.0], [4e-3, 2e-3]]


@pytest.mark.parametrize("growth", [0.0, 1.0])
@pytest.mark.parametrize("law", [STEEL, RUBBER], ids=["steel", "rubber"])
@pytest.mark.parametrize("mesh", [LEVEL, TILTED], ids=["level", "tilted"])
def test_an_interface_carries_the_uniform_traction_times_its_length(mesh, law, growth):
    body = stretched(mesh, plane_strain, SHEAR, law, growth)
    stress = in_region(body, "base").stress[:, 0]
    own = nodal_forces(body, "base") - end_forces(body, "base", "pad")
    joint = interface(mesh, "base", "pad")
    (a, b), middle = mesh.points[joint.nodes[0, :2]], joint.nodes[:, 2]
    across = np.array([b[1] - a[1], a[0] - b[0]])  # normal times length of one side
    push = np.array([[stress[0], stress[3]], [stress[3], stress[1]]]) @ across
    size = np.abs(push).max()
    ends = nodes_at(mesh, x=1), nodes_at(mesh, x=3)
    tips = np.array([np.intersect1d(end, joint.nodes)[0] for end in ends])
    assert own[tips] == pytest.approx(np.tile(push / 6, (2, 1)), abs=1e-9 * size)
    assert own[middle] == pytest.approx(np.tile(2 * push / 3, (2, 1)), abs=1e-9 * size)
    assert own[np.unique(joint.nodes)].sum(axis=0) == pytest.approx(2 * push, abs=1e-9 * size)


def test_around_an_axis_the_side_is_a_ring():
    """u_r = εr, u_z = ez: the pad's ring 1 < r < 3 carries σ_z π(3² - 1²), whoever looks."""
    disc = stretched(LEVEL, axisymmetric, PULL)
    force = in_region(disc, "base").stress[1, 0] * np.pi * (3**2 - 1**2)
    for first, second in (("base", "pad"), ("pad", "base")):
        own = nodal_forces(disc, first) - end_forces(disc, first, second)
        found = interface_resultant(LEVEL, own, first, second, planes=(0.0,))
        assert found.normal == pytest.approx(force, rel=1e-9)
        assert found.shear == pytest.approx(0, abs=1e-9 * abs(force))


def test_cubics_hand_over_the_same_as_quadratics():
    """A body that may not grow is under the same pressure everywhere: in either nothing moves."""
    body = stretched(TILTED, plane_strain, np.zeros((2, 2)), growth=1.0)
    cubic = cubic_solution(cubic_system(body), body, finer_rule(body))
    forces = end_forces(body, "base", "pad")
    assert end_forces(cubic, "base", "pad") == pytest.approx(forces, abs=1e-9 * np.ptp(forces))


def test_only_the_ends_of_the_interface_are_pushed():
    pushed = end_forces(stretched(LEVEL, plane_strain, PULL), "base", "pad")
    ends = np.union1d(nodes_at(LEVEL, x=1, z=1), nodes_at(LEVEL, x=3, z=1))
    np.testing.assert_array_equal(np.flatnonzero(pushed.any(axis=1)), ends)


def test_nobody_else_no_forces():
    layers = grid([0, 1, 2], [0, 1, 2], lambda x, z: "base" if z < 1 else "pad")
    for body in (
        stretched(layers, plane_strain, PULL, regions=("base", "pad")),
        stretched(LEVEL, plane_strain, PULL, regions=("base", "pad")),  # nothing where fill was
    ):
        assert not end_forces(body, "base", "pad").any()


def test_nothing_is_handed_over_along_a_free_face():
    """Of the pad's corner at (3, 1) the fill holds nothing once it has nodes of its own there."""
    assert end_forces(stretched(LEVEL, plane_strain, PULL), "pad", "base").any()
    apart = stretched(split_free_faces(LEVEL, [("pad", "fill")]), plane_strain, PULL)
    assert not end_forces(apart, "pad", "base").any()


def test_strains_given_point_by_point_hand_over_the_same():
    body = stretched(LEVEL, plane_strain, PULL)
    strain = np.array([1e-3, 2e-3, 0, 1e-3, 0, 0])
    places = np.broadcast_to(strain[:, None, None], (6, *body.blocks["base"].dV.shape))
    even, uneven = (
        replace(body, free_strain=body.free_strain | {"base": free}) for free in (strain, places)
    )
    found = end_forces(uneven, "base", "pad")
    assert np.abs(found).max() > 0
    np.testing.assert_allclose(found, end_forces(even, "base", "pad"), rtol=1e-9, atol=1e-12)
