"""Weighted means and percentiles against distributions known in closed form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stressbump.measures import mean, percentile

numbers = st.lists(
    st.tuples(st.floats(-1e3, 1e3), st.floats(0.1, 10)), min_size=1, max_size=30
).map(lambda rows: np.array(rows).T)


def test_mean_weighs_by_volume():
    assert mean(np.array([10.0, 40.0]), np.array([2.0, 1.0])) == pytest.approx(20)


def test_percentile_of_a_uniform_field_is_linear():
    # f = x over 0 < x < 1, sampled unevenly: 95 % of the length lies below 0.95
    edges = np.linspace(0, 1, 401) ** 2
    middle, length = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    assert percentile(middle, length) == pytest.approx(0.95, abs=3e-3)
    assert percentile(middle, length, 0.5) == pytest.approx(0.5, abs=3e-3)


def test_nineteen_of_twenty_equal_parts_are_just_the_share():
    assert percentile(np.arange(1.0, 21.0), np.full(20, 0.1), 0.95) == 19


def test_a_rare_peak_does_not_reach_the_percentile():
    field = np.array([1.0, 1.0, 1.0, 1e6])
    weight = np.array([1.0, 1.0, 1.0, 1e-9])
    assert percentile(field, weight) == 1
    assert percentile(field, weight, 1) == 1e6


def test_the_ends_of_the_range_are_the_least_and_the_largest():
    field, weight = np.array([3.0, -1.0, 2.0]), np.array([1.0, 1.0, 1.0])
    assert (percentile(field, weight, 0), percentile(field, weight, 1)) == (-1, 3)


def test_weights_that_round_off_swallows_do_not_lead_beyond_the_largest():
    """One after another, 1e-16 beside 1 adds nothing; summed first, many of them do."""
    field, weight = np.arange(1e5), np.full(10**5, 1e-16)
    weight[0] = 1.0
    assert np.cumsum(weight)[-1] < weight.sum() * (1 - 1e-12)
    assert percentile(field, weight, 1) == field[-1]


@given(numbers)
def test_order_does_not_matter_and_bounds_hold(rows):
    field, weight = rows
    value = percentile(field, weight)
    assert field.min() <= value <= field.max()
    assert percentile(field[::-1], weight[::-1]) == pytest.approx(value, rel=1e-9, abs=1e-9)
    assert field.min() - 1e-9 <= mean(field, weight) <= field.max() + 1e-9


def test_refusals():
    with pytest.raises(ValueError, match="nothing was sampled"):
        mean(np.empty(0), np.empty(0))
    for share in (95, 1.01, -0.01):
        with pytest.raises(ValueError, match=f"between 0 and 1, here stands {share}"):
            percentile(np.ones(2), np.ones(2), share)
    with pytest.raises(ValueError, match=r"shape \(2,\) has weights of shape \(3,\)"):
        mean(np.ones(2), np.ones(3))
