"""What a benchmark measured, as JSON, and the tables of README.md that are made of it.

    .venv/bin/python -m benchmarks.NAME --record          # keeps results/NAME.json, renews its table
    .venv/bin/python -m benchmarks.NAME --record=FOLDER   # keeps it there, and leaves the page alone
    .venv/bin/python -m benchmarks.record                 # renews all tables from the results as they are

A table stands between `<!-- NAME -->` and `<!-- /NAME -->` with a line of when and how it was measured, and
is never edited by hand; tests hold it against its result. A benchmark of several tables has
`NAME-PART.json`. A result that was once written by hand says so in a `note`.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE, RESULTS = HERE / "README.md", HERE / "results"
RECORD = "--record"
Columns = Mapping[str, str]  # how the values of each are written, as in `format`: "{:.1f} %"
PACKAGES = {  # by module
    "stressbump": "stressbump",
    "numpy": "numpy",
    "scipy": "scipy",
    "gmsh": "gmsh",
    "skfem": "scikit-fem",
    "distributed": "distributed",
    "hypothesis": "hypothesis",
    "cosmic_ray": "cosmic-ray",
    "dolfinx": "fenics-dolfinx",
    "ngsolve": "ngsolve",
    "playwright": "playwright",
}


def record(name: str, columns: Columns, rows: Iterable[Sequence[Any]], **facts: Any) -> None:
    """Print a table; with `--record` keep it as the result of that name and renew it on the page.

    `facts` say what else belongs to it: seeds, draws, lengths of time. A value that is a list is a range.
    """
    result = {
        "measured": date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {platform.machine()}",
        "versions": _versions(),
        "facts": facts,
        "columns": dict(columns),
        "rows": [list(row) for row in rows],
    }
    print(table(result), _told(result), sep="\n\n", flush=True)
    if (folder := _folder()) is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_text(as_json(result), encoding="utf-8")
        if folder == RESULTS:
            renew()


def words() -> list[str]:
    """What the command line says beside `--record`."""
    return [word for word in sys.argv[1:] if word.partition("=")[0] != RECORD]


def _folder() -> Path | None:
    """Where results are to be kept, if anywhere."""
    for word in sys.argv[1:]:
        if word.partition("=")[0] == RECORD:
            return Path(word.partition("=")[2] or RESULTS)
    return None


def _versions() -> dict[str, str]:
    """Of Python and of what has been loaded."""
    loaded = {package for module, package in PACKAGES.items() if module in sys.modules}
    return {"Python": platform.python_version()} | {p: version(p) for p in sorted(loaded)}


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
    if isinstance(value, list | tuple):
        return " – ".join(_cell(v, how) for v in value)
    grouped = how == "{}" and isinstance(value, int)
    return how.format(f"{value:,}".replace(",", " ") if grouped else value)


def _told(result: Mapping[str, Any]) -> str:
    """When, on what and with which numbers it was measured, in a line."""
    day = date.fromisoformat(result["measured"])
    facts = (f"{name.replace('_', ' ')} {_cell(v, '{}')}" for name, v in result["facts"].items())
    parts = (f"{day.day} {day:%B %Y}", result["machine"], *facts, result.get("note", ""))
    return f"*{'; '.join(p for p in parts if p)}*"


def renewed(page: str) -> str:
    """The page with every table as its result says; KeyError for a result that has no place in it."""
    for path in sorted(RESULTS.glob("*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        first, last = f"<!-- {path.stem} -->\n", f"\n<!-- /{path.stem} -->"
        between = re.compile(re.escape(first) + ".*?" + re.escape(last), re.DOTALL)
        new = f"{first}{table(result)}\n\n{_told(result)}{last}"
        page, found = between.subn(lambda _, new=new: new, page)
        if found != 1:
            raise KeyError(f"{PAGE.name}: {found} places for the table {path.stem}, not one")
    return page


def renew() -> None:
    """Write the tables into the page."""
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    renew()
