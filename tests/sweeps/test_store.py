"""The store: what was added stays, one client at a time, and every trouble with files has its words."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from stressbump.errors import StoreError
from stressbump.sweeps.cases import cases
from stressbump.sweeps.jobs import Outcome
from stressbump.sweeps.store import reading, writing
from stressbump.sweeps.study import Study

STUDY = Study(design="elastomer-bump", vary={"pitch_um": [200, 150, 150.0], "reflow_C": [217, 250]})
FACTS = {"study": "a"}


def laid_out(store, study=STUDY, facts=FACTS):
    store.plan(facts, lambda: cases(study, "code"))
    return {c.number: c.key for c in cases(study, "code")}


def numbers(store):
    return [number for number, _, _ in store.pending()]


def done(key, **values):
    return Outcome(key, "done", 0, "", 1.0, values)


def test_what_was_added_is_not_pending_any_more(tmp_path):
    with writing(tmp_path / "s.db") as store:
        keys = laid_out(store)
        first = next(store.pending())[0]
        store.add([done(keys[first], a=1.5)])
        assert first not in numbers(store)
    with writing(tmp_path / "s.db") as store:
        laid_out(store)
        assert first not in numbers(store)
        row = next(r for r in store.rows() if r.number == first)
        assert row.values == {1: 1.5}


def test_pending_cases_that_may_share_a_mesh_stand_together(tmp_path):
    with writing(tmp_path / "s.db") as store:
        laid_out(store)
        pitches = [varied["pitch_um"] for _, varied, _ in store.pending()]
    assert pitches in ([200, 200, 150, 150, 150.0, 150.0], [150, 150, 150.0, 150.0, 200, 200])


def test_cases_of_equal_content_are_answered_once(tmp_path):
    twice = Study(design="elastomer-bump", vary={"pitch_um": [150, 150]})
    with writing(tmp_path / "s.db") as store:
        keys = laid_out(store, twice)
        assert len(list(store.pending())) == 1
        store.add([done(keys[0], a=2.0)])
        assert [r.values[1] for r in store.rows()] == [2.0, 2.0]


def test_a_changed_study_keeps_what_still_belongs_to_it(tmp_path):
    less = Study(design="elastomer-bump", vary={"pitch_um": [150], "reflow_C": [217, 260]})
    with writing(tmp_path / "s.db") as store:
        keys = laid_out(store)
        store.add([done(k) for k in keys.values()])
        laid_out(store, less, {"study": "b"})
        assert store.counts() == {"done": 1, "failed": 0, "pending": 1}


def test_failures_are_rows_and_can_be_taken_up_again(tmp_path):
    with writing(tmp_path / "s.db") as store:
        keys = laid_out(store)
        store.add([Outcome(keys[0], "failed", 3, "too wide", 0.1)])
        assert next(store.rows()).reason == "too wide"
        assert store.counts()["failed"] == 1
        store.forget_failures()
        assert store.counts()["failed"] == 0


def test_numbers_that_are_none_are_stored_as_none(tmp_path):
    with writing(tmp_path / "s.db") as store:
        keys = laid_out(store)
        store.add([done(keys[0], a=float("nan"), b=float("inf"), c=None, d=0.1 + 0.2)])
        assert list(next(store.rows()).values.values()) == [None, None, None, 0.1 + 0.2]


def test_a_second_client_is_refused_and_readers_are_not(tmp_path):
    path = tmp_path / "s.db"
    with writing(path) as store:
        laid_out(store)
        code = (
            "import sys; from pathlib import Path; from stressbump.sweeps.store import writing\n"
            "with writing(Path(sys.argv[1])): pass"
        )
        other = subprocess.run(
            [sys.executable, "-c", code, path], capture_output=True, text=True, check=False
        )
        assert "another client works on this study: process" in other.stderr
        with reading(path) as reader:
            assert reader.counts()["pending"] == 6


def test_a_full_disk_leaves_what_was_there(tmp_path):
    with writing(tmp_path / "s.db") as store:
        keys = laid_out(store)
        store.add([done(keys[0], a=1.0)])
        pages = store.select("pragma page_count")[0][0]
        store.select(f"pragma max_page_count = {pages}")
        with pytest.raises(StoreError, match="disk is full") as refusal:
            store.add([done(keys[1], **{"x" * 20_000: 1.0})])
        assert refusal.value.exit_code == 2
        store.select("pragma max_page_count = 100000")
        store.add([done(keys[1], b=2.0)])
        assert store.counts()["done"] == 2


def test_a_file_that_may_not_be_written_is_told(tmp_path):
    with writing(tmp_path / "s.db") as store:
        keys = laid_out(store)
        store.select("pragma query_only = on")
        with pytest.raises(StoreError, match=r"cannot be written .* -o"):
            store.add([done(keys[0])])


def test_a_folder_that_is_none_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"), writing(tmp_path / "file" / "s.db"):
        pass
    with pytest.raises(StoreError, match="no such store"), reading(tmp_path / "s.db"):
        pass


@pytest.mark.parametrize("start", [0, 4096], ids=["header", "inside"])
def test_a_corrupt_store_is_told(tmp_path, start):
    path = tmp_path / "s.db"
    with writing(path) as store:
        laid_out(store)
    content = bytearray(path.read_bytes())
    content[start : start + 4096] = bytes(range(256)) * 16
    path.write_bytes(content)
    for way in (writing, reading):
        with pytest.raises(StoreError, match=r"corrupt .*move it aside"), way(path) as store:
            list(store.rows())


def test_a_database_of_somebody_else_is_left_alone(tmp_path):
    with closing(sqlite3.connect(tmp_path / "s.db")) as db:
        db.execute("create table mine (x)")
    with pytest.raises(StoreError, match="no store of a study"), writing(tmp_path / "s.db"):
        pass


def test_the_store_keeps_the_study_it_was_made_for(tmp_path):
    content = STUDY.model_dump_json(by_alias=True)
    with writing(tmp_path / "s.db") as store:
        laid_out(store, facts={"content": content})
        assert Study.model_validate(json.loads(store.meta("content") or "")) == STUDY
