"""Whatever a design may say and an answer does not take in is told, by every command and study."""

from dataclasses import fields

import pytest
from bilayer import TABLE as PAIR
from posts import recipe

import stressbump as sb
from stressbump.answers.left_out import OF_REDUCED, SCOPES, Scope, left_out, left_out_beside
from stressbump.cli import app
from stressbump.designs.design import from_table
from stressbump.designs.package import package_from_table
from stressbump.process.profile import History
from stressbump.process.recipe import Recipe
from stressbump.sweeps.notes import notes
from stressbump.sweeps.study import Study
from stressbump.sweeps.summary import Summary

WHOLE = {  # what every answer of a design takes in, or is no more than how it is shown or compared
    "name", "steps", "references", "focus", "windows_um", "aspect", "cell",
    "rate_K_per_min", "inelastic", "time_steps", "layers",
}  # fmt: skip
TOLD = {  # by key of a recipe and its history, what of a `Scope` takes it in and how its line begins
    "flaws": ("flaws", "flaw die/post from outer"),
    "cohesions": ("cohesions", "cohesion core/post from outer"),
    "contact": ("contact", "free face fill/die"),
    "cycle": ("cycle", "history.cycle"),
    "end_C": ("ends", "history.end_C"),
}
WITHOUT_ANSWER = {"show", "mesh"}
FILL = {"material": {"E_GPa": 5, "nu": 0.3, "cte_ppm_per_K": 40}}
COHESION = {"at": "core/post", "up_to_um": 4, "strength_MPa": 40, "toughness_J_m2": 5}
FLAW = {"at": "die/post", "length_um": 1}
SECTIONS = {"flaw": [FLAW], "cohesion": [COHESION]}


def table(**more):
    """A joint that has everything that an answer may leave out."""
    own = recipe(**FILL)
    own["cell"]["free_faces"] = [["fill", "die"]]
    history = {
        "end_C": [80, 25],
        "cycle": {"low_C": -40, "high_C": 125, "ramp_min": 15, "dwell_min": 15},
    }
    return own | SECTIONS | {"contact": {"friction": {"fill/die": 0.2}}, "history": history} | more


DESIGN = from_table(table(), "posts")


def test_every_key_of_a_recipe_is_taken_in_by_all_or_has_its_line():
    """A new one fails here until it is known which answers take it in."""
    keys = (Recipe.model_fields.keys() - {"history"}) | History.model_fields.keys()
    assert keys == WHOLE | TOLD.keys()
    assert {f.name for f in fields(Scope)} == {takes for takes, _ in TOLD.values()}


def test_every_command_that_answers_a_design_has_a_scope():
    asked = {
        command.callback.__name__
        for command in app.registered_commands
        if {"design", "file", "structure"} & command.callback.__annotations__.keys()
    }
    assert asked - WITHOUT_ANSWER - {"materials", "claims"} == SCOPES.keys()


@pytest.mark.parametrize("key", TOLD)
@pytest.mark.parametrize("scope", [*SCOPES.values(), OF_REDUCED])
def test_what_is_not_taken_in_has_one_line(scope, key):
    takes, start = TOLD[key]
    lines = [line for line in left_out(DESIGN.recipe, scope) if line.startswith(start)]
    assert len(lines) == (not getattr(scope, takes))


def test_nothing_is_told_of_what_does_not_stand_there():
    bare = from_table(recipe(), "posts").recipe
    assert not any(left_out(bare, scope) for scope in (*SCOPES.values(), OF_REDUCED))
    assert not left_out(DESIGN.recipe, Scope(True, True, True, True, True))


def told(command, lines, recipe=DESIGN.recipe, **more):
    """Whether an answer tells all that it leaves out, each once."""
    expected = left_out(recipe, SCOPES[command], **more)
    return expected and all(lines.count(line) == 1 for line in expected)


BARE = recipe(radius=4.0) | SECTIONS  # whose answers take a second


def test_relief_tells_it_of_all_designs():
    other = BARE | {"name": "other", "flaw": []}
    found = sb.relief(BARE | {"flaw": []}, against=[other], bars=False)
    line = "cohesion core/post from outer: left out"
    assert [w.partition(line)[0] for w in found.warnings if line in w] == ["", "other: "]


def test_a_reference_on_a_mesh_of_its_own_rubs_alike_and_its_lack_of_flaws_is_told():
    face = {"bump/passivation": 0.3}
    table = {"structure": "recessed-pad-bump", "contact": {"friction": face}}
    flat = from_table(table, "own").other("flat-pad")
    assert flat.recipe.contact.friction == face
    own = from_table(table | {"flaw": [{"at": "passivation/pad", "length_um": 1}]}, "own")
    names = ("no-via", "flat-pad")
    (told,) = left_out_beside(own, names, (), SCOPES["relief"])
    assert told.startswith("flat-pad: flaw passivation/pad from outer is not there")


def test_cracks_tell_it_and_know_what_stands_at_their_interface():
    own = {"at": "wafer/mold", "length_um": 100, "toughness_J_m2": 3}
    other = own | {"from": "inner"}
    design = PAIR | {"flaw": [own, other], "history": {"end_C": [25, 80]}}
    found = sb.cracks(design, "mold/wafer", up_to=0.1, bars=False, references=())
    starts = [line.partition(": ")[0] for line in found.warnings]
    wanted = ["flaw wafer/mold from inner", "cohesion mold/wafer from outer", "history.end_C"]
    assert starts == wanted
    assert found.flaw.toughness == 3


def test_cohesion_tells_it():
    more = {**PAIR["cohesion"][0], "from": "inner"}
    found = sb.cohesion(PAIR | {"cohesion": [*PAIR["cohesion"], more]}, "mold/wafer", "outer")
    assert [line.partition(": ")[0] for line in found.warnings] == [
        "cohesion mold/wafer from inner"
    ]


def test_a_joint_and_a_package_tell_it():
    small = {"die_mm": [0.3, 0.3], "board_mm": [0.4, 0.4], "array": {"rows": 1, "columns": 2}}
    package = package_from_table({"package": small | {"joint": BARE}}, "posts")
    bare = package.joint.recipe
    assert told("joint", sb.joint_at(BARE, 1000.0, bars=False).warnings, bare)
    assert told("package", sb.package_of(package, bars=False).result.warnings, bare)


@pytest.mark.parametrize(
    ("more", "command"),
    [
        ({}, "relief"),
        ({"vary": {"dnp_mm": [1, 2]}}, "joint"),
        ({"reduced": 0.01, "vary": {"die.born_C": [150, 160]}}, "cracks"),
    ],
)
def test_a_study_tells_it(more, command):
    found = notes(Study(design=table(), **more))
    assert told(command, found)


def test_a_study_of_packages_tells_it_and_what_only_some_of_its_designs_have():
    package = {"die_mm": [0.5, 0.5], "array": {"rows": 1, "columns": 2}, "joint": table()}
    vary = {"joint.cell.free_faces": [[["fill", "die"]], [["fill", "die"], ["fill", "core"]]]}
    lines = notes(Study(design={"package": package}, vary=vary))
    assert told("package", lines)
    assert any(line.startswith("in some designs: free face fill/core") for line in lines)
    assert "note: history.cycle" in "\n".join(
        Summary({"done": 1, "failed": 0, "pending": 0}, (), (), notes=lines).lines()
    )
