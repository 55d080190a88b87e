"""Hysteresis loops: which component is drawn of them."""

import numpy as np

from stressbump.export.loops import widest
from stressbump.measures.cycle import Loop


def test_the_component_with_the_largest_area_is_drawn_not_the_one_with_the_largest_stress():
    """An ellipse in (ε, σ) has the area π ε σ sin δ, δ the lag of strain behind stress."""
    t = np.linspace(0, 2 * np.pi, 101)
    stress, strain = np.zeros((6, 101)), np.zeros((6, 101))
    for component, (largest, lag) in enumerate([(50, 0), (-4, 1.2), (3, 1.4), (4, 1.4)]):
        stress[component], strain[component] = largest * np.sin(t), 1e-3 * np.sin(t - lag)
    nothing = np.zeros(101)
    assert widest(Loop(t, nothing, stress, strain, nothing, nothing)) == 3
    stress[1] *= 2
    assert widest(Loop(t, nothing, stress, strain, nothing, nothing)) == 1
