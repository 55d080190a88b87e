"""What the slider adds up is the solution at every stop."""

import numpy as np
import pytest
from collar import design
from stressbump.answers.temperatures import of_answer

from stressbump.answers.solving import relief
from stressbump.export.fields import of_solution


def at(basis, temperature):
    weights = basis.weights[basis.stops.index(temperature)]
    return np.tensordot(weights, basis.terms, 1)


def close(found, solution):
    wanted = of_solution(solution).stored
    np.testing.assert_allclose(found, wanted, atol=1e-6 * np.abs(wanted).max())


def test_responses_add_up_to_any_end_temperature(answer):
    bases, left_out = of_answer(answer)
    assert not left_out
    others = relief(
        design(), end=[-55.0, 60.0, 149.0], references=["none", "polyimide"], bars=False
    )
    for stack in others.stacks:
        assert bases[stack.name].exact
        assert len(bases[stack.name].terms) <= 6
        for temperature, solution in stack.solutions.items():
            close(at(bases[stack.name], temperature), solution)


def test_where_a_modulus_changes_every_stop_is_solved():
    solved = relief(design(), end=25.0, references=["underfill"], bars=False)
    basis = of_answer(solved)[0]["underfill"]
    assert not basis.exact
    assert 25.0 in basis.stops
    others = relief(design(), end=[100.0, -50.0], references=["underfill"], bars=False)
    for temperature, solution in others.stacks[1].solutions.items():
        close(at(basis, temperature), solution)


def test_without_room_only_what_was_asked_for_is_kept(answer, monkeypatch):
    monkeypatch.setattr("stressbump.answers.temperatures.LARGEST", 1000)
    bases, left_out = of_answer(answer)
    assert left_out
    assert {basis.stops for basis in bases.values()} == {(25.0,)}


@pytest.mark.parametrize("temperature", [24.5, 1000.0])
def test_between_the_stops_there_is_nothing(answer, temperature):
    assert temperature not in of_answer(answer)[0]["as built"].stops
