"""Resultants of a linear traction over a footprint, by hand."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from stressbump.measures import interface_resultant, resultant
from stressbump.mesh.mesh import Mesh

FOOT = np.array([[0.0, 2.0], [5.0, 2.0], [10.0, 2.0]])  # one P2 edge of 10 µm, normal up


def consistent(traction_0: float, traction_1: float) -> np.ndarray:
    """∫ N_i (t₀ + (t₁-t₀) x/10) dx on the edge of 10 µm: Simpson's rule is exact for it."""
    return 10 * np.array([traction_0, 2 * (traction_0 + traction_1), traction_1]) / 6


def test_uniform_tension():
    answer = resultant(FOOT, np.column_stack([np.zeros(3), consistent(30, 30)]))
    assert answer.normal == pytest.approx(300)
    assert answer.shear == pytest.approx(0)
    assert answer.moment == pytest.approx(300 * 5)  # about x = 0


def test_linear_peel_about_the_middle():
    # σ = -30 … 30 over 10 µm: M = 30 · 10²/6 about any point, opening outside
    force = np.column_stack([np.zeros(3), consistent(-30, 30)])
    for about in (None, (5.0, 2.0)):
        answer = resultant(FOOT, force, about=about)
        assert answer.normal == pytest.approx(0, abs=1e-12)
        assert answer.moment == pytest.approx(500)


def test_shear_has_the_sign_of_the_drag_on_the_lower_side():
    answer = resultant(FOOT, np.column_stack([consistent(7, 7), np.zeros(3)]))
    assert (answer.normal, answer.shear) == (0, pytest.approx(70))


def test_both_regions_see_the_same_resultant():
    force = np.random.default_rng(1).normal(size=(3, 2))
    below = resultant(FOOT, force, normal=(0.1, 1.0))
    above = resultant(FOOT, -force, normal=(-0.1, -1.0))
    assert above == below


def test_a_wall_is_pulled_along_x():
    wall = FOOT[:, ::-1]
    force = np.column_stack([consistent(20, 20), consistent(3, 3)])
    answer = resultant(wall, force, normal=(1.0, 0.0))
    assert answer.normal == pytest.approx(200)
    assert answer.shear == pytest.approx(30)
    assert answer.moment == pytest.approx(0, abs=1e-9)  # about mid-height
    assert resultant(wall, -force, normal=(-1.0, 0.0)) == answer


def test_an_interface_at_45_degrees_counts_as_level():
    force = np.array([[0.0, 5.0]])
    assert resultant(np.ones((1, 2)), force, normal=(1.0, 1.0)).normal == 5


def test_what_is_carried_does_not_change():
    with pytest.raises(FrozenInstanceError):
        resultant(FOOT, FOOT).normal = 0.0


def column(width, turned=False):
    """Two triangles that share the side from (0, 0) to (width, 0), or to (0, width) if turned."""
    points = np.array([[0, 0], [4, 0], [2, -2], [2, 2], [2, 0], [3, -1], [1, -1], [3, 1], [1, 1.0]])
    points = points[:, ::-1] * [-1, 1] if turned else points
    triangles = np.array([[2, 1, 0, 5, 4, 6], [0, 1, 3, 4, 7, 8]])
    mesh = Mesh(
        points * width / 4, triangles, np.array([0, 1]), ("pad", "ubm"), np.arange(9), width
    )
    return mesh, [0, 4, 1]


def test_planes_of_symmetry_hold_their_own_nodes_and_no_others():
    mesh, shared = column(4.0)
    force = np.zeros((9, 2))
    force[shared, 0] = 10, 20, 40
    held = [((), 70), ((0.0,), 60), ((4.0,), 30), ((0.0, 4.0), 20)]
    for planes, shear in held:
        assert interface_resultant(mesh, force, "pad", "ubm", planes).shear == shear


def test_a_plane_is_met_within_the_round_off_of_the_cell():
    mesh, _ = column(1e4)
    mesh.points[0, 0] += 5e-6  # a two thousand millionth of the width
    force = np.ones((9, 2))
    assert interface_resultant(mesh, force, "pad", "ubm", (0.0,)).shear == 2
    mesh.points[0, 0] += 1e-4
    assert interface_resultant(mesh, force, "pad", "ubm", (0.0,)).shear == 3


def test_an_upright_interface_of_a_mesh_is_pulled_along_x():
    mesh, shared = column(4.0, turned=True)
    force = np.zeros((9, 2))
    force[shared] = [-1, 3], [-4, 3], [-1, 3]
    for first, second, sign in (("pad", "ubm", 1), ("ubm", "pad", -1)):
        carried = interface_resultant(mesh, sign * force, first, second, ())
        assert (carried.normal, carried.shear) == (6, -9)


def test_an_interface_is_found_in_the_mesh():
    # two triangles, one on the other, share the edge from (0, 0) to (4, 0)
    points = np.array([[0, 0], [4, 0], [2, -2], [2, 2], [2, 0], [3, -1], [1, -1], [3, 1], [1, 1.0]])
    triangles = np.array([[2, 1, 0, 5, 4, 6], [0, 1, 3, 4, 7, 8]])
    mesh = Mesh(points, triangles, np.array([0, 1]), ("pad", "ubm"), np.arange(9), 4.0)
    force = np.zeros((9, 2))
    force[[0, 4, 1], 1] = 1, 4, 1
    force[0, 0] = 50  # the plane of symmetry holds this node
    force[2] = 99  # not on the interface
    assert interface_resultant(mesh, force, "pad", "ubm", (0,)).normal == pytest.approx(6)
    assert interface_resultant(mesh, force, "pad", "ubm", (0,)).shear == 0
    assert interface_resultant(mesh, -force, "ubm", "pad", (0,)).normal == pytest.approx(6)
    with pytest.raises(ValueError, match="no region 'umb'"):
        interface_resultant(mesh, force, "pad", "umb", (0,))
    with pytest.raises(ValueError, match="share no interface"):
        interface_resultant(mesh, force, "pad", "pad", (0,))
