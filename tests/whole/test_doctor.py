"""What the doctor finds on this machine, and what it says of one that lacks something."""

import json
from dataclasses import asdict

import pytest

from stressbump import doctor


def row(name):
    return next(row for row in doctor.examine() if row.name == name)


def test_a_machine_that_runs_the_tests_is_healthy():
    assert doctor.healthy(doctor.examine())


def test_every_row_that_lacks_says_the_line_that_mends_it():
    assert all((row.mend is None) == row.found for row in doctor.examine())


def test_rows_are_plain_data():
    rows = [asdict(row) for row in doctor.examine()]
    assert json.loads(json.dumps(rows)) == rows


def test_a_missing_library_names_its_debian_package(monkeypatch):
    monkeypatch.setattr(doctor, "LIBRARIES", {"libm.so.6": "libc6", "libnowhere.so.1": "nowhere1"})
    lacking = row("shared libraries")
    assert lacking.detail == "missing: libnowhere.so.1"
    assert lacking.mend.endswith("apt-get install -y nowhere1")
    assert doctor.missing_libraries() == ("libnowhere.so.1",)


@pytest.mark.parametrize(("user", "line"), [(0, "apt-get install"), (1000, "sudo apt-get install")])
def test_only_root_does_without_sudo(monkeypatch, user, line):
    monkeypatch.setattr(doctor.os, "geteuid", lambda: user)
    assert doctor.apt_line(["gimp"]).endswith(f"&& {line} -y gimp")


@pytest.mark.parametrize(
    ("child", "fault"),
    [
        ("import os; os.abort()", "ended by signal 6"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("raise SystemExit(3)", "exit code 3"),
        ("import time; time.sleep(9)", "did not start within 0.5 s"),
    ],
)
def test_a_gmsh_that_does_not_start_is_a_row_not_a_crash(monkeypatch, child, fault):
    monkeypatch.setattr(doctor, "START_GMSH", child)
    monkeypatch.setattr(doctor, "GMSH_SECONDS", 0.5 if "sleep" in child else 60)
    lacking = row("gmsh")
    assert (lacking.found, lacking.detail) == (False, fault)
    assert lacking.mend.endswith("setup.sh run")
    assert not doctor.healthy(doctor.examine())


def test_a_package_that_is_not_the_pinned_one_is_named(monkeypatch):
    stated = ["numpy>=2", "scikit-fem==11.0.0", "nowhere>=1", 'vtk>=9; extra == "dev"']
    monkeypatch.setattr(doctor.metadata, "requires", lambda _: stated)
    found = doctor.metadata.version("scikit-fem")
    assert row("packages").detail == f"missing: nowhere; scikit-fem is {found}, not 11.0.0"


def test_a_missing_optional_part_leaves_the_machine_healthy(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert row("ccx").mend.endswith("apt-get install -y calculix-ccx")
    assert doctor.healthy(doctor.examine())
