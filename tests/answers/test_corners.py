"""Corners as an answer tells them: exponents, H with T0, and relief where exponents agree."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from shell import SMALL, stressbump

import stressbump as sb
from stressbump.answers.corner_relief import intensity_reliefs
from stressbump.answers.corner_table import corner_table
from stressbump.answers.document import document, result_of
from stressbump.errors import InputError
from stressbump.process.recipe import Recipe
from stressbump.report import report_folder

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "result.schema.json").read_text())
COOLER = """
[[reference]]
name = "laid down hotter"
born = { film = { born_C = 300 } }
"""
EDGE = (10.0, 10.0)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    path = tmp_path_factory.mktemp("designs") / "small.toml"
    path.write_text(SMALL + COOLER)
    return path


@pytest.fixture(scope="module")
def answer(small):
    return sb.corners(str(small))


def at_edge(answer, name="as built"):
    corners = answer.intensities[name, 25.0]
    return next(c for c in corners if c.place == EDGE).found


def test_every_corner_of_the_stack_as_built_is_told_for_every_stack(answer):
    (built, *_) = answer.stacks
    kinds = [c.places[0] for c in answer.corners[built.name, 25.0] if c.strongest.growth >= 0.05]
    assert [c.place for c in answer.intensities[built.name, 25.0]] == kinds
    assert {name for name, _ in answer.intensities} == {s.name for s in answer.stacks}


def test_the_strongest_exponent_is_that_of_the_corner_as_it_stands(answer):
    corner = next(c for c in answer.corners["as built", 25.0] if c.places[0] == EDGE)
    standing = [i for i in at_edge(answer) if not i.frozen]
    assert standing[0].exponent.value == pytest.approx(corner.strongest.value, abs=2e-3)


def test_relief_is_told_only_where_exponents_agree(answer):
    rows = [r for r in result_of(answer).intensity_relief if r.place_um == EDGE]
    hotter = [r for r in rows if r.reference == "laid down hotter"]
    assert all(r.relief is not None for r in hotter)
    assert all(r.T0_without_MPa is not None for r in hotter)
    aluminium = next(r for r in rows if r.reference == "aluminium")
    assert aluminium.relief is None
    assert "another exponent, r^-0." in aluminium.note


def test_round_off_in_a_reference_is_no_stress_without_bars_too(answer):
    def faint(own):
        periods = [
            (p, tuple(replace(s, intensity=1e-9 * s.intensity) for s in fields))
            for p, fields in own.periods
        ]
        return replace(own, periods=tuple(periods), bar=None, finer=None)

    there = "laid down hotter", 25.0
    corners = [replace(c, found=tuple(map(faint, c.found))) for c in answer.intensities[there]]
    dim = replace(answer, intensities={**answer.intensities, there: tuple(corners)})
    rows = [r for r in intensity_reliefs(dim) if r.reference == there[0] and r.without]
    assert rows
    assert {(r.relief, r.note) for r in rows} == {(None, "no reference stress")}


def test_a_film_laid_down_hotter_has_more_of_what_came_with_it(answer):
    """Half planes apart from all that is born later: H of the film alone goes with its own cooling."""
    built, hotter = (at_edge(answer, n) for n in ("as built", "laid down hotter"))
    assert [i.exponent for i in built] == [i.exponent for i in hotter]
    assert built[0].value != pytest.approx(hotter[0].value, rel=0.05)


def test_the_result_keeps_to_its_schema_and_its_bars_are_narrow(answer):
    told = document(answer)
    jsonschema.validate(told, SCHEMA)
    rows = told["stacks"][0]["intensities"]
    assert all(0 <= i["bar"] < 0.2 * max(abs(j["value"]) for j in rows) for i in rows)
    for i in rows:
        assert sum(s["value"] for s in i["shares"]) == pytest.approx(i["value"])


def test_the_command_prints_a_row_for_each_corner(small):
    said = stressbump("corners", small, "--no-bars", "--reference", "bare")
    assert said.code == 0
    assert "H in MPa·µm^(1-λ)" in said.out
    assert "film/base" in said.out or "base/film" in said.out
    assert "against bare" in said.out
    assert "against aluminium" not in said.out


def test_all_adds_every_field_and_what_came_when(answer):
    result = result_of(answer)
    few, every = (corner_table(result, "small", 25.0, e) for e in (False, True))
    assert len(every.rows) == len(result.built.intensities) >= len(few.rows)
    assert "of it" in every.columns


def test_the_page_has_the_table(answer, tmp_path):
    answer.save(str(tmp_path), pictures=False)
    text = Path(report_folder(tmp_path)).read_text(encoding="utf-8")
    assert "how strongly stress grows towards corners at 25 °C" in text
    assert "frozen in while corners stood in another way" in text


def test_a_relief_looks_for_none(small):
    told = document(sb.relief(str(small), references=(), bars=False))
    assert "intensities" not in told["stacks"][0]
    assert "intensity_relief" not in told


def test_a_design_without_corners_is_refused():
    plain = {
        "name": "plain",
        "cell": {"width_um": 20},
        "step": [
            {
                "deposit": "base",
                "material": "silicon",
                "how": "planar",
                "thickness_um": 10,
                "born_C": 25,
            }
        ],
    }
    with pytest.raises(InputError, match="plain: no corner where stress grows"):
        sb.corners(Recipe.from_table(plain, "plain"))
