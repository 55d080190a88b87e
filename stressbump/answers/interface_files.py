"""What is found of an interface as files in a folder."""

from __future__ import annotations

from pathlib import Path

from stressbump.answers.cohesion_comparison import Cohesion
from stressbump.answers.cracks import Cracks
from stressbump.atomic import replacing
from stressbump.export.result import write_json


def save_interface(
    found: Cracks | Cohesion, folder: str | Path, name: str, rows: str
) -> dict[str, str]:
    """Write NAME.json and NAME.csv, whose `rows` are named; returns their paths by role.

    ExportError if one cannot be written.
    """
    result, table = (Path(folder) / f"{name}.{kind}" for kind in ("json", "csv"))
    write_json(result, found.plain())
    with replacing(table) as file:
        file.write(found.table.to_csv(index=False).encode())
    return {name: str(result), f"table of {rows}": str(table)}
