"""Plasticity whose elastic range moves, against straight lines, tanh and increments of a closed loop."""

import numpy as np
import pytest
from material_points import some_strain, tangent_error

from stressbump.closed_forms import plastic_cycles
from stressbump.laws import Isotropic, Table
from stressbump.laws.chaboche import Backstress, Chaboche
from stressbump.laws.deviator import equivalent
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.hardening import LinearHardening, Voce
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.units import GPa, ppm
from stressbump.verification.point import BAR, FILM, Point, relaxed

COPPER = Isotropic(110 * GPa, 0.343, 13.8 * ppm)
H = 5 * GPa
SOFTER = Table.of(1, (25, 250), (400, 100))
LAWS = {
    "Prager": Chaboche(COPPER, LinearHardening(SOFTER), (Backstress(H),)),
    "one": Chaboche(COPPER, LinearHardening(150.0), (Backstress(20e3, 200),)),
    "Chaboche": Chaboche(
        COPPER,
        Voce(Table.of(1, (25, 120), (350, 60)), 40, 15),
        (
            Backstress(Table.of(1, (25, 54e3), (350, 20e3)), 960),
            Backstress(8e3, 80),
            Backstress(700),
        ),
    ),
}
every_law = pytest.mark.parametrize("name", LAWS)


def worked(law, rng, points, steps=4):
    """A state after some random steps."""
    state = law.fresh(points)
    for _ in range(steps):
        state = law.advance(state, some_strain(rng, points, -4, -2), rng.uniform(0, 200), 0.0).state
    return state


@every_law
def test_the_tangent_is_that_of_central_differences(name):
    law, rng = LAWS[name], np.random.default_rng(1)
    for T in (-65.0, 25.0, 125.0, 300.0):
        for _ in range(5):
            state, strain = worked(law, rng, 40), some_strain(rng, 40, -5, -1.7)
            assert tangent_error(law, state, strain, T, 0.0) < 5e-9


@every_law
def test_stress_free_strain_and_work_fit_one_another(name):
    law, rng = LAWS[name], np.random.default_rng(2)
    state, strain = worked(law, rng, 60), some_strain(rng, 60, -4, -2)
    step = law.advance(state, strain, 80.0, 1.0)
    np.testing.assert_allclose(
        step.stress, law.moduli(80.0).stiffness @ (strain - step.free), atol=1e-8
    )
    np.testing.assert_array_equal(step.state[:6], step.free)
    work = (step.stress * (step.free - state[:6])).sum(axis=0)
    np.testing.assert_allclose(step.dissipated, work, atol=1e-12)
    flows = step.increment > 0
    assert 0 < flows.sum() < 60
    shift = sum(
        2
        / 3
        * (b.C if isinstance(b.C, float | int) else b.C.at(80.0))
        * step.state[7 + 6 * i : 13 + 6 * i]
        for i, b in enumerate(law.backstresses)
    )
    shift[3:] /= 2
    centred = step.stress - shift
    centred[:3] -= centred[:3].mean(axis=0)
    np.testing.assert_allclose(
        equivalent(centred)[flows], law.size.strength(step.state[6], 80.0)[0][flows], rtol=1e-9
    )


def film(law):
    """Heated and cooled between 25 and 400 °C on a rigid base."""
    point, ends = Point(law, FILM, order=1), []

    def path(t):
        T = float(np.interp(t, range(5), (25, 400, 25, 400, 25)))
        return 13.8 * ppm * (25 - T), T

    for turn in range(4):
        ends.append(point.along(path, np.linspace(turn, turn + 1, 76)).stress[0])
    return ends, point.flowed


@pytest.mark.parametrize(
    ("kinematic", "strength", "ends", "flowed"),
    [
        (False, 200.0, (-237.5611, 259.6161, -279.1850, 296.5480), 0.019310),
        (True, 200.0, (-237.5611, 188.7278, -237.5611, 188.7278), 0.023286),
        (False, SOFTER, (-143.1972, 317.4349, -188.9405, 358.0219), None),
        (True, SOFTER, (-143.1972, 235.9098, -143.1972, 235.9098), None),
    ],
)
def test_a_copper_film_on_a_rigid_base(kinematic, strength, ends, flowed):
    law = (
        Chaboche(COPPER, LinearHardening(strength), (Backstress(H),))
        if kinematic
        else Viscoplastic(COPPER, Additive(plastic=LinearHardening(strength, H)))
    )
    assert COPPER.moduli(25).biaxial == pytest.approx(167.4277e3, rel=1e-6)
    by_line, p = plastic_cycles.turning_points(
        COPPER.moduli(25).biaxial, 13.8 * ppm, strength.at if strength is SOFTER else lambda T: 200.0,
        H, (25, 400, 25, 400, 25), kinematic,
    )  # fmt: skip
    np.testing.assert_allclose(by_line, ends, atol=6e-5)
    found, total = film(law)
    np.testing.assert_allclose(found, by_line, rtol=1e-9)
    assert total == pytest.approx(p, rel=1e-9)
    assert flowed is None or p == pytest.approx(flowed, abs=6e-7)


@pytest.mark.parametrize(("span", "exact"), [(0.01, 873.8079), (0.02, 889.6299), (0.04, 889.9998)])
def test_the_loop_of_a_bar_ends_where_armstrong_and_frederick_say(span, exact):
    assert plastic_cycles.saturated_amplitude(520, 140600, 380, span) == pytest.approx(
        exact, abs=5e-5
    )
    law = Chaboche(Isotropic(200 * GPa, 0.3, 0.0), LinearHardening(520), (Backstress(140600, 380),))
    half = span / 2 + exact / 200e3

    def path(t):
        return half * float(np.interp(t, range(4), (0, 1, -1, 1))), 25.0

    point = Point(law, BAR).along(path, np.linspace(0, 3, 181))
    assert point.stress[0] == pytest.approx(exact, rel=2e-4)


def test_a_bar_between_unequal_stresses_ratchets():
    exact = plastic_cycles.ratchet(150, 20e3, 200, 240, -200)
    assert exact == pytest.approx(6.86525e-3, abs=5e-9)
    law = LAWS["one"]
    state, strain, ends = law.fresh(1), np.zeros((6, 1)), []
    for start, end in ((-200, 240), (240, -200)) * 2:
        for stress in end + (start - end) * np.linspace(1, 0, 201)[1:] ** 2:
            target = np.zeros((6, 1))
            target[0] = stress
            step, strain = relaxed(law, state, strain, 25.0, 0.0, (0, 1, 2), target)
            state = step.state
        ends.append(state[0, 0])
    assert ends[3] - ends[1] == pytest.approx(exact, rel=2e-2)


def test_a_backstress_follows_its_own_constant_over_temperature():
    law = Chaboche(COPPER, LinearHardening(50.0), (Backstress(Table.of(1, (0, 10e3), (100, 2e3))),))
    strain = 5e-3 * np.eye(6)[:, 3:4]
    cold = law.advance(law.fresh(1), strain, 0.0, 0.0)
    warm = law.advance(cold.state, strain, 100.0, 0.0)
    moved = [s.stress[3, 0] - 50 / np.sqrt(3) for s in (cold, warm)]
    alphas = [s.state[10, 0] for s in (cold, warm)]
    assert moved[0] == pytest.approx(10e3 * alphas[0] / 3)
    assert moved[1] == pytest.approx(2e3 * alphas[1] / 3)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Chaboche(COPPER, LinearHardening(100), ()), "needs a backstress"),
        (lambda: Backstress(0.0), "C is 0"),
        (lambda: Backstress(1.0, -3), "gamma is -3"),
    ],
)
def test_backstresses_of_no_solid_are_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()
