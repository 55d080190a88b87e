"""What a user wrote is drawn, printed and exported as text, whatever a library would make of it."""

import csv
import json

import chromium
import pytest
from rich.text import Text
from shell import SMALL, stressbump

from stressbump.cli.printing import console, rows_of
from stressbump.designs.design import from_table
from stressbump.errors import InputError, visible

FORMULA, MARKUP, SCRIPT = "$x^{$", "[/b] :bug:", "<!--<script>"
ODD = f"=1+1 {FORMULA} {MARKUP} {SCRIPT}"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A relief of odd names, its folder and page."""
    folder = tmp_path_factory.mktemp("odd")
    stack = SMALL.replace('name = "small"', f'name = "{ODD}"').replace('"bare"', f'"{ODD}"')
    stack = stack.replace('empty = "coat"', f'empty = "coat"\ndoc = "{ODD}"')
    (folder / "odd.toml").write_text(stack)
    said = stressbump(
        "relief", folder / "odd.toml", "--no-bars", "--report", "-o", folder / "out", watched=True
    )
    return said, folder / "out"


def test_formulas_and_markup_are_printed_and_drawn_as_they_stand(told):
    said, folder = told
    assert said.code == 0
    assert f"{ODD} at 25 °C" in said.out
    assert f"against {ODD!r}" in said.out
    assert (folder / "stress_25C.png").is_file()
    assert json.loads((folder / "result.json").read_text())["design"]["name"] == ODD


@chromium.needed
def test_the_page_shows_them_and_still_runs(told):
    with chromium.launched() as browser:
        tab = chromium.opened(browser, told[1] / "report.html", "#viewer.ready")
        assert tab.said == []
        assert ODD in tab.inner_text("h2 + p + .scroll, #relief")


def test_a_spreadsheet_computes_nothing(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL)
    (tmp_path / "study.toml").write_text(
        'design = "small.toml"\nreferences = []\n[vary]\n"film.material" = ["Cu", "=1+1", "@x", "-5"]'
    )
    assert stressbump("sweep", tmp_path / "study.toml", "-o", tmp_path / "o").code == 0
    with (tmp_path / "o" / "study.csv").open(newline="") as file:
        materials = [row["film.material"] for row in csv.DictReader(file)]
    assert materials == ["Cu", "'=1+1", "'@x", "'-5"]


@pytest.mark.parametrize("text", ["\x1b[2J", "a\x07", "\x9b31m", "\u202eevil"])
def test_what_would_steer_a_terminal_is_refused(text):
    stack = {"cell": {"width_um": 20}, "step": [{"deposit": "base"}]}
    for table in (
        stack | {"name": text},
        stack | {"reference": [{"name": text, "empty": "base"}]},
        {"structure": "elastomer-bump", "name": text},
        {"structure": "elastomer-bump", text: {}},
    ):
        with pytest.raises(InputError, match="control characters") as refused:
            from_table(table, "stack.toml")
        assert visible(str(refused.value)) == str(refused.value)


def test_a_terminal_is_shown_what_would_steer_it(capsys):
    rows = [["\x1b[2J", Text("bold", "bold")]]
    console().print(rows_of("\x1b]0;title\x07", ["#\x9b"], rows))
    said = stressbump("report", "no\x1b[31mfolder")
    assert "\x1b" not in (shown := capsys.readouterr().out) + said.err
    assert r"\x1b[2J" in shown
    assert r"no\x1b[31mfolder" in said.err
