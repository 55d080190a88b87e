"""Fronts that are known, and that a plain comparison of all with all finds too."""

import numpy as np
import pytest
from analysis.tables import ANSWER, RELIEF, table
from hypothesis import given
from hypothesis import strategies as st

from stressbump.analysis import pareto_front
from stressbump.analysis.pareto import front
from stressbump.errors import InputError

CURVATURE = "curvature @ base [1/m]"


def frame(relief, curvature, failed=()):
    count = len(relief)
    return table({"n_um": np.arange(count) + 1.0}, {RELIEF: relief, CURVATURE: curvature}, failed)


def test_relief_against_warpage():
    found = pareto_front(
        frame([0.5, 0.4, 0.3, 0.2, 0.45, 0.5], [-9, 4, -1, 2, 5, 10], failed=[4]),
        {RELIEF: "max", CURVATURE: "zero"},
    )
    assert found.cases["case"].tolist() == [0, 1, 2]
    assert (found.considered, found.without) == (5, 1)


def test_a_goal_may_be_a_parameter():
    found = pareto_front(frame([0.1, 0.3, 0.2], [0, 0, 0]), {"n_um": "min", RELIEF: "max"})
    assert found.cases["case"].tolist() == [0, 1]


def test_equal_designs_are_on_the_front_together():
    found = pareto_front(frame([0.1, 0.1, 0.0], [1, 1, 1]), {RELIEF: "max", CURVATURE: "min"})
    assert found.cases["case"].tolist() == [0, 1]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=40))
def test_it_is_what_comparing_all_with_all_finds(rows):
    costs = np.array(rows, float)
    no_worse = (costs[:, None] <= costs[None]).all(axis=2)
    better = (costs[:, None] < costs[None]).any(axis=2)
    beaten = (no_worse & better).any(axis=0)
    assert sorted(front(costs)) == np.flatnonzero(~beaten).tolist()


def test_a_quarter_circle_of_a_hundred_thousand():
    angle = np.linspace(0, np.pi / 2, 50_000)
    on = np.c_[1 - np.cos(angle), 1 - np.sin(angle)]
    found = front(np.r_[on + 0.01, on])
    assert len(found) == 50_000
    assert found.min() >= 50_000


@pytest.mark.parametrize(
    ("goals", "words"),
    [
        ({RELIEF: "max"}, "two goals; here are 1"),
        ({RELIEF: "maximum", CURVATURE: "min"}, "did you mean 'max'"),
        ({RELIEF: "max", "curvature @ bas [1/m]": "min"}, "did you mean 'curvature @ base"),
    ],
)
def test_what_is_no_front_is_refused(goals, words):
    with pytest.raises(InputError, match=words):
        pareto_front(frame([1, 2], [3, 4]), goals)
    with pytest.raises(InputError, match="no case has a value of both"):
        pareto_front(frame([1], [2], failed=[0]), {RELIEF: "max", CURVATURE: "min"})
    assert ANSWER not in goals
