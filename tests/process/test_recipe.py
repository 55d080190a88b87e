"""The recipe language: what is read, what is refused, and in which words."""

import tomllib

import pytest
import tomli_w

from stressbump.errors import InputError
from stressbump.process.recipe import Recipe
from stressbump.process.verbs import label, targets, verb

FILE = """
name = "a bump"
focus = ["film"]
windows_um = [1, 5]

[cell]
width_um = 100
support = "free"
free_faces = [["solder", "film"]]

[[step]]
deposit = "base"
material = "Si"
how = "planar"
thickness_um = 300
born_C = 25

[[step]]
deposit = "film"
material = { E_MPa = 3.0, nu = 0.4995, cte_ppm_per_K = 260 }
thickness_um = 1.5
born_C = 350
intrinsic_MPa = -100

[[step]]
open = "film"
diameter_um = 60
wall_angle_deg = 75

[[step]]
print = "solder"
material = "SAC305"
diameter_um = 60
cap_height_um = 40
onto = "base"
born_C = 217

[[step]]
reflow = "solder"
wets = ["base"]
cures = "film"
born_C = 217

[[reference]]
name = "none"
empty = "film"

[[reference]]
name = "polyimide"
swap = { film = "polyimide" }

[[reference]]
name = "cured underfill"
swap = { film = "underfill" }
born = { film = { born_C = 165, cure_shrinkage = 0.005, after = "solder" } }

[[reference]]
name = "solder"
like = { film = "solder" }

[history]
end_C = [25, -40]
"""


def table():
    return tomllib.loads(FILE)


def with_step(number, **changes):
    """The file with keys of one step changed, or with None, left out."""
    changed = table()
    step = changed["step"][number - 1] | changes
    changed["step"][number - 1] = {k: v for k, v in step.items() if v is not None}
    return changed


def refused(changed, words):
    with pytest.raises(InputError, match=words) as caught:
        Recipe.from_table(changed, "my.toml")
    assert str(caught.value).startswith("my.toml")


def test_reads_a_file():
    recipe = Recipe.from_table(table(), "my.toml")
    assert [verb(s) for s in recipe.steps] == ["deposit", "deposit", "open", "print", "reflow"]
    assert [targets(s) for s in recipe.steps[2:]] == [("film",), ("solder",), ("solder",)]
    assert recipe.steps[4].cures == ("film",)
    assert recipe.history.end_C == (25, -40)
    assert recipe.references[0].empty == ("film",)


def test_writes_what_it_reads():
    recipe = Recipe.from_table(table(), "my.toml")
    again = tomllib.loads(tomli_w.dumps(recipe.to_table()))
    assert Recipe.from_table(again, "my.toml") == recipe
    assert next(iter(again["step"][2])) == "open"


def test_is_named_after_its_file_unless_it_has_a_name():
    assert Recipe.from_table(table(), "my.toml").name == "a bump"
    unnamed = table()
    del unnamed["name"]
    assert Recipe.from_table(unnamed, "my.toml").name == "my.toml"


def test_steps_are_known_by_number_verb_and_target():
    recipe = Recipe.from_table(table(), "my.toml")
    assert label(3, recipe.steps[2]) == "step 3, open film"


@pytest.mark.parametrize(
    ("step", "changes", "words"),
    [
        (2, {"thicknes_um": 1}, r"step 2 \(deposit\): thicknes_um: unknown key.*'thickness_um'"),
        (2, {"thickness_um": None}, r"step 2 \(deposit\): thickness_um: this key is missing"),
        (2, {"thickness_um": -1}, r"thickness_um: .* at least 0.*here stands -1"),
        (2, {"thickness_um": float("nan")}, r"thickness_um: .*here stands nan"),
        (2, {"thickness_um": "1 mm"}, r"thickness_um: .*here stands '1 mm'"),
        (2, {"thickness_um": True}, r"thickness_um: .*here stands True"),
        (2, {"born_C": -300}, r"born_C: .*-273.15.*here stands -300"),
        (2, {"how": "conformall"}, r"how: .*'conformal'.*here stands 'conformall'"),
        (2, {"deposit": "a film"}, r"deposit: .*here stands 'a film'"),
        (
            2,
            {"deposit": None},
            r"step 2: exactly one verb is wanted of deposit, .*; found the keys",
        ),
        (
            2,
            {"open": "base"},
            r"step 2: exactly one verb is wanted .*found the verbs deposit, open",
        ),
        (2, {"material": "polimide"}, r"no material 'polimide'.* did you mean 'polyimide'"),
        (2, {"material": {"E_MPa": 3.0, "nu": 0.6}}, r"nu"),
        (
            3,
            {"open": "flim"},
            r"step 3, open flim: no earlier step fills 'flim'; did you mean 'film'",
        ),
        (3, {"diameter_um": 0}, r"diameter_um: .* above 0"),
        (3, {"wall_angle_deg": 20}, r"wall_angle_deg: .*here stands 20"),
        (3, {"count": 3}, r"3 windows of 60 µm need a pitch_um above their diameter"),
        (3, {"count": 3, "pitch_um": 50}, r"pitch_um above their diameter; pitch_um is 50"),
        (4, {"thickness_um": 50}, r"give either thickness_um or cap_height_um"),
        (4, {"onto": None}, r"cap_height_um needs `onto`"),
        (5, {"shape": "barrel"}, r"a barrel needs standoff_um and pad_diameter_um"),
        (5, {"wets": "later"}, r"step 5, reflow solder: no earlier step fills 'later'"),
    ],
)
def test_what_is_wrong_with_a_step_is_told_in_its_words(step, changes, words):
    refused(with_step(step, **changes), words)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("cell", {"width_um": 0}, r"cell.width_um: .* above 0.*here stands 0"),
        ("cell", {"width_um": 100, "kinematics": "axial"}, r"cell.kinematics: .*'axisymmetric'"),
        ("cell", {}, r"cell.width_um: this key is missing"),
        (
            "cell",
            {"width_um": 100, "free_faces": [["solder", "flim"]]},
            r"cell.free_faces: no step fi",
        ),
        (
            "cell",
            {"width_um": 100, "free_faces": [["film", "film"]]},
            r"shares no face with itself",
        ),
        ("celll", {}, r"celll: unknown key; did you mean 'cell'"),
        ("steps", [], r"unknown key 'steps'; did you mean \[\[step\]\]"),
        ("step", [], r"\[\[step\]\]: at least 1"),
        ("step", "deposit", r"\[\[step\]\] is a list of tables"),
        ("step", ["deposit"], r"step 1: a table is wanted, here stands 'deposit'"),
        ("focus", ["flim"], r"focus: no step fills 'flim'; did you mean 'film'"),
        ("history", {"end_C": []}, r"history.end_C"),
        ("history", {"end_C": -300}, r"history.end_C"),
        ("windows_um", [0], r"windows_um"),
        ("aspect", 1, r"aspect: .* at least 2"),
        ("reference", [{"name": "x"}], r"it changes nothing; give swap, like, empty or born"),
        ("reference", [{"name": "x", "empty": "flim"}], r"reference 'x': no step fills 'flim'"),
        (
            "reference",
            [{"name": "x", "like": {"film": "slder"}}],
            r"no step fills 'slder'; did you m",
        ),
        (
            "reference",
            [{"name": "x", "empty": "film", "swap": {"film": "polyimide"}}],
            r"'film' is changed twice",
        ),
        (
            "reference",
            [{"name": "x", "empty": "film"}, {"name": "x", "swap": {"film": "polyimide"}}],
            r"reference 'x': another stack has that name",
        ),
        ("reference", [{"name": "as built", "empty": "film"}], r"another stack has that name"),
        (
            "reference",
            [{"name": "x", "born": {"flim": {"born_C": 350}}}],
            r"reference 'x': no step fills 'flim'; did you mean 'film'",
        ),
        (
            "reference",
            [{"name": "x", "born": {"film": {"born_C": 350, "before": "slder"}}}],
            r"reference 'x': no step fills 'slder'; did you mean 'solder'",
        ),
        (
            "reference",
            [{"name": "x", "born": {"film": {}}}],
            r"born\.film\.born_C: this key is missing",
        ),
        (
            "reference",
            [{"name": "x", "born": {"film": {"born_C": -300}}}],
            r"born_C: .*-273.15.*here stands -300",
        ),
        (
            "reference",
            [{"name": "x", "born": {"film": {"born_C": 350, "cure_shrinkage": 0.5}}}],
            r"cure_shrinkage: .*0.2.*here stands 0.5",
        ),
    ],
)
def test_what_is_wrong_with_the_rest(key, value, words):
    refused(table() | {key: value}, words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"born": {"film": {"born_C": 9, "before": "film"}}}, "'film' is born beside itself"),
        (
            {"born": {"film": {"born_C": 9, "before": "solder", "after": "base"}}},
            "born before 'solder' and after 'base'; give one of them",
        ),
        (
            {"empty": "solder", "born": {"film": {"born_C": 9, "after": "solder"}}},
            "'film' is born beside 'solder', which is empty",
        ),
        ({"empty": "film", "born": {"film": {"born_C": 9}}}, "'film' is empty; what is not there"),
        (
            {"like": {"film": "solder"}, "born": {"film": {"born_C": 9}}},
            "'film' is born as 'solder' is, which it is like",
        ),
        (
            {
                "born": {
                    "film": {"born_C": 9, "before": "solder"},
                    "solder": {"born_C": 9, "after": "base"},
                }
            },
            "'film' is born beside 'solder', which itself is moved",
        ),
    ],
)
def test_a_birth_that_has_no_place_in_the_order(change, words):
    refused(table() | {"reference": [{"name": "x", **change}]}, words)


def test_a_reference_may_change_a_birth_and_nothing_else():
    born = {"film": {"born_C": 350, "before": "solder"}}
    recipe = Recipe.from_table(
        table() | {"reference": [{"name": "early", "born": born, "by_name": True}]}, "my.toml"
    )
    (early,) = recipe.references
    assert (early.born["film"].born_C, early.born["film"].before) == (350, "solder")
    assert (early.born["film"].intrinsic_MPa, early.born["film"].cure_shrinkage) == (0, 0)


def fill(**changes):
    step = {"fill": "mold", "material": "EMC", "born_C": 175, **changes}
    return table() | {"step": [*table()["step"], step]}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "give either thickness_um or outline_um"),
        ({"outline_um": [[0, 0], [1, 0]], "over": "base"}, "outline_um needs three points"),
        ({"outline_um": [[0, 0], [1, 0], [1, 1]]}, "and `over`, the region it starts from"),
    ],
)
def test_fillings_have_one_extent(changes, words):
    refused(fill(**changes), words)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ({}, "give either height_um or volume_um3"),
        ({"height_um": 1, "volume_um3": 9}, "give either height_um or volume_um3"),
        ({"how": "conformal", "volume_um3": 9}, "conformal plating needs height_um"),
    ],
)
def test_plating_has_one_amount(amount, words):
    step = {"plate": "bump", "onto": "base", "material": "Cu", "born_C": 60, **amount}
    refused(table() | {"step": [*table()["step"], step]}, words)


def test_frozen():
    recipe = Recipe.from_table(table(), "my.toml")
    with pytest.raises(ValueError, match="frozen"):
        recipe.name = "another"
