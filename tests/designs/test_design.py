"""Designs: from a name, from files, with settings on top; and back to what a file would hold."""

import tomllib
from contextlib import suppress

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st
from shell import SMALL

import stressbump as sb
from stressbump.designs.design import from_table, load, parameters
from stressbump.designs.structures import STRUCTURES
from stressbump.errors import InputError


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return str(path)


@pytest.mark.parametrize("slug", STRUCTURES)
def test_a_name_is_the_structure_with_its_defaults(slug):
    design = load(slug)
    assert design.name == slug
    assert design.structure == STRUCTURES[slug]()
    assert design.asked is None


@pytest.mark.parametrize("slug", STRUCTURES)
def test_the_inputs_as_used_are_a_file_of_the_same_design(slug, tmp_path):
    design = load(slug, ["end_C=[125, -40]"])
    path = tmp_path / "again.toml"
    path.write_text(tomli_w.dumps(design.inputs()))
    assert load(str(path)).recipe == design.recipe


@pytest.mark.parametrize(
    "settings",
    [
        ['cycle="JESD22-A104 G, mode 4"', 'layers={of="solder", at="ubm_Au", thickness_um=5}'],
        ["cycle={low_C=0, high_C=100, settled_percent=1}"],
        ["cycle={profile_min_C=[[10, 100], [20, 25]], count=2}"],
        ["elastomer={E_MPa=3, nu=0.499, cte_ppm_per_K=300}", "assembled=true"],
    ],
)
def test_settings_that_are_tables_are_inputs_of_the_same_design(settings, tmp_path):
    design = load("elastomer-bump", [*settings, "inelastic=true"])
    path = tmp_path / "again.toml"
    path.write_text(tomli_w.dumps(design.inputs()))
    assert load(str(path)).recipe == design.recipe


def test_a_recipe_has_the_name_of_its_file_and_its_inputs_are_itself(small, tmp_path):
    path = tmp_path / "other.toml"
    path.write_text(SMALL.replace('name = "small"\n', "", 1))
    assert load(str(path)).name == "other"
    assert load(small).name == "small"
    assert from_table(load(small).inputs(), "again").recipe == load(small).recipe


def test_a_file_may_come_from_another_editor(tmp_path):
    path = tmp_path / "bom.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load(str(path)).name == "small"


@pytest.mark.parametrize(
    ("setting", "name", "value"),
    [
        ("pitch_um=150", "pitch", 150),
        ("geometry.pitch_um = 150", "pitch", 150),
        ("elastomer=polyimide", "elastomer", "polyimide"),
        ('elastomer="polyimide"', "elastomer", "polyimide"),
        ("solder_bonded=true", "solder_bonded", True),
        ("layout=line", "layout", "line"),
        ("end_C=-40", "end", (-40,)),
        ("end_C=[25, -40]", "end", (25, -40)),
        ("reflow_C=1e2", "reflow", 100),
    ],
)
def test_settings_of_a_structure(setting, name, value):
    assert getattr(load("elastomer-bump", [setting]).structure, name) == value


def test_the_last_setting_counts_and_settings_beat_the_file(tmp_path):
    path = tmp_path / "d.toml"
    path.write_text('structure = "elastomer-bump"\nname = "mine"\n[geometry]\npitch_um = 120\n')
    assert load(str(path)).structure.pitch == 120
    design = load(str(path), ["pitch_um=130", "pitch_um=140"])
    assert design.structure.pitch == 140
    assert design.name == "mine"


def test_settings_of_a_recipe_reach_the_step_that_fills_the_region(small):
    recipe = load(small, ["coat.thickness_um=3", "cell.support=free", "history.end_C=-40"]).recipe
    assert recipe.steps[3].thickness_um == 3
    assert recipe.cell.support == "free"
    assert recipe.history.end_C == (-40,)


def test_references_asked_for_in_a_file(tmp_path):
    path = tmp_path / "d.toml"
    path.write_text(SMALL + '\n[relief]\nreferences = ["bare", "bare"]\n')
    assert load(str(path)).references == ("bare",)
    path.write_text(SMALL + "\n[relief]\nreferences = []\n")
    assert load(str(path)).references == ()


def test_references_by_name_only_are_left_out_until_they_are_asked_for(tmp_path):
    path = tmp_path / "d.toml"
    late = '[[reference]]\nname = "late"\nby_name = true\nborn = { coat = { born_C = 30 } }\n'
    path.write_text(SMALL + "\n" + late)
    design = load(str(path))
    assert set(design.reference_names()) - set(design.references) == {"late"}
    assert design.known(["late"], "here") == ("late",)
    path.write_text(SMALL + "\n" + late + '[relief]\nreferences = ["late"]\n')
    assert load(str(path)).references == ("late",)


def test_references_that_need_a_mesh_of_their_own_are_designs():
    design = load("recessed-pad-bump")
    flat = design.other("flat-pad")
    assert "flat-pad" in design.reference_names()
    assert flat.name == "flat-pad"
    assert flat.structure.recess_depth == 0
    assert design.other("no-via") is None


@pytest.mark.parametrize("slug", STRUCTURES)
def test_no_two_parameters_share_a_key(slug):
    keys = [key for group in parameters(STRUCTURES[slug]).values() for key in group]
    assert len(keys) == len(set(keys))


words = st.text(st.characters(codec="utf-8"), max_size=30)
anything = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=4,
)
WHOLE = [tomllib.loads(SMALL), *(load(slug).inputs() for slug in STRUCTURES)]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(WHOLE),
    st.lists(st.one_of(words, st.builds("{}={}".format, words, words)), max_size=2),
)
def test_any_settings_make_a_design_or_are_refused(table, drawn):
    with suppress(InputError):
        from_table(table, "drawn.toml", drawn)


@st.composite
def spoilt(draw):
    """A whole file with one or two of its values, anywhere in it, exchanged for anything."""
    table = draw(st.sampled_from(WHOLE))
    for _ in range(draw(st.integers(1, 2))):
        table = exchanged(draw, table)
    return table


def exchanged(draw, value):
    if not isinstance(value, dict | list) or not value or draw(st.integers(0, 5)) == 0:
        return draw(anything)
    if isinstance(value, list):
        k = draw(st.integers(0, len(value) - 1))
        return [*value[:k], exchanged(draw, value[k]), *value[k + 1 :]]
    if draw(st.integers(0, 5)) == 0:
        return value | {draw(words): draw(anything)}
    k = draw(st.sampled_from(list(value)))
    return value | {k: exchanged(draw, value[k])}


@settings(max_examples=300, deadline=None)
@given(spoilt().filter(lambda t: isinstance(t, dict)))
def test_a_file_with_anything_in_it_makes_a_design_or_is_refused(table):
    with suppress(InputError):
        from_table(table, "drawn.toml")


def test_public_names():
    bump = sb.ElastomerBump(elastomer_thickness=30)
    assert bump.elastomer_thickness == 30
    assert sb.load("elastomer-bump", ["elastomer_thickness_um=30"]).structure == bump
    with pytest.raises(InputError, match=r"ElastomerBump: \[geometry\] pitch_um: a number of at"):
        sb.ElastomerBump(pitch=-1)
