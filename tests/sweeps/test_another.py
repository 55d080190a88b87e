"""A folder belongs to one study: it may grow and change, another one does not take its place."""

import pytest
from sweeps.plates import PLATE
from typer.testing import CliRunner

import stressbump as sb
from stressbump.cli import app
from stressbump.errors import InputError, StoreError
from stressbump.sweeps import engine
from stressbump.sweeps.study import Study

BIRTHS = {"film.born_C": [200, 250]}


def asked(name="long", **changed):
    table = {"design": PLATE, "measures": ["curvature"], "references": (), "vary": BIRTHS}
    return Study(name=name, **table | changed)


def swept(study, folder):
    return sb.sweep(study, out=folder, workers=0)


@pytest.fixture
def folder(tmp_path):
    swept(asked(), tmp_path)
    return tmp_path


OTHERS = {
    "vary": {"vary": {"film.thickness_um": [1, 3]}},
    "measures": {"measures": ["sagitta"]},
    "design": {"design": PLATE | {"history": {"end_C": [-40]}}},
}


@pytest.mark.parametrize("changed", OTHERS.values(), ids=OTHERS)
def test_a_study_without_a_case_in_common_is_refused(folder, changed):
    before = sb.load_study(folder)
    with pytest.raises(StoreError, match=r"2 answered cases .* 'long', none .* folder with -o"):
        swept(asked(**changed), folder)
    assert sb.load_study(folder).equals(before)


def test_a_study_of_another_name_is_refused_whatever_it_shares(folder):
    grown = asked("short", vary={"film.born_C": [200, 250, 300]})
    with pytest.raises(StoreError, match="of the study 'long', and 'short' is another"):
        swept(grown, folder)


def test_the_same_study_goes_on_by_another_name_and_with_another_program(folder, monkeypatch):
    before = sb.load_study(folder)
    assert swept(asked("renamed"), folder).equals(before)
    monkeypatch.setattr(engine, "fingerprint", lambda: "newer")
    monkeypatch.setattr("stressbump.sweeps.jobs.fingerprint", lambda: "newer")
    assert len(swept(asked(), folder)) == 2


def test_a_study_may_grow_in_its_folder_and_keeps_what_it_leaves_out(folder):
    first = sb.load_study(folder)
    grown = swept(asked(vary={"film.born_C": [150, 250, 300]}), folder)
    assert grown["seconds"][1] == first["seconds"][1]
    assert swept(asked(), folder).equals(first)


def test_a_changed_study_still_grows_after_the_program_changed(folder, monkeypatch):
    monkeypatch.setattr(engine, "fingerprint", lambda: "newer")
    monkeypatch.setattr("stressbump.sweeps.jobs.fingerprint", lambda: "newer")
    assert len(swept(asked(vary={"film.born_C": [200, 300]}), folder)) == 2


def test_where_nothing_is_answered_nothing_is_lost(tmp_path):
    with pytest.raises(InputError, match="did you mean 'curvature'"):
        swept(asked(measures=["curvatura"]), tmp_path)
    assert set(swept(asked("other"), tmp_path)["status"]) == {"done"}


def test_the_tables_of_the_first_study_stay(tmp_path):
    import tomli_w

    for name, births in {"first": [200], "second": [250]}.items():
        table = asked(name, vary={"film.born_C": births}).to_table()
        (tmp_path / f"{name}.toml").write_text(tomli_w.dumps(table), encoding="utf-8")
    words = ["-o", str(tmp_path / "out"), "--workers", "0"]
    assert CliRunner().invoke(app, ["sweep", str(tmp_path / "first.toml"), *words]).exit_code == 0
    files = {p: p.read_bytes() for p in (tmp_path / "out").glob("study.[cp]*")}
    again = CliRunner().invoke(app, ["sweep", str(tmp_path / "second.toml"), *words])
    assert isinstance(again.exception, StoreError)
    assert len(files) == 2
    assert {p: p.read_bytes() for p in files} == files
