"""A study as a table: the same rows in a DataFrame, in CSV and in Parquet, units in the names."""

import json
import shutil
import sqlite3

import pandas
import pytest
from sweeps.plates import PLATE
from typer.testing import CliRunner

import stressbump as sb
from stressbump.analysis.page import report_study
from stressbump.cli import app
from stressbump.sweeps.study import load
from stressbump.sweeps.sweep import export

STUDY = """
design = "plate.toml"
measures = ["mean von Mises stress @ film", "edge shear traction, 4 µm"]
[vary]
film.material = ["SiO2", { E_MPa = 500, nu = 0.3, cte_ppm_per_K = 50 }, "Unobtainium"]
film.born_C = [200, 250]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    import tomli_w

    home = tmp_path_factory.mktemp("study")
    (home / "plate.toml").write_text(tomli_w.dumps(PLATE), encoding="utf-8")
    (home / "hot.toml").write_text(STUDY, encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def printed(folder):
    words = ["sweep", str(folder / "hot.toml"), "-o", str(folder / "out"), "--workers", "0"]
    return CliRunner().invoke(app, [*words, "--json"])


def test_the_command_runs_a_study_and_says_what_it_found(printed):
    assert printed.exit_code == 0, printed.output
    found = json.loads(printed.stdout)
    assert found["counts"] == {"done": 4, "failed": 2, "pending": 0}
    (failure,) = found["failures"]
    assert (failure["exit_code"], failure["cases"], failure["first"]) == (2, 2, 4)
    spread = {s["column"]: s for s in found["spreads"]}["mean von Mises stress @ film [MPa]"]
    assert spread["cases"] == 4
    assert spread["low"] < spread["mean"] < spread["high"]


def test_every_case_is_a_row_failed_ones_too(printed, folder):
    frame = sb.load_study(folder / "out")
    assert list(frame["case"]) == list(range(6))
    assert list(frame["exit_code"]) == [0, 0, 0, 0, 2, 2]
    assert list(frame.columns[:7]) == [
        "case", "film.material", "film.born_C", "status", "exit_code", "reason", "seconds",
    ]  # fmt: skip
    answers = [c for c in frame.columns[7:] if "oxide" not in c]
    assert answers == [
        "mean von Mises stress @ film [MPa]",
        "edge shear traction, 4 µm @ base/film [MPa]",
    ]
    assert frame[answers].notna().all(axis=1).tolist() == [True] * 4 + [False] * 2


def test_files_hold_what_the_frame_holds(printed, folder):
    frame = sb.load_study(folder / "out" / "study.db")
    parquet = pandas.read_parquet(folder / "out" / "study.parquet")
    pandas.testing.assert_frame_equal(parquet, frame)
    csv = pandas.read_csv(folder / "out" / "study.csv", keep_default_na=False, na_values=[""])
    numbers = [c for c in frame.columns if c != "reason"]
    pandas.testing.assert_frame_equal(csv[numbers], frame[numbers], check_dtype=False)


def test_the_frame_of_a_sweep_is_that_of_its_store(printed, folder):
    again = sb.sweep(load(folder / "hot.toml"), out=folder / "out", workers=0)
    pandas.testing.assert_frame_equal(again, sb.load_study(folder / "out"))


def test_relief_is_one_minus_the_quotient(printed, folder):
    frame = sb.load_study(folder / "out").iloc[:4]
    with_, without, relief = (
        frame[c]
        for c in (
            "edge shear traction, 4 µm @ base/film [MPa]",
            "edge shear traction, 4 µm @ base/film, oxide [MPa]",
            "relief of edge shear traction, 4 µm @ base/film, oxide [1]",
        )
    )
    assert relief.tolist() == pytest.approx((1 - with_ / without).tolist())


def test_temperatures_are_named_where_there_are_several():
    vary = {"history.end_C": [[25, -40]]}
    frame = sb.sweep(PLATE, vary, measures=["curvature"], references=(), workers=0)
    assert list(frame.columns[-2:]) == [
        "curvature @ base at 25 °C [1/m]",
        "curvature @ base at -40 °C [1/m]",
    ]


def test_a_study_that_cannot_be_is_refused_with_2(tmp_path):
    from stressbump import cli

    (tmp_path / "s.toml").write_text("design = 'nowhere'", encoding="utf-8")
    result = CliRunner().invoke(cli.app, ["sweep", str(tmp_path / "s.toml")])
    assert isinstance(result.exception, sb.StressbumpError)
    assert result.exception.exit_code == 2


def test_the_function_is_not_hidden_by_its_folder():
    assert callable(sb.sweep)
    assert callable(sb.load_study)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """Keys whose values are numbers in some cases, and texts, lists or too large in others."""
    folder = tmp_path_factory.mktemp("mixed")
    vary = {
        "history.end_C": [25, [25, -40]],
        "film.born_C": [200, 250.5, "hot"],
        "film.thickness_um": [2, 10**24],
        "cell.width_um": [40, 10**400],
    }
    sb.sweep(PLATE, vary, folder, measures=["curvature"], references=(), workers=0)
    return folder


def test_a_key_of_numbers_and_others_is_a_column_of_texts(mixed):
    frame = sb.load_study(mixed)
    assert frame["history.end_C"].unique().tolist() == ["25", "[25, -40]"]
    assert frame["film.born_C"].unique().tolist() == ["200", "250.5", "hot"]
    assert frame["film.thickness_um"].unique().tolist() == [2.0, 1e24]
    assert frame["cell.width_um"].unique().tolist() == ["40", str(10**400)]
    assert (frame["status"] == "done").sum() == 4


def test_files_and_frame_agree_on_a_key_of_numbers_and_others(mixed):
    export(mixed / "study.db")
    frame = sb.load_study(mixed)
    pandas.testing.assert_frame_equal(pandas.read_parquet(mixed / "study.parquet"), frame)
    csv = pandas.read_csv(mixed / "study.csv", dtype=dict.fromkeys(frame.columns[1:5], str))
    for key in ("history.end_C", "film.born_C", "cell.width_um"):
        assert csv[key].tolist() == frame[key].tolist()


def test_a_key_of_numbers_and_others_can_be_analysed_and_reported(mixed):
    answer = "curvature @ base at -40 °C [1/m]"
    printed = CliRunner().invoke(app, ["analyse", str(mixed), "--answer", answer])
    assert printed.exit_code == 0, printed.output
    assert "film.born_C" in printed.stdout
    assert "[25, -40]" in report_study(mixed / "study.db").read_text(encoding="utf-8")


def test_a_table_says_by_which_rule_its_regions_were_born(folder, printed, tmp_path):
    assert sb.load_study(folder / "out").attrs["births"] == "in order"
    old = tmp_path / "study.db"
    shutil.copy(folder / "out" / "study.db", old)
    with sqlite3.connect(old) as database:
        database.execute("delete from meta where name = 'births'")
    assert sb.load_study(old).attrs["births"] == "referred to the first region"
