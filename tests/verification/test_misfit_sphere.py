"""Timoshenko and Goodier: a ball of solder in underfill, cooled by 165 K."""

import pytest

from stressbump.closed_forms.misfit_sphere import (
    ball_stress,
    hollow_displacement,
    shell_stress,
)
from stressbump.closed_forms.solid import Solid

SOLDER = Solid(30_640, 0.35, 24.5e-6)
UNDERFILL = Solid(5_600, 0.35, 45e-6)


def test_ball_in_an_infinite_matrix():
    stress = ball_stress(SOLDER, UNDERFILL, 50, -165)
    misfit = (SOLDER.cte - UNDERFILL.cte) * 165
    assert stress == pytest.approx(-25.95, abs=5e-3)
    assert stress == pytest.approx(3 * misfit / (1 / SOLDER.K + 3 / 4 / UNDERFILL.G))


def test_a_shell_is_free_outside_and_takes_the_stress_of_the_ball_inside():
    inner = ball_stress(SOLDER, UNDERFILL, 50, -165, b=100)
    assert shell_stress(inner, 50, 50, b=100)[0] == pytest.approx(inner)
    assert shell_stress(inner, 50, 100, b=100)[0] == pytest.approx(0, abs=1e-12)


def test_the_halves_of_a_shell_do_not_pull_apart():
    """π a² σ inside = the hoop stress over the cut ring."""
    from scipy.integrate import quad

    inner = ball_stress(SOLDER, UNDERFILL, 50, -165, b=100)
    ring, _ = quad(lambda r: 2 * r * shell_stress(inner, 50, r, b=100)[1], 50, 100)
    assert ring == pytest.approx(-inner * 50**2)


def test_a_hollow_sphere_grows_by_its_hoop_strain():
    inner, nu = 2.0, UNDERFILL.nu
    radial, hoop = shell_stress(-inner, 50, 50, b=100)
    strain = ((1 - nu) * hoop - nu * radial) / UNDERFILL.E
    assert hollow_displacement(UNDERFILL, 50, 100, inner, 50) == pytest.approx(50 * strain)
