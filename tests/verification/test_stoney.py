"""Stoney 1909: one micrometre at 200 MPa bends a 725 µm wafer."""

import pytest

from stressbump.closed_forms.stoney import bow, curvature, film_stress


def test_a_film_on_a_wafer():
    kappa = curvature(200, 1, 180_220, 725)
    assert kappa * 1e6 == pytest.approx(1.26681e-2, rel=1e-4)
    assert 1e-6 / kappa == pytest.approx(78.94, rel=1e-4)
    assert bow(kappa, 200e3) == pytest.approx(63.3, abs=0.05)


def test_stress_and_curvature_are_inverse():
    assert film_stress(curvature(-300, 0.5, 180_220, 725), 0.5, 180_220, 725) == pytest.approx(-300)
