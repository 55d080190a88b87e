"""result.json: every number of a run with what it needs to be believed.

`docs/result.schema.json` says what stands in it; `SCHEMA` changes whenever a reader of the old file
would misread the new one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from stressbump.atomic import replacing

SCHEMA = "stressbump-result-2"


def write_json(path: str | Path, document: Mapping[str, Any]) -> None:
    """Write a document of plain values and NumPy numbers as JSON, whole or not at all.

    ValueError names the key whose value is not finite or no JSON value; ExportError if the file
    cannot be written.
    """
    text = json.dumps(plain(document), indent=2, ensure_ascii=False, allow_nan=False)
    with replacing(path) as file:
        file.write(text.encode() + b"\n")


def plain(value: Any, where: str = "") -> Any:
    """The value in Python's own types; ValueError for what JSON cannot hold, `where` it stands."""
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            if not math.isfinite(value):
                raise ValueError(
                    f"{where or 'the value'} is {value}; write null and a note instead"
                )
            return value
        case Path():
            return value.as_posix()
        case Mapping():
            return {_key(k, where): plain(v, f"{where}.{k}".lstrip(".")) for k, v in value.items()}
        case list() | tuple():
            return [plain(v, f"{where}[{i}]") for i, v in enumerate(value)]
    raise ValueError(f"{where or 'the value'} is a {type(value).__name__}, which JSON cannot hold")


def _key(key: Any, where: str) -> str:
    if isinstance(key, str):
        return key
    raise ValueError(f"{where or 'the document'} has the key {key!r}, which is no text")
