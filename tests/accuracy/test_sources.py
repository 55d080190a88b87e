"""The band that published values of the materials make of a relief."""

import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from stressbump import materials
from stressbump.accuracy.published_band import NOTICED, Sourcing
from stressbump.answers.band_text import (
    Certainty,
    beyond_yield,
    ends,
    explained,
    least_sure,
    unsettled,
)
from stressbump.answers.document import document, result_of
from stressbump.answers.focus import focus_of
from stressbump.answers.solving import relief
from stressbump.cli import app
from stressbump.cli.printing import _sentence, console, published, show_result, verdict
from stressbump.designs.design import from_table
from stressbump.errors import InputError
from stressbump.history.choices import choices, chosen, intrinsic, together, unpublished
from stressbump.history.stack import solve_stack
from stressbump.survey import BEYOND_YIELD, HEADLINES, survey

SCHEMA = Path(__file__).parents[2] / "docs" / "result.schema.json"

# Glass and the cushion differ in expansion only, alumina in everything; gold's birth is published, the
# cushion cures as hot as silicone is said to, and as polyimide is not. Nothing yields.
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
born_C = 60
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
born = { cushion = { born_C = 150 } }
[[reference]]
name = "bare"
doc = "nothing in its place"
empty = ["cushion"]
"""
KNOWN = {
    ("borosilicate glass", "law"): ("Borofloat",),
    ("Al2O3", "law"): ("LAU03",),
    ("silicone", "law"): ("nu 0.33", "die bond"),
    ("silicone", "birth"): ("125 °C",),
    ("Au", "birth"): ("25 °C", "120 °C"),
}


def table():
    return tomllib.loads(BUMP)


def design(**materials_by_region):
    """The bump, with other materials in its steps."""
    return with_steps({region: {"material": m} for region, m in materials_by_region.items()})


def with_steps(changes):
    """The bump, with other keys in the steps that fill these regions."""
    wanted = table()
    for step in wanted["step"]:
        step |= changes.get(step.get("deposit"), {})
    return from_table(wanted, "bump.toml")


def resourced(case):
    """The bump as a user would write it down who believes these sources."""
    filled = {s["material"]: s["deposit"] for s in table()["step"] if "deposit" in s}
    changes = {region: {} for region in filled.values()}
    for choice in case:
        step = changes[filled[choice.material]]
        if choice.quantity == "law":
            step["material"] = f"{choice.material} ({choice.label})"
        if choice.quantity == "birth":
            step["born_C"] = float(choice.label.removesuffix(" °C"))
    return with_steps(changes)


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


def test_only_what_is_published_otherwise_is_tried(answer):
    """Gold has one source; polyimide has several births, but this cushion is not cured at any."""
    for band in answer.sources:
        tried = {
            (e.material, e.quantity): tuple(t.choice.label for t in e.trials) for e in band.effects
        }
        assert tried == KNOWN


def test_a_user_s_own_material_and_a_chosen_source_contribute_nothing():
    inline = {"E_GPa": 270, "nu": 0.3, "cte_ppm_per_K": 6}
    own = design(base="glass (Borofloat)", film=inline, cap="alumina (LAU03)", cushion="polyimide")
    found = relief(own, bars=False, references=["bare"], sources=True)
    assert found.sources
    for band in found.sources:
        assert (band.low, band.high, band.effects) == (band.relief, band.relief, ())
        assert band.low_by == band.high_by == ()


def test_quantities_stand_in_the_order_of_what_they_do(answer):
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
    """All of them, all laws or all births, unless a single one goes further."""
    for band in answer.sources:
        down = {e.low_by for e in band.effects if band.relief - e.low > NOTICED}
        up = {e.high_by for e in band.effects if e.high - band.relief > NOTICED}
        for attained, moving in ((band.low_by, down), (band.high_by, up)):
            laws = {c for c in moving if c.quantity == "law"}
            assert set(attained) in (moving, laws, moving - laws) or len(attained) <= 1


def test_what_a_note_refutes_is_told_but_widens_nothing(answer):
    for band in answer.sources:
        silicone = next(e for e in band.effects if str(e) == "silicone")
        refuted, die_bond = silicone.trials
        assert not refuted.counts
        assert "unphysical" in refuted.note
        assert refuted.relief is not None
        assert die_bond.counts
        assert refuted.choice not in (*band.low_by, *band.high_by)

    for row in result_of(answer).sources:
        assert any("silicone (nu 0.33)" in line for line in explained(row))


def test_all_sources_lets_it_count(answer):
    every = relief(design(), bars=False, references=["die coat"], sources="all")
    narrow = {b.key: b for b in answer.sources if b.reference == "die coat"}
    assert every.sources
    for band in every.sources:
        tried = [t for e in band.effects for t in e.trials]
        assert all(t.counts for t in tried)
        assert all(band.low <= t.relief <= band.high for t in tried)
        assert band.high - band.low >= narrow[band.key].high - narrow[band.key].low - 1e-9


def test_choices_that_change_no_modulus_want_no_factorisation_and_equal_a_full_solution(
    answer, monkeypatch
):
    def refuse(*_):
        raise AssertionError("factorised once more")

    every = {str(c): c for m in answer.built.materials.values() for c in choices(m)}
    case = together(
        every[name]
        for name in (
            "silicone birth 125 °C", "borosilicate glass (Borofloat)", "silicone (die bond)",
            "Au birth 120 °C",
        )
    )  # fmt: skip
    windows = answer.design.recipe.windows_um
    sourcing = Sourcing(answer.stacks, answer.values, windows, lambda a, b: None)
    section, counted = chosen(answer.section, answer.built.materials, case)
    assert counted == case
    full = solve_stack(section, answer.mesh, (-40.0,))
    monkeypatch.setattr("stressbump.history.assembly.factorise_blocks", refuse)
    quick = sourcing._values(0, case)
    for v in survey(section, full.solutions[-40.0], windows):
        v = replace(v, temperature=-40.0)
        if v.value is not None:
            assert quick[v.key].value == pytest.approx(v.value, rel=1e-9, abs=1e-9 * v.scale)
    with pytest.raises(AssertionError, match="factorised"):
        sourcing._values(0, (every["Al2O3 (LAU03)"], every["silicone (nu 0.33)"]))


@pytest.mark.parametrize("name", materials.names())
def test_every_choice_of_a_material_can_be_told_from_the_others(name):
    own = choices(materials.find(name))
    assert len(set(own)) == len(own)
    for choice in own:
        if choice.quantity == "law":
            assert materials.find(str(choice)).source


# ---- births


def film_on_silicon(**film):
    """A nitride of 50 nm on a wafer of 300 µm that cannot bow."""
    wafer = {"deposit": "wafer", "material": "Si", "how": "planar", "thickness_um": 300}
    film = {"deposit": "film", "material": "PE-SiN", "thickness_um": 0.05, "born_C": 350} | film
    cell = {"width_um": 20, "support": "flat"}
    return from_table({"cell": cell, "step": [wafer | {"born_C": 25}, film]}, "film.toml")


@pytest.fixture(scope="module")
def film():
    return relief(film_on_silicon(), end=25.0, bars=False).built


@pytest.mark.parametrize("born", ["300 °C", "400 °C", None])
@pytest.mark.parametrize("law", ["E high", "CTE low", None])
@pytest.mark.parametrize("stress", [-300, 50])
def test_a_blanket_film_ends_at_its_published_stress(film, stress, law, born):
    """At 25 °C, whatever its law and its birth: σ / (1 + M h / M_s h_s) on a wafer that gives way."""
    wanted = {
        ("film stress", f"{stress} MPa at 25 °C".replace("-", "−")),
        ("law", law),
        ("birth", born),
    }
    case = together(c for c in choices(film.materials["film"]) if (c.quantity, c.label) in wanted)
    section, counted = chosen(film.section, film.materials, case)
    assert len(counted) == 1 + (law is not None) + (born is not None)
    found = solve_stack(section, film.mesh, (25.0,))
    laws = {name: m.law.moduli(25).biaxial for name, m in found.materials.items()}
    gives = 0.05 * laws["film"] / (300 * laws["wafer"])
    own = next(
        v.value
        for v in survey(section, found.solutions[25.0], (5.0,))
        if (v.measure, v.where) == ("mean in-plane stress", "film")
    )
    assert own == pytest.approx(stress / (1 + gives), rel=1e-6)


def test_the_stress_at_birth_is_what_cooling_has_not_added():
    """M = 240 GPa, 2.3 ppm/K, over 325 K on glass of 3.3: 78 MPa of compression come by cooling."""
    film, glass = materials.find("PE-SiN"), materials.find("glass")
    assert intrinsic(film, glass, 350.0, 0.0) == pytest.approx(240e3 * 1e-6 * 325)
    assert intrinsic(film, glass, 25.0, -300.0) == -300.0
    assert intrinsic(film, materials.find("Si"), 350.0, -300.0) == pytest.approx(-215.4, abs=0.1)


def test_a_process_speaks_of_what_is_born_at_its_temperatures(film):
    hot = relief(film_on_silicon(born_C=750), end=25.0, bars=False).built
    told = {}
    for name, stack in (("PECVD", film), ("LPCVD", hot)):
        own = choices(stack.materials["film"])
        told[name] = [str(c) for c in own if chosen(stack.section, stack.materials, (c,))[1]]
    assert "PE-SiN birth 300 °C" in told["PECVD"]
    assert [t for t in told["LPCVD"] if "(" not in t] == [
        "PE-SiN birth 700 °C", "PE-SiN birth 800 °C", "PE-SiN film stress 1000 MPa at 25 °C"
    ]  # fmt: skip


def test_the_datum_keeps_its_birth():
    """All else is laid down on it, so its birth stresses nothing."""
    bump = table()
    bump["step"][0] |= {"material": "Cu", "born_C": 25}
    own = from_table(bump, "bump.toml")
    built = relief(own, bars=False, references=[]).built
    told = [c for c in choices(built.materials["base"]) if c.quantity != "law"]
    assert told
    assert chosen(built.section, built.materials, together(told))[1] == ()


def test_births_keep_their_order(answer):
    every = [c for m in answer.built.materials.values() for c in choices(m)]
    for choice in every:
        section, _ = chosen(answer.section, answer.built.materials, (choice,))
        assert [(r.name, r.step) for r in section.regions] == [
            (r.name, r.step) for r in answer.section.regions
        ]


def test_a_reference_s_own_history_has_its_range_too():
    """An underfill cured at 165 °C, shrinking by 0.5 %: 150 °C and 0.2 % are published as well."""
    bump = table()
    own = {"born_C": 165, "cure_shrinkage": 0.005}
    bump["reference"] = [
        {"name": "underfill", "swap": {"cushion": "underfill"}, "born": {"cushion": own}}
    ]
    found = relief(from_table(bump, "bump.toml"), bars=False, sources=True)
    band = found.sources[0]
    tried = {str(t.choice): t.relief for e in band.effects for t in e.trials}
    assert {"underfill birth 150 °C", "underfill cure shrinkage 0.2 %"} <= set(tried)
    assert "underfill birth 165 °C" not in tried
    milder = replace(found.stacks[1].assembly.section.find("cushion"), cure_shrinkage=0.002)
    other = solve_stack(found.stacks[1].assembly.section.replaced(milder), found.mesh, (-40.0,))
    values = {
        v.key[:3]: v.value for v in survey(other.section, other.solutions[-40.0], (1.0, 2.0, 5.0))
    }
    without = values[band.key[:3]]
    with_ = next(v.value for v in found.values[0] if v.key == band.key)
    assert tried["underfill cure shrinkage 0.2 %"] == pytest.approx(1 - with_ / without)


# ---- telling it


def test_bands_stand_in_the_document_and_only_where_asked_for(answer):
    written = json.loads(json.dumps(document(answer)))
    jsonschema.validate(written, json.loads(SCHEMA.read_text()))
    assert len(written["sources"]) == len(answer.sources)
    first, band = written["sources"][0], answer.sources[0]
    assert (first["low"], first["high"]) == (band.low, band.high)
    told = [(m["material"], m["quantity"]) for m in first["materials"]]
    assert told == [(e.material, e.quantity) for e in band.effects]
    assert [(c["quantity"], c["alternative"]) for c in first["low_by"]] == [
        (c.quantity, c.label) for c in band.low_by
    ]
    assert "sources" not in document(replace(answer, sources=()))


def test_ends_are_rounded_outwards_to_what_is_between_them():
    assert ends(-0.0312, 0.3051) == "-4…31"
    assert ends(0.11, 0.1349) == "11.0…13.5"
    assert ends(0.12, 0.12) == "12.00…12.00"
    assert ends(-0.001, 0.9) == "-1…90"


def test_the_band_is_told_beside_the_bar(answer):
    result, focus = result_of(answer), focus_of(answer.design, answer.section)
    first, *why = published(result, focus)
    band = result.sources[0]
    assert first.endswith(f"{ends(band.low, band.high)} % (published data).")
    assert why[0].startswith(f"  {band.matters[0]} alone: ")
    short, every = (
        [line for line in published(result, focus, everything) if not line.startswith("  ")]
        for everything in (False, True)
    )
    assert len(short) == len({b.reference for b in result.sources})
    assert len(every) == len(result.sources) > len(short)


def test_the_command_line_prints_it(tmp_path):
    path = tmp_path / "bump.toml"
    path.write_text(BUMP)
    arguments = ["relief", str(path), "--reference", "bare", "--sources"]
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 0, told.output
    assert "(mesh), " in told.output
    assert "(published data)" in told.output


# ---- how sure that is


def test_the_terminal_has_one_minus_sign(answer, capsys):
    assert _sentence("film stress −300 MPa").plain == "film stress -300 MPa"
    shown = focus_of(answer.design, answer.section)
    show_result(console(), result_of(answer), "bump", shown, everything=True)
    told = capsys.readouterr().out
    assert "-40 °C" in told
    assert "−" not in told


def test_data_that_scatter_more_than_the_mesh_take_its_digits():
    """9.68 ± 0.16 % by the mesh; 4 … 31 by data, so that the tens alone are sure."""
    mesh = Certainty(0.0968, bar=0.0016)
    assert (mesh.largest, mesh.amount) == ("mesh", "9.68 ± 0.16 %")
    data = Certainty(0.0968, bar=0.0016, band=(0.04, 0.31))
    assert (data.largest, data.amount) == ("data", "10 %")
    assert Certainty(0.0968, band=(0.08, 0.131)).amount == "10 %"
    assert Certainty(0.0968, band=(0.095, 0.099)).amount == "9.7 %"
    assert Certainty(0.0968, bar=0.03, band=(0.095, 0.099)).largest == "mesh"
    assert Certainty(0.0968).amount == "9.7 %"
    assert Certainty(0.149, band=(-0.3, 0.4)).amount == "15 %"


def test_a_law_that_does_not_hold_leaves_one_digit():
    yielding = Certainty(0.0968, bar=0.0016, band=(0.08, 0.131), beyond=("pad",))
    assert (yielding.largest, yielding.amount) == ("law", "10 %")
    assert Certainty(-0.0377, beyond=("pad",)).amount == "-4 %"
    assert Certainty(0.1495, beyond=("glue",)).amount == "15 %"  # a first 1 keeps the next
    assert Certainty(-0.000092, beyond=("pad",)).amount == "0.0 %"
    assert Certainty(0.02, band=(-0.3, 0.4), beyond=("pad",)).amount == "2 %"


def test_a_sign_is_open_where_data_make_more_of_it_than_nothing_either_way():
    assert Certainty(0.0968, band=(-0.04, 0.31)).unsettled
    assert not Certainty(0.0968, band=(0.04, 0.31)).unsettled
    assert not Certainty(0.0968).unsettled
    assert not Certainty(0.0, band=(-0.002, 0.004)).unsettled
    told = unsettled({"PI": Certainty(0.0968, band=(-0.04, 0.31)), "none": Certainty(0.0)})
    assert told == "Published data do not settle the sign: −4…31 % against PI."


def test_what_is_least_sure_is_named_and_so_is_what_is_not_known():
    unknown = "How far published data move this is not known: --sources tells."
    assert least_sure({"a": Certainty(0.1, bar=0.01)}) == unknown
    law = Certainty(0.1, bar=0.01, beyond=("pad", "ubm"))
    of_law = "Least sure is the law (pad and ubm beyond yield, elastic here)."
    assert least_sure({"a": law, "b": law}) == f"{of_law} {unknown}"
    data, mesh = Certainty(0.1, 0.01, (0.0, 0.3)), Certainty(0.1, 0.01, (0.1, 0.1))
    assert least_sure({"a": replace(law, band=(0.0, 0.3))}) == of_law
    assert least_sure({"a": data}) == "Least sure is what is published of the materials."
    assert least_sure({"a": data, "b": mesh, "c": mesh}) == (
        "Least sure is what is published of the materials against a and the mesh against b and c."
    )


def test_the_law_counts_where_a_region_or_its_neighbour_yields():
    values = [
        (BEYOND_YIELD, "pad", 0.4), (BEYOND_YIELD, "solder", 0.9), (BEYOND_YIELD, "ubm", 0.04),
        ("normal force N", "pad/film", 1.0), ("normal force N", "film/ubm", 1.0),
        ("normal force N", "ubm/solder", 1.0),
    ]  # fmt: skip
    assert beyond_yield(values, "film") == ("pad",)
    assert beyond_yield(values, "ubm") == ("solder",)
    assert beyond_yield(values, "pad") == ("pad",)
    assert beyond_yield(values, "wafer") == ()


def test_the_terminal_s_verdict_says_first_where_the_sign_is_open(answer):
    band = answer.sources[0]
    wide = replace(band, low=-3.0, high=2.0)
    focus = focus_of(answer.design, answer.section)
    told = verdict(result_of(replace(answer, sources=(wide, *answer.sources[1:]))), focus)
    own = next(line for line in told if repr(band.reference) in line)
    assert own.startswith("Published data do not settle the sign: −300…200 % against")
    assert re.search(r" With default data, (?!0 %)[\d.]+ % is added to the ", own)
    assert told[-1].startswith("Least sure is what is published of the materials")
    assert verdict(result_of(replace(answer, sources=())), focus)[-1].endswith("--sources tells.")


def test_another_word_for_sources_is_refused():
    with pytest.raises(InputError, match="'all'"):
        relief(design(), sources="some")


def test_a_birth_outside_what_is_published_says_that_it_is_kept(answer):
    (told,) = [w for w in answer.warnings if "published to be born" in w]
    assert told.startswith(
        "die coat: cushion: born at 150 °C, polyimide is published to be born at"
    )
    assert told.endswith("its birth is kept in all published values")
    coated = next(s for s in answer.stacks if s.name == "die coat")
    (line,) = unpublished(coated.assembly.section, coated.materials)
    assert told == f"die coat: {line}"
