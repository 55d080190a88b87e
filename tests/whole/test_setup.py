"""setup.sh with a Python, an apt-get and a sudo that only write down how they were called."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PYTHON = """#!/bin/sh
# A Python whose venv is a copy of itself.
case "$*" in
  *version_info\\ \\<*) exit "${TOO_OLD:-0}" ;;
  *"import ensurepip"*) exit "${NO_VENV:-0}" ;;
  *"python%d.%d-venv"*) echo python3.11-venv ;;
  --version) echo Python 3.9.2 ;;
  "-m venv .venv") echo venv >>"$LOG"; mkdir -p .venv/bin; cp "$0" .venv/bin/python
     echo "#!$(pwd -P)/.venv/bin/python" >.venv/bin/pip ;;
  *"-m pip"*) echo "pip ${*##* }" >>"$LOG"; exit "${PIP_FAILS:-0}" ;;
  "-I - libraries") [ -e "$LOG.libraries" ] || [ -z "${LACKS:-}" ] || echo libGL.so.1 ;;
  "-I - packages") [ -e "$LOG.libraries" ] || echo "${LACKS:-}" ;;
esac
"""

APT = """#!/bin/sh
echo "apt-get ${*##*300 }" >>"$LOG"
case "$*" in
  *" update"*) : >"$LOG.lists" ;;
  *) [ -e "$LOG.lists" ] && [ -z "${APT_FAILS:-}" ] && : >"$LOG.libraries" ;;
esac
"""

SUDO = """#!/bin/sh
[ -n "${MAY_SUDO:-}" ] || { echo "sudo: a password is required" >&2; exit 1; }
shift; echo sudo >>"$LOG"; exec "$@"
"""


class Clone:
    """A clone with its log of calls."""

    def __init__(self, place: Path, tools: Path):
        self.place, self.tools, self.log = place, tools, tools / "log"
        for name in ("setup.sh", "pyproject.toml", "locks"):
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, place / name)

    def set_up(self, what="run", root=True, **environment):
        """Run it; the exit code, what it said, and what it called."""
        self.tool("id", f"#!/bin/sh\necho {0 if root else 1000}\n")
        self.log.write_text("")
        path = f"{self.tools}:{os.environ['PATH']}"
        run = subprocess.run(
            ["bash", self.place / "setup.sh", what],
            env={"PATH": path, "LOG": str(self.log), "CCX": "sh", "CHROMIUM": "sh", **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return run.returncode, run.stdout + run.stderr, self.log.read_text().splitlines()

    def tool(self, name, script):
        path = self.tools / name
        path.write_text(script)
        path.chmod(0o755)


@pytest.fixture
def clone(tmp_path):
    place, tools = tmp_path / "a clone", tmp_path / "tools"
    place.mkdir()
    tools.mkdir()
    clone = Clone(place, tools)
    for name, script in (("python3", PYTHON), ("apt-get", APT), ("sudo", SUDO)):
        clone.tool(name, script)
    return clone


RUN = ["pip locks/run.txt", "pip ."]
TEST = ["pip locks/test.txt", "pip ."]


def test_once_made_nothing_is_done_again(clone):
    assert clone.set_up()[::2] == (0, ["venv", *RUN])
    assert clone.set_up() == (0, "", [])


def test_the_tests_add_to_what_the_program_has(clone):
    clone.set_up("run")
    assert clone.set_up("test")[::2] == (0, TEST)
    assert clone.set_up("run") == (0, "", [])


def test_a_changed_lock_is_installed(clone):
    clone.set_up()
    (clone.place / "locks/run.txt").write_text("numpy==1\n")
    assert clone.set_up()[::2] == (0, RUN)


def test_a_moved_clone_is_made_anew(clone):
    clone.set_up()
    clone.place = clone.place.rename(clone.place.with_name("elsewhere"))
    code, said, called = clone.set_up()
    assert (code, called) == (0, ["venv", *RUN])
    assert "Remaking .venv" in said


def test_a_failed_install_leaves_nothing(clone):
    code, said, _ = clone.set_up(PIP_FAILS="1")
    assert code == 1
    assert "pip failed" in said
    assert not (clone.place / ".venv").exists()


def test_a_killed_install_does_not_count(clone):
    clone.set_up()
    (clone.place / ".venv/made-from").write_text("unfinished\n")
    (clone.place / ".venv/half").touch()
    assert clone.set_up()[::2] == (0, ["venv", *RUN])
    assert not (clone.place / ".venv/half").exists()


def test_an_environment_made_by_hand_is_kept(clone):
    clone.set_up()
    (clone.place / ".venv/made-from").unlink()
    assert clone.set_up(PIP_FAILS="1")[0] == 1
    assert clone.set_up()[::2] == (0, RUN)


def test_an_old_python_is_refused_with_the_line_that_mends_it(clone):
    for name in ("python3.11", "python3.12", "python3.13"):
        clone.tool(name, PYTHON)
    code, said, called = clone.set_up(TOO_OLD="1")
    assert (code, called) == (1, [])
    assert "Python 3.9.2, and 3.11 or later is wanted" in said
    assert "apt-get install -y python3.11 python3.11-venv" in said


def test_a_python_without_venv_is_refused_with_the_line_that_mends_it(clone):
    code, said, called = clone.set_up(NO_VENV="1", root=False)
    assert (code, called) == (1, [])
    assert "sudo apt-get update && sudo apt-get install -y python3.11-venv" in said


def test_root_installs_the_libraries_and_asks_for_lists_only_if_needed(clone):
    code, _, called = clone.set_up(LACKS="libgl1 libx11-6")
    install = "apt-get install -y -q --no-install-recommends libgl1 libx11-6"
    assert code == 0
    assert called == [install, "apt-get update -q", install, "venv", *RUN]


def test_sudo_without_a_password_will_do(clone):
    code, _, called = clone.set_up(LACKS="libgl1", MAY_SUDO="yes", root=False)
    assert code == 0
    assert called[-3:] == ["venv", *RUN]


def test_without_root_the_line_is_printed_and_nothing_begun(clone):
    code, said, called = clone.set_up(LACKS="libgl1 libx11-6", root=False)
    assert (code, called) == (1, [])
    assert "sudo apt-get update && sudo apt-get install -y libgl1 libx11-6\n" in said


def test_a_library_that_went_missing_later_is_noticed(clone):
    clone.set_up()
    code, said, _ = clone.set_up(LACKS="libgl1", root=False)
    assert code == 1
    assert "install -y libgl1" in said


PROGRAMS = pytest.mark.parametrize(
    ("lacks", "package"), [("CCX", "calculix-ccx"), ("CHROMIUM", "chromium")]
)


@PROGRAMS
def test_the_tests_install_their_programs_and_the_program_does_not(clone, lacks, package):
    assert clone.set_up("run", **{lacks: "no-such-program"})[::2] == (0, ["venv", *RUN])
    install = f"apt-get install -y -q --no-install-recommends {package}"
    code, _, called = clone.set_up("test", **{lacks: "no-such-program"})
    assert (code, called) == (0, [install, "apt-get update -q", install, *TEST])
    assert clone.set_up("test") == (0, "", [])


@PROGRAMS
@pytest.mark.parametrize("how", [{"root": False}, {"APT_FAILS": "1"}])
def test_without_a_program_the_rest_goes_on_and_the_line_is_printed(clone, how, lacks, package):
    code, said, called = clone.set_up("test", **{lacks: "no-such-program"}, **how)
    assert code == 0
    assert called[-3:] == ["venv", *TEST]
    assert "will be skipped, unless" in said
    assert f"apt-get install -y {package}\n" in said


def test_an_unknown_word_is_refused(clone):
    assert clone.set_up("rum") == (2, "setup.sh: 'rum' is neither run nor test\n", [])


def locked(name):
    """Version of each package in a lock, and how many digests it may have."""
    text = (ROOT / "locks" / name).read_text()
    assert "://" not in text
    blocks = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    pins = (re.match(r"([a-z0-9-]+)==([^ ]+)", block).groups() for block in blocks)
    return {pin: block.count("--hash=sha256:") for pin, block in zip(pins, blocks, strict=True)}


def test_the_locks_pin_and_digest_everything_and_agree():
    run, test = locked("run.txt"), locked("test.txt")
    assert all(run.values())
    assert all(test.values())
    assert set(run) < set(test)


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for name, wanted in (
        ("run.txt", project["dependencies"]),
        ("test.txt", project["optional-dependencies"]["dev"]),
    ):
        assert {re.match("[a-z0-9-]+", w)[0] for w in wanted} <= {pin[0] for pin in locked(name)}
    assert ("scikit-fem", "12.0.2") in locked("run.txt")
