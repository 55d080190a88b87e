"""The page of a package: what it says of given rows, and its map in a browser."""

import html
import json
import re

import chromium
import pytest

from stressbump.export.package_rows import PackageResult
from stressbump.report import report_package
from stressbump.report.package import COLOURED, map_data, sentences

PITCH = 200.0


def row(number, temperature):
    line, column = divmod(number - 1, 3)
    x, y = PITCH * (column - 1), PITCH * (line - 1)
    far = (x**2 + y**2) ** 0.5
    force = far * (25 - temperature + 100)
    return {
        "temperature_C": temperature, "joint": number, "row": line + 1, "column": column + 1, "x_um": x,
        "y_um": y, "dnp_um": far, "by_hand_um": far / 100, "slide_um": far / 200, "slide_x_um": x / 200,
        "slide_y_um": y / 200, "turn_x": 0.0, "turn_y": 0.0, "stretch_um": 0.1, "shear_uN": force,
        "shear_x_uN": x, "shear_y_uN": y, "axial_uN": -500.0, "moment_x_uN_um": 0.0, "moment_y_uN_um": 0.0,
    }  # fmt: skip


@pytest.fixture(scope="module")
def result():
    bowed = [
        {"body": body, "temperature_C": t, "warpage_um": w, "flatness_um": abs(w)}
        for body, t, w in (("chip", 217, 0.0), ("chip", 25, 4.0), ("board", 25, 5.0))
    ]
    return PackageResult.model_validate(
        {
            "schema": "stressbump-package-1",
            "stressbump": "0",
            "design": {"name": "three by three", "package": {"die_mm": [1.0, 0.8]}},
            "temperatures_C": [25, -40],
            "cell": {"shear_stiffness_uN_per_um": 1e5, "reach_um": 1000, "height_um": 80},
            "joints": [row(n, t) for t in (25, -40) for n in range(1, 10)],
            "worst": [1, 3],
            "warpage": bowed,
            "warnings": ["<so>"],
        }
    )


@pytest.fixture(scope="module")
def page(result, tmp_path_factory):
    return report_package(result, tmp_path_factory.mktemp("package") / "report.html")


def test_it_tells_of_the_worst_joint_and_of_that_in_the_middle(result):
    assert sentences(result) == [
        "Of 9 joints that of row 1, column 1 carries the most, 28.28 mN of shear: it slides by 1.414 µm, by"
        " hand 2.828.",
        "The one nearest to the middle carries 0 mN of shear and −0.5 mN along its axis.",
        "The middle of the chip stands 4 µm off the board, against its corners.",
    ]


def test_the_page_holds_its_result(result, page):
    text = page.read_text(encoding="utf-8")
    held = re.search(r'id="result">(.*?)</script>', text, re.DOTALL)[1]
    assert json.loads(held) == result.plain()
    assert "<so>" not in text
    assert all(line in html.unescape(text) for line in sentences(result))


def test_joints_are_as_far_apart_as_their_pitch(result):
    assert map_data(result)["pitch"] == pytest.approx(PITCH)
    assert map_data(result)["chip"] == [1000, 800]
    assert {m["key"] for m in map_data(result)["measures"]} == set(COLOURED)


@chromium.needed
def test_pointing_tells_of_a_joint_and_a_click_keeps_it(page):
    with chromium.launched() as browser:
        tab = chromium.opened(browser, page, "#map.ready")
        assert tab.said == []
        name = tab.locator('[data-is="name"]')
        assert name.inner_text() == "row 1, column 1 of 9"
        canvas = tab.locator("#map canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        x, y = tab.evaluate("window.stressbumpMap.screen(5)")
        tab.mouse.move(box["x"] + x, box["y"] + y)
        assert name.inner_text() == "row 2, column 3 of 9"
        assert "--joint 2,3" in tab.locator("#map").inner_text()
        tab.mouse.click(box["x"] + x, box["y"] + y)
        canvas.press("ArrowUp")
        assert name.inner_text() == "row 3, column 3 of 9"
        tab.select_option('[data-is="temperature"]', "-40")
        tab.select_option('[data-is="measure"]', "shear_uN")
        assert tab.locator('#map [data-is="high"]').inner_text() == "46670 µN"
