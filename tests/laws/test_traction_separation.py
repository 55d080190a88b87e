"""The law of an interface that softens: Camanho and Dávila 2002, Turon and others 2006."""

import numpy as np
import pytest

from stressbump.laws.toughness import benzeggagh_kenane
from stressbump.laws.traction_separation import PRESSED, TractionSeparation

LAW = TractionSeparation(40.0, 60.0, 5.0, 15.0, 2.0)  # MPa, J/m²
INTACT = np.zeros(1)


def along(angle, sizes):
    """Openings (n, 2) of those sizes, µm, at an angle from the normal."""
    return sizes[:, None] * [np.cos(np.radians(angle)), np.sin(np.radians(angle))]


@pytest.mark.parametrize("angle", [0, 30, 60, 90, -45])
def test_what_a_mode_spends_is_its_toughness_and_bears_is_its_strength(angle):
    sizes = np.linspace(0, 0.7, 200_001)
    found = LAW.bears(along(angle, sizes), np.zeros(len(sizes)))
    borne = np.hypot(*found.traction.T)
    toughness = benzeggagh_kenane(5.0, 15.0, 2.0, np.radians(angle))
    power = np.sin(np.radians(angle)) ** 4
    # over so many steps the corner of the law is met to a step
    assert np.trapezoid(borne, sizes) == pytest.approx(toughness, rel=1e-5)
    assert borne.max() == pytest.approx(np.sqrt(40**2 + (60**2 - 40**2) * power), rel=1e-3)
    assert found.damage[-1] == 1
    assert not found.traction[-1].any()


def test_it_unloads_along_the_secant():
    out = LAW.bears(np.array([[0.1, 0.05]]), INTACT)
    back = LAW.bears(np.array([[0.05, 0.025]]), out.damage)
    assert back.damage == out.damage
    assert back.traction == pytest.approx(out.traction / 2, rel=1e-12)


def test_what_has_parted_presses_where_it_closes_and_slides_freely():
    found = LAW.bears(np.array([[-1e-6, 0.3]]), np.ones(1))
    assert found.traction[0] == pytest.approx([-PRESSED * LAW.stiffness * 1e-6, 0.0])


def test_an_opening_does_not_damage_what_presses():
    assert LAW.bears(np.array([[-0.5, 0.0]]), INTACT).damage == 0


def test_the_tangent_is_what_tractions_change_by():
    rng = np.random.default_rng(5)
    opening, before = rng.uniform(-0.05, 0.2, (300, 2)), rng.uniform(0, 0.9995, 300)
    opening[np.abs(opening[:, 0]) < 1e-4, 0] = 0.01  # away from where the faces touch
    tangent = LAW.bears(opening, before).tangent
    for k, step in enumerate(1e-7 * np.eye(2)):
        ends = [LAW.bears(opening + sign * step, before).traction for sign in (1, -1)]
        change = (ends[0] - ends[1]) / 2e-7
        # central differences of a law whose slope is 1e7 times their step
        assert tangent[:, :, k] == pytest.approx(change, rel=1e-5, abs=1e-2)


def test_spent_is_the_share_of_toughness_that_damage_took():
    opening = along(30, np.array([0.02, 0.1, 0.9]))
    found = LAW.bears(opening, np.zeros(3))
    sizes = [np.linspace(0, s, 100_001) for s in (0.02, 0.1, 0.9)]
    for k, size in enumerate(sizes):
        way = along(30, size)
        traction = LAW.bears(way, np.zeros(len(size))).traction
        work = np.trapezoid(np.hypot(*traction.T), size)
        stored = np.hypot(*found.traction[k]) * size[-1] / 2
        spent = LAW.dissipated(opening, found.damage)[k] * LAW.mixed(opening)[2][k]
        assert spent == pytest.approx(work - stored, rel=1e-4)
