"""An answer as Python's users look at it: a DataFrame, figures, and what a notebook shows."""

import ast
import json
import tomllib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import matplotlib.image
import matplotlib.pyplot
import numpy as np
import pandas
import pytest
import tomli_w
from shell import SMALL

import stressbump as sb
from stressbump.errors import InputError

GALLERY = Path(__file__).parents[2] / "docs" / "examples" / "gallery.ipynb"


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    path = tmp_path_factory.mktemp("small") / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return sb.relief(path)


@pytest.fixture(scope="module")
def frame(answer):
    return answer.to_frame()


def test_a_frame_holds_every_value_beside_every_reference(answer, frame):
    told = frame[frame["reference"].notna()]
    assert len(told) == len(answer.table)
    for row, (_, found) in zip(answer.table, sorted_like(answer, told), strict=True):
        assert (found["measure"], found["where"]) == (row.value.measure, row.value.where)
        assert (found["unit"], found["note"]) == (row.value.unit, row.note)
        numbers = found[["value", "bar", "without", "relief", "relief_bar"]].astype(float)
        wanted = [row.value.value, row.value.bar, row.without, row.relief, row.bar]
        np.testing.assert_array_equal(numbers, np.array(wanted, dtype=float))
    keys = ["measure", "where", "temperature_C", "averaging_um"]
    assert len(frame[keys].drop_duplicates()) == len(answer.values[0])


def sorted_like(answer, told):
    """The rows of a frame in the order of the answer's table, which goes by reference."""
    names = [stack.name for stack in answer.stacks[1:]]
    order = told["reference"].map(names.index).sort_values(kind="stable").index
    return told.loc[order].iterrows()


def test_a_frame_without_references_has_the_same_columns(answer, frame):
    alone = replace(answer, stacks=answer.stacks[:1], values=answer.values[:1]).to_frame()
    assert alone.dtypes.equals(frame.dtypes)
    assert len(alone) == len(answer.values[0])
    assert alone["reference"].isna().all()
    assert alone["value"].notna().any()


def test_a_figure_shows_itself_and_is_matplotlib_s(answer, tmp_path):
    figure = answer.plot(stack="aluminium")
    (tmp_path / "shown.png").write_bytes(figure._repr_png_())
    figure.savefig(tmp_path / "saved.svg")
    answer.save(tmp_path / "out")
    shown, saved = (
        matplotlib.image.imread(path)
        for path in (tmp_path / "shown.png", tmp_path / "out" / "stress_25C.png")
    )
    assert shown.shape[:1] == saved.shape[:1]
    assert not np.array_equal(shown, saved)  # the reference's stress is another one
    built = answer.plot()._repr_png_()
    assert built == (tmp_path / "out" / "stress_25C.png").read_bytes()
    section = answer.plot("section")._repr_png_()
    assert section == (tmp_path / "out" / "section.png").read_bytes()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"what": "strain"}, "allowed is 'stress' or 'section'"),
        ({"stack": "aluminum"}, "no stack 'aluminum'; did you mean 'aluminium'?"),
        ({"temperature": 125}, "was not solved at 125 °C; solved are 25"),
        ({"what": "section", "stack": "bare"}, "one for all stacks"),
    ],
)
def test_what_cannot_be_drawn_is_told(answer, asked, told):
    with pytest.raises(InputError, match=told):
        answer.plot(**asked)


class Page(HTMLParser):
    """Rows of the tables of a page, its other text, and its pictures."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.text, self.pictures, self.cell = [], "", [], False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.cell = tag in ("td", "th")
        if tag == "tr":
            self.rows.append([])
        if tag == "img":
            self.pictures.append(dict(attributes)["src"])
        if self.cell:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        self.cell = self.cell and tag not in ("td", "th")

    def handle_data(self, data):
        if self.cell:
            self.rows[-1][-1] += data
        else:
            self.text += data


def test_a_notebook_shows_the_terminal_s_table_and_the_stress(answer):
    page = Page(answer._repr_html_())
    against = ["against bare", "against aluminium"]
    assert page.rows[0] == ["where", "measure", "as built", "unit", *against]
    first = next(row for row in page.rows if row[:1] == ["film"])
    assert first[1:2] == ["mean von Mises stress"]
    assert " ± " in first[2]
    assert first[4].endswith(")")
    assert "small at 25 °C (axisymmetric, support laminate)" in page.text
    assert [src[:22] for src in page.pictures] == ["data:image/png;base64,"]


def test_a_failed_check_is_said_and_nothing_relieved(answer):
    solution = answer.built.solutions[25.0]
    spoilt = replace(solution.checks[0], value=np.nan)
    bad = replace(solution, checks=(spoilt, *solution.checks[1:]))
    built = replace(answer.built, solutions={25.0: bad})
    failed = replace(answer, stacks=(built, *answer.stacks[1:]))
    assert "a self-check failed" in Page(failed._repr_html_()).text
    assert failed.to_frame()["relief"].isna().all()


def test_a_design_s_own_words_are_no_markup(tmp_path):
    table = tomllib.loads(SMALL) | {"name": "<script>x</script>"}
    (tmp_path / "odd.toml").write_text(tomli_w.dumps(table), encoding="utf-8")
    html = sb.relief(tmp_path / "odd.toml", references=[], bars=False)._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


# the gallery


def cells():
    """The gallery's cells of code as texts; it is stored as nobody has run it."""
    book = json.loads(GALLERY.read_text(encoding="utf-8"))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
            yield "".join(cell["source"])


def shown(code, names):
    """What a notebook shows below a cell: the value of its last line."""
    *before, last = ast.parse(code).body
    exec(compile(ast.Module(before, []), "gallery", "exec"), names)
    return eval(compile(ast.Expression(last.value), "gallery", "eval"), names)


def test_the_gallery_runs_and_every_cell_shows_something(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    names = {}
    for code in cells():
        found = shown(code, names)
        if isinstance(found, pandas.DataFrame):
            assert len(found)
        elif isinstance(found, sb.Answer):
            assert found.passed
        else:
            assert found.get_figure(root=True).axes
    matplotlib.pyplot.close("all")
