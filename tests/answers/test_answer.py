"""Relief: its sign, when there is none to tell, and what a reference changes."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import tomli_w
from shell import SMALL

import stressbump as sb
from stressbump.answers.answer import Answer
from stressbump.answers.comparison import compare
from stressbump.designs.design import Design, design_of
from stressbump.errors import InputError, SolveError
from stressbump.process.recipe import Recipe
from stressbump.survey import Value

MEAN = "mean von Mises stress"
WITH = Value(MEAN, "film", 90.0, "MPa", 25.0, "volume", scale=100.0)


def without(value, **more):
    return replace(WITH, value=value, **more)


@pytest.mark.parametrize(("reference", "share"), [(100.0, 0.1), (60.0, -0.5), (90.0, 0.0)])
def test_what_is_taken_away_counts_as_positive(reference, share):
    assert compare(WITH, without(reference), "none").relief == pytest.approx(share)


@pytest.mark.parametrize(
    ("reference", "note"),
    [
        (without(0.9), "no reference stress"),  # small against its scale
        (without(50.0, bar=20.0), "no reference stress"),  # within three of its bars
        (without(None, note="only 2 facets"), "only 2 facets"),
    ],
)
def test_no_relief_without_a_reference_clearly_away_from_zero(reference, note):
    found = compare(WITH, reference, "none")
    assert found.relief is None
    assert found.note == note


def test_no_relief_of_a_raw_maximum_nor_of_what_the_reference_changed():
    raw = replace(WITH, mesh_dependent=True)
    assert compare(raw, without(100.0), "none").relief is None
    assert compare(WITH, without(100.0), "none", "another material").note == "another material"


def test_a_change_of_sign_is_said():
    assert compare(replace(WITH, value=-30.0), without(60.0), "none").note == "changes sign"


@pytest.fixture(scope="module")
def answer() -> Answer:
    return sb.relief(sb.ElastomerBump(), references=["none", "polyimide"], bars=False)


def test_references_share_the_mesh_and_change_one_region(answer):
    built, none, polyimide = answer.stacks
    assert built.mesh is none.mesh is polyimide.mesh
    assert none.materials == {k: v for k, v in built.materials.items() if k != "elastomer"}
    changed = {k for k, v in polyimide.materials.items() if v != built.materials[k]}
    assert changed == {"elastomer"}


def test_every_relief_is_one_minus_with_over_without(answer):
    rows = [row for row in answer.table if row.relief is not None]
    assert {row.reference for row in rows} == {"none", "polyimide"}
    for row in rows:
        assert row.relief == pytest.approx(1 - row.value.value / row.without, abs=1e-12)
        assert row.value.where != "elastomer"


def test_a_collar_of_silicone_takes_nothing_from_the_solder_by_being_there(answer):
    solder = {
        row.reference: row.relief
        for row in answer.table
        if (row.value.where, row.value.measure) == ("solder", "mean von Mises stress")
    }
    assert abs(solder["none"]) < 1e-3
    assert 0.005 < solder["polyimide"] < 0.05


def test_the_energy_of_a_whole_stack_is_no_relief_where_its_materials_are_others(answer):
    energies = [row for row in answer.table if row.value.measure == "elastic energy"]
    told = {(row.value.where, row.reference): row.note for row in energies}
    assert (
        told["whole stack", "none"] == told["whole stack", "polyimide"] == "not the same materials"
    )
    assert told["solder", "none"] == told["solder", "polyimide"] == ""


def test_an_axisymmetric_stack_and_a_plane_one_are_not_compared():
    plane = {"width_um": 20, "kinematics": "plane strain"}
    found = sb.relief(film(), references=(), against=[film(cell=plane)], bars=False)
    assert {row.note for row in found.table} == {"plane strain, not axisymmetric"}
    assert all(row.relief is None and row.without is not None for row in found.table)


def test_a_mean_over_another_volume_says_so():
    thicker = film().recipe.to_table()["step"]
    thicker[1]["thickness_um"] = 1.5
    found = sb.relief(film(), references=(), against=[film(step=thicker)], bars=False)
    told = {(row.value.where, row.note) for row in found.table if row.value.measure == MEAN}
    assert told == {("base", ""), ("film", "of another volume"), ("coat", "of another volume")}


def test_an_answer_is_told_in_a_line(answer):
    assert repr(answer) == (
        "<Answer: elastomer-bump at 25 °C against none, polyimide;"
        f" {len(answer.mesh.triangles)} triangles>"
    )


def test_a_design_is_anything_that_stands_for_one(tmp_path):
    design, table = film(), film().recipe.to_table()
    path = tmp_path / "film.toml"
    path.write_text(tomli_w.dumps(table), encoding="utf-8")
    for given in (design, design.recipe, table, path, str(path)):
        assert design_of(given).recipe.steps == design.recipe.steps
    assert design_of("elastomer-bump") == design_of(sb.ElastomerBump())


def test_a_failed_check_leaves_no_relief(answer):
    built = answer.built
    solution = built.solutions[25.0]
    failed = replace(solution.checks[0], value=np.nan)
    bad = replace(solution, checks=(failed, *solution.checks[1:]))
    spoilt = replace(answer, stacks=(replace(built, solutions={25.0: bad}), *answer.stacks[1:]))
    assert not spoilt.passed
    assert spoilt.table == ()


def film(material="Cu", **more):
    """A patterned film under a coat, on silicon, cooled from 150 °C; small, so quick."""
    layers = {"deposit": "film", "material": material, "thickness_um": 1, "born_C": 150}
    table = {
        "name": "patterned film",
        "cell": {"width_um": 20},
        "step": [
            {"deposit": "base", "material": "silicon", "how": "planar", "thickness_um": 10}
            | {"born_C": 150},
            layers,
            {"pattern": "film", "diameter_um": 20},
            {"deposit": "coat", "material": "polyimide", "thickness_um": 2, "born_C": 150},
        ],
        "reference": [
            {"name": "bare", "empty": "coat"},
            {"name": "../silicon", "swap": {"film": "silicon", "coat": "silicon"}},
        ],
    }
    return Design("patterned film", Recipe.from_table(table | more, "patterned film"))


@pytest.fixture(scope="module")
def compared() -> Answer:
    """At two temperatures, against two references and two other designs of one name."""
    return sb.relief(film(), end=[25, -40], against=[film("Al"), film("Ni")], bars=False)


def test_another_design_has_its_own_mesh_and_a_second_of_its_name_a_number(compared):
    names = [stack.name for stack in compared.stacks]
    assert names == ["as built", "bare", "../silicon", "patterned film", "patterned film (2)"]
    aluminium, nickel = compared.stacks[3:]
    assert aluminium.materials["film"].name == "Al"
    assert nickel.mesh is not compared.mesh
    assert {row.reference for row in compared.table} == set(names[1:])


def test_every_temperature_has_its_values_and_is_linear_where_the_laws_are(compared):
    for name in ("mean in-plane stress", "95th percentile von Mises stress"):
        warm, cold = (
            next(v.value for v in compared.values[0] if v.key == (name, "film", None, t))
            for t in (25.0, -40.0)
        )
        assert 1 < cold / warm < 1.1 * (150 + 40) / (150 - 25)


def test_a_stack_without_mismatch_is_no_reference_however_its_round_off_looks(compared):
    found = [row for row in compared.table if row.reference == "../silicon"]
    assert {row.value.where for row in found} >= {"base", "film", "base/film"}
    assert [row.relief for row in found if row.relief is not None] == []
    assert {row.note for row in found if row.value.where == "base"} == {
        "no reference stress",
        "no reference value",
        "mesh-dependent",
    }


def test_saved_answers_keep_to_the_schema_and_to_their_folder(compared, tmp_path):
    folder = tmp_path / "deep" / "out"
    files = compared.save(str(folder), pictures=False)
    told = json.loads(Path(files["result"]).read_text())
    schema = json.loads((Path(__file__).parents[2] / "docs" / "result.schema.json").read_text())
    jsonschema.validate(told, schema)
    assert told["temperatures_C"] == [25, -40]
    written = {p.relative_to(tmp_path).parts[:2] for p in tmp_path.rglob("*") if p.is_file()}
    assert written == {("deep", "out")}
    for path in told["files"].values():
        assert (folder / path).is_file()


def test_every_stack_has_fields_at_every_temperature(compared, tmp_path):
    compared.save(str(tmp_path), pictures=False)
    fields = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.vtu"))
    homes = ("", "bare/", "silicon/", "patterned_film/", "patterned_film_2/")
    assert fields == sorted(f"{h}fields_{t}C.vtu" for h in homes for t in (25, -40))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"references": ["bear"]}, "no reference 'bear'; did you mean 'bare'"),
        ({"end": []}, "at least one temperature"),
        ({"references": "bear"}, "no reference 'bear'; did you mean 'bare'"),
        ({"end": -300}, r"end: -300; allowed are temperatures of -273.15"),
        ({"end": float("nan")}, "end: nan"),
        ({"end": "cold"}, "end: 'cold'"),
        ({"refine": -1}, "refine: -1; allowed is a whole number from 0 on"),
        ({"against": [3]}, "design: 3; allowed is a structure, a recipe"),
    ],
)
def test_what_cannot_be_asked(asked, words):
    with pytest.raises(InputError, match=words):
        sb.relief(film(), **asked)


@pytest.mark.parametrize("emptied", ["base", ["base", "film", "coat"]])
def test_a_reference_keeps_what_all_else_stands_on(emptied):
    design = film(reference=[{"name": "gone", "empty": emptied}])
    with pytest.raises(InputError, match="'gone' empties 'base', which all else stands on"):
        sb.relief(design)


def test_a_part_that_a_reference_leaves_in_the_air_is_refused_by_name():
    blanket = [step for step in film().recipe.to_table()["step"] if "pattern" not in step]
    gone = [{"name": "gone", "empty": "film"}]
    design = film(step=blanket, reference=gone, cell={"width_um": 9, "support": "free"})
    with pytest.raises(SolveError, match="made of 'coat' is held by nothing"):
        sb.relief(design, bars=False)


def test_what_is_done_is_told():
    told: list[str] = []
    sb.relief(film(), references=["bare"], bars=False, tell=told.append)
    assert told == ["building and meshing patterned film", "solving patterned film, bare"]


def small(**reference):
    table = tomllib.loads(SMALL)
    return table | {"reference": [{"name": "other", **reference}]}


@pytest.mark.parametrize(
    "reference",
    [
        {"swap": {"film": "Cu"}},
        {"swap": {"film": "copper"}},
        {"born": {"film": {"born_C": 150}}},
        {"born": {"film": {"born_C": 150, "after": "base"}}},
    ],
)
def test_a_reference_that_changes_nothing_is_refused(reference):
    with pytest.raises(InputError, match="reference 'other' changes nothing: film would have"):
        sb.relief(small(**reference), bars=False)


def test_a_film_of_no_thickness_is_its_own_limit():
    table = small(empty="coat")
    table["step"][-1]["thickness_um"] = 0
    answer = sb.relief(table, bars=False)
    assert {r.relief for r in answer.table if r.relief is not None} == {0.0}


def test_parts_that_a_reference_leaves_touching_in_a_point_are_refused_by_name():
    """A wedge of filler beside a pad's foot: without the coat between them they share a corner."""
    filler = {"fill": "filler", "material": "EMC", "over": "pad", "born_C": 25}
    table = {
        "cell": {"width_um": 50, "kinematics": "generalized plane strain"},
        "step": [
            {"deposit": "base", "material": "silicon", "how": "planar", "thickness_um": 10,
             "born_C": 25},
            {"deposit": "pad", "material": "Cu", "thickness_um": 5, "born_C": 60},
            {"pattern": "pad", "diameter_um": 40},
            filler | {"outline_um": [(20, 0), (30, 0), (30, 5)]},
            {"fill": "coat", "material": "polyimide", "thickness_um": 0, "born_C": 60},
        ],
        "reference": [{"name": "bare", "empty": "coat"}],
    }  # fmt: skip
    with pytest.raises(
        SolveError, match=r"reference 'bare': pad and filler touch in a single point"
    ):
        sb.relief(table, bars=False)
    assert sb.relief(table, references=(), bars=False).passed
