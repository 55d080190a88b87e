"""The wheel, installed away from the checkout: it holds every file, and every command works."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from shell import SMALL

from stressbump.cli import app
from stressbump.verification.calculix import run as calculix

ROOT = Path(__file__).parents[2]
TYPED = """\
import sys
from stressbump.cli import main
for line in sys.argv[1:]:
    try:
        main(line.split())
    except SystemExit as end:
        if end.code:
            sys.exit(f"{line}: exit code {end.code}")
"""
COMMANDS = {c.name or c.callback.__name__ for c in app.registered_commands}
STUDY = """\
design = "small.toml"
references = ["bare"]
measures = ["mean von Mises stress @ film"]
[vary]
"film.born_C" = [100, 150, 200]
"""
JOINT = (
    SMALL.replace("Cu", "SAC305 (Anand Chang)").replace("350", "150")
    + """
[history]
cycle = { low_C = -40, high_C = 125, count = 1 }
"""
)
PACKAGE = """\
[package]
die_mm = [0.4, 0.4]
array = { rows = 2, columns = 2, pitch_um = 200 }
joint = "elastomer-bump"
"""
LINES = (  # in this order: later ones read what earlier ones wrote
    "list",
    "show small.toml --history",
    "materials Cu",
    "claims",
    "doctor",
    "mesh small.toml -o mesh",
    "solve small.toml --no-bars",
    "relief small.toml --no-bars -o relief --report",
    "report relief -o again.html",
    "rerun relief/report.html",
    "sweep study.toml --workers 0 -o study --report",
    "analyse study -o pictures",
    "verify Stoney",
    "crosscheck small.toml",
    "life joint.toml --no-bars",
    "corners small.toml --no-bars",
    "cracks small.toml --at base/film --no-bars",
    "cohesion small.toml --at base/film --up-to 8um --strength 300 --toughness 1",
    "joint elastomer-bump --set assembled=true --reference none --dnp 3mm",
    "package package.toml",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder that the wheel is installed into, alone; what it needs is there already."""
    target = tmp_path_factory.mktemp("elsewhere")
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--no-index", "--no-compile"]
    subprocess.run([*pip, "--target", target, wheel], check=True, capture_output=True)
    return target


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    folder = tmp_path_factory.mktemp("work")
    (folder / "small.toml").write_text(SMALL, encoding="utf-8")
    (folder / "joint.toml").write_text(JOINT, encoding="utf-8")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    (folder / "package.toml").write_text(PACKAGE, encoding="utf-8")
    return folder


def run(installed, work, *line):
    """A line of Python that finds stressbump in its wheel before it finds any other."""
    return subprocess.run(
        [sys.executable, *line],
        cwd=work,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
    )


def test_every_file_of_the_package_is_in_it(wheel):
    files = (p for p in (ROOT / "stressbump").rglob("*") if p.is_file())
    wanted = {str(p.relative_to(ROOT)) for p in files if "__pycache__" not in p.parts}
    assert wanted <= set(zipfile.ZipFile(wheel).namelist())


def test_what_runs_is_what_was_installed(installed, work):
    said = run(installed, work, "-c", "import stressbump; print(stressbump.__file__)")
    assert Path(said.stdout.strip()).is_relative_to(installed)
    assert run(installed, work, installed / "bin" / "stressbump", "list").returncode == 0


def test_every_command_has_its_line():
    assert {line.split()[0] for line in LINES} == COMMANDS


def test_every_command_works(installed, work):
    """One after the other in one process, which loads the program once."""
    found = calculix.program() is not None
    lines = [line for line in LINES if found or not line.startswith("crosscheck")]
    said = run(installed, work, "-c", TYPED, *lines)
    assert said.returncode == 0, said.stderr
    for page in ("relief/report.html", "again.html", "study/report.html"):
        assert "</html>" in (work / page).read_text(encoding="utf-8")
