"""Eshelby 1957 and NAFEMS T1: a hot spot of radius 1 in a cool plate, 100 K."""

import pytest

from stressbump.closed_forms.eshelby import inside, outside
from stressbump.closed_forms.lame import cylinders
from stressbump.closed_forms.solid import Solid

HOT = Solid(100e3, 0.3, 1e-5)
COOL = Solid(100e3, 0.3, 0.0)


def test_membrane():
    assert inside(HOT, 1, 100, "plane stress") == pytest.approx((-50, 0))
    assert outside(HOT, 1, 1, 100, "plane stress") == pytest.approx((-50, 50))


def test_plane_strain():
    assert inside(HOT, 1, 100, "plane strain") == pytest.approx((-71.43, -142.86), abs=5e-3)


@pytest.mark.parametrize("plane", ["plane stress", "plane strain"])
def test_in_a_disc_it_is_lame(plane):
    rings = cylinders([HOT, COOL], (0, 1, 3), 100, plane)
    within, along = inside(HOT, 1, 100, plane, b=3)
    assert rings.stress(0, 0.5) == pytest.approx((within, within, along))
    assert rings.stress(1, 2)[:2] == pytest.approx(outside(HOT, 1, 2, 100, plane, b=3))
