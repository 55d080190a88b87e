"""What a page is made of, from a folder that `stressbump relief -o` or `solve -o` wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stressbump.design import Design, from_table
from stressbump.errors import InputError
from stressbump.export.result import SCHEMA
from stressbump.process import build
from stressbump.report.fields import Fields, of_file
from stressbump.report.temperatures import Basis, of_fields
from stressbump.section import Section

WRITE = "run `stressbump relief DESIGN -o {}`"
NEEDED = ("design", "kinematics", "support", "temperatures_C", "stacks", "relief", "files")


@dataclass(frozen=True, eq=False)
class Material:
    """The material of a page: the numbers, what was asked for, what was built, and the fields."""

    document: dict[str, Any]
    design: Design
    section: Section
    fields: dict[str, dict[float, Fields]]  # by stack and end temperature, °C
    bases: dict[str, Basis] = field(default_factory=dict)  # by stack
    left_out: bool = False  # other end temperatures, for want of room

    @property
    def temperatures(self) -> list[float]:
        """The end temperatures that were solved for, in the order asked for."""
        return [float(t) for t in self.document["temperatures_C"]]

    @property
    def focus(self) -> tuple[str, ...]:
        """The regions to show first."""
        return self.design.recipe.focus or self.section.names


def read_folder(folder: Path) -> Material:
    """The material that lies in a folder; InputError names the file and what to run."""
    document = read_result(folder / "result.json")
    design = from_table(dict(document["design"]), f"{folder / 'result.json'}: design")
    solved = [float(t) for t in document["temperatures_C"]]
    fields: dict[str, dict[float, Fields]] = {}
    for stack in document["stacks"]:
        found = {t: _file(document, folder, stack["name"], t) for t in solved}
        fields[stack["name"]] = {t: of_file(path) for t, path in found.items()}
    bases = {name: of_fields(found) for name, found in fields.items()}
    return Material(document, design, build(design.recipe), fields, bases)


def read_result(path: Path) -> dict[str, Any]:
    """A result.json that this version can read."""
    run = WRITE.format(path.parent)
    if not path.parent.is_dir():
        raise InputError(f"{path.parent}: no such folder; {run}")
    if not path.is_file():
        raise InputError(f"{path.parent}: no result.json lies here; {run}")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON, or truncated ({error}); {run}") from None
    return checked(document, str(path), run)


def checked(document: Any, where: str, run: str) -> dict[str, Any]:
    """The document, if it is of the schema this version writes and holds what a page needs."""
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        stands = f"schema {schema!r}" if schema else "no schema"
        raise InputError(
            f"{where}: {stands} stands there, this version reads {SCHEMA!r}; {run} anew"
        )
    missing = [key for key in NEEDED if key not in document]
    if missing or not document["stacks"]:
        raise InputError(f"{where}: {', '.join(missing) or 'stacks'} is missing; {run} anew")
    return document


def _file(document: dict[str, Any], folder: Path, stack: str, temperature: float) -> Path:
    role = f"fields of {stack} at {temperature:g} °C"
    name = document["files"].get(role)
    if name is None or not (folder / name).is_file():
        lacks = f"{role!r} is not among its files" if name is None else f"{name} is missing"
        raise InputError(f"{folder}: {lacks}; {WRITE.format(folder)} anew")
    return folder / name
