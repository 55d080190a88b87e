"""Which joints of a package are told of, and its files: all of it as JSON, joints and warpage as tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from stressbump.atomic import replacing
from stressbump.errors import InputError
from stressbump.export.package_rows import JointRow, PackageResult
from stressbump.export.result import write_json
from stressbump.export.row import Row

NAMED = ("worst", "centre", "corner")


def chosen_joints(result: PackageResult, wanted: Iterable[str]) -> list[tuple[str, JointRow]]:
    """The joints of these names, at every temperature; InputError for one there is not.

    A name is worst, centre or corner, a number of the list, or row,column of an array.
    """
    count = len(result.joints) // len(result.temperatures_C)
    first = result.joints[:count]
    found = [(told, _number(result, first, told)) for told in dict.fromkeys(wanted)]
    return [
        (told, result.joints[k * count + number - 1])
        for k in range(len(result.temperatures_C))
        for told, number in found
    ]


def _number(result: PackageResult, joints: Sequence[JointRow], told: str) -> int:
    if told == "worst":
        return result.worst[0]
    if told == "centre":
        return min(joints, key=lambda r: r.dnp_um).joint
    if told == "corner":
        return max(joints, key=lambda r: (round(r.dnp_um, 3), r.x_um + r.y_um)).joint
    parts = told.split(",")
    if all(part.strip().isdecimal() for part in parts) and len(parts) in (1, 2):
        numbers = tuple(int(part) for part in parts)
        for r in joints:
            if numbers in ((r.joint,), (r.row, r.column)):
                return r.joint
    raise InputError(
        f"--joint {told}: no joint is there; allowed are {', '.join(NAMED)}, a number from 1 to"
        f" {len(joints)}, or ROW,COLUMN"
    )


def save_package(result: PackageResult, folder: str | Path) -> dict[str, str]:
    """Write package.json, joints.csv and warpage.csv; their paths by role."""
    folder = Path(folder)
    write_json(folder / "package.json", result.plain())
    for name, rows in (("joints", result.joints), ("warpage", result.warpage)):
        _write_csv(folder / f"{name}.csv", rows)
    names = {"package": "package.json", "joints": "joints.csv", "warpage": "warpage.csv"}
    return {role: str(folder / name) for role, name in names.items()}


def _write_csv(path: Path, rows: Sequence[Row]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*type(rows[0]).model_fields])
    writer.writeheader()
    writer.writerows(row.model_dump() for row in rows)
    with replacing(path) as file:
        file.write(text.getvalue().encode())
