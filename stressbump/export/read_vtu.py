"""Reads the .vtu files that `export/vtu.py` writes: zlib-compressed, base64, names in field data."""

from __future__ import annotations

import base64
import binascii
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

from stressbump.errors import InputError

TYPES = {"Float64": "f8", "Int64": "i8", "Int32": "i4", "UInt8": "u1"}
HEADER = 32  # bytes: how many blocks, their size, the last one's, packed size
AGAIN = "it may be truncated; write it again with `stressbump relief … -o FOLDER`"
LARGEST = 1_000_000_000  # bytes, packed or unpacked; 100 000 six-node triangles have 60 million


@dataclass(frozen=True, eq=False)
class Grid:
    """Flat triangles with their data."""

    points: np.ndarray  # (points, 3)
    cells: np.ndarray  # (cells, 3)
    data: dict[str, np.ndarray]  # of points, of cells and of the whole, by name

    def names(self, kind: str) -> tuple[str, ...]:
        """Names of regions or materials in the order of their numbers."""
        own = [name for name in self.data if name.startswith(f"{kind}:")]
        found = {tuple(self.data[name].ravel().tolist()): name.partition(":")[2] for name in own}
        return tuple(found[(n,)] for n in range(len(found)) if (n,) in found)


def read_vtu(path: Path) -> Grid:
    """The grid of a file; InputError names the file and what is wrong with it."""
    try:
        if (size := path.stat().st_size) > LARGEST:
            raise ValueError(f"{size:,} bytes long")
        root = ET.parse(path).getroot()
        sizes = _sizes(root)
        data = {a.get("Name", ""): _array(a, root, size) for a, size in sizes.items()}
        points, cells = data.pop("Points"), data.pop("connectivity").reshape(-1, 3)
        if (
            points.shape[1:] != (3,)
            or not len(cells)
            or not 0 <= cells.min() <= cells.max() < len(points)
        ):
            raise ValueError("its triangles name points that are not there")
        if not all(np.isfinite(values).all() for values in (points, *data.values())):
            raise ValueError("some of its values are not finite")
        return Grid(points, cells, data)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (
        ET.ParseError,
        ValueError,
        KeyError,
        zlib.error,
        binascii.Error,
        RecursionError,
    ) as error:
        raise InputError(f"{path}: no .vtu file of stressbump ({error}): {AGAIN}") from None


def _sizes(root: ET.Element) -> dict[ET.Element, int]:
    """Bytes of every array, by what the file says of its points and cells; ValueError for too many."""
    rows = {array: int(array.get("NumberOfTuples", 1)) for array in root.iter("DataArray")}
    for piece in root.iter("Piece"):
        points, cells = (int(piece.get(f"NumberOf{what}", 0)) for what in ("Points", "Cells"))
        for group in piece:
            for array in group:
                each = 3 if array.get("Name") == "connectivity" else 1
                rows[array] = points if group.tag in ("PointData", "Points") else each * cells
    sizes = {
        array: number * _width(array) * _kind(array).itemsize for array, number in rows.items()
    }
    if sum(map(abs, sizes.values())) > LARGEST:
        raise ValueError(f"its arrays would be {sum(map(abs, sizes.values())):,} bytes long")
    return sizes


def _kind(array: ET.Element) -> np.dtype[Any]:
    return np.dtype(TYPES[array.get("type", "")])


def _width(array: ET.Element) -> int:
    return int(array.get("NumberOfComponents", 1))


def _array(tag: ET.Element, root: ET.Element, wanted: int) -> np.ndarray:
    name, text = tag.get("Name"), (tag.text or "").strip()
    start = -(-HEADER // 3) * 4  # characters that hold the header, padding included
    blocks, size, _, _ = np.frombuffer(base64.b64decode(text[:start]), np.uint64)
    if blocks != 1 or root.get("header_type") != "UInt64":
        raise ValueError(f"{name} is packed otherwise")
    if size != wanted:
        raise ValueError(f"{name} has {size} bytes where {wanted} are needed")
    raw = zlib.decompressobj().decompress(base64.b64decode(text[start:]), wanted + 1)
    if len(raw) != size:
        raise ValueError(f"{name} has {len(raw)} of its {size} bytes")
    little = root.get("byte_order") == "LittleEndian"
    values = np.frombuffer(raw, _kind(tag).newbyteorder("<" if little else ">"))
    return values.reshape(-1, _width(tag)) if _width(tag) > 1 else values
