"""Cracks as files in a folder."""

from __future__ import annotations

from pathlib import Path

from stressbump.answers.cracks import Cracks
from stressbump.atomic import replacing
from stressbump.export.result import write_json


def save_cracks(found: Cracks, folder: str | Path) -> dict[str, str]:
    """Write cracks.json and cracks.csv; returns their paths by role. ExportError if one cannot be."""
    result, table = Path(folder) / "cracks.json", Path(folder) / "cracks.csv"
    write_json(result, found.plain())
    with replacing(table) as file:
        file.write(found.table.to_csv(index=False).encode())
    return {"cracks": str(result), "table of cracks": str(table)}
