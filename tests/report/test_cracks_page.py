"""The page of cracks: what it says, its numbers, and its live section over the length of a crack."""

import html
import json
import re
from dataclasses import replace

import chromium
import numpy as np
import pytest
from capped_film import CAPPED
from shell import stressbump

from stressbump.answers.crack_text import critical_sentence, sentences
from stressbump.answers.cracks import cracks
from stressbump.designs.design import from_table
from stressbump.errors import InputError
from stressbump.report import report_cracks
from stressbump.report.crack_drawings import MOVED, factor
from stressbump.report.cracks import main_reference, question


@pytest.fixture(scope="module")
def found():
    design = from_table(CAPPED, "capped film")
    return cracks(design, "film/wafer", up_to=0.5, bars=False, fields=True)


@pytest.fixture(scope="module")
def page(found, tmp_path_factory):
    return report_cracks(found, tmp_path_factory.mktemp("cracks") / "report.html")


def test_the_page_says_what_the_terminal_says(found, page):
    text = html.unescape(page.read_text(encoding="utf-8"))
    assert sentences(found)
    assert all(line in text for line in (*sentences(found), question(found)))
    held = re.search(r'id="result">(.*?)</script>', text, re.DOTALL)[1]
    assert json.loads(held) == found.plain()


def test_it_asks_for_nothing_that_lies_elsewhere(page):
    body = re.sub(r"<script.*?</script>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r'(?:src|href)="([^"]*)"', body)
    assert links
    assert all(link.startswith(("#", "data:")) for link in links)


def test_what_is_drawn_beside_has_the_same_interface(found):
    assert main_reference(found).stack == "stiff"


def test_cracks_are_kept_as_they_open(found):
    """Displacements are those that the crack alone adds: behind the tip faces part, ahead they do not."""
    for opened in found.curves[0].opened:
        mesh = opened.fields.mesh
        moved = {}
        for name in ("wafer", "film"):
            own = np.unique(mesh.triangles[mesh.elements_in(name)])
            face = own[np.abs(mesh.points[own, 1] - 15) < 1e-6]
            face = face[np.argsort(mesh.points[face, 0])]
            moved[name] = mesh.points[face, 0], opened.fields.displacement[face]
        x, parted = moved["wafer"][0], moved["film"][1] - moved["wafer"][1]
        ahead = x < opened.way[-1, 0] + 1e-6
        assert np.abs(parted[ahead]).max() < 1e-9 * np.abs(parted).max()
        assert (parted[~ahead, 1] > 0).all()
    lengths = [opened.length for opened in found.curves[0].opened]
    assert lengths == pytest.approx([0.03125, 0.0625, 0.125, 0.25, 0.5])


def test_faces_are_drawn_as_far_apart_as_can_be_seen(found):
    own = found.curves[0].opened[-1]
    assert factor([own]) * own.widest == pytest.approx(MOVED * own.length, rel=0.35)


def test_a_toughness_is_drawn_and_told(found, tmp_path):
    """Given, and what is published of a pair of materials that has the library's names."""
    named = {"wafer": "Cu", "film": "PE-SiN", "cap": "SiO2"}
    curves = tuple(
        replace(
            c, materials=named, curve=replace(c.curve, toughness=np.full(len(c.curve.rate), 0.5))
        )
        for c in found.curves
    )
    tough = replace(found, curves=curves, flaw=replace(found.flaw, toughness=0.5))
    text = html.unescape(report_cracks(tough, tmp_path / "tough.html").read_text(encoding="utf-8"))
    assert "Published toughness of this pair of materials: 5 to 20 J/m²" in text
    assert all(f"{critical_sentence(c)}." in text for c in curves)
    assert "Γ given" in text
    assert "Γ published" in text


def test_without_fields_there_is_no_page(found, tmp_path):
    bare = replace(found, curves=tuple(replace(c, opened=()) for c in found.curves))
    with pytest.raises(InputError, match="give fields=True"):
        report_cracks(bare, tmp_path / "report.html")
    assert not list(tmp_path.iterdir())


def test_a_folder_of_an_answer_is_left_alone(tmp_path):
    (tmp_path / "result.json").write_text("{}")
    told = stressbump("cracks", "elastomer-bump", "--at", "pad/passivation", "-o", str(tmp_path))
    assert told.code == 2
    assert "holds an answer; choose another folder for the cracks with -o" in told.err


@chromium.needed
def test_the_slider_goes_over_lengths(page):
    with chromium.launched() as browser:
        tab = chromium.opened(browser, page, "#viewer.ready, #viewer.failed")
        assert tab.query_selector("#viewer.ready")
        assert tab.said == []
        assert tab.locator('[data-is="of-stops"]').inner_text() == "length of the crack"
        assert tab.locator('[data-is="told-temperature"]').inner_text() == "0.5 µm"
        tab.locator("#viewer canvas").press("[")
        assert tab.locator('[data-is="told-temperature"]').inner_text() == "0.25 µm"
