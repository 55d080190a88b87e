"""A bowed line gives back the curvature it was bent with."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from stressbump.measures import warpage


def test_a_parabola_comes_back():
    x = np.linspace(0, 5000, 11) ** 1.0
    answer = warpage(x, 3.0 - 2e-6 * x**2 / 2)
    assert answer.curvature == pytest.approx(-2e-6)
    assert answer.sagitta == pytest.approx(-25)
    assert answer.misfit == pytest.approx(0, abs=1e-9)


def test_nodes_crowded_at_the_edge_do_not_decide():
    even = np.linspace(0, 100, 201)
    crowded = 100 * (1 - np.linspace(1, 0, 201) ** 3)
    quartic = [warpage(x, x**4) for x in (even, crowded)]
    assert quartic[1].curvature == pytest.approx(quartic[0].curvature, rel=2e-3)
    assert quartic[0].curvature == pytest.approx(2 * 6 / 7 * 100**2, rel=1e-3)
    assert quartic[0].misfit > 0


def test_three_nodes_are_enough():
    assert warpage(np.arange(3.0), np.array([1.0, 3.0, 9.0])).curvature == pytest.approx(4)


def test_a_parabola_leaves_all_of_a_polynomial_that_is_orthogonal_to_it():
    """Legendre's P4 over 0 < x < 1: no curvature, and 1/√9 is its root mean square."""
    x = np.linspace(0, 1, 2001)
    answer = warpage(x, np.polynomial.Legendre.basis(4)(x))
    assert answer.curvature == pytest.approx(0, abs=1e-5)
    assert answer.misfit == pytest.approx(1 / 3, rel=1e-3)


def test_a_node_stands_for_half_the_way_to_its_neighbours():
    x = np.array([0.0, 1.0, 3.0, 7.0])
    shares = np.array([0.5, 1.5, 3.0, 2.0])
    assert warpage(x, x**4) == warpage(x, x**4, shares)
    assert warpage(x, x**4) != warpage(x, x**4, shares[::-1])


def test_a_bow_does_not_change():
    with pytest.raises(FrozenInstanceError):
        warpage(np.arange(4.0), np.zeros(4)).sagitta = 1.0


def test_order_of_the_nodes_does_not_matter():
    x = np.array([30.0, 0.0, 10.0, 20.0])
    assert warpage(x, x**2 / 2).curvature == pytest.approx(1)


def test_refusal():
    with pytest.raises(ValueError, match="three nodes at different"):
        warpage(np.array([-1.0, 0.0, 1.0]), np.zeros(3))
