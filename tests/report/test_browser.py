"""The page in a real browser: quiet, offline, and its live section shows what Python computes."""

import chromium
import numpy as np
import pytest
from collar import design

from stressbump.answers.solving import relief
from stressbump.export.fields import of_solution

pytestmark = chromium.needed
PLACES = [(2.0, 29.0), (12.0, 30.5), (33.0, 35.0), (20.0, 10.0)]  # base, film, collar, base; µm


@pytest.fixture(scope="module")
def browser():
    with chromium.launched() as found:
        yield found


def opened(browser, path, **options):
    return chromium.opened(browser, path, "#viewer.ready, #viewer.failed", **options)


@pytest.fixture(scope="module")
def tab(browser, page):
    return opened(browser, page)


def call(tab, code, *arguments):
    return tab.evaluate(
        f"async (args) => (await window.stressbump).{code}(...args)", list(arguments)
    )


def value_by_python(solution, place, evaluate):
    """A field at a place of the section, linear in the flat triangle that holds it."""
    fields = of_solution(solution)
    values = evaluate(fields)
    corners = fields.mesh.points[fields.flat]
    a, b, c = np.moveaxis(corners, 1, 0)
    shares = np.linalg.solve(np.stack([b - a, c - a], axis=2), (np.array(place) - a)[..., None])[
        ..., 0
    ]
    k = int(np.argmax(np.minimum(shares.min(axis=1), 1 - shares.sum(axis=1))))
    weights = np.array([1 - shares[k].sum(), *shares[k]])
    region = fields.mesh.regions[fields.flat_region[k]]
    return region, float(weights @ values[fields.flat[k]])


def mises(fields):
    from stressbump.measures import von_mises

    return von_mises(fields.stress)


def test_it_opens_without_a_word_and_without_a_request(tab, page):
    assert tab.query_selector("#viewer.ready")
    assert tab.said == []
    assert tab.asked == [page.as_uri()]


@pytest.mark.parametrize("place", PLACES)
def test_pointing_shows_the_value_of_the_fields(tab, answer, place):
    call(tab, "setTemperature", 25)
    canvas = tab.locator("#viewer canvas")
    canvas.scroll_into_view_if_needed()
    box, (x, y) = canvas.bounding_box(), call(tab, "screen", *place)
    tab.mouse.move(box["x"] + x, box["y"] + y)
    told = tab.locator('[data-is="told"]').inner_text()
    region, wanted = value_by_python(answer.built.solutions[25.0], place, mises)
    said = told.split(" · ")[2]
    assert said.startswith(f"as built: {region} ({answer.built.materials[region].name}) ")
    assert float(said.split()[-2].replace("−", "-")) == pytest.approx(wanted, rel=0.02)
    assert call(tab, "valueAt", 0, *place)["value"] == pytest.approx(wanted, rel=1e-4)


@pytest.mark.parametrize(
    ("kind", "evaluate"),
    [
        ("xx", lambda f: f.stress[0]),
        ("zz", lambda f: f.stress[1]),
        ("out", lambda f: f.stress[2]),
        ("xz", lambda f: f.stress[3]),
        ("ux", lambda f: f.displacement[:, 0]),
        ("uz", lambda f: f.displacement[:, 1]),
        ("mises", mises),
    ],
)
def test_every_field_is_that_of_the_solution(tab, answer, kind, evaluate):
    call(tab, "setTemperature", 25)
    solution = answer.built.solutions[25.0]
    size = np.abs(evaluate(of_solution(solution))).max()
    for place in PLACES:
        wanted = value_by_python(solution, place, evaluate)[1]
        found = call(tab, "valueAt", 0, *place, kind)["value"]
        assert found == pytest.approx(wanted, rel=1e-3, abs=1e-5 * size)


def test_the_temperature_slider_shows_what_python_computes(tab):
    solution = relief(design(), end=-40.0, references=[], bars=False).built.solutions[-40.0]
    slider = tab.locator('[data-is="temperature"]')
    stops = tab.evaluate("async () => (await window.stressbump).stacks[0].stops")
    slider.fill(str([stop["temperature"] for stop in stops].index(-40)))
    assert tab.locator('[data-is="told-temperature"]').inner_text() == "−40 °C"
    for place in PLACES:
        wanted = value_by_python(solution, place, mises)[1]
        assert call(tab, "valueAt", 0, *place)["value"] == pytest.approx(wanted, rel=1e-4)


def pixels(tab):
    """The colours of the live section as they stand on the screen."""
    import io

    from PIL import Image

    return np.asarray(
        Image.open(io.BytesIO(tab.locator("#viewer canvas").screenshot())).convert("RGB")
    )


def test_side_by_side_shows_both_on_one_scale(tab):
    tab.select_option('[data-is="layout"]', "side")
    tab.select_option('[data-is="without"]', "2")
    image = pixels(tab).astype(int)
    left, right = image[40:-40, : image.shape[1] // 2], image[40:-40, image.shape[1] // 2 :]
    for half in (left, right):
        assert len(np.unique(half.reshape(-1, 3), axis=0)) > 100
    width = min(left.shape[1], right.shape[1])
    assert (
        np.abs(left[:, :width] - right[:, :width]).max() > 50
    )  # a collar of polyimide is stressed
    tab.select_option('[data-is="layout"]', "one")
    assert tab.locator('[data-is="labels"] span').all_inner_texts() == ["as built"]
    tab.select_option('[data-is="layout"]', "blink")
    seen = set()
    for _ in range(30):
        seen.update(tab.locator('[data-is="labels"] span').all_inner_texts())
        tab.wait_for_timeout(100)
    assert seen == {"as built", "polyimide"}
    tab.select_option('[data-is="layout"]', "side")


def test_mesh_deformation_and_keys_change_the_picture(tab):
    def changed(act):
        before = pixels(tab)
        act()
        tab.wait_for_timeout(200)
        return bool((pixels(tab) != before).any())

    assert changed(lambda: tab.check('[data-is="mesh"]'))
    assert changed(lambda: tab.locator('[data-is="factor"]').fill("2"))
    tab.locator('[data-is="factor"]').fill("0")
    tab.locator("#viewer canvas").focus()
    for key in ("ArrowLeft", "+", "0", "m", "]"):
        assert changed(lambda key=key: tab.keyboard.press(key)), key


def test_pages_of_folders_hold_their_one_temperature(browser, still_page):
    tab = opened(browser, still_page, color_scheme="dark")
    assert tab.said == []
    assert tab.locator('[data-is="temperature"]').is_disabled()
    assert len(np.unique(pixels(tab).reshape(-1, 3), axis=0)) > 100
    tab.close()


@pytest.fixture(scope="module")
def joint_tab(browser, joint_page):
    return opened(browser, joint_page, color_scheme="dark")


def test_the_slider_of_a_joint_that_cycles_goes_over_time(joint_tab, joint):
    """At the stored moments it shows their fields; between them, and at other temperatures, nothing."""
    assert joint_tab.said == []
    slider, told = (
        joint_tab.locator(f'[data-is="{n}"]') for n in ("temperature", "told-temperature")
    )
    assert joint_tab.locator('[data-is="of-stops"]').inner_text() == "time"
    assert slider.get_attribute("max") == "4"
    assert told.inner_text() == "25 °C, no cycles yet"
    for k, (_, solution) in enumerate(joint.built.course.corners, 1):
        slider.fill(str(k))
        assert told.inner_text().startswith("cycle 2, ")
        assert told.inner_text().endswith(f"{solution.temperature:g} °C".replace("-", "−"))
        for place in [(3.0, 10.0), (3.0, 21.0), (3.0, 26.0)]:
            wanted = value_by_python(solution, place, mises)[1]
            assert call(joint_tab, "valueAt", 0, *place)["value"] == pytest.approx(wanted, rel=1e-4)
        for row, kind in enumerate(("work", "slip")):
            _, wanted = value_by_python(solution, place, lambda f, row=row: f.accumulated[row])
            found = call(joint_tab, "valueAt", 0, *place, kind)
            assert found["region"] == "ball"
            assert 0 < found["value"] == pytest.approx(wanted, rel=1e-4)
    joint_tab.locator("#viewer canvas").focus()
    joint_tab.keyboard.press("[")
    assert told.inner_text().startswith("cycle 2, 95.9091 min")
    assert "nothing adds up" in joint_tab.locator('[data-is="told-stops"]').inner_text()


@pytest.mark.parametrize("width", [1250, 400])
def test_cycles_fit_a_narrow_window(joint_tab, width):
    joint_tab.set_viewport_size({"width": width, "height": 700})
    assert joint_tab.evaluate("document.documentElement.scrollWidth") <= width
    assert joint_tab.locator("#cycles svg").count() == 3
    for drawing in joint_tab.locator("#cycles svg").all():
        assert 0.5 * width < drawing.bounding_box()["width"] <= width


def test_without_webgl_the_page_says_so_and_stands(browser, page):
    blind = ["--no-sandbox", "--disable-gpu", "--disable-3d-apis"]
    plain = browser.browser_type.launch(executable_path=chromium.PROGRAM, args=blind)
    tab = opened(plain, page)
    assert "cannot be shown here" in tab.locator('[data-is="told"]').inner_text()
    assert tab.locator("#relief table").first.is_visible()
    plain.close()


def test_on_paper_the_live_section_is_left_out(tab):
    tab.emulate_media(media="print")
    assert not tab.locator("#viewer").is_visible()
    assert tab.locator("figure img").first.is_visible()
    tab.emulate_media(media="screen")


@pytest.mark.parametrize(("media", "width"), [("screen", 1250), ("screen", 1000), ("print", 1000)])
def test_a_measure_takes_one_line_on_screen_and_paper(browser, page, media, width):
    tab = opened(browser, page)
    tab.emulate_media(media=media)
    tab.set_viewport_size({"width": width, "height": 700})
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    wide = tab.evaluate("document.documentElement.scrollWidth")
    rows = tab.evaluate(
        "[...document.querySelectorAll('#relief tbody tr:not(.group)')].map(r => r.clientHeight)"
    )
    tab.close()
    assert wide <= width
    assert len(rows) > 20
    assert max(rows) < 1.5 * min(rows)
