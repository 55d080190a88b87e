"""Strain of known displacement fields, on straight and on curved elements."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from grids import grid, mapped

from stressbump.laws import Isotropic
from stressbump.mechanics.balance import ORDER, strain_and_stress
from stressbump.mechanics.kinematics import (
    IDENTITY,
    KINEMATICS,
    Kinematics,
    axisymmetric,
    generalized_plane_strain,
    plane_strain,
    plane_stress,
)
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.solution import nodal_forces
from stressbump.mechanics.supports import Hold, free
from stressbump.mechanics.system import blocks_of, factorise
from stressbump.mesh.elements import TRIANGLE

VOLUME = TRIANGLE.rule(ORDER)

MESH = grid(np.linspace(0, 4, 4), np.linspace(0, 3, 3))
SKEWED = mapped(MESH, lambda p: p + 0.04 * np.stack([p[:, 0] * np.sin(p[:, 1]), p[:, 0] ** 2], 1))
both = pytest.mark.parametrize("mesh", [MESH, SKEWED], ids=["straight", "curved"])


def body(mesh, kinematics):
    model = Model(mesh, kinematics, free, {"body": Isotropic(1.0, 0.3, 0.0)})
    return blocks_of(model, 25.0)[0]["body"]


def strained(mesh, kinematics, field, stretch=()):
    """Strain (6, elements, points) of a displacement field (x, z) -> (u_x, u_z), and where."""
    p = body(mesh, kinematics)
    unknowns = np.concatenate([np.stack(field(*mesh.points.T), axis=1).ravel(), stretch])
    return strain_and_stress(p, unknowns[p.unknowns], np.zeros(6))[0], np.moveaxis(p.x, -1, 0)


@both
def test_linear_fields_have_uniform_strain(mesh):
    strain, _ = strained(
        mesh, plane_strain, lambda x, z: (2e-3 * x + 1e-3 * z, 4e-3 * x - 5e-3 * z)
    )
    for component, value in zip(strain, [2e-3, -5e-3, 0, 5e-3, 0, 0], strict=True):
        np.testing.assert_allclose(component, value, atol=1e-16)


def test_a_strain_is_the_same_at_any_number_of_points():
    p = body(SKEWED, generalized_plane_strain)
    many = p.at(SKEWED, generalized_plane_strain, TRIANGLE.split(VOLUME))
    assert many.B.shape == (len(p.elements), 4, 24, 14)
    moved = np.concatenate([(SKEWED.points @ [[2e-3, 4e-3], [1e-3, -5e-3]]).ravel(), [1e-3, 0]])
    strain = strain_and_stress(many, moved[many.unknowns], np.zeros(6))[0]
    for component, value in zip(strain, [2e-3, -5e-3, 1e-3, 5e-3, 0, 0], strict=True):
        np.testing.assert_allclose(component, value, atol=1e-16)


def test_kinematics_do_not_change():
    with pytest.raises(FrozenInstanceError):
        plane_strain.stretch = {}


@both
def test_growth_makes_as_much_hoop_strain_as_radial(mesh):
    strain, _ = strained(mesh, axisymmetric, lambda r, z: (1e-3 * r, 1e-3 * z))
    np.testing.assert_allclose(strain[:3], 1e-3, rtol=1e-12)


def test_swelling_strains_alike_in_the_three_directions_and_shears_nothing():
    """The pattern of an isotropic solid's growth, in an element as in its law."""
    strain, _ = strained(MESH, axisymmetric, lambda r, z: (r, z))
    np.testing.assert_allclose(strain[:, 0, 0], IDENTITY, atol=1e-13)
    np.testing.assert_array_equal(IDENTITY, Isotropic(1.0, 0.3, 1.0).thermal_strain(0.0, 1.0))


def test_a_thin_sheet_has_no_stress_across_it():
    p = body(MESH, plane_stress)
    pulled = (MESH.points * [1e-3, 0.0]).ravel()
    _, stress = strain_and_stress(p, pulled[p.unknowns], np.zeros(6))
    np.testing.assert_allclose(stress[0], 1e-3 / (1 - 0.3**2), rtol=1e-12)
    np.testing.assert_allclose(stress[2], 0, atol=1e-18)


@pytest.mark.parametrize("kinematics", KINEMATICS.values(), ids=KINEMATICS)
def test_every_element_may_have_points_of_its_own(kinematics):
    """Where they happen to be the same for all, so is the strain operator."""
    p = body(SKEWED, kinematics).at(SKEWED, kinematics, TRIANGLE.split(VOLUME))
    own = {name: np.stack([part] * len(p.elements)) for name, part in vars(p.rule).items()}
    each = replace(p.rule, **own | {"weights": p.rule.weights})
    np.testing.assert_array_equal(p.at(SKEWED, kinematics, each).B, p.B)
    assert kinematics.measure(p.x).shape == p.dV.shape


def test_hoop_strain_is_displacement_over_radius():
    strain, (r, z) = strained(MESH, axisymmetric, lambda r, z: (r * z + r**2, 0 * z))
    np.testing.assert_allclose(strain[2], z + r, rtol=1e-12)


def test_generalized_plane_strain_stretches_linearly_with_height():
    still = (lambda x, z: (0 * x, 0 * z), [2.0, 3.0])
    strain, (_, z) = strained(MESH, generalized_plane_strain, *still)
    np.testing.assert_allclose(strain[2], 2 + 3 * z, rtol=1e-12)


def test_a_flat_section_still_stretches_but_does_not_bow():
    assert generalized_plane_strain.flat().unknowns == ("a",)
    still = (lambda x, z: (0 * x, 0 * z), [2.0])
    strain, _ = strained(MESH, generalized_plane_strain.flat(), *still)
    np.testing.assert_allclose(strain[2], 2)


def test_a_full_turn_gives_the_volume_of_the_cylinder():
    assert body(MESH, axisymmetric).dV.sum() == pytest.approx(np.pi * 4**2 * 3, rel=1e-13)
    assert body(MESH, plane_strain).dV.sum() == pytest.approx(12, rel=1e-13)


def test_no_quadrature_point_touches_the_axis():
    assert VOLUME.corner.min() > 0


def twisted(b, shape, slope, x):
    """γ_zθ = ∂u_θ/∂z and γ_rθ = ∂u_θ/∂r - u_θ/r, beside what an axisymmetric body has."""
    axisymmetric.strain(b, shape, slope, x)
    b[:, 4, ..., 2] = slope[..., 1]
    b[:, 5, ..., 2] = slope[..., 0] - shape / x[..., :1]


TORSION = Kinematics(
    "torsion",
    hoop=True,
    axes=("x", "z", "y"),
    components=6,
    strain=twisted,
    rigid=lambda x: np.stack([np.tile([0, 1, 0], (len(x), 1)), np.outer(x[:, 0], [0, 0, 1])], -1),
    measure=axisymmetric.measure,
)


def test_three_directions_and_six_components_are_one_more_object():
    """A round bar, one end held, the other turned by φ: the torque is G (π/2) R⁴ φ / h."""
    x, z = MESH.points.T
    foot, top, turn = np.flatnonzero(z == 0), np.flatnonzero(z == 3), 1e-3
    holds = Hold("foot", "y", foot), Hold("top", "y", top)
    bar = Model(MESH, TORSION, free, {"body": Isotropic(1.0, 0.3, 0.0)}, holds)
    solution = solve(factorise(bar, 25.0), Loads(prescribed={"top": turn * x[top]}))
    np.testing.assert_allclose(
        solution.displacement, np.outer(turn * x * z / 3, [0, 0, 1]), atol=1e-14
    )
    torque = nodal_forces(solution, "body")[top, 2] @ x[top]
    assert torque == pytest.approx(1 / 2.6 * np.pi / 2 * 4**4 * turn / 3, rel=1e-12)
    assert solution.passed


@pytest.mark.parametrize("kinematics", [*KINEMATICS.values(), TORSION], ids=lambda k: k.name)
def test_rigid_motions_strain_nothing(kinematics):
    p = body(SKEWED, kinematics)
    for motion in np.moveaxis(kinematics.rigid(SKEWED.points), -1, 0):
        moved = np.append(motion.ravel(), np.zeros(len(kinematics.unknowns)))
        strain, _ = strain_and_stress(p, moved[p.unknowns], np.zeros(6))
        assert np.abs(strain).max() < 1e-13 * np.abs(p.B).max()


def test_unknowns_go_node_by_node():
    nodes = np.array([3, 5])
    assert TORSION.along("y", nodes).tolist() == [11, 17]
    assert TORSION.displacements(nodes).tolist() == [[9, 10, 11], [15, 16, 17]]
    assert TORSION.nodes_along("z", np.array([9, 10, 16])).tolist() == [3, 5]
