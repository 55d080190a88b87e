"""Gent and Lindley 1959: an elastomer of 3 MPa with nowhere to go."""

import pytest

from stressbump.closed_forms.confined import (
    apparent_modulus,
    hydrostatic,
    thin_disc_modulus,
)
from stressbump.closed_forms.solid import Solid


@pytest.mark.parametrize(("nu", "stress"), [(0.33, 0.379), (0.49, 6.435), (0.4995, 128.7)])
def test_held_on_all_sides(nu, stress):
    assert hydrostatic(Solid(3, nu, 260e-6), -165) == pytest.approx(stress, rel=2e-3)


@pytest.mark.parametrize(("nu", "modulus"), [(0.49, 22.4), (0.4995, 38.9)])
def test_bonded_disc(nu, modulus):
    assert apparent_modulus(Solid(3, nu), 50, 10) == pytest.approx(modulus, abs=0.05)


def test_a_thin_disc_lies_between_its_limits():
    """Chalhoub and Kelly 1990: 2 E S² while the bulk is stiff, K where it is all that is left."""
    assert thin_disc_modulus(Solid(3, 0.4999999), 50, 1) == pytest.approx(2 * 3 * 25**2, rel=1e-3)
    soft = Solid(3, 0.4995)
    assert thin_disc_modulus(soft, 1e6, 1) == pytest.approx(soft.K, rel=1e-3)
