"""The commands as they are typed: what they print, write and return."""

import json
import re
import subprocess
import sys
from errno import ENOSPC
from pathlib import Path

import jsonschema
import pytest
from shell import SMALL, stressbump

from stressbump import materials
from stressbump.cli import app
from stressbump.designs.claims import rows as claim_rows
from stressbump.designs.design import load, parameters
from stressbump.designs.structures import STRUCTURES
from stressbump.doctor import examine, healthy

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "result.schema.json").read_text())
COMMANDS = [c.name or c.callback.__name__ for c in app.registered_commands]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    path = tmp_path_factory.mktemp("designs") / "small.toml"
    path.write_text(SMALL)
    return path


@pytest.fixture(scope="module")
def written(small, tmp_path_factory):
    """One relief at two temperatures, with all its files: what was printed, and the folder."""
    folder = tmp_path_factory.mktemp("out") / "relief"
    return stressbump("relief", small, "--end", 25, "--end", -40, "-o", folder), folder


def values_of(told, name="as built"):
    """The measures of a stack in a JSON answer, by what they are."""
    stack = next(s for s in told["stacks"] if s["name"] == name)
    keys = ("measure", "where", "averaging_um", "temperature_C")
    return {tuple(m[k] for k in keys): m["value"] for m in stack["measures"]}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_ends_with_its_exit_codes(command):
    said = stressbump(command, "--help")
    assert said.code == 0
    assert "--json" in said.out
    assert "6 a check failed." in " ".join(said.out.split())


def test_list_has_a_line_for_every_structure():
    assert [line.split()[0] for line in stressbump("list").out.splitlines()] == list(STRUCTURES)
    assert list(json.loads(stressbump("list", "--json").out)) == list(STRUCTURES)


def test_show_refuses_what_it_would_not_heed():
    said = stressbump("show", "elastomer-bump", "--set", "pitch_um=150")
    assert (said.code, said.out) == (2, "")
    assert "--set goes with --recipe" in said.err
    assert "my-stack.toml: no such file" in stressbump("show", "my-stack.toml").err


@pytest.mark.parametrize("slug", STRUCTURES)
def test_show_has_every_parameter_with_default_meaning_and_source(slug):
    keys = {key for group in parameters(STRUCTURES[slug]).values() for key in group}
    told = json.loads(stressbump("show", slug, "--json").out)
    assert {row["key"] for row in told} == keys
    assert all(row["default"] and row["meaning"] and row["source"] for row in told)
    lines = stressbump("show", slug).out.splitlines()
    assert keys <= {line.split()[1] for line in lines if len(line.split()) > 2}
    assert lines[-1].startswith("A seed is the set of method claims")


@pytest.mark.parametrize("slug", STRUCTURES)
def test_a_structure_shown_as_a_recipe_is_that_recipe(slug, tmp_path):
    (tmp_path / "shown.toml").write_text(stressbump("show", slug, "--recipe").out)
    assert load(str(tmp_path / "shown.toml")).recipe == load(slug).recipe


def test_a_recipe_is_shown_with_its_settings(small):
    said = stressbump("show", small, "--recipe", "--set", "film.thickness_um=0.5", "--json")
    assert next(s for s in json.loads(said.out)["step"] if s.get("deposit") == "film")[
        "thickness_um"
    ] == pytest.approx(0.5)


def test_materials_are_listed_and_told_with_their_sources():
    assert [row["name"] for row in json.loads(stressbump("materials", "--json").out)] == list(
        materials.names()
    )
    said = stressbump("materials", "SAC305").out
    assert re.search(r"^ E +\S+ +GPa", said, re.MULTILINE)
    assert " or " in said
    assert all(row["source"] for row in json.loads(stressbump("materials", "Cu", "--json").out))


def test_claims_of_one_structure():
    slug = next(iter(STRUCTURES))
    told = json.loads(stressbump("claims", "--structure", slug, "--json").out)
    assert len(told) == sum(row.structure == slug for row in claim_rows())
    assert {row["structure"] for row in told} == {slug}


def test_doctor_fails_only_where_something_required_is_missing():
    assert stressbump("doctor", "--json").code == (0 if healthy(examine()) else 6)


def test_mesh_tells_every_region_and_writes_what_it_says(small, tmp_path):
    told = json.loads(stressbump("mesh", small, "-o", tmp_path / "m", "--json").out)
    film = next(r for r in told["regions"] if r["region"] == "film")
    assert film["material"] == "Cu"
    assert film["thickness_um"] == pytest.approx(1)
    assert film["x_to_um"] == pytest.approx(10)
    assert set(told["files"]) == {"mesh.msh", "mesh.vtu", "section.png"}
    assert all(Path(path).stat().st_size > 1000 for path in told["files"].values())


def test_refined_meshes_have_four_times_the_triangles(small):
    once, twice = (
        json.loads(stressbump("mesh", small, "--refine", n, "--json").out)["elements"]
        for n in (0, 1)
    )
    assert twice == 4 * once


def test_relief_prints_tables_verdicts_and_where_the_files_are(written):
    said, folder = written
    assert said.code == 0
    assert said.err == ""  # no progress but on a terminal
    for temperature in (25, -40):
        assert f"small at {temperature} °C (axisymmetric, support laminate)" in said.out
        for reference in ("bare", "aluminium"):
            verdict = rf" of film at {temperature} °C, against '{reference}'"
            assert re.search(verdict, said.out)
    assert re.search(r"All \d+ self-checks passed", said.out)
    told = [line.rpartition(": ")[2] for line in said.out.splitlines() if str(folder) in line]
    assert {Path(p) for p in told} == {p for p in folder.rglob("*") if p.is_file()}


def test_lines_for_a_pipe_are_plain(written):
    assert "\x1b" not in written[0].out
    assert all(line == line.rstrip() for line in written[0].out.splitlines())


def test_the_file_keeps_to_the_schema_and_knows_the_files_beside_it(written):
    folder = written[1]
    told = json.loads((folder / "result.json").read_text())
    jsonschema.validate(told, SCHEMA)
    assert told["design"]["name"] == "small"
    assert all((folder / path).is_file() for path in told["files"].values())


def test_json_holds_what_the_file_holds(small, written):
    said = stressbump("relief", small, "--end", -40, "--reference", "bare", "--no-bars", "--json")
    told = json.loads(said.out)
    jsonschema.validate(told, SCHEMA)
    assert [s["name"] for s in told["stacks"]] == ["as built", "bare"]
    before = values_of(json.loads((written[1] / "result.json").read_text()))
    for key, value in values_of(told).items():
        assert value == pytest.approx(before[key], rel=1e-9, abs=1e-9), key


def test_all_prints_every_measure_and_marks_raw_maxima(small):
    short = stressbump("solve", small, "--no-bars").out
    full = stressbump("solve", small, "--no-bars", "--all").out
    assert "raw maximum von Mises stress (mesh-dependent)" in full
    assert "raw maximum" not in short
    assert "base/film" in full
    assert "against" not in full  # solved alone


def test_settings_change_the_design(small):
    told = json.loads(
        stressbump(
            "solve", small, "--set", "film.thickness_um=0.5", "--set", "cell.support=clamped",
            "--set", 'coat.material={E_MPa = 3, nu = 0.4995, cte_ppm_per_K = 260}',
            "--set", "history.end_C=-40", "--no-bars", "--json",
        ).out
    )  # fmt: skip
    assert told["support"] == "clamped"
    assert told["temperatures_C"] == [-40]
    assert told["stacks"][0]["materials"]["coat"] == "coat"


def test_a_relief_without_any_reference_says_so(tmp_path):
    alone = tmp_path / "alone.toml"
    alone.write_text(SMALL.partition("[[reference]]")[0])
    said = stressbump("relief", alone, "--no-bars")
    assert said.out.endswith("No relief: small has no reference to measure it against.\n")
    assert "No relief" not in stressbump("solve", alone, "--no-bars").out


def test_against_another_design_on_its_own_mesh(small):
    told = json.loads(
        stressbump(
            "relief", small, "--reference", "bare", "--against", small, "--no-bars", "--json"
        ).out
    )
    assert [s["name"] for s in told["stacks"]] == ["as built", "bare", "small"]
    same = [row for row in told["relief"] if row["reference"] == "small" and row["relief"]]
    assert all(abs(row["relief"]) < 1e-9 for row in same)


def test_names_are_printed_as_they_stand(tmp_path):
    odd = SMALL.replace('name = "small"', 'name = "a [bold]small[/] one"')
    odd = odd.replace('name = "bare"', 'name = "[red]"')
    (tmp_path / "odd.toml").write_text(odd)
    said = stressbump("relief", tmp_path / "odd.toml", "--no-bars", "-o", tmp_path / "o").out
    assert "a [bold]small[/] one at 25 °C" in said
    assert "against [red]" in said
    assert (tmp_path / "o" / "red" / "fields.vtu").is_file()


def test_a_failed_check_prints_no_relief_and_is_exit_code_6(small, monkeypatch):
    monkeypatch.setattr("stressbump.mechanics.checks.RESIDUAL", -1.0)
    said = stressbump("relief", small, "--no-bars")
    assert said.code == 6
    assert "self-check failed" in said.err
    assert "check failed: as built at 25 °C, residual" in said.out
    assert "%" not in said.out
    told = json.loads(stressbump("relief", small, "--no-bars", "--json").out)
    jsonschema.validate(told, SCHEMA)
    assert told["relief"] == []


def test_round_off_is_told_as_0_and_kept_as_it_is(small):
    """At the temperature of its birth a film alone on a wafer is free of stress."""
    line = "relief", small, "--reference", "bare", "--end", 150, "--all", "--no-bars"
    rows = [r for r in stressbump(*line).out.splitlines() if "(mesh-dependent" not in r]
    assert " (0)" in "".join(rows)
    assert not re.search(r"\de-(0[89]|1\d)", "".join(rows))
    told = json.loads(stressbump(*line, "--json").out)["stacks"][1]["measures"]
    assert any(0 < abs(m["value"]) < 1e-7 * m["scale"] for m in told)


def test_a_terminal_is_told_what_is_being_done(small, monkeypatch):
    lines = []
    monkeypatch.setattr(
        "rich.live.Live.update", lambda self, line, refresh: lines.append(line.plain)
    )
    assert stressbump("solve", small, "--no-bars", watched=True).code == 0
    assert lines == ["… building and meshing small", "… solving small"]


def test_a_reader_that_leaves_is_no_error():
    command = [str(Path(sys.executable).with_name("stressbump")), "show", "elastomer-bump"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        run.stdout.close()
        err = run.stderr.read().decode()
    assert "Traceback" not in err


@pytest.mark.parametrize(("name", "page"), [("../µ-stack 2", "µ-stack-2"), ("/..", "report")])
def test_a_page_without_a_folder_stays_in_this_one(name, page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("small.toml").write_text(SMALL.replace('"small"', f'"{name}"'))
    said = stressbump("relief", "small.toml", "--reference", "bare", "--no-bars", "--report")
    assert f"page: {page}.html\n" in said.out
    assert {p.name for p in tmp_path.iterdir()} == {"small.toml", f"{page}.html"}


def test_a_page_that_cannot_be_is_refused_before_anything_is_verified(tmp_path, monkeypatch):
    monkeypatch.setattr("stressbump.verification.run", pytest.fail)
    (tmp_path / "file").touch()
    said = stressbump("verify", "--html", tmp_path / "file" / "page.html")
    assert said.code == 2
    assert "no folder can be made" in said.err


def test_cases_of_the_table_are_chosen_by_words():
    said = stressbump("verify", "STONEY", "--json")
    rows = json.loads(said.out)
    assert rows
    assert all("Stoney" in row["name"] + row["source"] for row in rows)
    nothing = stressbump("verify", "nobody's case")
    assert nothing.code == 2
    assert "no case has that in its name or source" in nothing.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_below_the_output_ends_in_one_line():
    command = [sys.executable, "-m", "stressbump", "list"]
    with open("/dev/full", "w") as full:
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert run.returncode == 2
    assert run.stderr == "stressbump: [Errno 28] No space left on device\n"


def test_a_mesh_that_finds_no_room_is_told_by_its_path(small, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr("meshio.write", full)
    said = stressbump("mesh", small, "-o", tmp_path / "m")
    assert said.code == 2
    assert f"cannot write a draft of {tmp_path / 'm' / 'mesh.msh'}: No space left" in said.err


def test_the_main_job_as_it_is_typed():
    command = [str(Path(sys.executable).with_name("stressbump")), "relief", "elastomer-bump"]
    more = ["--reference", "none", "--no-bars", "--json"]
    environment = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PATH": ""}
    run = subprocess.run([*command, *more], capture_output=True, env=environment)
    assert run.returncode == 0
    told = json.loads(run.stdout.decode("ascii"))
    assert all(check["passed"] for stack in told["stacks"] for check in stack["checks"])
