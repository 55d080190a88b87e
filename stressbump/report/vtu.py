"""Reads the .vtu files that `export/vtu.py` writes: zlib-compressed, base64, text in field data."""

from __future__ import annotations

import base64
import binascii
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np

from stressbump.errors import InputError

TYPES = {"Float64": "f8", "Int64": "i8", "Int32": "i4", "UInt8": "u1"}
HEADER = 32  # bytes: how many blocks, their size, the last one's, packed size
AGAIN = "it may be truncated; write it again with `stressbump relief … -o FOLDER`"


@dataclass(frozen=True, eq=False)
class Grid:
    """Flat triangles with their data."""

    points: np.ndarray  # (points, 3)
    cells: np.ndarray  # (cells, 3)
    data: dict[str, np.ndarray]  # of points and of cells, by name
    texts: dict[str, tuple[str, ...]]


def read_vtu(path: Path) -> Grid:
    """The grid of a file; InputError names the file and what is wrong with it."""
    try:
        root = ET.parse(path).getroot()
        data = {a.get("Name", ""): _array(a, root) for a in root.iter("DataArray")}
        texts = {a.get("Name", ""): _texts(a) for a in root.iter("Array")}
        return Grid(data.pop("Points"), data.pop("connectivity").reshape(-1, 3), data, texts)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (ET.ParseError, ValueError, KeyError, zlib.error, binascii.Error) as error:
        raise InputError(f"{path}: no .vtu file of stressbump ({error}): {AGAIN}") from None


def _array(tag: ET.Element, root: ET.Element) -> np.ndarray:
    text = (tag.text or "").strip()
    start = -(-HEADER // 3) * 4  # characters that hold the header, padding included
    blocks, size, _, _ = np.frombuffer(base64.b64decode(text[:start]), np.uint64)
    if blocks != 1 or root.get("header_type") != "UInt64":
        raise ValueError(f"{tag.get('Name')} is packed otherwise")
    raw = zlib.decompress(base64.b64decode(text[start:]))
    if len(raw) != size:
        raise ValueError(f"{tag.get('Name')} has {len(raw)} of its {size} bytes")
    order = "<" if root.get("byte_order") == "LittleEndian" else ">"
    values = np.frombuffer(raw, order + TYPES[tag.get("type", "")])
    width = int(tag.get("NumberOfComponents", 1))
    return values.reshape(-1, width) if width > 1 else values


def _texts(tag: ET.Element) -> tuple[str, ...]:
    codes = bytes(int(code) for code in (tag.text or "").split())
    return tuple(part.decode() for part in codes.split(b"\0")[:-1])
