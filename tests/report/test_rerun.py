"""A page's numbers come out again, and a number that does not is named."""

import re

import pytest
from collar import STACK, design

from stressbump.answers.document import result_of
from stressbump.answers.rerun import compared, rerun
from stressbump.answers.solving import relief
from stressbump.cli import main
from stressbump.export.result import Result
from stressbump.report import report_answer


def test_a_page_is_solved_again(page):
    _, count, differences = rerun(page)
    assert count > 50
    assert differences == ()


def test_designs_on_meshes_of_their_own_are_solved_again(tmp_path):
    base, *rest = STACK["step"]
    thinner = design(name="thinner", step=[base | {"thickness_um": 20.0}, *rest])
    compared_with = relief(design(), end=25.0, references=["none"], against=[thinner], bars=False)
    _, count, differences = rerun(report_answer(compared_with, tmp_path / "page.html"))
    assert count > 80
    assert differences == ()


def test_a_number_that_differs_is_named(answer):
    now = result_of(answer)
    then = now.plain()
    value = then["stacks"][1]["measures"][0]
    value["value"] *= 1.001
    (found,) = compared(Result.model_validate(then), now)[1]
    assert (found.stack, found.measure, found.where) == ("none", value["measure"], value["where"])


def test_a_relief_and_a_bar_that_differ_are_named(answer):
    now = result_of(answer)
    then = now.plain()
    row = next(r for r in then["relief"] if r["relief"] is not None and r["bar"])
    row["relief"] += 0.01
    row["bar"] += 0.001
    relieved, bar = compared(Result.model_validate(then), now)[1]
    assert (relieved.stack, relieved.measure) == (row["reference"], f"relief of {row['measure']}")
    assert bar.measure == f"bar of relief of {row['measure']}"


def test_a_number_that_differs_ends_with_exit_code_6(page, tmp_path, capsys):
    text = page.read_text(encoding="utf-8")
    other = tmp_path / "page.html"
    measured = re.compile(r'("measure": "mean von Mises stress".*?"value": )', re.DOTALL)
    other.write_text(measured.sub(r"\g<1>1", text, count=1), encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["rerun", str(other)])
    assert stopped.value.code == 6
    assert "did not come out again" in capsys.readouterr().err
