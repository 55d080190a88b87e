"""Chen and Nelson 1979: the underfilled joint of `test_suhir`, its plates kept from bending."""

import pytest

from stressbump.closed_forms.chen_nelson import decay, greatest_shear
from stressbump.closed_forms.solid import Ply, Solid

SILICON = Ply(Solid(162_716, 0.278, 2.56e-6), 500)
BOARD = Ply(Solid(22_000, 0.28, 18.5e-6), 1000)
UNDERFILL = Ply(Solid(5_600, 0.35), 75)


def test_shear_at_the_ends():
    assert decay(SILICON, BOARD, UNDERFILL) * 1e6 == pytest.approx(1264, abs=0.5)
    shear = greatest_shear(SILICON, BOARD, UNDERFILL, 5000, -125)
    assert shear == pytest.approx(-43.60, abs=0.005)
