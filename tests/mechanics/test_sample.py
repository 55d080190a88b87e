"""Samples carry the right places, weights, normals, distances, and stress of the right side."""

from dataclasses import replace

import numpy as np
import pytest
from grids import grid, nodes_at

from stressbump.errors import ModelError
from stressbump.laws import Isotropic
from stressbump.mechanics.kinematics import axisymmetric, generalized_plane_strain, plane_strain
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.sample import at_nodes, in_region, on_face
from stressbump.mechanics.solution import nodal_forces
from stressbump.mechanics.supports import SUPPORTS, free, laminate
from stressbump.mechanics.system import factorise

STIFF, SOFT = Isotropic(100e3, 0.3, 10e-6), Isotropic(10e3, 0.3, 40e-6)
RUBBER = Isotropic(3.0, 0.4995, 260e-6)
LAWS = {"base": STIFF, "pad": SOFT, "fill": RUBBER}


def region_of(x, z):
    return "base" if z < 2 else "pad" if x < 3 else "fill"


MESH = grid([0, 1, 2, 3, 4, 5], [0, 1, 2, 2.5, 3], region_of)


def cooled(mesh=MESH, support=laminate, kinematics=axisymmetric, laws=LAWS):
    system = factorise(Model(mesh, kinematics, support, laws), 25.0)
    return solve(
        system, Loads(free_strain={n: law.thermal_strain(125.0, 25.0) for n, law in laws.items()})
    )


def test_weights_add_up_to_volumes():
    assert in_region(cooled(), "pad").weight.sum() == pytest.approx(np.pi * 3**2 * 1)
    plane = cooled(kinematics=plane_strain)
    assert in_region(plane, "pad").weight.sum() == pytest.approx(3)
    assert in_region(plane).weight.sum() == pytest.approx(15)


def test_elastic_strain_makes_the_stress():
    sample = in_region(cooled(), "base")
    elastic = sample.strain - sample.free_strain
    np.testing.assert_allclose(
        sample.stress, STIFF.moduli(25.0).stiffness @ elastic, rtol=1e-12, atol=1e-9
    )
    assert set(sample.region) == {MESH.regions.index("base")}


def test_a_face_points_from_first_to_second():
    solution = cooled()
    up, down = on_face(solution, "base", "pad"), on_face(solution, "pad", "base")
    np.testing.assert_allclose(up.normal.T, [[0, 1]] * up.normal.shape[1], atol=1e-15)
    np.testing.assert_allclose(down.normal, -up.normal, atol=1e-15)
    assert up.weight.sum() == pytest.approx(np.pi * 3**2)
    side = on_face(solution, "pad", "fill")
    np.testing.assert_allclose(side.normal.T, [[1, 0]] * side.normal.shape[1], atol=1e-15)
    assert side.weight.sum() == pytest.approx(2 * np.pi * 3)
    np.testing.assert_allclose(side.position[0], 3)


def test_a_face_is_stressed_as_its_first_region():
    solution = cooled()
    rubber, solder = on_face(solution, "fill", "pad"), on_face(solution, "pad", "fill")
    assert np.abs(rubber.stress[2]).max() < 0.1 * np.abs(solder.stress[2]).max()
    np.testing.assert_allclose(rubber.free_strain[0], -260e-4)


def test_distance_to_the_edge_but_not_to_symmetry_planes():
    foot = on_face(cooled(), "base", "pad")
    np.testing.assert_allclose(foot.edge_distance, 3 - foot.position[0], atol=1e-12)
    bound = on_face(cooled(), "base", "fill")
    np.testing.assert_allclose(bound.edge_distance, bound.position[0] - 3, atol=1e-12)
    loose = on_face(cooled(support=free), "base", "fill")
    r = loose.position[0]
    np.testing.assert_allclose(loose.edge_distance, np.minimum(r - 3, 5 - r), atol=1e-12)


def test_a_face_without_edge_is_infinitely_far_from_it():
    layers = grid([0, 1, 2], [0, 1, 2], lambda x, z: "base" if z < 1 else "pad")
    laws = {"base": STIFF, "pad": SOFT}
    assert np.isinf(on_face(cooled(layers, laws=laws), "base", "pad").edge_distance).all()


def test_a_face_keeps_its_sides_where_nodes_are_split():
    split = unbonded(MESH, "pad", "fill")
    solution = cooled(split)
    for first, second in (("pad", "fill"), ("fill", "pad")):
        assert on_face(solution, first, second).weight.sum() == pytest.approx(2 * np.pi * 3)
    opening = solution.displacement[split.origin != np.arange(len(split.points)), 0]
    assert np.abs(opening).max() > 0


def unbonded(mesh, first, second):
    """The mesh with the upper nodes of a vertical face doubled: second's elements get their own."""
    shared = np.intersect1d(nodes_at(mesh, x=3), np.flatnonzero(mesh.points[:, 1] > 2))
    copies = np.arange(len(mesh.points))
    copies[shared] = len(mesh.points) + np.arange(len(shared))
    triangles = mesh.triangles.copy()
    own = mesh.elements_in(second)
    triangles[own] = copies[triangles[own]]
    return replace(
        mesh,
        points=np.vstack([mesh.points, mesh.points[shared]]),
        triangles=triangles,
        origin=np.append(mesh.origin, shared),
    )


def test_faces_that_do_not_touch_or_are_empty_are_refused():
    solution = cooled(laws={"base": STIFF, "pad": SOFT})
    with pytest.raises(ModelError, match="no region 'fill' takes part"):
        in_region(solution, "fill")
    apart = grid([0, 1], [0, 1, 2, 3], lambda x, z: ("low", "mid", "top")[int(z)])
    layers = cooled(apart, laws=dict.fromkeys(("low", "mid", "top"), STIFF))
    with pytest.raises(ModelError, match="'low' and 'top' share no face"):
        on_face(layers, "low", "top")


def test_hoop_and_radial_stress_meet_on_the_axis():
    stress = at_nodes(cooled())
    axis = np.isin(MESH.triangles, nodes_at(MESH, x=0)) & (MESH.region == 0)[:, None]
    rr, _, around = stress[:3, axis]
    np.testing.assert_allclose(around, rr, rtol=0.05, atol=0.05 * np.abs(rr).max())
    assert np.isfinite(stress).all()


def test_a_linear_stress_is_carried_on_exactly_to_the_nodes():
    """Beam under ε_free = c z held straight: σ_xx = -E c z."""
    mesh = grid(np.linspace(0, 4, 4), np.linspace(-1, 1, 3))
    model = Model(mesh, generalized_plane_strain, SUPPORTS["clamped"], {"body": STIFF})
    loads = Loads(free_strain={"body": lambda x: np.multiply.outer(np.eye(6)[0], 1e-4 * x[..., 1])})
    stress = at_nodes(solve(factorise(model, 25.0), loads))
    z = mesh.points[mesh.triangles, 1]
    slope = np.polyfit(z.ravel(), stress[0].ravel(), 1)
    np.testing.assert_allclose(stress[0], np.polyval(slope, z), atol=1e-8)
    np.testing.assert_allclose(stress[1], 0, atol=1e-8)


def test_empty_regions_have_no_stress_at_nodes():
    stress = at_nodes(cooled(laws={"base": STIFF, "pad": SOFT}))
    assert np.isnan(stress[:, MESH.elements_in("fill")]).all()
    assert np.isfinite(stress[:, MESH.elements_in("base", "pad")]).all()


@pytest.mark.parametrize("support", SUPPORTS)
def test_nodal_forces_balance_between_regions(support):
    solution = cooled(support=SUPPORTS[support])
    force = {name: nodal_forces(solution, name) for name in LAWS}
    gross = sum(np.abs(f) for f in force.values()).sum()
    free_nodes = (MESH.points[:, 0] > 0) & (MESH.points[:, 0] < 5)
    assert np.abs(sum(force.values())[free_nodes]).max() < 1e-12 * gross
    inside = np.setdiff1d(MESH.triangles[MESH.elements_in("pad")], nodes_at(MESH, x=0))
    inside = inside[(MESH.points[inside, 0] < 3) & (MESH.points[inside, 1] > 2)]
    assert np.abs(force["pad"][inside]).max() < 1e-12 * gross
    assert abs(force["pad"][:, 1].sum()) < 1e-12 * gross  # a free-standing pad is not pulled up
