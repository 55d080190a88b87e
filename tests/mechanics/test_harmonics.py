"""Harmonics about the axis: strains of known fields, and cylinders that bend, shear and twist."""

from dataclasses import replace

import numpy as np
import pytest
from grids import grid, mapped, nodes_at

from stressbump.closed_forms.beam import shear_coefficient
from stressbump.errors import ModelError
from stressbump.laws import Isotropic, Orthotropic
from stressbump.mechanics.balance import strain_and_stress
from stressbump.mechanics.kinematics import axisymmetric, harmonic
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import nodal_forces
from stressbump.mechanics.supports import Hold, free
from stressbump.mechanics.system import blocks_of, factorise

R, E, NU = 4.0, 2.6, 0.3
CYLINDER = grid(np.linspace(0, R, 4), np.linspace(0, 3, 3))
SKEWED = mapped(
    CYLINDER, lambda p: p + 0.04 * np.stack([p[:, 0] * np.sin(p[:, 1]), p[:, 0] ** 2], 1)
)
SOLIDS = pytest.mark.parametrize("nu", [NU, 0.4995, 0.5])


def strained(n, mesh, field):
    """Strain (6, elements, points) under amplitudes (r, z) -> (U, W, V), and where."""
    kinematics = harmonic(n)
    model = Model(mesh, kinematics, free, {"body": Isotropic(E, NU, 0.0)})
    p = blocks_of(model, 25.0)[0]["body"]
    r, z = mesh.points.T
    U, W, V = field(r, z)
    unknowns = np.stack([U, W, U + V if n else V], axis=1).ravel()
    return strain_and_stress(p, unknowns[p.unknowns], np.zeros(6))[0], np.moveaxis(p.x, -1, 0)


def loaded(n, mesh, nu=NU, **values):
    """A cylinder with displacements prescribed: by "axis at height", values per node there."""
    given, holds = {}, []
    for name, value in values.items():
        axis, height = name.split("_at_")
        nodes = nodes_at(mesh, z={"foot": 0.0, "top": mesh.points[:, 1].max()}[height])
        holds.append(Hold(name, axis, nodes))
        given[name] = value(mesh.points[nodes, 0]) if callable(value) else value
    model = Model(mesh, harmonic(n), free, {"body": Isotropic(E, nu, 0.0)}, tuple(holds))
    return solve(factorise(model, 25.0), Loads(prescribed=given))


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_rigid_motions_strain_nothing(n):
    kinematics = harmonic(n)
    motions = np.moveaxis(kinematics.rigid(SKEWED.points), -1, 0)
    assert len(motions) == {0: 2, 1: 2}.get(n, 0)
    for motion in motions:
        U, W, V = kinematics.moved(motion).T
        strain, _ = strained(n, SKEWED, lambda r, z, u=(U, W, V): u)
        assert np.abs(strain).max() < 2e-14


def test_the_second_harmonic_holds_a_uniform_shear():
    """u_x = x, u_y = -y: ε_rr = cos 2θ, ε_θθ = -cos 2θ, γ_rθ = -2 sin 2θ."""
    strain, _ = strained(2, SKEWED, lambda r, z: (r, 0 * r, -r))
    np.testing.assert_allclose(strain[:, 0, 0], [1, 0, -1, 0, 0, -2], atol=1e-13)
    assert np.ptp(strain, axis=(1, 2)).max() < 1e-13


def test_strains_are_those_of_cylindrical_coordinates():
    """u_r = r z² cos 3θ, u_z = r³ cos 3θ, u_θ = r² z sin 3θ, each component by hand."""
    strain, (r, z) = strained(3, CYLINDER, lambda r, z: (r**2, r * z, r * z))
    wanted = [2 * r, r, (r**2 + 3 * r * z) / r, z, r - 3 * z, z - (r * z + 3 * r**2) / r]
    for component, value in zip(strain, wanted, strict=True):
        np.testing.assert_allclose(component, value, atol=1e-12)


@SOLIDS
def test_a_cylinder_bends_as_a_beam(nu):
    """σ_zz = E κ r cos θ alone, u = -κ (z² + ν r²)/2, κ r z, κ (z² - ν r²)/2; M = E I κ."""
    bent, top = loaded(1, CYLINDER, nu, z_at_foot=0.0, z_at_top=lambda r: 3e-3 * r), 3.0
    r, z = CYLINDER.points.T
    exact = 5e-4 * np.stack([-(z**2) - nu * r**2, 2 * r * z, z**2 - nu * r**2], axis=1)
    shift = (bent.displacement - exact)[:, 0].mean()
    np.testing.assert_allclose(
        bent.displacement, exact + np.outer(shift * np.ones(len(r)), [1, 0, -1]), atol=1e-13
    )
    stress = in_region(bent).stress
    np.testing.assert_allclose(stress[1], 1e-3 * E * in_region(bent).position[0], rtol=1e-9)
    assert np.abs(stress[[0, 2, 3, 4, 5]]).max() < 1e-11
    end = nodes_at(CYLINDER, z=top)
    moment = nodal_forces(bent, "body")[end, 1] @ CYLINDER.points[end, 0]
    assert moment == pytest.approx(E * np.pi / 4 * R**4 * 1e-3, rel=1e-11)
    assert bent.passed


def test_a_cylinder_that_bends_needs_pressures_that_vanish_on_its_axis():
    """P = -λ tr ε = -E κ ν r/(1 + ν) cos θ."""
    bent = loaded(1, CYLINDER, 0.4995, z_at_foot=0.0, z_at_top=lambda r: 3e-3 * r)
    r = CYLINDER.points[CYLINDER.corners, 0]
    np.testing.assert_allclose(bent.pressure["body"], -1e-3 * E * 0.4995 / 1.4995 * r, atol=1e-12)


LONG = grid(np.linspace(0, R, 9), np.linspace(0, 24, 33))


@pytest.fixture(scope="module")
def sheared():
    """Both ends level, the top 1 µm aside: a beam that is bent and sheared, at mid-height sheared alone."""
    ends = {"z_at_foot": 0.0, "z_at_top": 0.0, "s_at_foot": 0.0, "s_at_top": 0.0}
    return loaded(1, LONG, **ends, x_at_foot=0.0, x_at_top=1.0)


def half_way(solution):
    sample = in_region(solution)
    there = np.abs(sample.position[1] - 12) < 1.5
    force = nodal_forces(solution, "body")[nodes_at(LONG, z=24.0)]
    return sample, there, force[:, 0].sum() - force[:, 2].sum()


def test_a_cylinder_shears_as_saint_venant_found(sheared):
    """τ_rz and τ_θz of S. Timoshenko and J. N. Goodier, Theory of Elasticity, 3rd ed., § 120."""
    sample, there, force = half_way(sheared)
    r, inertia = sample.position[0, there], np.pi / 4 * R**4
    scale = force / (8 * (1 + NU) * inertia)
    along = scale * (3 + 2 * NU) * (R**2 - r**2)
    across = -scale * ((3 + 2 * NU) * R**2 - (1 - 2 * NU) * r**2)
    top = scale * 3.6 * R**2
    np.testing.assert_allclose(sample.stress[3, there], along, atol=8e-3 * top)
    np.testing.assert_allclose(sample.stress[4, there], across, atol=8e-3 * top)


def test_its_shear_compliance_is_rentons(sheared):
    """1/κ = (7 + 14ν + 8ν²)/6(1 + ν)². J. D. Renton, Int. J. Solids Struct. 27 (1991) 1917-1926."""
    sample, there, force = half_way(sheared)
    G = E / 2 / (1 + NU)
    energy = (sample.stress[3:5, there] ** 2).sum(0) @ sample.weight[there] / (2 * G)
    wanted = 3 * force**2 / (2 * shear_coefficient(NU) * G * np.pi * R**2)
    assert energy == pytest.approx(wanted, rel=2e-3)


def test_a_cylinder_twists():
    """Torque G (π/2) R⁴ φ/h, in the harmonic of order 0."""
    turn = 1e-3
    twisted = loaded(0, CYLINDER, s_at_foot=0.0, s_at_top=lambda r: turn * r)
    r, z = CYLINDER.points.T
    np.testing.assert_allclose(
        twisted.displacement, np.outer(turn * r * z / 3, [0, 0, 1]), atol=1e-14
    )
    top = nodes_at(CYLINDER, z=3.0)
    torque = nodal_forces(twisted, "body")[top, 2] @ CYLINDER.points[top, 0]
    assert torque == pytest.approx(E / 2.6 * np.pi / 2 * R**4 * turn / 3, rel=1e-12)


def test_without_torsion_the_harmonic_of_order_0_is_an_axisymmetric_body():
    mesh = grid(np.linspace(0, 4, 5), np.linspace(0, 3, 4), lambda x, z: "b" if z > 1 else "a")
    laws = {"a": Isotropic(E, NU, 0.0), "b": Isotropic(0.1, 0.4995, 1.0)}
    loads = Loads(free_strain={"b": np.array([1.0, 1, 1, 0, 0, 0])})
    plain, whole = (
        solve(factorise(Model(mesh, k, free, laws), 25.0), loads)
        for k in (axisymmetric, harmonic(0))
    )
    for name in laws:
        wanted, found = (s.strain_and_stress(name)[1] for s in (plain, whole))
        np.testing.assert_allclose(found, wanted, atol=1e-12 * np.abs(wanted).max())
    assert whole.passed


def test_laws_that_cannot_turn_are_named():
    sheet = Orthotropic.layered((20.0, 8.0), (0.1, 0.3), (0.0, 0.0))
    Model(CYLINDER, harmonic(1), free, {"body": sheet})
    with pytest.raises(ModelError, match=r"region 'body' .* cannot turn about the axis"):
        Model(CYLINDER, harmonic(1), free, {"body": replace(sheet, E_x=10.0)})


def test_there_are_harmonics_from_0_on():
    with pytest.raises(ValueError, match="not -1"):
        harmonic(-1)
