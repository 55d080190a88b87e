"""The page of a study: what it holds, how large it gets, and what it looks like to a browser."""

import re

import chromium
import numpy as np
import pytest
from analysis.stores import REASON, stored
from analysis.tables import RELIEF, table
from analysis.test_overview import AXES, CURVATURE, answers, study
from typer.testing import CliRunner

import stressbump as sb
from stressbump.analysis import points
from stressbump.analysis.overview import Stored, overview
from stressbump.analysis.page import report_study
from stressbump.cli import app
from stressbump.sweeps.summary import Summary

STRESS = "mean von Mises stress @ film [MPa]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("study")
    asked = study(question="Does the film's thickness matter?")
    return stored(home, asked, answers, failed=[3], left=[7])


@pytest.fixture(scope="module")
def page(folder):
    result = CliRunner().invoke(app, ["report", str(folder)])
    assert result.exit_code == 0, result.output
    return folder / "report.html"


def test_it_says_what_was_asked_found_and_lost(page, folder):
    text = page.read_text(encoding="utf-8")
    assert "<h1>Does the film&#39;s thickness matter?</h1>" in text
    assert "64 cases: 62 done, 1 failed, 1 not computed yet" in text
    assert REASON in text
    found = overview(folder)
    assert found.stored.study.digest in text
    assert found.stored.code.split()[2] in text
    for heading in ("Designs", "Main effects", "Sobol indices", "Over two parameters",
                    "Pareto front", "Percentiles", "Failed cases", "Inputs"):  # fmt: skip
        assert f"<h2>{heading}</h2>" in text
    assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', text)


def test_ten_thousand_cases_fit_and_more_are_thinned(tmp_path, monkeypatch):
    rng, count = np.random.default_rng(1), 10_000
    varied = {k: rng.normal(size=count) for k in AXES} | {"film.material": ["SiO2", "SiN"] * 5000}
    names = [RELIEF, CURVATURE, *(f"stress {k} @ film [MPa]" for k in range(48))]
    frame = table(varied, {name: rng.normal(size=count) for name in names})
    told = Summary({"done": count, "failed": 0, "pending": 0}, (), ())
    found = overview(Stored(study("latin-hypercube", count), "code", frame, told))
    assert report_study(found, tmp_path / "all.html").stat().st_size < 8e6
    kept = points.points(found)
    assert (kept.shown, kept.total, kept.every) == (count, count, 1)
    monkeypatch.setattr(points, "MOST", 2_000)
    thin = points.points(found)
    assert thin.every == 5
    assert 2_000 <= thin.shown <= 2_000 + len(found.front.cases)


def test_the_commands_print_and_draw(folder, tmp_path):
    words = ["analyse", str(folder), "--limit", "0.2", "-o", str(tmp_path)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "95 % confidence" in result.output
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "effects.png", "front.png", "indices.png", "map.png", "scatter.png",
    ]  # fmt: skip
    misspelt = CliRunner().invoke(
        app, ["analyse", str(folder), "--answer", "curvatur @ base [1/m]"]
    )
    assert isinstance(misspelt.exception, sb.StressbumpError)
    assert "did you mean" in str(misspelt.exception)


def test_a_sweep_writes_its_page(tmp_path):
    """One design of a plate, computed: nothing varies enough for more than its numbers."""
    import tomli_w
    from sweeps.plates import PLATE

    (tmp_path / "plate.toml").write_text(tomli_w.dumps(PLATE), encoding="utf-8")
    (tmp_path / "s.toml").write_text('design = "plate.toml"\n', encoding="utf-8")
    out = tmp_path / "out"
    words = ["sweep", str(tmp_path / "s.toml"), "-o", str(out), "--workers", "0", "--report"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    text = (out / "report.html").read_text(encoding="utf-8")
    assert "1 cases: 1 done, 0 failed" in text
    assert "Main effects</h2>" not in text
    assert "<h1>What is the " in text


@pytest.fixture(scope="module")
def browser():
    with chromium.launched() as found:
        yield found


def opened(browser, path, **options):
    return chromium.opened(browser, path, "#points.ready", **options)


@pytest.fixture(scope="module")
def tab(browser, page):
    return opened(browser, page)


def call(tab, code):
    return tab.evaluate(f"async () => (await window.study).{code}")


def read(tab):
    """The table of the picked case, by column."""
    rows = tab.locator('[data-is="values"] tr').all()
    return dict(tuple(row.locator("td").all_inner_texts()) for row in rows)


def same(told, value):
    return float(told.replace("−", "-")) == pytest.approx(value, rel=1e-5)


@chromium.needed
def test_it_opens_without_a_word_and_without_a_request(tab, page):
    assert tab.said == []
    assert tab.asked == [page.as_uri()]


@chromium.needed
@pytest.mark.parametrize("case", [0, 17, 42])
def test_clicking_a_point_shows_what_the_store_holds(tab, folder, case):
    x, y = call(tab, f"screen({case})")
    canvas = tab.locator("#points canvas")
    canvas.scroll_into_view_if_needed()
    canvas.click(position={"x": x, "y": y})
    picked = call(tab, "picked()")
    row, told = sb.load_study(folder).set_index("case").loc[picked], read(tab)
    nx, ny = call(tab, f"screen({picked})")
    assert np.hypot(nx - x, ny - y) < 5
    assert tab.locator('[data-is="told"]').inner_text().startswith(f"Case {picked}")
    assert told["film.material"] == row["film.material"]
    for column in ("film.thickness_um", "film.born_C", STRESS, CURVATURE, RELIEF):
        assert same(told[column], row[column]), column


@chromium.needed
def test_keys_go_from_point_to_point(tab, folder):
    frame = sb.load_study(folder).set_index("case")
    canvas = tab.locator("#points canvas")
    canvas.focus()
    tab.keyboard.press("End")
    assert call(tab, "picked()") == frame[RELIEF].idxmax()
    tab.keyboard.press("ArrowDown")
    assert call(tab, "picked()") == frame[RELIEF].dropna().sort_values().index[-2]
    tab.keyboard.press("Home")
    tab.keyboard.press("ArrowLeft")
    order = list(frame[CURVATURE].sort_values().index)
    assert call(tab, "picked()") == order[order.index(frame[RELIEF].idxmin()) - 1]


@chromium.needed
def test_a_failed_case_says_why(tab):
    tab.locator('a[data-case="3"]').first.click()
    assert tab.locator('[data-is="told"]').inner_text() == f"Case 3: failed: {REASON}"
    told = read(tab)
    assert told[RELIEF] == "–"
    assert told["film.thickness_um"] != "–"
    tab.locator('[data-is="case"]').fill("4711")
    tab.keyboard.press("Enter")
    assert "not in this page" in tab.locator('[data-is="told"]').inner_text()


def pixels(tab):
    import io

    from PIL import Image

    image = Image.open(io.BytesIO(tab.locator("#points canvas").screenshot()))
    return np.asarray(image.convert("RGB")).astype(int)


@chromium.needed
def test_axes_and_colours_can_be_chosen(tab):
    first = pixels(tab)
    assert len(np.unique(first @ [65536, 256, 1])) > 50
    tab.select_option('[data-is="x"]', label="film.material")
    second = pixels(tab)
    assert (first != second).any()
    assert call(tab, "shown()") == 64
    tab.select_option('[data-is="colour"]', label="film.born_C")
    assert (pixels(tab) != second).any()
    assert tab.locator('[data-is="middle"]').inner_text() == "film.born (°C)"


@chromium.needed
def test_in_the_dark_and_on_paper(browser, page):
    tab = opened(browser, page, color_scheme="dark")
    assert tab.said == []
    assert np.median(pixels(tab)) < 60
    tab.emulate_media(media="print")
    assert not tab.locator("#designs").is_visible()
    assert tab.locator("figure svg").first.is_visible()
    tab.close()
