"""Tables of the benchmarks' page are what was measured."""

import json

import pytest

from benchmarks import record
from benchmarks.record import PAGE, RESULTS, as_json, renewed, table


def test_every_table_of_a_result_stands_on_the_page_as_it_was_measured():
    page = PAGE.read_text(encoding="utf-8")
    assert list(RESULTS.glob("*.json"))
    assert renewed(page) == page


@pytest.mark.parametrize("path", sorted(RESULTS.glob("*.json")), ids=lambda p: p.stem)
def test_a_result_is_of_a_benchmark_that_is_there(path):
    assert (RESULTS.parent / f"{path.stem.partition('-')[0]}.py").exists()
    text = path.read_text(encoding="utf-8")
    assert as_json(json.loads(text)) == text


def test_a_result_is_kept_only_if_asked_for_and_renews_its_table(tmp_path, monkeypatch, capsys):
    page = tmp_path / "README.md"
    page.write_text("before\n<!-- mesh -->\nold\n<!-- /mesh -->\nafter\n", encoding="utf-8")
    monkeypatch.setattr(record, "PAGE", page)
    monkeypatch.setattr(record, "RESULTS", tmp_path / "results")
    columns, rows = (
        {"mesh": "{}", "unknowns": "{}", "bar": "{:.1f} %"},
        [("fine", 12345, 0.25), ("coarse", 99, None)],
    )
    written = "| mesh | unknowns | bar |\n| --- | --- | --- |\n"
    written += "| fine | 12 345 | 0.2 % |\n| coarse | 99 |  |"
    record.record("mesh", columns, rows, seed=1)
    assert capsys.readouterr().out == written + "\n"
    assert "old" in page.read_text(encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["mesh", "--record"])
    record.record("mesh", columns, rows, seed=1)
    kept = json.loads((tmp_path / "results/mesh.json").read_text(encoding="utf-8"))
    assert (kept["facts"], table(kept)) == ({"seed": 1}, written)
    wanted = f"before\n<!-- mesh -->\n{written}\n<!-- /mesh -->\nafter\n"
    assert page.read_text(encoding="utf-8") == wanted
    page.write_text("no place", encoding="utf-8")
    with pytest.raises(KeyError, match="0 places for the table mesh"):
        renewed("no place")
