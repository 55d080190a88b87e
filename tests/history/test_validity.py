"""Where a law cannot hold is said: beyond yield at any stage, and outside a table."""

import json

import pytest
from typer.testing import CliRunner

import stressbump as sb
from stressbump.cli import app
from stressbump.errors import InputError
from stressbump.verification.recipes import table

SILICON = {"E_MPa": 130e3, "nu": 0.28, "cte_ppm_per_K": 2.6}


def metal(limit):
    return {"E_MPa": 70e3, "nu": 0.33, "cte_ppm_per_K": 23, "yield_MPa": limit}


def coated(limit, end=25, born=300):
    """5 µm of metal on 500 µm of silicon, and the cap laid on both when cold again."""
    steps = [
        {"deposit": "die", "how": "planar", "thickness_um": 500, "born_C": 25, "material": SILICON},
        {"deposit": "film", "thickness_um": 5, "born_C": born, "material": metal(limit)},
        {"deposit": "cap", "thickness_um": 1, "born_C": 25, "material": SILICON},
    ]
    return sb.relief(table(steps, 100.0, support="flat"), end=end, references=(), bars=False)


def beyond(answer):
    return {b.region: b for b in answer.built.beyond}["film"]


def test_a_film_is_beyond_yield_where_its_elastic_stress_is():
    stress = 70e3 / (1 - 0.33) * (23 - 2.6) * 1e-6 * 275  # of the blanket, 586 MPa
    found = beyond(coated(200.0))
    assert found.stress == pytest.approx(stress, rel=0.05)
    assert (found.temperature, found.strength, found.share) == (25, 200, 1)
    assert str(found) in coated(200.0).warnings
    assert str(found).startswith("elastic: film at 5")
    assert str(found).endswith("at 25 °C, yields near 200")


def test_an_earlier_stage_counts_though_the_end_is_harmless():
    """Read where it was born the film has no stress; it had when the cap was laid on it at 25 °C."""
    answer = coated(200.0, end=300)
    assert beyond(answer).stage == "film"
    assert beyond(answer).temperature == 25
    assert any(w.startswith("elastic: film") for w in answer.warnings)


def test_a_strength_over_temperature_is_read_at_the_temperature_of_the_stage():
    found = beyond(coated([[25, 900], [90, 80], [110, 40]], end=100))
    assert (found.strength, found.temperature) == (60, 100)


def test_what_does_not_yield_is_not_named():
    answer = coated(900.0)
    assert beyond(answer).share == 0
    assert not any("elastic" in w for w in answer.warnings)


def test_the_share_of_the_volume_is_a_measure():
    (value,) = [v for v in coated(200.0).values[0] if v.measure == "volume beyond yield"]
    assert (value.where, value.value, value.unit) == ("film", 1.0, "1")


@pytest.mark.parametrize("memory", [{}, {"memory": {"law": "plastic", "yield_MPa": 900}}])
def test_a_table_held_beyond_its_ends_is_named_with_its_range(memory):
    known = {"E_GPa": [[150, 100], [200, 90]], "nu": 0.3, "cte_ppm_per_K": [[150, 17], [200, 18]]}
    known |= memory
    steps = [
        {"deposit": "base", "how": "planar", "thickness_um": 6, "born_C": 25, "material": SILICON},
        {"deposit": "film", "thickness_um": 1, "born_C": 200, "material": known},
    ]
    answer = sb.relief(table(steps, 20.0), end=25, references=(), bars=False)
    assert "film: E is known from 150 to 200 °C; its end value is held at 25 °C" in answer.warnings
    inside = sb.relief(table(steps, 20.0), end=160, references=(), bars=False)
    assert not any("is known" in w for w in inside.warnings)


def test_the_history_of_a_structure_and_its_references_can_be_shown():
    told = json.loads(
        CliRunner().invoke(app, ["show", "elastomer-bump", "--history", "--json"]).stdout
    )
    built = {row["born"]: row for row in told["stacks"]["as built"]}
    assert list(built)[-2:] == ["elastomer", "solder"]
    assert built["solder"]["on"][-1] == "elastomer"
    assert built["solder"]["to_C"] == [25.0]
    cured = {row["born"]: row for row in told["stacks"]["underfill"]}
    assert list(cured)[-2:] == ["solder", "elastomer"]
    assert (cured["solder"]["to_C"], cured["elastomer"]["at_C"]) == ([165.0], 165.0)
    assert cured["elastomer"]["steps"][0] > 1
    assert told["not_meshed"] == []


def test_what_is_gone_in_the_end_is_said_not_to_be_meshed():
    shown = CliRunner().invoke(app, ["show", "meshes/copper-pillar.toml", "--history"]).stdout
    assert "resist: gone in the finished section, so not meshed" in " ".join(shown.split())


def test_history_and_recipe_are_shown_one_at_a_time():
    refused = CliRunner().invoke(app, ["show", "elastomer-bump", "--history", "--recipe"])
    assert isinstance(refused.exception, InputError)
