"""A folder of results holds one answer: the old one goes, a second run waits outside."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from shell import SMALL, stressbump

from stressbump.errors import ExportError
from stressbump.export.folders import alone_in, clear, inside
from stressbump.export.result import SCHEMA


def files_in(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def result(folder, **files):
    (folder / "result.json").write_text(json.dumps({"schema": SCHEMA, "files": files}))


def test_another_design_leaves_nothing_of_the_former(tmp_path):
    stack, out = tmp_path / "small.toml", tmp_path / "out"
    stack.write_text(SMALL)
    first = stressbump("relief", stack, "--no-bars", "--report", "-o", out)
    assert first.code == 0
    assert {"report.html", "stress_25C.png", "bare/fields.vtu"} <= files_in(out)
    (out / "notes.txt").write_text("mine")
    assert stressbump("solve", stack, "--no-bars", "--end", -40, "-o", out).code == 0
    listed = json.loads((out / "result.json").read_text())["files"].values()
    assert files_in(out) == {*listed, "result.json", "notes.txt"}
    assert not (out / "bare").exists()


def test_a_mesh_does_not_come_to_lie_beside_an_answer(tmp_path):
    result(tmp_path)
    said = stressbump("mesh", "elastomer-bump", "-o", tmp_path)
    assert (said.code, files_in(tmp_path)) == (2, {"result.json"})
    assert "holds an answer" in said.err


def test_a_result_cannot_take_away_what_is_not_its_own(tmp_path):
    (tmp_path / "other.vtu").touch()
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.tex").touch()
    (out / "old.vtu").touch()
    result(out, a="../other.vtu", b="thesis.tex", c="old.vtu", d=str(tmp_path / "other.vtu"), e=3)
    clear(out)
    assert files_in(tmp_path) == {"other.vtu", "out/thesis.tex"}


def test_a_link_out_of_the_folder_is_outside(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "link").symlink_to(tmp_path)
    assert inside(tmp_path / "out", "link/other.vtu") is None
    assert inside(tmp_path / "out", "none/fields.vtu") == tmp_path / "out" / "none" / "fields.vtu"


@pytest.mark.parametrize("text", ["{", '{"schema": "another-1", "files": {}}', "[]", "[" * 100_000])
def test_a_result_that_says_nothing_keeps_its_folder(tmp_path, text):
    (tmp_path / "result.json").write_text(text)
    with (
        pytest.raises(ExportError, match="move it aside, or choose another folder"),
        alone_in(tmp_path),
    ):
        pass
    assert (tmp_path / "result.json").read_text() == text


def test_a_second_run_is_refused_while_the_first_is_at_work(tmp_path):
    holder = (
        "import sys; from stressbump.export.folders import alone_in\n"
        f"with alone_in({str(tmp_path)!r}): print('in', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout.readline() == b"in\n"
        said = stressbump("solve", "elastomer-bump", "--no-bars", "-o", tmp_path)
        assert (said.code, said.out) == (2, "")
        assert "another run writes into this folder" in said.err
        first.stdin.close()
        assert first.wait() == 0
    with alone_in(tmp_path):
        assert list(Path(tmp_path).iterdir()) == []
