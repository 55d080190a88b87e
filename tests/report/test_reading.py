"""A folder or page that cannot be read: which file, what is wrong, what to run."""

import json
from shutil import copytree

import numpy as np
import pytest

from stressbump.answers.rerun import rerun
from stressbump.cli import main
from stressbump.errors import InputError
from stressbump.export.fields import of_file, of_solution
from stressbump.report import report_folder


@pytest.fixture
def copy(folder, tmp_path):
    return copytree(folder, tmp_path / "out")


def refused(action, *parts):
    with pytest.raises(InputError) as told:
        action()
    for part in parts:
        assert part in str(told.value)


def test_no_folder(tmp_path):
    refused(lambda: report_folder(tmp_path / "none"), "none: no such folder", "stressbump relief")


def test_a_folder_without_results(tmp_path):
    refused(lambda: report_folder(tmp_path), str(tmp_path), "no result.json", "stressbump relief")


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_truncated_result(copy, share):
    path = copy / "result.json"
    text = path.read_bytes()
    path.write_bytes(text[: int(share * len(text))])
    refused(lambda: report_folder(copy), str(path), "truncated", "stressbump relief")


@pytest.mark.parametrize("document", [{"schema": "stressbump-result-0"}, {}, [], 3])
def test_another_version(copy, document):
    (copy / "result.json").write_text(json.dumps(document))
    refused(
        lambda: report_folder(copy), "result.json", "this version reads 'stressbump-result-", "anew"
    )


def test_a_missing_part(copy):
    path = copy / "result.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    del document["stacks"]
    path.write_text(json.dumps(document))
    refused(lambda: report_folder(copy), str(path), "stacks: this key is missing")


def test_missing_fields(copy):
    (copy / "none" / "fields.vtu").unlink()
    refused(lambda: report_folder(copy), "files: none/fields.vtu is missing", "stressbump relief")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.999])
def test_truncated_fields(copy, share):
    path = copy / "fields.vtu"
    text = path.read_bytes()
    path.write_bytes(text[: int(share * len(text))])
    refused(lambda: report_folder(copy), str(path), "truncated", "stressbump relief")


def test_fields_of_somebody_else(copy):
    path = copy / "fields.vtu"
    path.write_text(path.read_text().replace("stress_MPa", "stress"))
    refused(lambda: report_folder(copy), str(path), "no field 'stress_MPa'")


@pytest.mark.parametrize("keep", [0, 2000, -4_000_000])
def test_a_page_without_its_result(page, tmp_path, keep):
    part = tmp_path / "part.html"
    part.write_text(page.read_text(encoding="utf-8")[:keep] if keep >= 0 else "<html></html>")
    refused(lambda: rerun(part), str(part), "truncated", "stressbump report")


def test_the_command_line_refuses_with_exit_code_2(tmp_path, capsys):
    for command in (["report", str(tmp_path)], ["rerun", str(tmp_path / "page.html")]):
        with pytest.raises(SystemExit) as stopped:
            main(command)
        assert stopped.value.code == 2
        assert "Traceback" not in capsys.readouterr().err


def test_fields_are_the_same_from_file_and_solution(answer, folder):
    for stack, path in zip(answer.stacks, ("", "none", "polyimide"), strict=True):
        solved, read = of_solution(stack.solutions[25.0]), of_file(folder / path / "fields.vtu")
        np.testing.assert_array_equal(read.stored, solved.stored)
        np.testing.assert_array_equal(read.mesh.triangles, solved.mesh.triangles)
        np.testing.assert_array_equal(read.mesh.origin, solved.mesh.origin)
        assert read.mesh.width == pytest.approx(solved.mesh.width, abs=1e-9)
