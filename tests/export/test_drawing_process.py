"""However a run is ended, nothing but whole files stays beside its output, and nothing complains."""

import signal
import subprocess
import sys
import time
from functools import partial

import pytest
from shell import SMALL

from stressbump.errors import ExportError
from stressbump.export.drawing_process import DrawingProcess


def until(found, seconds=20.0):
    """Whether something comes true in good time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL", "SIGINT"])
def test_a_relief_that_is_ended_leaves_no_folder(name, tmp_path):
    (tmp_path / "small.toml").write_text(SMALL)
    out = tmp_path / "out"
    line = [sys.executable, "-m", "stressbump", "relief", "small.toml", "--refine", "2", "-o", out]
    number = getattr(signal, name)
    with subprocess.Popen(line, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as run:
        assert until(lambda: list(out.glob(".drawing-*")))
        run.send_signal(number)
        said = run.communicate()[1]
    assert run.returncode == (-number if name == "SIGKILL" else 128 + number)
    assert until(lambda: list(out.iterdir()) == [])
    assert said == ("stressbump: Terminated\n" if name == "SIGTERM" else "")


def _write(path, text):
    path.write_text(text)


def _refuse(path):
    raise ExportError(f"no {path.name}")


def _die(path):
    sys.exit(3)


def test_pictures_are_hung_when_they_are_taken(tmp_path):
    with DrawingProcess() as drawing_process:
        for name in ("a", "b"):
            drawing_process.draw(name, tmp_path / name, partial(_write, text=name * 300_000))
        assert not (tmp_path / "a").exists()
        assert drawing_process.taken() == {"a": str(tmp_path / "a"), "b": str(tmp_path / "b")}
    assert {p.name: p.read_text()[-1] for p in tmp_path.iterdir()} == {"a": "a", "b": "b"}


@pytest.mark.parametrize(
    ("drawing", "told"), [(_refuse, "no picture"), (_die, "picture ended with code 3")]
)
def test_a_picture_that_fails_is_told_and_leaves_nothing(drawing, told, tmp_path):
    with DrawingProcess() as drawing_process:
        drawing_process.draw("it", tmp_path / "picture", drawing)
        with pytest.raises(ExportError, match=told):
            drawing_process.taken()
    assert list(tmp_path.iterdir()) == []


def test_nothing_asked_for_is_nothing_drawn():
    with DrawingProcess() as drawing_process:
        assert drawing_process.taken() == {}
