"""Von Mises and first principal stress of states every textbook lists."""

from dataclasses import FrozenInstanceError
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stressbump.measures import (
    first_principal,
    mean_first_principal,
    mean_von_mises,
    peak,
    percentile_first_principal,
    percentile_von_mises,
    von_mises,
)

XX, ZZ, YY, XZ, ZY, XY = np.eye(6)
stresses = st.lists(st.floats(-1e3, 1e3), min_size=6, max_size=6).map(np.array)


@pytest.mark.parametrize(
    ("stress", "mises", "principal"),
    [
        (100 * XX, 100, 100),
        (-100 * ZZ, 100, 0),
        (70 * (XX + ZZ + YY), 0, 70),
        (50 * XZ, 50 * np.sqrt(3), 50),
        (50 * XY, 50 * np.sqrt(3), 50),
        (80 * (XX + YY), 80, 80),
        (10 * XX + 90 * YY, np.sqrt(7300), 90),
    ],
    ids=["tension", "pressing", "hydrostatic", "shear", "leaving", "biaxial", "out of plane"],
)
def test_textbook_states(stress, mises, principal):
    assert von_mises(stress) == pytest.approx(mises)
    assert first_principal(stress) == pytest.approx(principal)


@given(stresses)
def test_principal_is_the_largest_eigenvalue(stress):
    xx, zz, yy, xz, _, _ = stress
    in_section = stress * [1, 1, 1, 1, 0, 0]
    tensor = np.array([[xx, xz, 0], [xz, zz, 0], [0, 0, yy]])
    assert first_principal(in_section) == pytest.approx(np.linalg.eigvalsh(tensor)[-1], abs=1e-9)


@given(stresses, st.floats(-1e3, 1e3))
def test_pressure_moves_the_principal_stress_and_not_von_mises(stress, pressure):
    moved = stress + pressure * (XX + ZZ + YY)
    assert von_mises(moved) == pytest.approx(von_mises(stress), abs=1e-6)
    assert first_principal(moved) == pytest.approx(first_principal(stress) + pressure, abs=1e-6)


def test_a_pull_is_its_own_principal_stress_whichever_way_it_points():
    x, z, y = np.random.default_rng(1).normal(size=(3, 7))
    x, z, y = (part / np.sqrt(x**2 + z**2 + y**2) for part in (x, z, y))
    pulled = 90 * np.array([x * x, z * z, y * y, x * z, z * y, x * y])
    assert first_principal(pulled) == pytest.approx(90)
    assert von_mises(pulled) == pytest.approx(90)


def test_a_peak_does_not_change():
    with pytest.raises(FrozenInstanceError):
        peak(np.ones(1), np.ones((2, 1))).value = 0.0


def test_shapes_follow_the_stress():
    assert von_mises(np.zeros((6, 4, 3))).shape == (4, 3)
    assert first_principal(np.ones((6, 4, 3))).shape == (4, 3)
    assert first_principal(np.zeros((6, 4, 3))).shape == (4, 3)


def test_region_values_and_the_peak_with_its_place():
    sample = SimpleNamespace(
        stress=np.outer(XX, [100.0, 200.0, 900.0]),
        weight=np.array([10.0, 10.0, 1e-3]),
        position=np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 7.0]]),
    )
    assert mean_von_mises(sample) == pytest.approx(150, rel=1e-3)
    assert mean_first_principal(sample) == pytest.approx(150, rel=1e-3)
    assert percentile_von_mises(sample) == pytest.approx(200)
    assert percentile_first_principal(sample) == percentile_von_mises(sample)
    top = peak(von_mises(sample.stress), sample.position)
    assert (top.value, top.x, top.z) == (pytest.approx(900), 3.0, 7.0)
    with pytest.raises(ValueError, match="nothing was sampled"):
        peak(np.empty(0), np.empty((2, 0)))
