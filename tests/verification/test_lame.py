"""Lamé 1852: solder of radius 50 in a polymer to 125 µm, cooled by 165 K; a tube under pressure."""

import pytest

from stressbump.closed_forms.lame import cylinders, tube_expansion
from stressbump.closed_forms.solid import Solid

SOLDER = Solid(30_640, 0.35, 24.5e-6)
UNDERFILL = Solid(5_600, 0.35, 45e-6)
RADII = (0, 50, 125)


def silicone(nu):
    return Solid(3, nu, 260e-6)


def test_underfill_around_solder_free_outside_and_along():
    both = cylinders([SOLDER, UNDERFILL], RADII, -165, "generalized")
    assert both.strain == pytest.approx(-5.6988e-3, rel=1e-5)
    assert both.displacement(0, 50) == pytest.approx(-0.18275, rel=1e-5)
    assert both.stress(0, 20) == pytest.approx((-14.543, -14.543, -60.930), abs=1e-3)
    assert both.stress(1, 50) == pytest.approx((-14.543, 20.084, 11.606), abs=1e-3)


def test_fixed_wall_in_plane_strain():
    held = cylinders([SOLDER, UNDERFILL], RADII, -165, "plane strain", "fixed")
    assert held.stress(0, 20)[0] == pytest.approx(163.554, abs=1e-3)
    assert held.displacement(1, 125) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("nu", "stress"), [(0.33, 0.400), (0.49, 6.551), (0.4995, 130.13)])
def test_it_is_the_bulk_modulus_that_counts(nu, stress):
    held = cylinders([SOLDER, silicone(nu)], RADII, -165, "plane strain", "fixed")
    assert held.stress(0, 20)[0] == pytest.approx(stress, rel=2e-4)


def test_a_free_wall_takes_the_stress_away():
    free = cylinders([SOLDER, silicone(0.4995)], RADII, -165)
    assert free.stress(0, 20)[0] == pytest.approx(-0.098, abs=5e-4)


@pytest.mark.parametrize(
    ("nu", "growth"), [(0.3, 1.90666667), (0.49, 1.9966), (0.499, 1.999666), (0.4999, 1.99996666)]
)
def test_tube_under_pressure(nu, growth):
    assert tube_expansion(1, nu, 1, 2, 1) == pytest.approx(growth, rel=1e-8)
    ring = cylinders([Solid(1, nu)], (1, 2), 0, "plane strain", pressure=1)
    assert ring.displacement(0, 1) == pytest.approx(growth, rel=1e-8)
    assert ring.stress(0, 1)[0] == pytest.approx(-1)


def test_incompressible_tube():
    assert tube_expansion(1, 0.5, 1, 2, 1) == 2
