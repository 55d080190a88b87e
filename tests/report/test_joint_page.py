"""The page of a joint: its numbers, and a section through its axis at any angle."""

import html
import json
import re

import chromium
import numpy as np
import pytest
from posts import comparable

from stressbump.answers.angle_stops import STEP, about_axis
from stressbump.answers.joint import joint_at
from stressbump.answers.joint_page_input import of_joint
from stressbump.joint.angles import around
from stressbump.mechanics.sample import at_nodes
from stressbump.report import report_joint
from stressbump.report.joint import sentences


@pytest.fixture(scope="module")
def answer():
    return joint_at(comparable(), 2000.0, bars=False)


@pytest.fixture(scope="module")
def given(answer):
    return of_joint(answer)


@pytest.fixture(scope="module")
def page(given, tmp_path_factory):
    return report_joint(given, tmp_path_factory.mktemp("joint") / "report.html")


def stored(basis, stop):
    """What the browser adds up at a stop (points, quantities)."""
    even, odd = basis.weights[stop], basis.odd[stop]
    return np.concatenate(
        [
            np.tensordot(even, basis.terms[..., :6], 1),
            np.tensordot(odd, basis.terms[..., 6:], 1),
        ],
        axis=1,
    )


def test_the_page_says_what_its_result_holds(answer, given, page):
    text = html.unescape(page.read_text(encoding="utf-8"))
    held = re.search(r'id="result">(.*?)</script>', text, re.DOTALL)[1]
    assert json.loads(held) == json.loads(json.dumps(answer.plain()))
    told = list(sentences(given))
    assert all(line in text for line in told)
    assert re.match(
        r"The joint slides by [\d.]+ µm, by hand 3.25, and carries [\d.e+]+ µN", told[0]
    )
    assert told[1].startswith("Against stiffer the 95th percentile von Mises stress is ")


def test_stress_at_an_angle_is_the_sum_of_its_harmonics(answer):
    """At a point that one element alone has, where nothing is averaged."""
    harmonics = answer.stacks[0].fields.harmonics
    fields, basis = about_axis(harmonics)
    own = harmonics[0].model.active_elements
    triangles = fields.mesh.triangles[: len(own)]
    point = int(np.flatnonzero(np.bincount(triangles.ravel()) == 1)[0])
    row, node = np.argwhere(triangles == point)[0]
    amplitudes = {n: at_nodes(s)[:, own[row]] for n, s in harmonics.items()}
    wanted = around(amplitudes, np.radians([60.0]))[:, node, 0]
    assert stored(basis, 60 // STEP)[point, 2:] == pytest.approx(wanted, rel=1e-9)


def test_what_stands_left_of_the_axis_is_half_a_turn_away(answer):
    """0° on the left is what 180° is on the right, seen from the other side."""
    fields, basis = about_axis(answer.stacks[0].fields.harmonics)
    half = len(fields.mesh.points) // 2
    points = fields.mesh.points
    assert np.allclose(points[:half] * [-1, 1], points[half:])
    left, right = stored(basis, 0)[half:], stored(basis, -1)[:half]
    turned = np.array([-1, 1, 1, 1, 1, -1, -1, 1])
    assert np.allclose(left, turned * right, atol=1e-9 * np.abs(right).max())


def test_the_axis_is_no_border(answer):
    mesh = about_axis(answer.stacks[0].fields.harmonics)[0].mesh
    outer = mesh.sides.nodes[mesh.sides.other < 0]
    assert np.abs(mesh.points[outer, 0]).max(axis=1).min() > 0.1


@chromium.needed
def test_the_browser_adds_up_harmonics(given, page):
    """Of all points: von Mises and first principal stress at 60° as numpy has them."""
    sums = stored(given.bases["as built"], 60 // STEP)
    _, _, xx, zz, yy, xz, zy, xy = sums.T
    tensor = np.moveaxis(np.array([[xx, xy, xz], [xy, yy, zy], [xz, zy, zz]]), -1, 0)
    largest = np.linalg.eigvalsh(tensor)[:, -1]
    with chromium.launched() as browser:
        tab = chromium.opened(browser, page, "#viewer.ready, #viewer.failed")
        assert tab.query_selector("#viewer.ready")
        assert tab.said == []
        assert tab.locator('[data-is="of-stops"]').inner_text() == "angle"
        for _ in range(60 // STEP):
            tab.locator("#viewer canvas").press("]")
        assert tab.locator('[data-is="told-temperature"]').inner_text() == "60°"
        found = tab.evaluate(
            """async () => { const { stacks } = await window.stressbump;
            const fields = fieldsAt(stacks[0], 12); const kinds = quantities(true, true);
            return [...evaluated(fields, kinds.first)]; }"""
        )
    assert np.allclose(found, largest, atol=1e-5 * np.abs(largest).max())
