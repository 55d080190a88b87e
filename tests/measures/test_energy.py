"""Elastic energy: hand sums, Clapeyron's theorem, and the side from which finer meshes reach it."""

import numpy as np
import pytest

from stressbump.accuracy.error_bars import finer_rule
from stressbump.closed_forms.laminate import laminate as plate_theory
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.measures import elastic_energy, named
from stressbump.mechanics.balance import free_strain_forces, nodal_sum
from stressbump.mechanics.enriched import cubic_solution, cubic_system
from stressbump.mechanics.kinematics import axisymmetric, generalized_plane_strain, plane_stress
from stressbump.mechanics.sample import Sample, in_region
from stressbump.mechanics.supports import free, laminate
from stressbump.survey import ENERGY
from stressbump.verification.cooled import cooled
from stressbump.verification.cylinders import half_disc
from stressbump.verification.grids import grid, lines
from stressbump.verification.stacks import MOLD, SILICON, SOLDER, UNDERFILL, silicone

COOLING = -165.0


def of(stress, strain, free_strain=(0.0,) * 6, volume=2.0):
    """A sample of one point."""
    column = (np.array(part, float)[:, None] for part in (stress, strain, free_strain))
    return Sample(np.zeros((2, 1)), np.array([volume]), *column, np.zeros(1), np.zeros(1))


def test_half_of_stress_times_strain_times_volume():
    pulled = of([10, 0, 0, 0, 0, 0], [1e-3, -3e-4, -3e-4, 0, 0, 0])
    assert elastic_energy(pulled) == pytest.approx(0.5 * 10 * 1e-3 * 2)


def test_a_shear_counts_once_because_its_strain_is_the_engineering_one():
    sheared = of([0, 0, 0, 4, 0, 0], [0, 0, 0, 2e-3, 0, 0])
    assert elastic_energy(sheared) == pytest.approx(0.5 * 4 * 2e-3 * 2)


def test_free_strain_stores_nothing():
    grown = of([-5, -5, -5, 0, 0, 0], [0] * 6, [1e-3, 1e-3, 1e-3, 0, 0, 0])
    assert elastic_energy(grown) == pytest.approx(0.5 * 3 * 5 * 1e-3 * 2)
    at_ease = of([0] * 6, [1e-3, 1e-3, 1e-3, 0, 0, 0], [1e-3, 1e-3, 1e-3, 0, 0, 0])
    assert elastic_energy(at_ease) == 0


def test_a_plate_of_two_layers_over_the_full_turn():
    layers = [Ply(SILICON, 300), Ply(MOLD, 500)]
    mesh = grid(lines(0, 250, cells=2), lines(0, 300, 800, cells=1), below(300))
    solids = {"low": SILICON, "high": MOLD}
    disc = cooled(mesh, solids, COOLING, axisymmetric, laminate)
    exact = plate_theory(layers, COOLING).energy() * np.pi * 250**2
    assert elastic_energy(in_region(disc)) == pytest.approx(exact, rel=1e-8)


def below(height):
    return lambda x, z: "low" if z < height else "high"


@pytest.mark.parametrize(
    ("kinematics", "sleeve"),
    [
        (plane_stress, UNDERFILL),
        (axisymmetric, UNDERFILL),
        (axisymmetric, silicone(0.4995)),
        (generalized_plane_strain, silicone(0.5)),
    ],
)
def test_what_free_strains_work_is_stored(kinematics, sleeve):
    """2 W = ∫ ε_free : C : ε_free dV - f·u with f the forces of the free strains (Clapeyron)."""
    solids = {"core": SOLDER, "sleeve": sleeve}
    rod = cooled(half_disc(50.0, 125.0, (1, 2)), solids, COOLING, kinematics, free)
    size, twice = len(rod.unknowns), 0.0
    for name, p in rod.blocks.items():
        eps = rod.free_strain[name]
        work = nodal_sum(p, free_strain_forces(p, eps), size) @ rod.unknowns
        hindered = eps @ p.stiffness.matrix @ eps * p.dV.sum()
        twice += hindered - work
    assert elastic_energy(in_region(rod)) == pytest.approx(twice / 2, rel=1e-9)


def test_finer_meshes_and_cubics_store_less():
    """An edge that is free: a singular one, so that every mesh is far from the limit."""
    solids = {"low": Solid(130e3, 0.28, 3e-6), "high": Solid(4e3, 0.34, 33e-6)}
    energies = []
    for cells in (2, 4, 8):
        mesh = grid(lines(0, 50, cells=5 * cells), lines(0, 20, 25, cells=cells), below(20))
        chip = cooled(mesh, solids, COOLING, axisymmetric, free)
        cubic = cubic_solution(cubic_system(chip), chip, finer_rule(chip))
        energies.append([elastic_energy(in_region(s)) for s in (chip, cubic)])
    quadratic, cubic = np.array(energies).T
    assert np.all(cubic < quadratic)
    assert np.all(np.diff(quadratic) < 0)
    assert np.all(np.diff(cubic) < 0)
    # nowhere below what the finest comes to
    assert quadratic.min() > cubic.min()


def test_its_bar_is_of_a_kind_of_its_own():
    assert named(ENERGY).family == "energy"
