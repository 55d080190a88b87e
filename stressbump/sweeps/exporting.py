"""A study's results as a table: a DataFrame, a CSV or a Parquet file; a row per case, failed ones too.

Columns: `case`, what was varied (its key carries the unit), `status`, `exit_code`, `reason`,
`seconds`, then the answers, each with its unit in brackets. Files are written a page at a time.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stressbump.atomic import replacing
from stressbump.sweeps.store import BIRTHS, REFERRED, Store, StoredCase

if TYPE_CHECKING:
    import pandas
    import pyarrow

PAGE = 5000  # rows of a Parquet row group
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a spreadsheet knows what it shall compute
FIRST, AFTER = ("case",), ("status", "exit_code", "reason", "seconds")


def header(store: Store) -> tuple[list[str], dict[int, str]]:
    """What was varied, and the answers' columns by id."""
    first = next(store.rows(), None)
    return list(first.varied) if first else [], store.columns()


def to_frame(store: Store) -> pandas.DataFrame:
    """All of a study in memory; `attrs["births"]` is the rule by which its regions were born.

    Stores of versions that referred all births to the first region do not say so themselves.
    """
    import pandas

    varied, columns = header(store)
    table = _typed(list(_records(store.rows(), varied, columns)), _types(store, varied, columns))
    frame: pandas.DataFrame = pandas.DataFrame(table.to_pandas())
    frame.attrs[BIRTHS] = store.meta(BIRTHS) or REFERRED
    return frame


def write_csv(store: Store, path: Path) -> Path:
    """The study as UTF-8 CSV, whole or not at all."""
    varied, columns = header(store)
    with replacing(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        names = [*FIRST, *varied, *AFTER, *columns.values()]
        out = csv.DictWriter(text, names, lineterminator="\n")
        out.writeheader()
        for record in _records(store.rows(), varied, columns):
            out.writerow({k: _unread(_text(v)) for k, v in record.items()})
        text.flush()
        text.detach()
    return path


def write_parquet(store: Store, path: Path) -> Path:
    """The study as Parquet, whole or not at all."""
    from pyarrow import parquet

    varied, columns = header(store)
    schema = _types(store, varied, columns)
    with replacing(path) as file, parquet.ParquetWriter(file, schema) as out:
        records = _records(store.rows(), varied, columns)
        while page := list(islice(records, PAGE)):
            out.write_table(_typed(page, schema))
    return path


def _records(
    rows: Iterator[StoredCase], varied: list[str], columns: dict[int, str]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        record: dict[str, Any] = {"case": row.number}
        record |= {k: row.varied.get(k) for k in varied}
        record |= {k: getattr(row, k) for k in AFTER}
        yield record | {name: row.values.get(i) for i, name in columns.items()}


def _types(store: Store, varied: list[str], columns: dict[int, str]) -> pyarrow.Schema:
    """Numbers where every value of a varied key is one, text elsewhere."""
    import pyarrow

    numeric = set(varied)
    for row in store.rows():
        numeric -= {k for k in numeric if not _is_number(row.varied.get(k))}
    number, text, whole = pyarrow.float64(), pyarrow.string(), pyarrow.int64()
    kinds: dict[str, Any] = {"case": whole}
    kinds |= {k: number if k in numeric else text for k in varied}
    kinds |= {"status": text, "exit_code": whole, "reason": text, "seconds": number}
    kinds |= dict.fromkeys(columns.values(), number)
    return pyarrow.schema(list(kinds.items()))


def _is_number(value: Any) -> bool:
    """Whether a column of floats can hold it."""
    if value is None or isinstance(value, float):
        return True
    return type(value) is int and abs(value) <= sys.float_info.max


def _typed(records: list[dict[str, Any]], schema: pyarrow.Schema) -> pyarrow.Table:
    """A table of a page; Arrow itself makes no text of a number and no float of 10**24."""
    import pyarrow

    to: dict[Any, Any] = {pyarrow.string(): _words, pyarrow.float64(): float, pyarrow.int64(): int}
    columns = [
        pyarrow.array([v if (v := r[f.name]) is None else to[f.type](v) for r in records], f.type)
        for f in schema
    ]
    return pyarrow.Table.from_arrays(columns, schema=schema)


def _words(value: Any) -> str:
    """The same cell in a column of texts, where a number is one of them."""
    return str(_text(value))


def _unread(cell: Any) -> Any:
    """A text that a spreadsheet would compute, behind an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _text(value: Any) -> Any:
    """A cell: numbers and texts as they are, tables as JSON."""
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return value
    return json.dumps(value, ensure_ascii=False)
