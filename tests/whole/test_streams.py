"""Streams, environment and limits that are not as usual: a line and an exit code, no traceback."""

import os
import signal
import subprocess
import sys

import pytest
from shell import SMALL

COMMAND = f"{sys.executable} -m stressbump"


def run(line, limit=120, **environment):
    return subprocess.run(
        ["bash", "-c", line],
        capture_output=True,
        text=True,
        timeout=limit,
        env=os.environ | environment,
    )


def test_closed_output_leads_nowhere(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL)
    out = tmp_path / "out"
    done = run(f"{COMMAND} solve {tmp_path / 'small.toml'} --no-bars -o {out} <&- >&- 2>&-")
    assert done.returncode == 0
    assert (out / "result.json").is_file()
    done = run(f"{COMMAND} list >&-")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("stderr", ["2>/dev/full", "2>&-"])
def test_the_exit_code_is_told_where_stderr_cannot_be_written(stderr):
    assert run(f"{COMMAND} solve no-such-stack {stderr}").returncode == 2


def test_a_study_goes_on_where_its_progress_cannot_be_told(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL)
    (tmp_path / "study.toml").write_text(
        'design = "small.toml"\nreferences = []\n[vary]\n"film.born_C" = [100, 200]'
    )
    done = run(f"{COMMAND} sweep {tmp_path / 'study.toml'} -o {tmp_path / 'o'} 2>/dev/full")
    assert done.returncode == 0
    assert "2 done" in done.stdout


def test_a_full_output_is_told():
    done = run(f"{COMMAND} list >/dev/full")
    assert done.returncode == 2
    assert done.stderr.startswith("stressbump: ")
    assert done.stderr.count("\n") == 1


def test_pictures_need_no_backend_of_anybody(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL)
    line = f"{COMMAND} solve {tmp_path / 'small.toml'} --no-bars -o {tmp_path / 'out'}"
    done = run(line, MPLBACKEND="module://no.such.backend")
    assert (done.returncode, done.stderr) == (0, "")


def test_too_few_open_files_are_told(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL)
    line = f"ulimit -n 10; {COMMAND} solve {tmp_path / 'small.toml'} -o {tmp_path / 'out'}"
    done = run(line)
    assert done.returncode == 2
    assert "raise `ulimit -n`" in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_while_the_program_is_loaded_leaves_no_trace():
    script = (
        "import builtins, os, signal\n"
        "from stressbump.__main__ import main\n"
        "load = builtins.__import__\n"
        "def interrupted(name, *rest, **more):\n"
        "    if name == 'typer':\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    return load(name, *rest, **more)\n"
        "builtins.__import__ = interrupted\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")
