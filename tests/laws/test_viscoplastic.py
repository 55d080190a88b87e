"""What every flow rule must do at a point; creep and plasticity against closed forms."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from flow_rules import ELASTIC, FEUS, RULES, deviator, solder
from material_points import some_strain, tangent_error

from stressbump.closed_forms import relaxation
from stressbump.laws import Isotropic, Orthotropic
from stressbump.laws.deviator import equivalent, equivalent_strain
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.creep import Power, Sinh
from stressbump.laws.flow.hardening import Knots, LinearHardening, Voce
from stressbump.laws.memory import Memory
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.units import GPa
from stressbump.verification.point import BAR, Point, graded, relaxed

TEMPERATURES = (-65.0, 25.0, 125.0, 300.0)
STEPS = (0.0, 1e-3, 1.0, 900.0, 1e5)  # s
every_rule = pytest.mark.parametrize("rule", RULES)


def worked(law, rng, points):
    """A state on the way: flowed in any direction, variables off those of a newborn."""
    state = law.fresh(points)
    state[:6] = some_strain(rng, points, -4, -3)
    state[:3] -= state[:3].mean(axis=0)
    state[6:] = state[6:] * rng.uniform(0.7, 1.5, points) + rng.uniform(0, 5e-3, points)
    return state


# ---- what every rule must do


@every_rule
def test_the_tangent_is_that_of_central_differences(rule):
    law, rng = solder(rule), np.random.default_rng(1)
    for T in TEMPERATURES:
        for dt in STEPS:
            state, strain = worked(law, rng, 40), some_strain(rng, 40)
            assert tangent_error(law, state, strain, T, dt) < 5e-9, (T, dt)


@every_rule
def test_stress_is_that_of_the_elastic_law_less_the_free_strain(rule):
    law, rng = solder(rule), np.random.default_rng(2)
    state, strain = worked(law, rng, 50), some_strain(rng, 50)
    step = law.advance(state, strain, 80.0, 60.0)
    by_law = law.moduli(80.0).stiffness @ (strain - step.free)
    np.testing.assert_allclose(step.stress, by_law, atol=1e-9 * np.abs(by_law).max())
    np.testing.assert_array_equal(step.state[:6], step.free)
    assert np.abs(step.free[:3].sum(axis=0)).max() < 1e-15
    np.testing.assert_allclose(step.increment, equivalent_strain(step.free - state[:6]), atol=1e-15)
    work = (step.stress * (step.free - state[:6])).sum(axis=0)
    np.testing.assert_allclose(step.dissipated, work, atol=1e-12)
    assert (step.dissipated >= 0).all()


@every_rule
def test_a_point_does_not_care_which_way_it_is_turned(rule):
    law, rng = solder(rule), np.random.default_rng(3)
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    state, strain = worked(law, rng, 5), some_strain(rng, 5, -3, -2)
    turned = state.copy()
    turned[:6] = strains(turn @ tensors(state[:6], 0.5) @ turn.T)
    here = law.advance(state, strain, 50.0, 10.0)
    there = law.advance(turned, strains(turn @ tensors(strain, 0.5) @ turn.T), 50.0, 10.0)
    np.testing.assert_allclose(
        tensors(there.stress, 1.0), turn @ tensors(here.stress, 1.0) @ turn.T, rtol=1e-9, atol=1e-9
    )


def tensors(six, shear):
    """(points, 3, 3) in the axes x, z, y, of components whose shears count `shear`."""
    xx, zz, yy, xz, zy, xy = six
    xz, zy, xy = shear * xz, shear * zy, shear * xy
    return np.array([[xx, xz, xy], [xz, zz, zy], [xy, zy, yy]]).transpose(2, 0, 1)


def strains(t):
    t = t.transpose(1, 2, 0)
    return np.array([t[0, 0], t[1, 1], t[2, 2], 2 * t[0, 1], 2 * t[1, 2], 2 * t[0, 2]])


@every_rule
def test_in_no_time_nothing_creeps_and_what_is_short_is_nearly_elastic(rule):
    law, strain = solder(rule), some_strain(np.random.default_rng(4), 30, -6, -4)
    at_once = law.advance(law.fresh(30), strain, 25.0, 0.0)
    np.testing.assert_allclose(
        at_once.stress, law.moduli(25.0).stiffness @ strain, rtol=1e-12, atol=1e-12
    )
    assert not at_once.increment.any()
    soon = law.advance(law.fresh(30), strain, 25.0, 1e-9)
    np.testing.assert_allclose(soon.stress, at_once.stress, rtol=1e-6, atol=1e-9)


@every_rule
def test_shorter_steps_come_to_an_answer_and_order_two_comes_sooner(rule):
    def end(order, steps):
        point = Point(solder(rule), BAR, order)
        return point.along(lambda t: (2e-3 * t / 60, 100 - t), graded(0, 60, steps, 1)).stress[0]

    best = end(2, 160)
    first = [abs(end(1, n) - best) for n in (10, 20)]
    assert first[1] < 0.7 * first[0] or first[0] < 1e-9 * abs(best)
    assert abs(end(2, 20) - best) < 0.6 * first[1] + 1e-9


@every_rule
def test_an_unloaded_point_stays_as_it_is(rule):
    law = solder(rule)
    step = law.advance(law.fresh(3), np.zeros((6, 3)), 125.0, 900.0)
    assert not step.stress.any()
    np.testing.assert_array_equal(step.state, law.fresh(3))
    np.testing.assert_allclose(step.tangent[:, :, 0], law.moduli(125.0).stiffness, rtol=1e-12)


def test_one_point_among_many_answers_as_it_does_alone():
    law, rng = solder("Chang"), np.random.default_rng(5)
    state, strain = worked(law, rng, 60), some_strain(rng, 60)
    together = law.advance(state, strain, 60.0, 30.0)
    alone = law.advance(state[:, 17:18], strain[:, 17:18], 60.0, 30.0)
    np.testing.assert_allclose(together.stress[:, 17], alone.stress[:, 0], rtol=1e-13)


def test_the_law_is_frozen_hands_on_what_is_elastic_and_refuses_directions():
    law = solder("Chang")
    assert isinstance(law, Memory)
    assert not isinstance(ELASTIC, Memory)
    assert (law.moduli(25).biaxial, law.extrapolated(25)) == (ELASTIC.moduli(25).biaxial, ())
    np.testing.assert_array_equal(law.thermal_strain(25, 125), ELASTIC.thermal_strain(25, 125))
    with pytest.raises(FrozenInstanceError):
        law.flow = None
    sheet = Orthotropic.layered((2e4, 1e4), (0.2, 0.3), (1e-5, 5e-5))
    with pytest.raises(ValueError, match="Orthotropic; it must be isotropic"):
        Viscoplastic(sheet, RULES["Norton"])


def test_an_incompressible_solid_answers_with_its_deviator():
    law = Viscoplastic(Isotropic(3.0, 0.5, 0.0), RULES["Norton"])
    step = law.advance(law.fresh(1), np.full((6, 1), 0.01), 25.0, 1.0)
    assert np.isfinite(step.tangent).all()
    assert abs(step.stress[:3].sum()) < 1e-15


# ---- creep and plasticity


def test_norton_relaxes_as_its_closed_form():
    E, A, hours = 200 * GPa, 3.125e-14 / 3600, np.array([1, 10, 100, 1000])
    exact = relaxation.norton(200, E, A, 5, hours * 3600.0)
    np.testing.assert_allclose(exact, [79.03765, 44.69345, 25.14710, 14.14205], atol=5e-6)
    law = Viscoplastic(Isotropic(E, 0.3, 0.0), Additive((Power(A, 5, 0),)))
    point, found = Point(law, BAR), []
    times = 3600 * np.concatenate([[0], np.geomspace(1e-4, 1, 49), np.geomspace(1, 1000, 61)[1:]])
    for start, end in zip((0, *hours[:-1]), hours, strict=True):
        some = times[(times >= start * 3600 * (1 - 1e-9)) & (times <= end * 3600 * (1 + 1e-9))]
        found.append(point.along(lambda t: (200 / E, 25.0), some).stress[0])
    np.testing.assert_allclose(found, exact, rtol=1e-3)


def test_a_bar_under_steady_stretch_creeps_at_the_sum_of_its_terms():
    rule = RULES["double power"]
    point = Point(Viscoplastic(ELASTIC, rule), BAR, order=1)
    rate = rule.steady_rate(30.0, 125.0)
    assert rate == pytest.approx(
        4e-7 * 30**3 * np.exp(-3223 / 398.15) + 1e-12 * 30**12 * np.exp(-7348 / 398.15)
    )
    point.along(lambda t: (rate * t, 125.0), np.linspace(0, 0.05 / rate, 200))
    assert point.stress[0] == pytest.approx(30.0, rel=1e-3)


def test_creep_and_plasticity_together_flow_more_than_either_alone():
    law = {rule: solder(rule) for rule in ("powers and knots", "knots")}
    creep = Viscoplastic(ELASTIC, Additive(RULES["powers and knots"].creep))
    strain = np.zeros((6, 1))
    strain[3] = 4e-3
    both, plastic = (a.advance(a.fresh(1), strain, 25.0, 0.1) for a in law.values())
    crept = creep.advance(creep.fresh(1), strain, 25.0, 0.1)
    assert both.increment > max(plastic.increment, crept.increment)
    assert 0 < both.state[6] < plastic.state[6]


@pytest.mark.parametrize("rule", ["bilinear", "ideal", "Voce", "knots"])
def test_plastic_flow_ends_on_the_yield_stress_and_asks_for_no_time(rule):
    law, rng = solder(rule), np.random.default_rng(6)
    state, strain = law.fresh(100), some_strain(rng, 100, -4, -2)
    now, later = (law.advance(state, strain, 40.0, dt) for dt in (0.0, 1e5))
    np.testing.assert_array_equal(now.stress, later.stress)
    limit = law.flow.plastic.strength(now.state[6], 40.0)[0]
    flows = now.increment > 0
    assert 0 < flows.sum() < 100
    np.testing.assert_allclose(equivalent(deviator(now.stress))[flows], limit[flows], rtol=1e-12)
    assert (equivalent(deviator(now.stress)) <= limit * (1 + 1e-12)).all()


def test_heating_alone_makes_a_strained_solid_yield():
    law = solder("bilinear")
    pulled = 5e-4 * np.eye(6)[:, :1]
    cold, strain = relaxed(law, law.fresh(1), pulled, 25.0, 0.0, BAR.free)
    assert not cold.increment.any()
    hot, _ = relaxed(law, cold.state, strain, 150.0, 0.0, BAR.free)
    assert hot.stress[0, 0] == pytest.approx(7.5 + 200 * hot.state[6, 0])


def test_a_table_of_yield_stress_is_linear_in_strain_and_temperature():
    p = np.array([0, 0.8e-3, 1.6e-3, 0.5, 2.0])
    cold, slope = FEUS.strength(p, 7.0)
    np.testing.assert_allclose(cold, [21, 31, 41, 41 + 609 * (0.5 - 1.6e-3) / (1 - 1.6e-3), 650])
    np.testing.assert_allclose(slope[[0, -1]], [20 / 1.6e-3, 0])
    np.testing.assert_allclose(FEUS.strength(p, 27.0)[0], (cold + FEUS.strength(p, 47.0)[0]) / 2)
    np.testing.assert_array_equal(FEUS.strength(p, -65.0)[0], cold)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Additive(), "it has neither"),
        (lambda: LinearHardening(20, -1), "modulus is -1"),
        (lambda: LinearHardening(0.0), "yield_stress is 0"),
        (lambda: Voce(20, 30, 0.0), "b is 0"),
        (lambda: Knots(()), "at least one temperature"),
        (lambda: Knots(((25, ((0, 20), (1, 10))),)), "stress may not fall"),
        (lambda: Knots(((25, ((1e-3, 20),)),)), "plastic strain 0"),
        (lambda: Knots(((25, ((0, 20),)), (25, ((0, 20),)))), "must rise"),
        (lambda: Power(0.0, 3, 5000), "A is 0"),
        (lambda: Sinh(1.0, -0.1, 3, 5000), "alpha is -0.1"),
    ],
)
def test_rules_of_no_solid_are_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()
