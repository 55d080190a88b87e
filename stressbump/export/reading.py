"""Reads a result back, from its folder or out of a page; InputError says where it is damaged."""

from __future__ import annotations

import json
import re
from itertools import chain
from pathlib import Path
from typing import Any

from stressbump.designs.design import Design, from_table
from stressbump.errors import InputError, StressbumpError, visible
from stressbump.export.result import SCHEMA, Result
from stressbump.process.build import build
from stressbump.process.section import Section
from stressbump.process.validation import checked

LARGEST = 100_000_000  # bytes
DEEPEST = 40  # levels of tables and lists below a key; a corner's exponents stand at 7
WRITE = "run `stressbump relief DESIGN -o {}`"
PAGE_AGAIN = "run `stressbump report FOLDER` or `stressbump relief DESIGN --report`"
IN_PAGE = re.compile(r'<script type="application/json" id="result">(.*?)</script>', re.DOTALL)


def read_result(path: Path) -> Result:
    """A result.json that this version can read; InputError names the key and what to run."""
    again = WRITE.format(path.parent)
    if not path.parent.is_dir():
        raise InputError(f"{path.parent}: no such folder; {again}")
    if not path.is_file():
        raise InputError(f"{path.parent}: no result.json lies here; {again}")
    try:
        if (size := path.stat().st_size) > LARGEST:
            raise InputError(f"{path}: {size:,} bytes; a result has a few million")
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON, or truncated ({error}); {again}") from None
    return of_document(document, str(path), again)


def read_page(page: Path) -> Result:
    """The result that a page holds."""
    try:
        if page.stat().st_size > LARGEST:
            raise InputError(f"{page}: {page.stat().st_size:,} bytes; a page has a few million")
        found = IN_PAGE.search(page.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{page}: cannot be read: {error.strerror}; {PAGE_AGAIN}") from None
    except UnicodeDecodeError:
        raise InputError(f"{page}: not a text file; {PAGE_AGAIN}") from None
    if not found:
        raise InputError(
            f"{page}: no result stands in it: no page of stressbump, or truncated; {PAGE_AGAIN}"
        )
    try:
        document = json.loads(found[1])
    except (ValueError, RecursionError) as error:
        raise InputError(f"{page}: its result is damaged ({error}); {PAGE_AGAIN}") from None
    return of_document(document, str(page), PAGE_AGAIN)


def of_document(document: object, where: str, again: str) -> Result:
    """The result; InputError names its version if it is another one, or the first key that is wrong."""
    table = document if isinstance(document, dict) else {}
    for key, value in table.items():
        if _deep(value):
            raise InputError(
                f"{where}: {visible(key)}: nested more than {DEEPEST} deep; {again} anew"
            )
    if (schema := table.get("schema")) != SCHEMA:
        stands = f"schema {schema!r}" if schema else "no schema"
        raise InputError(
            f"{where}: {stands} stands there, this version reads {SCHEMA!r}; {again} anew"
        )
    try:
        return checked(Result, table, where)
    except InputError as error:
        raise InputError(f"{str(error).splitlines()[0]}; {again} anew") from None


def _deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        inner = (
            v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)
        )
        level = list(chain.from_iterable(inner))
    return bool(level)


def built(table: dict[str, Any], where: str) -> tuple[Design, Section]:
    """A design that stands in a result, and its section; InputError in a line that begins with `where`."""
    try:
        design = from_table(table, where)
        return design, build(design.recipe)
    except StressbumpError as error:
        told = str(error).splitlines()[0]
        raise InputError(told if told.startswith(where) else f"{where}: {told}") from None
