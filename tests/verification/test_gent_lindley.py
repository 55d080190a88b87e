"""Gent and Lindley 1959: an elastomer of 3 MPa with nowhere to go."""

import pytest

from stressbump.verification.closed_forms.confined import apparent_modulus, hydrostatic
from stressbump.verification.closed_forms.solid import Solid


@pytest.mark.parametrize(("nu", "stress"), [(0.33, 0.379), (0.49, 6.435), (0.4995, 128.7)])
def test_held_on_all_sides(nu, stress):
    assert hydrostatic(Solid(3, nu, 260e-6), -165) == pytest.approx(stress, rel=2e-3)


@pytest.mark.parametrize(("nu", "modulus"), [(0.49, 22.4), (0.4995, 38.9)])
def test_bonded_disc(nu, modulus):
    assert apparent_modulus(Solid(3, nu), 50, 10) == pytest.approx(modulus, abs=0.05)
