"""Cohesion as files in a folder."""

from __future__ import annotations

from pathlib import Path

from stressbump.answers.cohesion import Cohesion
from stressbump.atomic import replacing
from stressbump.export.result import write_json


def save_cohesion(found: Cohesion, folder: str | Path) -> dict[str, str]:
    """Write cohesion.json and cohesion.csv; returns their paths by role. ExportError if one cannot be."""
    result, table = Path(folder) / "cohesion.json", Path(folder) / "cohesion.csv"
    write_json(result, found.plain())
    with replacing(table) as file:
        file.write(found.table.to_csv(index=False).encode())
    return {"cohesion": str(result), "table of states": str(table)}
