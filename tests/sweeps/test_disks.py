"""Full disks, folders that may only be read, stores that were damaged: told in a line, nothing torn."""

import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import tomli_w
from sweeps.plates import PLATE

import stressbump as sb
from stressbump.errors import StoreError, StressbumpError
from stressbump.sweeps import sweep as sweeps
from stressbump.sweeps.cases import cases
from stressbump.sweeps.jobs import Outcome
from stressbump.sweeps.store import reading, writing
from stressbump.sweeps.study import Study

STUDY = Study(design=PLATE, vary={"film.born_C": {"from": 100, "to": 300, "points": 60}})
COMMANDS = """
import contextlib, io, json, subprocess, sys
from stressbump import load_study
from stressbump.cli import main
from stressbump.errors import StressbumpError

def said(words):
    if words[0] == "load":
        try:
            return len(load_study(words[1])), ""
        except StressbumpError as error:
            return error.exit_code, str(error)
    if words[0] != "stressbump":
        subprocess.run(words, check=True)
        return 0, ""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as err:
        try:
            main(words[1:])
        except SystemExit as end:
            return end.code or 0, err.getvalue()
    return 0, err.getvalue()

print(json.dumps([said(words) for words in json.loads(sys.argv[1])]))
"""
ROOM_OF_ITS_OWN = ("unshare", "--mount", "--map-root-user")  # where anybody may mount


def stored(folder):
    """A store of 60 cases, all answered, and `crashed` beside it as a crash would leave it."""
    crashed = folder / "crashed"
    crashed.mkdir()
    with writing(folder / "study.db") as store:
        store.plan({"study": "a"}, lambda: cases(STUDY, "code"))
        for c in cases(STUDY, "code"):
            store.add([Outcome(c.key, "done", 0, "", 1.0, {"curvature [1/m]": c.number / 7})])
        for name in ("study.db", "study.db-wal"):
            shutil.copy(folder / name, crashed)


def asked(folder, *more):
    study = folder.parent / "study.toml"
    study.write_text(tomli_w.dumps(STUDY.to_table()), encoding="utf-8")
    return ["stressbump", "sweep", str(study), "-o", str(folder), "--workers", "0", *more]


def ran(commands, *prefix):
    """Exit code and stderr of each command, run one after the other under a prefix."""
    words = [*prefix, sys.executable, "-c", COMMANDS, json.dumps(commands)]
    found = subprocess.run(words, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return [tuple(x) for x in json.loads(found.stdout)]


@pytest.fixture(scope="module")
def room():
    """A prefix under which mounts are this process's own."""
    if shutil.which(ROOM_OF_ITS_OWN[0]) is None:
        pytest.skip("needs unshare")
    tried = [*ROOM_OF_ITS_OWN, "mount", "-t", "tmpfs", "none", "/mnt"]
    found = subprocess.run(tried, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(f"mounts need a right that is not given here: {found.stderr.strip()}")
    return ROOM_OF_ITS_OWN


def test_on_a_full_disk_what_was_stored_is_safe_and_goes_on(tmp_path, room):
    out, kept = tmp_path / "out", tmp_path / "kept"
    out.mkdir()
    said = ran(
        [
            ["mount", "-t", "tmpfs", "-o", "size=200k", "none", str(out)],
            asked(out),
            ["mount", "-o", "remount,size=10m", str(out)],
            ["cp", "-r", str(out), str(kept)],
            asked(out),
            ["sh", "-c", f"rm {out}/study.csv; cat /dev/zero > {out}/filler || true"],
            asked(out),
            ["sh", "-c", f"ls -A {out} > {tmp_path}/left"],
        ],
        *room,
    )
    full, on, tables = (said[n] for n in (1, 4, 6))
    assert full[0] == 2
    assert full[1].splitlines()[-1].endswith("run again once there is room")
    assert (kept / "study.csv").exists() is False
    with reading(kept / "study.db") as store:
        assert 0 < store.counts()["done"] < 60
    assert on[0] == 0
    assert tables[0] == 2
    assert "study.csv: No space left on device" in tables[1]
    left = [f for f in (tmp_path / "left").read_text().split() if "study.db" not in f]
    assert sorted(left) == ["filler", "study.parquet"]  # no half of a table


def test_a_folder_that_may_only_be_read_is_told_and_read(tmp_path, room):
    out = tmp_path / "out"
    out.mkdir()
    stored(out)
    (out / "study.db.lock").unlink()
    words = ["mount", "--bind", str(out), str(out)], ["mount", "-o", "remount,bind,ro", str(out)]
    _, _, again, below, rows = ran(
        [
            *words,
            asked(out),
            [*asked(out)[:-3], str(out / "new"), *asked(out)[-2:]],
            ["load", str(out)],
        ],
        *room,
    )
    for folder, (code, told) in ((out, again), (out / "new", below)):
        where = f"stressbump: {folder}/study.db: cannot be written (Read-only file system)"
        assert (code, told) == (2, f"{where}; choose another folder with -o\n")
    assert rows == (60, "")


def test_somebody_without_the_right_to_write_is_told_and_may_read(tmp_path):
    prefix = ()
    if os.geteuid() == 0:  # whom mode bits do not stop
        if shutil.which("setpriv") is None:
            pytest.skip("runs as root, and there is no setpriv to run as anybody else")
        prefix = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
    out = tmp_path / "out"
    out.mkdir()
    stored(out)
    (out / "study.db.lock").unlink()
    out.chmod(0o555)
    (out / "crashed").chmod(0o555)
    crashed = ["load", str(out / "crashed")]
    again, rows, torn = ran([asked(out), ["load", str(out)], crashed], *prefix)
    assert again[0] == 2
    assert "cannot be written (Permission denied); choose another folder" in again[1]
    assert rows == (60, "")
    assert torn[0] == 2
    assert "copy the folder to where one may write" in torn[1]


def test_a_quota_leaves_what_was_there(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with writing(tmp_path / "s.db") as store:
        store.plan({"study": "a"}, lambda: cases(STUDY, "code"))
        first, second = list(cases(STUDY, "code"))[:2]
        store.add([Outcome(first.key, "done", 0, "", 1.0, {"a": 1.0})])
        size = (tmp_path / "s.db-wal").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            with pytest.raises(StoreError, match=r"the disk refuses .* a quota, perhaps"):
                store.add([Outcome(second.key, "done", 0, "", 1.0, {"a": 1.0})])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert store.counts()["done"] == 1
        store.add([Outcome(second.key, "done", 0, "", 1.0, {"a": 1.0})])
        assert store.counts()["done"] == 2


def test_a_damaged_store_is_told_or_unharmed(tmp_path):
    stored(tmp_path)
    content, whole = (tmp_path / "study.db").read_bytes(), sb.load_study(tmp_path)
    draw, told = random.Random(1), []
    for number, size in enumerate((1, 4, 16, 64, 512, 4096) * 10):
        damaged, at = bytearray(content), draw.randrange(len(content) - size)
        damaged[at : at + size] = draw.choice((draw.randbytes(size), bytes(size), b"x" * size))
        path = tmp_path / str(number) / "study.db"
        path.parent.mkdir()
        path.write_bytes(damaged)
        try:
            assert sb.load_study(path).equals(whole)
            with writing(path) as store:
                list(store.pending())
            sweeps.export(path)
        except StoreError as error:
            told.append(str(error))
    assert 10 < len(told) < 60
    assert all("corrupt" in words or "no store of a study" in words for words in told)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.999])
def test_of_a_log_cut_short_the_whole_part_is_kept(tmp_path, share):
    stored(tmp_path)
    crashed = tmp_path / "crashed"
    log = crashed / "study.db-wal"
    os.truncate(log, int(share * log.stat().st_size))
    if share == 0.0:
        with pytest.raises(StoreError, match="no study is laid out"):
            sb.load_study(crashed)
        return
    frame = sb.load_study(crashed)
    done = frame[frame["status"] == "done"]
    assert list(done["curvature [1/m]"]) == [n / 7 for n in done["case"]]
    with writing(crashed / "study.db") as store:
        assert len(list(store.pending())) == 60 - len(done) > 0


def test_a_store_of_an_earlier_version_is_brought_up(tmp_path):
    stored(tmp_path)
    with closing(sqlite3.connect(tmp_path / "study.db")) as db:
        db.execute("alter table result drop column sum")
        db.execute("alter table plan drop column sum")
    assert len(sb.load_study(tmp_path)) == 60
    with writing(tmp_path / "study.db") as store:
        store.plan({"study": "a"}, lambda: cases(STUDY, "code"))
        assert store.counts()["done"] == 60


def test_a_store_whose_maker_was_killed_before_it_had_tables_is_made(tmp_path):
    with closing(sqlite3.connect(tmp_path / "study.db")) as db:
        db.execute("pragma journal_mode = wal")
    with pytest.raises(StressbumpError, match="no study is laid out"):
        sb.load_study(tmp_path)
    stored(tmp_path)
    assert len(sb.load_study(tmp_path)) == 60
