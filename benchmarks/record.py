"""What a benchmark measured, as JSON, and the tables of README.md that are made of it.

    .venv/bin/python -m benchmarks.NAME --record    # runs it, keeps results/NAME.json, renews its table
    .venv/bin/python -m benchmarks.record           # renews every table from the results as they stand

A table stands between `<!-- NAME -->` and `<!-- /NAME -->` and is never edited by hand; tests hold it
against its result.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE, RESULTS = HERE / "README.md", HERE / "results"
Columns = Mapping[str, str]  # how the values of each are written, as in `format`: "{:.1f} %"


def record(name: str, columns: Columns, rows: Iterable[Sequence[Any]], **facts: Any) -> None:
    """Print a table; with `--record` keep it as the result of that name and renew it on the page.

    `facts` say what else belongs to it: seeds, draws, lengths of time.
    """
    result = {
        "measured": date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {platform.machine()}",
        "facts": facts,
        "columns": dict(columns),
        "rows": [list(row) for row in rows],
    }
    print(table(result), flush=True)
    if "--record" in sys.argv:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.json").write_text(as_json(result), encoding="utf-8")
        renew()


def as_json(result: Mapping[str, Any]) -> str:
    """A result as JSON, a line for each row."""
    rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in result["rows"])
    rest = {key: value for key, value in result.items() if key != "rows"}
    lines = json.dumps(rest, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{lines},\n "rows": [\n  {rows}\n ]\n}}\n'


def table(result: Mapping[str, Any]) -> str:
    """The Markdown table of a result; what was not measured is an empty cell."""
    columns = result["columns"]
    cells = (
        [_cell(v, how) for v, how in zip(row, columns.values(), strict=True)]
        for row in result["rows"]
    )
    lines = [list(columns), ["---"] * len(columns), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any, how: str) -> str:
    if value is None:
        return ""
    grouped = how == "{}" and isinstance(value, int)
    return how.format(f"{value:,}".replace(",", " ") if grouped else value)


def renewed(page: str) -> str:
    """The page with every table as its result says; KeyError for a result that has no place in it."""
    for path in sorted(RESULTS.glob("*.json")):
        first, last = f"<!-- {path.stem} -->\n", f"\n<!-- /{path.stem} -->"
        between = re.compile(re.escape(first) + ".*?" + re.escape(last), re.DOTALL)
        new = first + table(json.loads(path.read_text(encoding="utf-8"))) + last
        page, found = between.subn(lambda _, new=new: new, page)
        if found != 1:
            raise KeyError(f"{PAGE.name}: {found} places for the table {path.stem}, not one")
    return page


def renew() -> None:
    """Write the tables into the page."""
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    renew()
