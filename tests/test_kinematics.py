"""Strain of known displacement fields, on straight and on curved elements."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from grids import grid, mapped

from stressbump.balance import VOLUME, strain_and_stress
from stressbump.cubic import quartered
from stressbump.kinematics import axisymmetric, generalized_plane_strain, plane_strain
from stressbump.laws import Isotropic
from stressbump.model import Model
from stressbump.solve import patches_of
from stressbump.supports import free

MESH = grid(np.linspace(0, 4, 4), np.linspace(0, 3, 3))
SKEWED = mapped(MESH, lambda p: p + 0.04 * np.stack([p[:, 0] * np.sin(p[:, 1]), p[:, 0] ** 2], 1))
both = pytest.mark.parametrize("mesh", [MESH, SKEWED], ids=["straight", "curved"])


def body(mesh, kinematics):
    model = Model(mesh, kinematics, free, {"body": Isotropic(1.0, 0.3, 0.0)})
    return patches_of(model, 25.0)[0]["body"]


def strained(mesh, kinematics, field, stretch=()):
    """Strain (6, elements, points) of a displacement field (x, z) -> (u_x, u_z), and where."""
    p = body(mesh, kinematics)
    unknowns = np.concatenate([np.stack(field(*mesh.points.T), axis=1).ravel(), stretch])
    return strain_and_stress(p, unknowns, np.zeros(6))[0], np.moveaxis(p.x, -1, 0)


@both
def test_linear_fields_have_uniform_strain(mesh):
    strain, _ = strained(
        mesh, plane_strain, lambda x, z: (2e-3 * x + 1e-3 * z, 4e-3 * x - 5e-3 * z)
    )
    for component, value in zip(strain, [2e-3, -5e-3, 0, 5e-3, 0, 0], strict=True):
        np.testing.assert_allclose(component, value, atol=1e-16)


def test_a_strain_is_the_same_at_any_number_of_points():
    p = body(SKEWED, generalized_plane_strain)
    many = p.at(SKEWED, generalized_plane_strain, quartered(VOLUME))
    assert many.B.shape == (len(p.elements), 4, 24, 14)
    moved = np.concatenate([(SKEWED.points @ [[2e-3, 4e-3], [1e-3, -5e-3]]).ravel(), [1e-3, 0]])
    strain = strain_and_stress(many, moved, np.zeros(6))[0]
    for component, value in zip(strain, [2e-3, -5e-3, 1e-3, 5e-3, 0, 0], strict=True):
        np.testing.assert_allclose(component, value, atol=1e-16)


def test_kinematics_do_not_change():
    with pytest.raises(FrozenInstanceError):
        plane_strain.stretch = {}


@both
def test_growth_makes_as_much_hoop_strain_as_radial(mesh):
    strain, _ = strained(mesh, axisymmetric, lambda r, z: (1e-3 * r, 1e-3 * z))
    np.testing.assert_allclose(strain[:3], 1e-3, rtol=1e-12)


def test_hoop_strain_is_displacement_over_radius():
    strain, (r, z) = strained(MESH, axisymmetric, lambda r, z: (r * z + r**2, 0 * z))
    np.testing.assert_allclose(strain[2], z + r, rtol=1e-12)


def test_generalized_plane_strain_stretches_linearly_with_height():
    still = (lambda x, z: (0 * x, 0 * z), [2.0, 3.0])
    strain, (_, z) = strained(MESH, generalized_plane_strain, *still)
    np.testing.assert_allclose(strain[2], 2 + 3 * z, rtol=1e-12)


def test_a_full_turn_gives_the_volume_of_the_cylinder():
    assert body(MESH, axisymmetric).dV.sum() == pytest.approx(np.pi * 4**2 * 3, rel=1e-13)
    assert body(MESH, plane_strain).dV.sum() == pytest.approx(12, rel=1e-13)


def test_no_quadrature_point_touches_the_axis():
    assert VOLUME.corner.min() > 0
