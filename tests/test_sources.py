"""The band that published values of the materials make of a relief."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from stressbump import materials
from stressbump.answer import relief
from stressbump.band_text import ends, explained
from stressbump.cli import app
from stressbump.design import from_table
from stressbump.document import document
from stressbump.errors import InputError
from stressbump.history.stack import solve_stack
from stressbump.printing import published
from stressbump.published_band import NOTICED, Sourcing, sourced
from stressbump.survey import HEADLINES, survey

SCHEMA = Path(__file__).parents[1] / "docs" / "result.schema.json"

# Glass and the cushion differ in expansion only, alumina in everything, gold in nothing.
BUMP = """
focus = ["film"]
[cell]
width_um = 40
[history]
end_C = [-40]
[[step]]
deposit = "base"
material = "borosilicate glass"
how = "planar"
thickness_um = 20
born_C = 25
[[step]]
deposit = "film"
material = "Al2O3"
thickness_um = 2
born_C = 150
[[step]]
deposit = "cap"
material = "Au"
thickness_um = 1
born_C = 150
[[step]]
pattern = ["cap"]
diameter_um = 40
[[step]]
deposit = "cushion"
material = "silicone"
how = "planar"
thickness_um = 10
born_C = 150
[[reference]]
name = "die coat"
doc = "a die coat in its place"
swap = { cushion = "polyimide" }
[[reference]]
name = "bare"
doc = "nothing in its place"
empty = ["cushion"]
"""
KNOWN = {
    "borosilicate glass": ("Borofloat",),
    "Al2O3": ("LAU03",),
    "silicone": ("nu 0.33", "die bond"),
}


def table():
    return tomllib.loads(BUMP)


def design(**materials_by_region):
    """The bump, with other materials in its steps."""
    wanted = table()
    for step in wanted["step"]:
        if (other := materials_by_region.get(step.get("deposit"))) is not None:
            step["material"] = other
    return from_table(wanted, "bump.toml")


def resourced(case):
    """The bump as a user would write it down who believes these sources."""
    chosen = {name: f"{name} ({label})" for name, label in case}
    steps = {s["deposit"]: s["material"] for s in table()["step"] if "deposit" in s}
    return design(**{region: chosen[m] for region, m in steps.items() if m in chosen})


def reliefs(answer):
    return {(row.value.key, row.reference): row.relief for row in answer.table}


@pytest.fixture(scope="module")
def answer():
    return relief(design(), bars=False, sources=True)


def test_every_headline_of_the_focus_has_a_band_around_its_default(answer):
    found = reliefs(answer)
    assert {(b.measure, b.where) for b in answer.sources} <= {(h, "film") for h in HEADLINES}
    assert {b.reference for b in answer.sources} == {"die coat", "bare"}
    for band in answer.sources:
        assert band.relief == found[band.key, band.reference]
        assert band.low <= band.relief <= band.high


def test_a_material_with_one_source_contributes_nothing(answer):
    for band in answer.sources:
        assert {e.material for e in band.effects} == set(KNOWN)
        assert all(tuple(t.label for t in e.trials) == KNOWN[e.material] for e in band.effects)


def test_a_user_s_own_material_and_a_chosen_source_contribute_nothing():
    inline = {"E_GPa": 270, "nu": 0.3, "cte_ppm_per_K": 6}
    chosen = design(base="glass (Borofloat)", film=inline, cushion="polyimide")
    found = relief(chosen, bars=False, references=["bare"], sources=True)
    assert found.sources
    for band in found.sources:
        assert (band.low, band.high, band.effects) == (band.relief, band.relief, ())
        assert band.low_by == band.high_by == ()


def test_materials_stand_in_the_order_of_what_they_do(answer):
    for band in answer.sources:
        spreads = [e.spread for e in band.effects]
        assert spreads == sorted(spreads, reverse=True)
        assert all(e.low <= band.relief <= e.high for e in band.effects)
        assert all(band.low <= e.low and e.high <= band.high for e in band.effects)


def test_both_ends_are_attained_by_a_full_solution_of_that_choice(answer):
    band = max(answer.sources, key=lambda b: (len(b.low_by) + len(b.high_by), b.high - b.low))
    assert max(len(band.low_by), len(band.high_by)) >= 2
    for number, case in ((band.low, band.low_by), (band.high, band.high_by)):
        alone = relief(resourced(case), bars=False, references=[band.reference])
        assert reliefs(alone)[band.key, band.reference] == pytest.approx(number, rel=1e-9, abs=1e-9)


def test_the_extreme_choices_are_those_that_move_it_alone(answer):
    for band in answer.sources:
        down = {(e.material, e.low_by) for e in band.effects if band.relief - e.low > NOTICED}
        up = {(e.material, e.high_by) for e in band.effects if e.high - band.relief > NOTICED}
        assert set(band.low_by) == down or len(band.low_by) <= 1
        assert set(band.high_by) == up or len(band.high_by) <= 1


def test_what_a_note_refutes_is_told_but_widens_nothing(answer):
    for band in answer.sources:
        silicone = next(e for e in band.effects if e.material == "silicone")
        refuted, die_bond = silicone.trials
        assert not refuted.counts
        assert "unphysical" in refuted.note
        assert refuted.relief is not None
        assert die_bond.counts
        assert ("silicone", "nu 0.33") not in (*band.low_by, *band.high_by)
        assert any("silicone (nu 0.33)" in line for line in explained(band))


def test_all_sources_lets_it_count(answer):
    every = relief(design(), bars=False, references=["die coat"], sources="all")
    narrow = {b.key: b for b in answer.sources if b.reference == "die coat"}
    assert every.sources
    for band in every.sources:
        tried = [t for e in band.effects for t in e.trials]
        assert all(t.counts for t in tried)
        assert all(band.low <= t.relief <= band.high for t in tried)
        assert band.high - band.low >= narrow[band.key].high - narrow[band.key].low - 1e-9


def test_other_expansions_alone_want_no_factorisation_and_equal_a_full_solution(
    answer, monkeypatch
):
    def refuse(*_):
        raise AssertionError("factorised once more")

    case = (("borosilicate glass", "Borofloat"), ("silicone", "die bond"))
    windows = answer.design.recipe.windows_um
    sections = [stack.assembly.section for stack in answer.stacks]
    sourcing = Sourcing(answer.stacks, tuple(sections), answer.values, windows, lambda a, b: None)
    section = sourced(answer.section, answer.built.materials, dict(case))
    full = solve_stack(section, answer.mesh, (-40.0,))
    monkeypatch.setattr("stressbump.history.assembly.factorise_patches", refuse)
    quick = sourcing._values(0, case)
    for v in survey(section, full.solutions[-40.0], windows):
        v = replace(v, temperature=-40.0)
        if v.value is not None:
            assert quick[v.key].value == pytest.approx(v.value, rel=1e-9, abs=1e-9 * v.scale)
    with pytest.raises(AssertionError, match="factorised"):
        sourcing._values(0, (("Al2O3", "LAU03"), ("silicone", "nu 0.33")))


@pytest.mark.parametrize("name", materials.names())
def test_every_alternative_can_be_asked_for_by_its_label(name):
    material = materials.find(name)
    for other in material.alternatives:
        assert materials.find(f"{name} ({other.label})").law == other.law


def test_bands_stand_in_the_document_and_only_where_asked_for(answer):
    written = json.loads(json.dumps(document(answer)))
    jsonschema.validate(written, json.loads(SCHEMA.read_text()))
    assert len(written["sources"]) == len(answer.sources)
    first, band = written["sources"][0], answer.sources[0]
    assert (first["low"], first["high"]) == (band.low, band.high)
    assert [m["material"] for m in first["materials"]] == [e.material for e in band.effects]
    assert "sources" not in document(replace(answer, sources=()))


def test_ends_are_rounded_outwards_to_what_is_between_them():
    assert ends(-0.0312, 0.3051) == "-4…31"
    assert ends(0.11, 0.1349) == "11.0…13.5"
    assert ends(0.12, 0.12) == "12.00…12.00"
    assert ends(-0.001, 0.9) == "-1…90"


def test_the_band_is_told_beside_the_bar(answer):
    first, *why = published(answer)
    band = answer.sources[0]
    assert first.endswith(f"{ends(band.low, band.high)} % (published data).")
    assert band.matters[0].material in why[0]
    assert len(published(answer, everything=True)) >= len(why)


def test_the_command_line_prints_it(tmp_path):
    path = tmp_path / "bump.toml"
    path.write_text(BUMP)
    arguments = ["relief", str(path), "--reference", "bare", "--sources"]
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 0, told.output
    assert "(mesh), " in told.output
    assert "(published data)" in told.output


def test_another_word_for_sources_is_refused():
    with pytest.raises(InputError, match="'all'"):
        relief(design(), sources="some")
