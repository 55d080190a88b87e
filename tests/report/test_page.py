"""What stands on the page, and that the numbers are those of result.json."""

import html
import json
import re
from dataclasses import replace
from shutil import copytree
from types import SimpleNamespace

import pytest
from collar import STACK, design

from stressbump.answers.page_input import read_folder
from stressbump.export.reading import read_result
from stressbump.export.result import Result
from stressbump.export.rows import BandRow
from stressbump.export.zooms import Viewport
from stressbump.formatting import with_bar
from stressbump.process.build import build
from stressbump.report import report_folder
from stressbump.report.corners import ShownCorner, nearest, seen, shown_corners
from stressbump.report.page import digest, ends, number
from stressbump.report.tables import steps
from stressbump.report.verdict import percent, question, sentence, subjects, trend
from stressbump.survey import WHOLE


def test_the_page_holds_the_result_word_for_word(folder, still_page):
    text = still_page.read_text(encoding="utf-8")
    held = re.search(r'id="result">(.*?)</script>', text, re.DOTALL)[1]
    assert json.loads(held) == json.loads((folder / "result.json").read_text(encoding="utf-8"))


def test_nothing_on_the_page_lies_elsewhere(page):
    text = page.read_text(encoding="utf-8")
    body = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    links = re.findall(r'(?:src|href)="([^"]*)"', body)
    assert links
    assert all(link.startswith(("#", "data:")) for link in links)
    assert "@import" not in body
    assert "url(http" not in body


def test_every_relief_stands_in_the_table(still_page, folder):
    text = html.unescape(still_page.read_text(encoding="utf-8"))
    for row in read_result(folder / "result.json").relief:
        if row.relief is not None:
            assert percent(row.relief, row.bar) in text
            assert f"({number(row.without)})" in text


def test_a_value_stands_as_the_terminal_prints_it(answer, still_page):
    text = html.unescape(still_page.read_text(encoding="utf-8"))
    for v in answer.values[0]:
        assert f">{with_bar(v.value, v.bar, scale=v.scale).replace('-', '−')}\n" in text
    assert "± is the share of mesh and temperature steps in the error" in text


def test_the_bar_of_what_is_bounded_above_reaches_down_only(folder, tmp_path):
    bounded = copytree(folder, tmp_path / "bounded")
    document = json.loads((bounded / "result.json").read_text(encoding="utf-8"))
    whole = next(m for m in document["stacks"][0]["measures"] if m["where"] == WHOLE)
    whole["certainty"] = "bounded above"
    (bounded / "result.json").write_text(json.dumps(document))
    text = html.unescape(report_folder(bounded).read_text(encoding="utf-8"))
    told = with_bar(whole["value"], whole["bar"], bounded_above=True)
    assert "+ 0 −" in told
    assert text.count(f">{told}\n") == 2  # in the short table and in the long one
    assert text.count("elastic energy (bounded above)") == 2


def test_what_is_said_of_a_value_or_of_none_stands_beside_it(folder, tmp_path):
    noted = copytree(folder, tmp_path / "noted")
    document = json.loads((noted / "result.json").read_text(encoding="utf-8"))
    whole = next(m for m in document["stacks"][0]["measures"] if m["where"] == WHOLE)
    whole |= {"value": None, "bar": None, "note": "closed at the tip"}
    (noted / "result.json").write_text(json.dumps(document))
    text = html.unescape(report_folder(noted).read_text(encoding="utf-8"))
    assert text.count('>–\n<span class="faint">closed at the tip</span>') == 2


def test_the_question_names_layer_region_and_temperature(folder):
    asked = question(read_folder(folder))
    assert (
        asked
        == "How much stress does the collar take away from the film at 25 °C, and against what?"
    )


def test_the_verdict_counts_what_its_bar_swallows_as_nothing(folder):
    given = read_folder(folder)
    rows = tuple(
        row.model_copy(update={"relief": 0.02 if row.reference == "none" else 0.2, "bar": 0.03})
        for row in given.result.relief
    )
    told = sentence(replace(given, result=given.result.model_copy(update={"relief": rows})), 25.0)
    assert "removes 20 ± 3 % of the mean von Mises stress of the film against polyimide" in told
    assert "changes nothing (2 ± 3 %) against none (nothing there)" in told


@pytest.mark.parametrize(
    ("relief", "bar", "colour"),
    [(0.1, None, "less"), (-0.1, 0.05, "more"), (-0.028, 0.27, ""), (0.004, None, "")],
)
def test_a_relief_within_its_bar_has_no_colour(relief, bar, colour):
    assert trend(relief, bar) == colour


def test_a_published_band_is_rounded_outwards_as_the_terminal_does():
    assert ends(BandRow.model_construct(low=-0.0282, high=0.3018)) == "−3…31"


def test_a_stripped_resist_is_not_called_left_out():
    base, film, *rest = STACK["step"]
    resist = {"deposit": "resist", "material": "novolak resist", "thickness_um": 5.0}
    thin = film | {"deposit": "none", "thickness_um": 0.0}
    told = design(step=[base, film, thin, resist, {"strip": ["resist"]}, *rest])
    rows = steps(SimpleNamespace(design=told, section=build(told.recipe)))
    absent = {row["targets"]: row["absent"] for row in rows if row["verb"] == "deposit"}
    assert absent == {
        "base": "", "film": "", "none": "no thickness: left out", "resist": "gone in the end",
        "collar": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("relief", "bar", "told"),
    [
        (0.0912, None, "9.1 %"),
        (0.0912, 0.0101, "9.1 ± 1.1 %"),
        (-0.31, 0.2, "−30 ± 20 %"),
        (None, None, "–"),
    ],
)
def test_a_bar_is_never_rounded_down(relief, bar, told):
    assert percent(relief, bar) == told


def test_a_failed_check_heads_the_page_and_what_is_lacking_is_left_out(folder, tmp_path):
    failed = copytree(folder, tmp_path / "failed")
    document = json.loads((failed / "result.json").read_text(encoding="utf-8"))
    del document["mismatch"]
    document["relief"] = []
    document["stacks"][0]["checks"][0]["passed"] = False
    for stack in document["stacks"]:
        for value in stack["measures"]:
            value.pop("bar", None)
    (failed / "result.json").write_text(json.dumps(document), encoding="utf-8")
    text = report_folder(failed).read_text(encoding="utf-8")
    text = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    header = text.partition("<main>")[0]
    assert "A self-check failed" in header
    assert "removes" not in header
    assert 'id="mismatch"' not in text
    assert "±" not in text


def test_a_design_on_its_own_mesh_is_no_single_layers_doing(folder):
    given = read_folder(folder)
    built, other, *rest = given.result.stacks
    stacks = built, other.model_copy(update={"name": "another design"}), *rest
    given = replace(given, result=given.result.model_copy(update={"stacks": stacks}))
    assert subjects(given) == (given.design.name,)


def test_the_digest_follows_the_inputs(folder):
    result = read_result(folder / "result.json")
    assert digest(Result.model_validate(result.plain())) == digest(result)
    wider = result.plain()
    wider["design"]["cell"]["width_um"] = 41.0
    assert digest(Result.model_validate(wider)) != digest(result)


def test_corners_are_told_with_their_power(still_page, folder):
    text = html.unescape(still_page.read_text(encoding="utf-8"))
    kinds = shown_corners(read_folder(folder), 25.0)
    assert [k.number for k in kinds] == list(range(1, len(kinds) + 1))
    edge = next(k for k in kinds if k.around == "film 180°, collar 90°")
    assert edge.places == ((15.0, 31.0),)
    assert edge.others["none"] is None  # without a collar nothing ends there
    assert edge.growth > edge.others["polyimide"] > 0
    assert f"{edge.number}: r<sup>−{edge.growth:.2f}</sup>" in text
    assert "corners of the stack as built" in text


def test_a_result_without_corners_has_a_page_without_them(folder, tmp_path):
    older = copytree(folder, tmp_path / "older")
    document = json.loads((older / "result.json").read_text(encoding="utf-8"))
    for stack in document["stacks"]:
        del stack["corners"]
    (older / "result.json").write_text(json.dumps(document), encoding="utf-8")
    text = report_folder(older).read_text(encoding="utf-8")
    assert "corners of the stack as built" not in text
    assert "Close up" in text


def test_a_raw_maximum_names_its_corner():
    corner = ShownCorner(1, "film 270°", ((15.0, 31.0), (5.0, 31.0)), 0.5, 0.46, False, {})
    assert nearest([corner], (5.2, 31.1)) is corner
    assert nearest([corner], (7.0, 31.0)) is None
    assert nearest([corner], None) is None


def test_corners_too_near_in_a_picture_give_way_to_the_strongest():
    far, near = (
        Viewport("A", (0.0, 0.0), (10.0, 10.0)),
        Viewport("A′", (4.0, 4.0), (6.0, 6.0), True),
    )
    pair = [
        ShownCorner(n, "film 270°", ((5.0, z),), 0.5, 0.4, False, {})
        for n, z in ((1, 5.0), (2, 5.4))
    ]
    assert [c.number for c, _ in seen(pair, far)] == [1]
    assert [c.number for c, _ in seen(pair, near)] == [1, 2]
