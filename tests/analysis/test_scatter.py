"""Percentiles and shares: known distributions, and intervals that hold as often as they say."""

import numpy as np
import pytest
from analysis.tables import ANSWER, RELIEF, sampled, table
from scipy import stats

from stressbump.analysis import percentiles, share_beyond
from stressbump.errors import InputError

NORMAL = {"distribution": "normal", "mean": 10, "sd": 2}


def of(values, answer=ANSWER, failed=()):
    return table({"n": np.arange(len(values))}, {answer: values}, failed)


def test_scattered_inputs_give_the_percentiles_of_the_sum():
    axes = {"x": NORMAL, "y": {"distribution": "normal", "mean": 1, "sd": 1.5}}
    found = percentiles(sampled("sobol", 4096, axes, lambda x, y: x + y), ANSWER)
    known = stats.norm(11, 2.5).ppf(found.table["percent"] / 100)
    assert found.table["value"].to_numpy() == pytest.approx(known, abs=0.05)
    assert (found.table["low"] < known).all()
    assert (known < found.table["high"]).all()


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng, held = np.random.default_rng(3), []
    for _ in range(120):
        (row,) = percentiles(of(rng.normal(size=60)), ANSWER, [90]).table.itertuples()
        held.append(row.low <= stats.norm.ppf(0.9) <= row.high)
    assert np.mean(held) == pytest.approx(0.96, abs=0.035)


def test_the_order_statistics_are_those_of_the_tables():
    """Of 50 values the median lies from the 18th to the 33rd, by the sign test at 95 %."""
    (row,) = percentiles(of(np.arange(1, 51)), ANSWER, [50]).table.itertuples()
    assert (row.low, row.value, row.high) == (18, 25.5, 33)


def test_few_cases_do_not_bound_an_outer_percentile():
    (row,) = percentiles(of(np.arange(30)), ANSWER, [99]).table.itertuples()
    assert np.isnan(row.high)
    assert row.low == 27


def test_a_share_has_clopper_and_pearsons_interval():
    """9 of 10: 0.555 … 0.9975."""
    found = share_beyond(of(np.arange(10)), ANSWER, 0.5)
    assert (found.share, found.low, found.high) == pytest.approx((0.9, 0.5550, 0.99747), abs=1e-4)
    below = share_beyond(of(np.arange(10)), ANSWER, 0.5, above=False)
    assert below.share == pytest.approx(0.1)


def test_failures_are_told_beside_the_share():
    found = share_beyond(
        of(np.linspace(0.01, 0.4, 40), RELIEF, failed=range(30, 40)), RELIEF, 0.055
    )
    assert (found.cases, found.without, found.share) == (30, 10, 25 / 30)
    assert found.at_worst == 25 / 40
    assert found.sentence() == (
        "83.3 % (65.3 … 94.4 %, 95 % confidence) of 30 designs have a relief of mean von Mises stress"
        " of film against oxide above 5.5 %; 10 without a value are not counted, with them it is at"
        " least 62.5 %."
    )


def test_what_has_no_percentiles_is_refused():
    with pytest.raises(InputError, match="5 of 5 cases have a value, 8 are needed"):
        percentiles(of(np.arange(5)), ANSWER)
    with pytest.raises(InputError, match="between 0 and 1"):
        percentiles(of(np.arange(9)), ANSWER, [100])
    with pytest.raises(InputError, match="no answer 'stress'"):
        share_beyond(of(np.arange(9)), "stress", 1.0)
