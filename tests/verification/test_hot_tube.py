"""Timoshenko and Goodier: a tube whose temperature grows with r²."""

import numpy as np
import pytest
from scipy.integrate import quad

from stressbump.closed_forms.hot_tube import stress
from stressbump.closed_forms.solid import Solid

STEEL = Solid(210e3, 0.3, 12e-6)


def test_walls_are_free():
    radial, _, _ = stress(STEEL, 1, 2, 100, np.array([1.0, 2.0]))
    assert radial == pytest.approx([0, 0], abs=1e-9)


def test_halves_are_in_balance():
    total, _ = quad(lambda r: float(stress(STEEL, 1, 2, 100, np.array(r))[1]), 1, 2)
    assert total == pytest.approx(0, abs=1e-8)


def test_radial_and_hoop_balance_everywhere():
    """(r σ_r)' = σ_θ"""
    r, step = 1.4, 1e-5
    low, high = ((r + s) * stress(STEEL, 1, 2, 100, np.array(r + s))[0] for s in (-step, step))
    assert (high - low) / (2 * step) == pytest.approx(stress(STEEL, 1, 2, 100, np.array(r))[1])
