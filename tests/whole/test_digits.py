"""Numbers as they are told: rounded within their own bars, round-off told as what it is."""

import pytest
from hypothesis import given
from hypothesis.strategies import floats

from stressbump.formatting import digits, number, percent, with_bar


@pytest.mark.parametrize(
    ("number", "bar", "text"),
    [
        (41.23, 0.57, "41.2 ± 0.6"),
        (41.23, 0.61, "41.2 ± 0.7"),  # a bar is rounded up
        (41.23, None, "41.23"),
        (0.0, 0.0, "0 ± 0"),
        (-3.2, 11.0, "-3 ± 11"),  # not 20
        (41.23, 0.1, "41.23 ± 0.10"),
        (41.23, 0.1901, "41.23 ± 0.20"),
        (-332017.0, 120.0, "-332020 ± 120"),
        (5234.0, 210.0, "5200 ± 300"),
        (-0.04, 0.3, "-0.0 ± 0.3"),
        (0.0003427, 2.4e-7, "0.0003427 ± 0.0000003"),
        (0.0003427, 1.4e-7, "0.00034270 ± 0.00000014"),
        (12.04323, 6e-5, "12.04323 ± 0.00006"),
        (0.9634586, 5e-6, "0.963459 ± 0.000005"),
        (1.23456e8, 2e5, "1.235e+08 ± 2e+05"),
        (3.427e-7, 2.4e-9, "3.43e-07 ± 3e-09"),
        (1e-9, 1e-6, "0 ± 1e-06"),
        (41.2, 1e-13, "41.200000 ± 0.000005"),  # a double has no more digits to be sure of
    ],
)
def test_one_digit_of_the_bar_or_two_where_the_first_is_1(number, bar, text):
    assert with_bar(number, bar) == text.replace("-0.0 ", "0.0 ")


def test_without_a_bar_there_are_so_many_digits():
    assert [digits(v) for v in (149870.98, 1234.5, 0.0123456, -2539.2)] == [
        "150000", "1230", "0.0123", "-2540",
    ]  # fmt: skip
    assert (digits(250.0, 2), digits(12.5, 2), number(149870.98)) == ("250", "12", "149900")


@given(floats(1e-9, 1e9), floats(1e-12, 1e2))
def test_what_is_told_lies_within_the_bar_that_is_told(number, share):
    told, bar = (float(part) for part in with_bar(number, share * number).split(" ± "))
    assert share * number <= bar * (1 + 1e-9)
    assert abs(told - number) <= bar


def test_round_off_has_no_bar():
    assert with_bar(2e-12, 3e-9, scale=100.0) == "0 ± 0"
    assert percent(1e-12, 3e-11) == "0 ± 0 %"
