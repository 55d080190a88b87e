"""The table as a page."""

import re
from html.parser import HTMLParser

import pytest

from stressbump.verification import VerificationCase, cases, run
from stressbump.verification.page import page, write_page
from stressbump.verification.published import BOARD_CTE, BOARD_MODULUS, FEUSTEL, bow


def a_row(value=1.01, target=1.0, tag="ANALYTIC", name="bar <b> of α", bar=None):
    told = None if bar is None else lambda: bar
    return run(
        VerificationCase(
            name, "Somebody & Co", tag, target, "µm", 0.02, lambda: value, "a note", told
        ),
        True,
    )


class Reader(HTMLParser):
    """Cells of every row, and every tag."""

    def __init__(self):
        super().__init__()
        self.tags, self.rows = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def read(rows):
    reader = Reader()
    reader.feed(page(rows))
    return reader


def test_a_row_holds_target_value_bar_and_ratio():
    cells = next(row for row in read([a_row(bar=0.003)]).rows if row and row[0].startswith("bar"))
    assert cells[0] == "bar <b> of αa note"
    assert cells[1:8] == ["Somebody & Co", "1", "1.01", "µm", "± 0.003", "1.010000", "± 0.02"]


def test_against_zero_there_is_no_ratio_and_what_is_allowed_is_absolute():
    cells = next(row for row in read([a_row(0.01, 0.0)]).rows if row and row[0].startswith("bar"))
    assert cells[5:8] == ["", "–", "± 0.02"]


def test_bars_of_cases_cover_what_the_mesh_spoils():
    barred = [case for case in cases() if case.bar is not None]
    assert len(barred) >= 15
    for case in barred[5:12:2]:
        row = run(case, bars=True)
        parabolas = 1e-6 * abs(row.target)  # that stand for circles
        assert abs(row.value - row.target) <= row.bar + parabolas, case.name
        assert run(case).bar is None


def test_a_failure_shows_at_the_top_and_in_its_row():
    text = page([a_row(), a_row(1.5, name="off"), a_row(float("nan"), name="none")])
    assert "2 of 3 cases FAILED" in text
    assert len(re.findall("<tr class=failed>", text)) == 2
    assert "All 1 pass" in page([a_row()])


def test_every_tag_has_its_table_and_says_when_it_is_empty():
    text = page([a_row(tag="SELF")])
    for tag, count in (("ANALYTIC", 0), ("PUBLISHED", 0), ("EXTERNAL", 0), ("SELF", 1)):
        assert re.search(rf"<caption>{tag}: .* \({count}\)", text)
    assert text.count("None on this machine") == 3


def test_nothing_is_fetched_and_nothing_runs():
    tags = read([a_row()]).tags
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in tags}
    assert not [attrs for _, attrs in tags if {"src", "href"} & set(attrs)]


def test_it_is_written_whole(tmp_path):
    write_page(tmp_path / "new" / "verify.html", [a_row()])
    assert (tmp_path / "new" / "verify.html").read_text("utf-8").endswith("</html>\n")


def test_the_table_has_sixty_cases_without_calculix():
    own = [case for case in cases() if case.tag != "EXTERNAL"]
    assert len(own) >= 60
    assert {case.tag for case in own} == {"ANALYTIC", "PUBLISHED", "SELF"}


def test_what_the_flip_chip_leaves_open_brackets_what_was_published():
    lowest, highest = (bow(BOARD_MODULUS[i], BOARD_CTE[i]) for i in (0, 1))
    assert lowest < FEUSTEL < highest
    assert highest - lowest == pytest.approx(3.1, abs=0.1)
