"""Degree of cure over time, the glass transition it carries, and the stress its shrinkage makes."""

import numpy as np
import pytest
from material_points import some_strain, tangent_error

from stressbump.laws import Isotropic
from stressbump.laws.cure import Curing, DiBenedetto, Kamal
from stressbump.laws.shift import Arrhenius
from stressbump.laws.viscoelastic import Branch, Viscoelastic
from stressbump.units import GPa, ppm
from stressbump.verification.point import FILM, GAMMA, relaxed

RESIN = Kamal(1e5, 55e3 / 8.314462618, 0.5, 1.5)
EPOXY = Isotropic(3 * GPa, 0.35, 60 * ppm)
RELAXING = Viscoelastic(EPOXY, (Branch(0.9, 10.0),), Arrhenius(3e4, 150))
GLASS = DiBenedetto(-20, 150, 0.4)


def cured(x, T, times):
    """Degree of cure at the last of the times, by Alexander's rule."""
    x = np.array([x])
    for dt in np.diff(times):
        first = RESIN.cured(x, T, GAMMA * dt)
        x = RESIN.cured(x + (1 - GAMMA) / GAMMA * (first - x), T, GAMMA * dt)
    return x[0]


@pytest.mark.parametrize(
    ("t", "x"),
    [(60, 0.198520), (300, 0.856955), (900, 0.981691), (1800, 0.995352), (3600, 0.998833)],
)
def test_cure_at_150(t, x):
    """From 1e-4 on; integrated by other code."""
    assert cured(1e-4, 150.0, t * np.linspace(0, 1, 201) ** 2) == pytest.approx(x, rel=2e-3)


@pytest.mark.parametrize(("x", "glass"), [(0.0, -20), (0.5, 28.5714), (0.9, 113.0435), (1.0, 150)])
def test_glass_transition_over_cure(x, glass):
    assert GLASS.glass(np.array([x])) == pytest.approx(glass, abs=5e-5)


def test_both_ways_of_starting_add_up():
    both = Kamal(1e5, 6600, 0.5, 1.5, 1e3, 6000)
    x = np.linspace(0.1, 0.9, 5)
    alone = Kamal(0.0, 0.0, 1.0, 1.5, 1e3, 6000)
    helped = Kamal(1e5, 6600, 0.5, 1.5)
    total = alone.rate(x, 120.0)[0] + helped.rate(x, 120.0)[0]
    np.testing.assert_allclose(both.rate(x, 120.0)[0], total)
    ahead, back = (both.rate(x + h, 120.0)[0] for h in (1e-6, -1e-6))
    np.testing.assert_allclose(both.rate(x, 120.0)[1], (ahead - back) / 2e-6, rtol=1e-6)


def test_a_film_that_cures_on_a_rigid_base_pulls_by_its_shrinkage():
    law = Curing(EPOXY, RESIN, 0.01, 0.6)
    state, strain = law.fresh(1), np.zeros((6, 1))
    for _ in range(60):
        step, strain = relaxed(law, state, strain, 150.0, 60.0, FILM.free)
        state = step.state
    gained = state[-1, 0] - 0.6
    assert gained == pytest.approx(0.4, abs=0.01)
    assert step.stress[0, 0] == pytest.approx(EPOXY.moduli(150).biaxial * 0.01 * gained)
    np.testing.assert_allclose(step.free[:3], -0.01 * gained)


def test_a_resin_half_cured_relaxes_as_a_cured_one_that_is_hotter():
    law = Curing(RELAXING, Kamal(1e-30, 0, 1, 1), 0.0, 0.5, GLASS)
    strain = 1e-3 * np.eye(6)[:, 3:4]
    half = law.advance(law.fresh(1), strain, 100.0, 5.0)
    hotter = RELAXING.advance(RELAXING.fresh(1), strain, 100.0 + 150 - 28.571428571, 5.0)
    assert half.stress[3, 0] == pytest.approx(hotter.stress[3, 0])


@pytest.mark.parametrize(
    "law", [Curing(EPOXY, RESIN, 0.01, 0.1), Curing(RELAXING, RESIN, 0.01, 0.1, GLASS)]
)
def test_tangent_and_free_strain_of_a_curing_resin(law):
    rng = np.random.default_rng(1)
    state = law.advance(law.fresh(6), some_strain(rng, 6), 120.0, 30.0).state
    strain = some_strain(rng, 6)
    for T in (25.0, 150.0):
        for dt in (0.0, 1.0, 1e4):
            assert tangent_error(law, state, strain, T, dt) < 5e-9
            step = law.advance(state, strain, T, dt)
            np.testing.assert_allclose(
                step.stress, law.moduli(T).stiffness @ (strain - step.free), atol=1e-9
            )
            np.testing.assert_array_equal(step.state[:6], step.free)
    assert law.advance(state, strain, 25.0, 0.0).state[-1, 0] == state[-1, 0]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Curing(EPOXY, RESIN, 0.01, 1.5), "start is 1.5"),
        (lambda: Curing(EPOXY, RESIN, 0.5, 0.1), "shrinkage is 0.5"),
        (lambda: Curing(EPOXY, RESIN, 0.01, 0.1, GLASS), "does not relax"),
        (lambda: Kamal(1e5, 6600, 0.5, 0.0), "n is 0"),
        (lambda: DiBenedetto(150, 100, 0.4), "cured is 100"),
        (lambda: DiBenedetto(-20, 150, 0.0), "lam is 0"),
    ],
)
def test_cures_of_no_resin_are_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()
