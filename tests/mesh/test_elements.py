"""What an element says of itself, held against itself and against exact integrals."""

from math import factorial

import numpy as np
import pytest

from stressbump.mesh.elements import ACROSS, HALVES, TRIANGLE, Rule, carried, mapped, to_nodes

ELEMENTS = [TRIANGLE]
every = pytest.mark.parametrize("element", ELEMENTS, ids=lambda e: e.name)
INSIDE = np.array([[0.2, 0.5, 0.1], [0.3, 0.1, 0.65]])


@every
def test_corners_come_first_and_middles_follow_in_the_order_of_sides(element):
    start, end, middle = element.places[element.sides].swapaxes(0, 1)
    np.testing.assert_array_equal(middle, (start + end) / 2)
    np.testing.assert_array_equal(element.sides[:, 2], np.arange(element.corners, element.nodes))
    np.testing.assert_array_equal(element.side_vectors.sum(axis=0), 0)  # all around


@every
def test_each_function_is_one_at_its_node_and_none_at_the_others(element):
    here = element.nodal
    np.testing.assert_allclose(here.shape, np.eye(element.nodes), atol=1e-15)
    np.testing.assert_allclose(here.corner[: element.corners], np.eye(element.corners), atol=1e-15)
    np.testing.assert_allclose(here.cubic, 0, atol=1e-15)


@every
@pytest.mark.parametrize("kind", ["quadratic", "linear", "cubic"])
def test_slopes_are_those_of_the_functions(element, kind):
    functions, h = getattr(element, kind), 1e-6
    slope = functions(INSIDE)[1]
    for axis, step in enumerate(h * np.eye(element.dimension)[:, :, None]):
        change = functions(INSIDE + step)[0] - functions(INSIDE - step)[0]
        np.testing.assert_allclose(slope[..., axis], change / (2 * h), atol=1e-9)


@every
def test_a_sides_cubic_turns_over_with_the_side(element):
    for number, (start, end, _) in enumerate(element.places[element.sides]):
        near, far = (element.cubic((start + t * (end - start))[:, None])[0][0] for t in (0.2, 0.8))
        assert near[number] == pytest.approx(-far[number])
        assert near[number] > 0
        np.testing.assert_allclose(np.delete(near, number), 0, atol=1e-15)


@pytest.mark.parametrize("order", [2, 4, 6])
def test_a_rule_integrates_polynomials_up_to_its_order(order):
    """∫ x^i y^j over the triangle is i! j! / (i + j + 2)!."""
    rule = TRIANGLE.rule(order)
    for i, j in ((order, 0), (order - 1, 1), (0, order)):
        exact = factorial(i) * factorial(j) / factorial(i + j + 2)
        for at in (rule, TRIANGLE.split(rule)):
            assert (at.places[0] ** i * at.places[1] ** j) @ at.weights == pytest.approx(exact)


@every
def test_parts_fill_the_element(element):
    whole = element.rule(2).weights.sum()
    nodes = element.lattice[element.parts]
    part = mapped(nodes, element.rule(2)).det
    np.testing.assert_allclose(part * len(nodes), 1, rtol=1e-14)
    assert whole == pytest.approx(0.5)
    start, end, middle = np.moveaxis(nodes[:, element.sides], 2, 0)
    np.testing.assert_array_equal(middle, (start + end) / 2)


@every
def test_flat_pieces_become_elements_again(element):
    nodes = np.arange(4 * element.nodes).reshape(4, -1)
    np.testing.assert_array_equal(element.rounded(element.flattened(nodes)), nodes)


@every
def test_bernstein_coefficients_bound_a_quadratic(element):
    values = np.array([1.0, 2.0, -1.0, 0.5, 3.0, 0.0])
    least = (values @ element.bernstein.T).min()
    assert least <= (element.quadratic(INSIDE)[0] @ values).min()
    np.testing.assert_allclose(element.bernstein @ np.ones(element.nodes), 1)


@every
def test_a_side_seen_from_across_runs_the_other_way(element):
    side = element.sides[0]
    assert side[ACROSS].tolist() == [side[1], side[0], side[2]]
    assert side[HALVES].tolist() == [side[0], side[2], side[2], side[1]]


@every
def test_points_along_a_side_lie_on_it(element):
    along, rules = element.on_sides(3)
    for (start, *_), way, places in zip(
        element.places[element.sides], element.side_vectors, rules.places, strict=True
    ):
        np.testing.assert_allclose(places.T, start + along[:, None] * way, atol=1e-15)
    assert rules.weights.sum() == pytest.approx(1)


@every
def test_polynomials_are_carried_on_exactly_and_planes_to_nodes(element):
    """Quadratics from six points, cubics from twelve."""

    def of(places, power):
        return places[0] * places[1] + 2 * places[0] ** power - places[1]

    start, fine = element.rule(4), element.rule(6)
    for one, other, power in ((start, fine, 2), (fine, start, 3)):
        found = carried(of(one.places, power)[None, None], one, other)[0, 0]
        np.testing.assert_allclose(found, of(other.places, power), atol=1e-14)
    x, y = start.places
    plane = to_nodes(element, start) @ (3 * x - y)
    np.testing.assert_allclose(plane, element.places @ [3, -1], atol=1e-14)


def test_a_map_says_where_how_large_and_how_steep():
    """X = 2ξ, z = 3η, bent by nothing."""
    rule = TRIANGLE.rule(4)
    here = mapped((TRIANGLE.places * [2.0, 3.0])[None], rule)
    np.testing.assert_allclose(here.x[0], rule.places.T * [2, 3])
    np.testing.assert_allclose(here.det, 6)
    np.testing.assert_allclose(here.gradients(rule.slope)[0], rule.slope / [2, 3], atol=1e-15)


def test_a_map_of_three_dimensions_is_one_like_any_other():
    """A brick's corner cut off: edges of 1, 2 and 4 µm, linear in its four corners."""
    places = np.full((3, 1), 0.2)
    shape, slope = np.array([[0.4, 0.2, 0.2, 0.2]]), np.vstack([-np.ones(3), np.eye(3)])[None]
    rule = Rule(places, np.full(1, 1 / 6), shape, slope, shape, shape[:, :0], slope[:, :0])
    here = mapped(np.vstack([np.zeros(3), np.diag([1.0, 2.0, 4.0])])[None], rule)
    np.testing.assert_allclose(here.x[0, 0], [0.2, 0.4, 0.8])
    assert here.det[0, 0] == pytest.approx(8)
    np.testing.assert_allclose(here.gradients(slope)[0, 0], slope[0] / [1, 2, 4], atol=1e-15)
