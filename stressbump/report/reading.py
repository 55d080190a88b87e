"""What a page is made of, from a folder that `stressbump relief -o` or `solve -o` wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stressbump.designs.design import Design, from_table
from stressbump.errors import InputError, StressbumpError
from stressbump.export.folders import RESULT, inside
from stressbump.export.result import SCHEMA
from stressbump.process.build import build
from stressbump.process.recipe import AS_BUILT
from stressbump.process.section import Section
from stressbump.report.fields import Fields, of_file
from stressbump.report.form import of_form
from stressbump.report.temperatures import Basis, of_fields

WRITE = "run `stressbump relief DESIGN -o {}`"
LARGEST = 100_000_000  # bytes


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
    document = read_result(folder / RESULT)
    where = f"{folder / RESULT}: design"
    design = from_table(dict(document["design"]), where)
    try:
        section = build(design.recipe)
    except StressbumpError as error:
        raise InputError(f"{where}: {error}") from None
    fields: dict[str, dict[float, Fields]] = {}
    for stack in document["stacks"]:
        found = {
            float(t): _file(document, folder, stack["name"], t) for t in document["temperatures_C"]
        }
        fields[stack["name"]] = {t: _fields(path, stack) for t, path in found.items()}
    _same_regions(section, fields[AS_BUILT].values(), folder)
    bases = {name: of_fields(found) for name, found in fields.items()}
    return Material(document, design, section, fields, bases)


def read_result(path: Path) -> dict[str, Any]:
    """A result.json that this version can read."""
    run = WRITE.format(path.parent)
    if not path.parent.is_dir():
        raise InputError(f"{path.parent}: no such folder; {run}")
    if not path.is_file():
        raise InputError(f"{path.parent}: no result.json lies here; {run}")
    try:
        if (size := path.stat().st_size) > LARGEST:
            raise InputError(f"{path}: {size:,} bytes; a result has a few million")
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
    return of_form(document, where, run)


def _file(document: dict[str, Any], folder: Path, stack: str, temperature: float) -> Path:
    role = f"fields of {stack} at {temperature:g} °C"
    name = document["files"].get(role)
    path = None if name is None else inside(folder, name)
    if path is None or not path.is_file():
        what = f"{name} lies outside the folder" if path is None else f"{name} is missing"
        lacks = f"{role!r} is not among its files" if name is None else what
        raise InputError(f"{folder}: {lacks}; {WRITE.format(folder)} anew")
    return path


def _fields(path: Path, stack: dict[str, Any]) -> Fields:
    """The fields of a stack, whose regions are those that its result names."""
    fields = of_file(path)
    if unknown := [name for name in fields.mesh.regions if name not in stack["materials"]]:
        raise InputError(
            f"{path}: of another stack: {RESULT} knows no region {unknown[0]!r} in {stack['name']!r}"
        )
    return fields


def _same_regions(section: Section, fields: Iterable[Fields], folder: Path) -> None:
    """Refuse fields of another design than the one that stands beside them."""
    for found in fields:
        drawn = {found.mesh.regions[k] for k in set(found.mesh.region.tolist())}
        if drawn != set(section.names):
            other = min(drawn ^ set(section.names))
            raise InputError(
                f"{folder}: the region {other!r} stands in the design of {RESULT} or in the fields"
                f" beside it, but not in both; {WRITE.format(folder)} anew"
            )
