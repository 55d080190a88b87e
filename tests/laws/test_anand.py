"""Anand's law at a point; the numbers were found by other code, as ordinary differential equations."""

import numpy as np
import pytest
from flow_rules import ANAND, ELASTIC, deviator, solder
from hypothesis import given, settings
from hypothesis import strategies as st
from material_points import some_strain

from stressbump.laws.deviator import equivalent
from stressbump.laws.flow.anand import Anand
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.units import ppm
from stressbump.verification.point import BAR, FILM, Point, graded

every_anand = pytest.mark.parametrize("name", ANAND)

PULLED = {  # MPa at total strains .002 .005 .01 .02, 1e-4/s, at 25 and at 125 °C
    "DARV00": ((24.7714, 27.0922, 30.1908, 34.4060), (5.9792, 6.0115, 6.0552, 6.1165)),
    "WANG01": ((20.4525, 21.3433, 22.6869, 24.9325), (6.4083, 6.5851, 6.8491, 7.2823)),
    "Chang": ((21.1268, 22.0466, 23.1099, 24.3045), (12.5592, 12.8477, 13.1937, 13.6029)),
    "Motalab": ((32.8908, 35.2682, 35.7993, 36.0011), (16.6909, 17.4210, 17.6197, 17.7019)),
    "Mysore": ((30.2177, 37.9377, 43.8366, 48.0559), (19.4201, 22.5107, 24.7645, 26.3460)),
}
LEFT = {  # MPa after 1, 10, 100, 1000 s from 20 MPa on, at 25 and at 125 °C
    "DARV00": ((19.20766, 16.16949, 11.20571, 6.38871), (4.65606, 1.97305, 0.75189, 0.27795)),
    "WANG01": ((18.02492, 14.92231, 11.44078, 7.98393), (4.90972, 2.41907, 0.99288, 0.37478)),
    "Chang": ((18.44702, 15.72694, 12.88008, 10.39838), (11.02958, 8.84675, 7.05017, 5.59356)),
    "Motalab": ((19.37923, 17.92470, 15.80724, 13.23676), (12.07598, 9.07225, 6.07231, 3.52924)),
    "Mysore": ((19.96069, 19.67034, 18.50672, 16.64868), (15.34100, 13.27716, 11.20031, 9.15336)),
}
CYCLED = {  # third cycle: MPa at the four ends, Δp, work and s; bar, then film
    "DARV00": (
        (38.7201, 30.4869, -2.6458, -0.3320, 5.06515e-3, 0.058731, 13.689),
        (45.8446, 35.0805, -3.5434, -0.4226, 10.89751e-3, 0.165733, 14.955),
    ),
    "WANG01": (
        (33.7346, 27.1306, -3.3054, -0.4776, 5.22221e-3, 0.064043, 65.1762),
        (39.1191, 30.8384, -4.4313, -0.6250, 11.15817e-3, 0.172353, 72.6951),
    ),
    "Chang": (
        (28.6278, 21.5342, -10.3073, -6.3072, 5.21293e-3, 0.081915, 50.914),
        (31.8331, 23.2684, -11.5076, -6.8390, 11.24916e-3, 0.199602, 53.4785),
    ),
    "Motalab": (
        (44.6413, 37.4736, -11.9116, -4.7023, 4.49435e-3, 0.098893, 32.265),
        (47.9166, 39.2041, -13.0712, -5.0137, 10.32824e-3, 0.252257, 32.1147),
    ),
    "Mysore": (
        (49.1036, 43.1952, -22.6318, -15.6706, 3.68060e-3, 0.114541, 3.5926),
        (56.3998, 48.9979, -25.8148, -17.5687, 8.88924e-3, 0.319902, 3.8948),
    ),
}


@every_anand
@pytest.mark.parametrize(("column", "T"), [(0, 25.0), (1, 125.0)])
def test_a_bar_pulled_at_a_steady_rate(name, column, T):
    times = np.concatenate([graded(0, 20, 12)[:-1], np.linspace(20, 200, 37)])
    point, found = Point(solder(name), BAR), []
    for target in (20, 50, 100, 200):
        some = times[(times <= target) & (times >= (found[-1][0] if found else 0))]
        point.along(lambda t: (1e-4 * t, T), some)
        found.append((target, point.stress[0]))
    np.testing.assert_allclose([s for _, s in found], PULLED[name][column], rtol=1e-3)


@every_anand
@pytest.mark.parametrize(("column", "T"), [(0, 25.0), (1, 125.0)])
def test_a_bar_held_at_its_length_relaxes(name, column, T):
    point = Point(solder(name), BAR)
    strain, found = 20.0 / ELASTIC.moduli(T).young, []
    times = np.concatenate([[0], np.geomspace(1e-3, 1, 41), np.geomspace(1, 1000, 61)[1:]])
    for target in (1, 10, 100, 1000):
        start = found[-1][0] if found else 0
        point.along(lambda t: (strain, T), times[(times >= start) & (times <= target * (1 + 1e-9))])
        found.append((target, point.stress[0]))
    np.testing.assert_allclose([s for _, s in found], LEFT[name][column], rtol=1e-3)


def cycle(t):
    """Strain held against 20 ppm/K and °C: 125, cooled in 900 s to −40, 900 s there, back, 900 s there."""
    T = float(np.interp(t % 3600, [0, 900, 1800, 2700, 3600], [125, -40, -40, 125, 125]))
    return 20 * ppm * (125 - T), T


@every_anand
@pytest.mark.parametrize(("column", "free"), [(0, BAR), (1, FILM)], ids=["bar", "film"])
def test_a_bar_and_a_film_through_three_cycles(name, column, free):
    point, ends = Point(solder(name), free), []
    for corner in range(0, 3 * 3600, 900):
        before = point.flowed, point.work
        if corner == 2 * 3600:
            start = before
        point.along(cycle, graded(corner, corner + 900, 14))
        ends.append(point.stress[0])
    found = [*ends[-4:], point.flowed - start[0], point.work - start[1], point.state[6, 0]]
    np.testing.assert_allclose(found, CYCLED[name][column], rtol=2e-3, atol=2e-3 * abs(ends[-4]))
    np.testing.assert_allclose(found[4:], CYCLED[name][column][4:], rtol=1e-3)


@every_anand
def test_flow_saturates_where_the_law_says(name):
    law, T, rate = solder(name), 75.0, 1e-3
    point = Point(law, BAR, order=1)
    point.along(lambda t: (rate * t, T), np.linspace(0, 1500, 60))
    assert point.stress[0] == pytest.approx(law.flow.saturation(rate, T), rel=1e-3)
    assert law.flow.steady_rate(law.flow.saturation(rate, T), T) == pytest.approx(rate)


def test_hardness_rises_and_falls_towards_that_of_steady_flow():
    rule = ANAND["WANG01"]
    steady = rule.s_hat * (1e-3 / rule.A * np.exp(rule.Q / 348.15)) ** rule.n
    for start in (0.5, 2.0):
        law = Viscoplastic(ELASTIC, rule)
        state = law.fresh(1)
        state[6] = start * steady
        for i in range(1, 200):
            step = law.advance(
                state, np.full((6, 1), 0.0) + i * np.eye(6)[:, 3:4] * 0.02, 75.0, 11.5
            )
            assert (step.state[6] - state[6]) * (1 - start) > 0
            state = step.state
        assert state[6, 0] == pytest.approx(steady, rel=0.02)


positive = st.floats(-1.0, 1.0)


@settings(max_examples=60, deadline=None)
@given(
    s0=positive, Q=positive, A=positive, xi=positive, m=positive, h0=positive, a=positive,
    n=positive, T=st.floats(-65, 300), log_dt=st.floats(-3, 5), seed=st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_any_set_near_the_published_ones_has_an_answer(s0, Q, A, xi, m, h0, a, n, T, log_dt, seed):
    rule = Anand(
        20 * 10**s0, 9500 + 4000 * Q, 1e4 * 10 ** (4 * A), 4 * 10**xi, 0.2 + 0.15 * m,
        1e4 * 30**h0, 40, 0.03 + 0.03 * n, 1.5 + 1.4 * a,
    )  # fmt: skip
    law, rng = Viscoplastic(ELASTIC, rule), np.random.default_rng(seed)
    state, strain = law.fresh(20), some_strain(rng, 20)
    step = law.advance(state, strain, T, 10**log_dt)
    assert np.isfinite(step.tangent).all()
    assert (step.state[6] > 0).all()
    q = equivalent(deviator(step.stress))
    flows = step.increment > 1e-12
    rate = step.increment[flows] / 10**log_dt
    z = np.log(rate / rule.A) + rule.Q / (T + 273.15)
    flow_stress = step.state[6, flows] / rule.xi * np.arcsinh(np.exp(rule.m * z))
    np.testing.assert_allclose(q[flows], flow_stress, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"s0": 0.0}, "s0 is 0"),
        ({"A": -1.0}, "A is -1"),
        ({"m": 2.0}, "m is 2"),
        ({"h0": -1.0}, "0 or more"),
    ],
)
def test_constants_of_no_solid_are_refused(changed, says):
    with pytest.raises(ValueError, match=says):
        Anand(**{**vars(ANAND["Chang"]), **changed})
