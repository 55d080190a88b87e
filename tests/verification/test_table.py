"""Every case of `stressbump verify`."""

from math import isnan

import pytest

from stressbump.verification import VerificationCase, cases, run, run_all, sharing
from stressbump.verification.case import shared

TABLE = cases()


@pytest.fixture(autouse=True, scope="module")
def one_table():
    with sharing():
        yield


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
def test_case(case):
    row = run(case)
    assert row.passed, f"{row.value:.9g} {row.unit} where {row.target:.9g} is due: {row.note}"


def test_names_tell_cases_apart():
    assert len({case.name for case in TABLE}) == len(TABLE) >= 20


@pytest.mark.parametrize(
    ("words", "at_least"),
    [
        ("patch", 4),
        ("free expansion", 2),
        ("two-layer curvature", 4),
        ("package", 3),
        ("Stoney", 1),
        ("solder in underfill, free outside", 3),
        ("ball of solder", 1),
        ("hot spot", 3),
        ("elastomer held all round", 3),
        ("tube under pressure", 4),
        ("T = r + z", 1),
        ("joint of die and board", 3),
        ("order of convergence", 3),
        ("corner", 20),
    ],
)
def test_what_must_be_in_the_table(words, at_least):
    assert sum(words in case.name for case in TABLE) >= at_least


def test_a_loose_tolerance_says_why():
    assert [case.name for case in TABLE if case.tolerance > 5e-3 and not case.note] == []


def a_case(target: float, value: float) -> VerificationCase:
    return VerificationCase("a", "nobody", "SELF", target, "1", 0.1, lambda: value)


def test_a_tolerance_is_relative():
    inside, outside = run_all([a_case(-50.0, -46.0), a_case(-50.0, -44.0)])
    assert inside.passed
    assert inside.ratio == pytest.approx(0.92)
    assert not outside.passed


def test_against_zero_it_is_absolute():
    row = run(a_case(0.0, 0.05))
    assert row.passed
    assert isnan(row.ratio)
    assert row.ratio_shown == "–"
    assert not run(a_case(0.0, 0.2)).passed


def test_what_cases_share_is_made_once_a_table_and_not_kept_after_it():
    made = []

    @shared
    def solved(cells):
        return made.append(cells) or cells

    for _ in range(2):
        run_all([VerificationCase("a", "nobody", "SELF", 1, "1", 0.1, lambda: solved(1))] * 3)
    assert made == [1, 1]


def test_not_a_number_fails():
    assert not run(a_case(1.0, float("nan"))).passed
