"""Tables of the benchmarks' page are what was measured."""

import json
import re
from datetime import date
from importlib import import_module

import numpy as np
import pytest

from benchmarks import mixed_dolfinx, record, soak
from benchmarks.record import PAGE, RESULTS, as_json, renewed, table
from stressbump.designs.design import from_table
from stressbump.errors import InputError
from stressbump.sweeps.cases import maker, points
from stressbump.sweeps.study import Study

BENCHMARKS = {p.stem for p in RESULTS.parent.glob("*.py")} - {"record"}
KEPT = sorted(RESULTS.glob("*.json"))


def test_every_table_of_a_result_stands_on_the_page_as_it_was_measured():
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page) == page


def test_no_table_of_the_page_is_written_by_hand():
    page = PAGE.read_text(encoding="utf-8")
    made = "|".join(re.escape(path.stem) for path in KEPT)
    rest = re.sub(
        rf"^<!-- ({made}) -->\n.*?^<!-- /\1 -->$", "", page, flags=re.DOTALL | re.MULTILINE
    )
    assert not [line for line in rest.splitlines() if line.startswith("|")]


def test_every_benchmark_has_a_place_on_the_page_and_every_result_a_benchmark():
    places = re.findall(r"^<!-- /(\S+) -->$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    texts = {
        name: (RESULTS.parent / f"{name}.py").read_text(encoding="utf-8") for name in BENCHMARKS
    }
    made = {
        place: [n for n, text in texts.items() if place.split("-")[0] == n or f'"{place}"' in text]
        for place in places
    }
    assert all(made.values()), made
    assert {name for names in made.values() for name in names} == BENCHMARKS
    assert {path.stem for path in KEPT} <= set(places)
    for name, text in texts.items():
        assert re.search(r"^ *record\(", text, re.MULTILINE), name
        assert f"-m benchmarks.{name}" in text, name


@pytest.mark.parametrize("name", sorted(BENCHMARKS))
def test_every_benchmark_finds_what_it_imports(name):
    import_module(f"benchmarks.{name}")


def test_the_models_that_dolfinx_is_given_are_made():
    name, nu, model, strain = next(mixed_dolfinx.models())
    assert (nu, set(strain), set(model.laws)) == (0.49, {"die", "elastomer"}, {"die", "elastomer"})
    assert "plane strain" in name


@pytest.mark.parametrize("slug", soak.RANGES)
def test_of_a_soak_only_those_are_refused_that_are_meant_to_be(slug):
    kinds, asked = soak.study(slug, 0, 2000)
    study = Study(design=asked.pop("study"), **asked)
    make, refused = maker(study, ""), set()
    for kind, (number, point) in zip(kinds, enumerate(points(study)), strict=True):
        try:
            from_table(make(number, point).table, kind)
        except InputError:
            refused.add(kind)
    assert refused == {"cold", "opening"}


@pytest.mark.parametrize("path", KEPT, ids=lambda p: p.stem)
def test_a_result_says_when_on_what_and_what_was_measured(path):
    text = path.read_text(encoding="utf-8")
    result = json.loads(text)
    assert as_json(result) == text
    assert date.fromisoformat(result["measured"]) <= date.today()
    assert "cores" in result["machine"]
    assert result["rows"]
    assert {len(row) for row in result["rows"]} == {len(result["columns"])}


def test_a_result_is_kept_only_if_asked_for_and_renews_its_table(tmp_path, monkeypatch, capsys):
    page = tmp_path / "README.md"
    page.write_text("before\n<!-- mesh -->\nold\n<!-- /mesh -->\nafter\n", encoding="utf-8")
    monkeypatch.setattr(record, "PAGE", page)
    monkeypatch.setattr(record, "RESULTS", tmp_path / "results")
    columns, rows = (
        {"mesh": "{}", "unknowns": "{}", "bar": "{:.1f} %"},
        [("fine", 12345, [0.25, 0.5]), ("coarse", 99, None)],
    )
    written = "| mesh | unknowns | bar |\n| --- | --- | --- |\n"
    written += "| fine | 12 345 | 0.2 % – 0.5 % |\n| coarse | 99 |  |"
    record.record("mesh", columns, rows, seed_of_all=1)
    assert capsys.readouterr().out.startswith(written + "\n\n*")
    monkeypatch.setattr("sys.argv", ["mesh", "12", f"--record={tmp_path / 'elsewhere'}"])
    record.record("mesh", columns, rows, seed_of_all=1)
    assert record.words() == ["12"]
    assert "old" in page.read_text(encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["mesh", "--record"])
    record.record("mesh", columns, rows, seed_of_all=1)
    kept, other = (
        json.loads((tmp_path / folder / "mesh.json").read_text(encoding="utf-8"))
        for folder in ("results", "elsewhere")
    )
    assert {**kept, "machine": ""} == {**other, "machine": ""}
    assert kept["versions"]["numpy"] == np.__version__
    assert (kept["facts"], table(kept)) == ({"seed_of_all": 1}, written)
    today = date.fromisoformat(kept["measured"])
    told = f"*{today.day} {today:%B %Y}; {kept['machine']}; seed of all 1*"
    wanted = f"before\n<!-- mesh -->\n{written}\n\n{told}\n<!-- /mesh -->\nafter\n"
    assert page.read_text(encoding="utf-8") == wanted
    page.write_text("no place", encoding="utf-8")
    with pytest.raises(KeyError, match="0 places for the table mesh"):
        renewed("no place")
