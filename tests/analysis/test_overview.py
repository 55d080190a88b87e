"""What a stored study tells of itself: every analysis its designs allow, the others with a reason."""

import json
from dataclasses import replace

import pytest
from analysis.stores import REASON, stored
from analysis.tables import RELIEF
from sweeps.plates import PLATE

from stressbump.analysis.cases import against, label, named
from stressbump.analysis.overview import overview, read
from stressbump.analysis.scatter import share_beyond
from stressbump.analysis.telling import document, left_out, sentences, tables
from stressbump.errors import InputError, StressbumpError
from stressbump.sweeps.study import Study

CURVATURE = "curvature @ base [1/m]"
AXES = {
    "film.thickness_um": {"from": 1, "to": 3},
    "film.born_C": {"distribution": "normal", "mean": 200, "sd": 10},
    "film.material": ["SiO2", "SiN"],
}


def answers(**varied):
    t, born, oxide = varied["film.thickness_um"], varied["film.born_C"], varied["film.material"]
    relief = 0.1 * t + 0.001 * (born - 200) + (0.02 if oxide == "SiO2" else 0)
    return {"mean von Mises stress @ film [MPa]": 100 * t, CURVATURE: 2 - t, RELIEF: relief}


def study(how="sobol", number=64, **more):
    sampling = {"how": how} | ({"points": number} if how != "grid" else {})
    return Study(**({"design": PLATE, "vary": AXES, "sampling": sampling} | more))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return stored(tmp_path_factory.mktemp("sobol"), study(), answers, failed=[3])


def test_a_sample_has_every_analysis(folder):
    found = overview(folder, limit=0.2)
    assert found.answer == RELIEF
    assert found.goals == {RELIEF: "max", CURVATURE: "zero"}
    assert set(found.results) == {"effects", "indices", "map", "front", "scatter"}
    assert found.left_out == {}
    assert found.map.parameters == ("film.thickness_um", "film.born_C")
    assert next(iter(found.effects.spans)) == "film.thickness_um"
    assert found.share.without == 1


def test_it_tells_what_it_found(folder):
    runs, moves, share, lost = sentences(overview(folder, limit=0.2))
    assert runs.startswith("The relief of mean von Mises stress of film against oxide runs from ")
    assert runs.endswith("over 63 designs.")
    assert "moves most with film.thickness_um (" in moves
    assert moves.endswith("; 2 more no further than chance would in so few designs.")
    assert "above 20 %; 1 without a value" in share
    assert lost == f"Without a value: 1 of 64 cases; case 3: {REASON}."
    told = json.loads(json.dumps(document(overview(folder, limit=0.2)), allow_nan=False))
    assert told["scatter"][2]["percent"] == 50
    assert told["share"]["cases"] == 63


def test_a_front_that_is_shown_whole_is_called_no_part_of_itself(folder):
    def title(found):
        return next(title for title, _, _ in tables(found) if title.startswith("Pareto"))

    assert title(overview(folder)) == "Pareto front"
    found = overview(folder)
    long = replace(found.front, cases=found.stored.frame)
    assert title(replace(found, front=long)) == "Pareto front, the first 20 of 64"


def test_goals_and_answers_are_named_with_stars(folder):
    found = overview(folder, "mean von Mises*", "film.thickness_um=max")
    assert found.goals == {"mean von Mises stress @ film [MPa]": "min", "film.thickness_um": "max"}
    with pytest.raises(InputError, match="names 3 columns"):
        overview(folder, "*")
    with pytest.raises(InputError, match="did you mean"):
        overview(folder, against="curvature @ bass [1/m]")


def test_the_reference_that_matters_most_comes_first(tmp_path):
    def two(**varied):
        none = RELIEF.replace("oxide", "none")
        return {none: 1e-4 * varied["film.thickness_um"], **answers(**varied)}

    found = overview(stored(tmp_path, study(), two))
    assert found.answer == RELIEF
    assert sentences(found)[1].startswith("Against none: 0.01")


def test_a_saltelli_study_has_totals_and_scatters_by_its_own_points(tmp_path):
    found = overview(stored(tmp_path, study("saltelli", 16), answers, failed=[0]))
    assert "total" in found.indices.table
    assert len(found.indices.lost) == 5
    assert len(found.scatter.values) == 31


def test_a_grid_has_a_map_but_no_percentiles(tmp_path):
    vary = {"film.thickness_um": [1, 2, 3], "film.born_C": [200, 220], "film.material": ["SiN"]}
    found = overview(stored(tmp_path, study("grid", vary=vary), answers))
    assert set(found.results) == {"effects", "map", "front"}
    assert "no random sample" in found.left_out["scatter"]
    told = left_out(found)
    assert len(told) == len(found.left_out)
    assert (
        "No percentiles: designs of a grid are no random sample, so there are no percentiles."
        in told
    )
    assert found.effects.constant == ("film.material",)


def test_one_design_is_told_as_one(tmp_path):
    vary = {"film.thickness_um": [2], "film.born_C": [200], "film.material": ["SiN"]}
    found = overview(stored(tmp_path, study("grid", vary=vary), answers))
    assert sentences(found)[0].endswith(" is 20 % (case 0), the only design.")


def test_a_limit_that_is_no_number_is_refused(folder):
    with pytest.raises(InputError, match="limit = nan; a finite number"):
        share_beyond(read(folder).independent, RELIEF, float("nan"))


def test_names_of_references_are_not_cut():
    answer = "relief of mean von Mises stress @ film at 25 °C, gold, 1 µm [thick] [1]"
    assert against(answer) == (
        "relief of mean von Mises stress @ film at 25 °C",
        "gold, 1 µm [thick]",
    )
    assert label(answer) == (
        "relief of mean von Mises stress of film at 25 °C against gold, 1 µm [thick] (%)",
        100.0,
    )


def test_a_refusal_names_a_few_columns_of_many():
    many = [f"answer {n}" for n in range(100)]
    with pytest.raises(InputError, match=r"no column 'x'; there are 100, .* answer 11, …$"):
        named("x", many, "column")
    with pytest.raises(InputError, match="did you mean 'answer 7'"):
        named("answer7", many, "column")


def test_a_study_without_an_answer_says_why(tmp_path):
    folder = stored(tmp_path, study(number=4), answers, failed=range(4))
    with pytest.raises(InputError, match=f"no case has an answer yet.*{REASON[:20]}"):
        overview(folder)


def test_a_folder_without_a_study_is_refused(tmp_path):
    with pytest.raises(StressbumpError, match="no such store"):
        read(tmp_path)
    (tmp_path / "study.db").touch()
    with pytest.raises(StressbumpError, match="no study is laid out"):
        read(tmp_path)
