"""What the slider adds up is the solution at every stop."""

import numpy as np
import pytest
from collar import design

from stressbump.answers.page_input import of_answer
from stressbump.answers.solving import relief
from stressbump.answers.stops import Stop
from stressbump.export.fields import of_solution


def at(basis, temperature):
    weights = basis.weights[basis.stops.index(Stop(temperature))]
    return np.tensordot(weights, basis.terms, 1)


def close(found, solution):
    wanted = of_solution(solution).stored
    np.testing.assert_allclose(found, wanted, atol=1e-6 * np.abs(wanted).max())


def test_responses_add_up_to_any_end_temperature(answer):
    given = of_answer(answer)
    assert not given.left_out
    others = relief(
        design(), end=[-55.0, 60.0, 149.0], references=["none", "polyimide"], bars=False
    )
    for stack in others.stacks:
        assert given.bases[stack.name].exact
        assert len(given.bases[stack.name].terms) <= 6
        for temperature, solution in stack.solutions.items():
            close(at(given.bases[stack.name], temperature), solution)


def test_where_a_modulus_changes_every_stop_is_solved():
    solved = relief(design(), end=25.0, references=["underfill"], bars=False)
    basis = of_answer(solved).bases["underfill"]
    assert not basis.exact
    assert Stop(25.0) in basis.stops
    others = relief(design(), end=[100.0, -50.0], references=["underfill"], bars=False)
    for temperature, solution in others.stacks[1].solutions.items():
        close(at(basis, temperature), solution)


def test_without_room_only_what_was_asked_for_is_kept(answer, monkeypatch):
    monkeypatch.setattr("stressbump.answers.stops.LARGEST", 1000)
    given = of_answer(answer)
    assert given.left_out
    assert {basis.stops for basis in given.bases.values()} == {(Stop(25.0),)}


@pytest.mark.parametrize("temperature", [24.5, 1000.0])
def test_between_the_stops_there_is_nothing(answer, temperature):
    assert Stop(temperature) not in of_answer(answer).bases["as built"].stops
