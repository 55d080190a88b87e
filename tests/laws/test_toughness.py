"""The toughness of an interface over the mode of a crack."""

from math import cos, pi, radians

import pytest

from stressbump.errors import InputError
from stressbump.laws.toughness import benzeggagh_kenane, hutchinson_suo
from stressbump.materials import find, published_toughness
from stressbump.materials.interfaces import PUBLISHED
from stressbump.process.recipe import Recipe
from stressbump.process.toughness import OfMixedModes, OfPhase, toughness


def test_mixed_modes_go_from_that_of_mode_I_to_that_of_mode_II():
    assert benzeggagh_kenane(5, 15, 2, 0.0) == 5
    assert benzeggagh_kenane(5, 15, 2, -pi / 2) == 15
    assert benzeggagh_kenane(5, 15, 2, pi / 4) == pytest.approx(5 + 10 * 0.25)


def test_the_phase_raises_it_the_more_the_less_lambda_is():
    """Hutchinson and Suo 1992, fig. 2.21: 1/cos² ψ at λ = 0."""
    assert hutchinson_suo(4, 0.0, radians(60)) == pytest.approx(16)
    assert hutchinson_suo(4, 0.3, radians(60)) == pytest.approx(4 / cos(radians(42)) ** 2)
    assert hutchinson_suo(4, 1.0, radians(60)) == 4


def test_what_takes_a_phase_has_none_without():
    assert toughness(5.0, None) == 5
    assert toughness(OfMixedModes(mode_I=1, mode_II=2, eta=1), None) is None
    closed = OfPhase.model_validate({"Gamma_0": 1, "lambda": 0.5})
    assert closed.at(2.0) == closed.at(pi / 2) == pytest.approx(2)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (-1, "a number above 0"),
        ("five", "a number is wanted"),
        ({"mode_I": 1, "mode_II": 2}, "eta: this key is missing"),
        ({"mode_I": 1, "mode_II": 1, "eta": 2}, "eta has no effect where mode_I is mode_II"),
        ({"Gamma_0": 1, "lambda": 1}, "a number below 1"),
        ({"Gamma_0": 1, "lambda": 0.3, "eta": 2}, "unknown key"),
    ],
)
def test_what_is_no_toughness_is_named(given, told):
    flaw = {"at": "a/b", "length_um": 1, "toughness_J_m2": given}
    laid = [{"deposit": n, "material": "Si", "thickness_um": 1, "born_C": 25} for n in "ab"]
    with pytest.raises(InputError, match=f"toughness_J_m2.*{told}"):
        Recipe.from_table({"cell": {"width_um": 9}, "step": laid, "flaw": [flaw]}, "a pair")


def test_published_rows_are_of_materials_there_are():
    assert all(find(name).name == name for row in PUBLISHED for name in row.materials)
    assert all(row.low <= row.high and row.source for row in PUBLISHED)
    (row,) = published_toughness("polyimide", "underfill")
    assert (row.low, row.high) == (10, 60)
    assert published_toughness("Cu", "underfill") == ()
