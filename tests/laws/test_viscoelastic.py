"""Prony series and their shift, against exponentials, ramps and a film of underfill on a rigid base."""

import numpy as np
import pytest
from material_points import some_strain, tangent_error

from stressbump.closed_forms import relaxation
from stressbump.laws import Isotropic, Table
from stressbump.laws.shift import WLF, Arrhenius, Shifts
from stressbump.laws.viscoelastic import Branch, Viscoelastic
from stressbump.units import GPa, ppm
from stressbump.verification.point import BLOCK, FILM, Point

LOST = 1 - 1300 / 5630
UNDERFILL = Viscoelastic(
    Isotropic(5630.0, 0.35, 25 * ppm),
    tuple(Branch(c * LOST, t) for c, t in ((0.264, 0.198), (0.2, 451), (0.536, 30435))),
    Arrhenius(15644, 80),
)
SOLID = Viscoelastic(Isotropic.from_shear_bulk(5 * GPa, 8 * GPa, 0.0), (Branch(0.8, 100.0),))
WITH_BULK = Viscoelastic(
    Isotropic(Table.of(GPa, (25, 10), (150, 4)), 0.3, 20 * ppm),
    (Branch(0.5, 10.0), Branch(0.4, 1e4)),
    WLF(17.44, 51.6, 110, 4e4),
    (Branch(0.3, 50.0),),
)
LAWS = {"underfill": UNDERFILL, "one branch": SOLID, "bulk too": WITH_BULK}
every_law = pytest.mark.parametrize("name", LAWS)


def worked(law, rng, points):
    state = law.fresh(points)
    for _ in range(3):
        state = law.advance(
            state, some_strain(rng, points, -4, -2), rng.uniform(25, 150), 100.0
        ).state
    return state


@every_law
def test_the_tangent_is_that_of_central_differences(name):
    law, rng = LAWS[name], np.random.default_rng(1)
    for T in (-65.0, 25.0, 125.0, 300.0):
        for dt in (0.0, 1e-3, 1.0, 900.0, 1e5):
            assert tangent_error(law, worked(law, rng, 5), some_strain(rng, 5), T, dt) < 5e-9


@every_law
def test_stress_is_that_of_the_elastic_law_less_the_free_strain(name):
    law, rng = LAWS[name], np.random.default_rng(2)
    state, strain = worked(law, rng, 20), some_strain(rng, 20)
    step = law.advance(state, strain, 90.0, 60.0)
    np.testing.assert_allclose(
        step.stress, law.moduli(90.0).stiffness @ (strain - step.free), atol=1e-9
    )
    np.testing.assert_array_equal(step.state[:6], step.free)


@every_law
def test_dashpots_never_give_work_back(name):
    law, rng = LAWS[name], np.random.default_rng(4)
    state = law.fresh(20)
    for _ in range(10):
        step = law.advance(state, some_strain(rng, 20), 90.0, 60.0)
        assert (step.dissipated >= 0).all()
        state = step.state


def test_over_a_closed_cycle_dashpots_take_the_area_of_the_loop():
    """Springs of branches give back what they stored: ∮ τ dγ is what is lost."""
    period, point, before = 600.0, Point(SOLID, BLOCK), 0.0
    lap = np.linspace(0, period, 201)
    for n in range(3):
        before, area = point.work, 0.0
        for t in np.stack([lap[:-1], lap[1:]], axis=1) + n * period:
            old = point.stress[3]
            point.along(lambda s: (1e-3 * np.sin(2 * np.pi * s / period), 80.0), t)
            middle = 2 * np.pi * t.mean() / period
            half = np.pi * (t[1] - t[0]) / period
            area += (old + point.stress[3]) / 2 * 2e-3 * np.cos(middle) * np.sin(half)
    assert point.work - before == pytest.approx(area, rel=2e-3)


@every_law
def test_in_no_time_it_is_glass_and_in_the_end_rubber(name):
    law, strain = LAWS[name], some_strain(np.random.default_rng(3), 4)
    at_once = law.advance(law.fresh(4), strain, 25.0, 0.0)
    np.testing.assert_allclose(at_once.stress, law.moduli(25.0).stiffness @ strain, rtol=1e-12)
    last = law.advance(law.fresh(4), strain, 300.0, 1e12)
    left_G, left_K = (1 - sum(b.share for b in branches) for branches in (law.shear, law.bulk))
    rubber = Isotropic.from_shear_bulk(
        left_G * law.moduli(300).shear, left_K * law.moduli(300).bulk, 0.0
    )
    np.testing.assert_allclose(last.stress, rubber.moduli(25.0).stiffness @ strain, rtol=1e-6)


def sheared(law, path, times, order=2):
    """Shear stress at the end of a path of shear strain."""
    return Point(law, BLOCK, order).along(lambda t: (path(t), 80.0), times).stress[3]


def test_a_step_and_a_ramp_of_shear():
    """G 5 → 1 GPa in 100 s."""
    branches = [(0.8, 100.0)]
    step = [relaxation.held(0.01, 5 * GPa, branches, t) for t in (0, 100, 1e5)]
    assert step == pytest.approx([50, 24.7152, 10], abs=5e-5)
    assert relaxation.ramp(1e-4, 5 * GPa, branches, 100) == pytest.approx(35.2848, abs=5e-5)
    found = sheared(SOLID, lambda t: 1e-4 * t, np.linspace(0, 100, 21))
    assert found == pytest.approx(35.2848, rel=1e-4)
    found = sheared(SOLID, lambda t: 0.01, np.linspace(0, 100, 21))
    assert found == pytest.approx(24.7152, rel=1e-3)


def test_two_half_steps_are_nearer_and_order_two_nearer_still():
    def error(steps, order):
        found = sheared(SOLID, lambda t: 1e-4 * t, np.linspace(0, 100, steps + 1), order)
        return abs(found - relaxation.ramp(1e-4, 5 * GPa, [(0.8, 100.0)], 100))

    assert error(40, 1) / error(20, 1) == pytest.approx(0.5, rel=0.05)
    assert error(40, 2) / error(20, 2) == pytest.approx(0.25, rel=0.1)


def test_a_film_of_underfill_on_a_rigid_base():
    """Net 22 ppm/K: from 150 to −40 °C in 180 s, held for 420 s, to 125 °C in 180 s, held for 420 s."""
    point, ends = Point(UNDERFILL, FILM), []

    def path(t):
        T = float(np.interp(t, [0, 180, 600, 780, 1200], [150, -40, -40, 125, 125]))
        return 22 * ppm * (150 - T), T

    for start, end in ((0, 180), (180, 600), (600, 780), (780, 1200)):
        point.along(path, np.linspace(start, end, 181))
        ends.append(point.stress[0])
    np.testing.assert_allclose(ends, [32.0924, 32.0924, 2.9108, 1.7090], rtol=1e-3)
    strain = 22 * ppm * 190
    assert strain * UNDERFILL.moduli(25).biaxial == pytest.approx(36.205, abs=5e-4)


@pytest.mark.parametrize(
    ("T", "log_a"), [(160, -2.83117), (170, -4.87151), (180, -6.41176), (200, -8.58268)]
)
def test_wlf_above_its_reference(T, log_a):
    shift = WLF(17.44, 51.6, 150, 5e4)
    assert shift.log(np.array([T])) / np.log(10) == pytest.approx(log_a, abs=5e-6)


def test_below_its_reference_wlf_gives_way_to_arrhenius():
    shift, cold = WLF(17.44, 51.6, 150, 5e4), np.array([-65.0, 25.0, 95.0, 150.0])
    np.testing.assert_allclose(shift.log(cold), Arrhenius(5e4, 150).log(cold))
    assert (shift.known(200), shift.known(260)) == (True, False)


def test_the_shift_of_the_source_and_one_out_of_a_table():
    assert np.exp(UNDERFILL.shift.log(np.array([125.0]))) == pytest.approx(6.693e-3, rel=1e-3)
    table = Shifts(Table.of(1, (25, 4), (80, 0), (125, -3)))
    found = table.log(np.array([0.0, 52.5, 125.0])) / np.log(10)
    np.testing.assert_allclose(found, [4, 2, -3])
    law = Viscoelastic(UNDERFILL.elastic, UNDERFILL.shear, table)
    assert law.extrapolated(0) == ("shift",)
    assert law.extrapolated(50) == ()


@pytest.mark.parametrize(
    ("rate", "T", "secant"),
    [
        (2e-3, 23, 5627), (2e-4, 23, 5602), (2e-5, 23, 5386), (2e-3, 80, 4527), (2e-4, 80, 4443),
        (2e-5, 80, 4126), (2e-3, 125, 4016), (2e-4, 125, 3410), (2e-5, 125, 2170),
    ],
)  # fmt: skip
def test_secant_moduli_of_the_source(rate, T, secant):
    """To 1 % of strain, of the source's tensile series."""
    a = float(np.exp(UNDERFILL.shift.log(np.array([T])))[0])
    branches = [(b.share, b.time * a) for b in UNDERFILL.shear]
    t = 0.01 / rate
    assert relaxation.ramp(rate, 5630, branches, t) / 0.01 == pytest.approx(secant, abs=1)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Viscoelastic(SOLID.elastic, ()), "needs a branch"),
        (lambda: Viscoelastic(SOLID.elastic, (Branch(0.6, 1), Branch(0.6, 10))), "add up to 1.2"),
        (lambda: Branch(1.2, 1), "share is 1.2"),
        (lambda: Branch(0.2, 0), "time is 0"),
        (lambda: Arrhenius(-1.0, 25), "Q is -1"),
        (lambda: WLF(17.44, 51.6, 150, 0.0), "Q is 0"),
        (lambda: Shifts(Table.of(1, (25, 0), (80, 1))), "it may not"),
    ],
)
def test_relaxation_of_no_solid_is_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def test_wlf_alone_is_refused():
    with pytest.raises(TypeError, match="below"):
        WLF(17.44, 51.6, 150)


def test_late_times_and_far_temperatures_neither_overflow_nor_freeze_to_nan():
    law = Viscoelastic(SOLID.elastic, SOLID.shear, Arrhenius(2e5, 150))
    for T, dt in ((-65.0, 1e-3), (300.0, 1e5)):
        step = law.advance(law.fresh(2), np.full((6, 2), 1e-3), T, dt)
        assert np.isfinite(step.stress).all()
        assert np.isfinite(step.tangent).all()
