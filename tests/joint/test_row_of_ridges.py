"""A whole row of ridges in one plane mesh, joint by joint, beside beams on the condensed cell."""

from functools import cache

import numpy as np
import pytest

from benchmarks.ridges import KINDS, Row, in_one_mesh, on_beams, plane_cell

SLIM = Row(pitch=200.0, ridge=10.0, gap=80.0, chip=100.0, board=150.0)
CLOSE = Row(pitch=200.0, ridge=20.0, gap=80.0, chip=300.0, board=500.0)


@cache
def whole(row):
    return in_one_mesh(row)


@pytest.mark.parametrize("at", ["cell", "foot"])
def test_of_slim_ridges_every_force_is_within_two_per_cent(at):
    found = on_beams(SLIM, at)
    np.testing.assert_allclose(found.shear, whole(SLIM).shear, rtol=0.02)
    assert max(np.abs(found.off(whole(SLIM), kind)).max() for kind in KINDS) < 0.02


def test_plates_thicker_than_the_pitch_leave_shear_within_two_per_cent_and_no_more():
    """What the ridges pull dies out over less than the plates are thick: no plate knows that."""
    found = on_beams(CLOSE)
    np.testing.assert_allclose(found.shear, whole(CLOSE).shear, rtol=0.02)
    assert 0.1 < np.abs(found.off(whole(CLOSE), "axial")).max() < 0.25


def test_forces_of_the_row_balance():
    forces = whole(SLIM)
    assert abs(forces.axial.sum()) < 1e-7 * np.abs(forces.axial).max()
    assert (np.diff(forces.shear) > 0).all()


def test_seen_at_its_feet_a_cell_does_the_same_by_itself():
    cell = plane_cell(SLIM)
    feet = cell.seen_at_feet(SLIM)
    alone, there = (np.linalg.solve(c.stiffness, c.push) for c in (cell, feet))
    np.testing.assert_allclose(there, alone, atol=1e-9 * np.abs(alone).max())
    assert (np.linalg.eigvalsh(feet.stiffness) > 0).all()
    assert (feet.stiffness.diagonal()[4:] > cell.stiffness.diagonal()[4:]).all()
