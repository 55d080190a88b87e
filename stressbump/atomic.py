"""Files that are either whole or not there: written beside their place, then renamed over it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from stressbump.errors import ExportError


def make_folder(folder: str | Path) -> None:
    """Make a folder that files can be written into; ExportError where that is impossible."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "a file stands there" if isinstance(error, FileExistsError) else error.strerror
        raise ExportError(f"{folder}: no folder can be made: {reason}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ExportError(f"{folder}: nothing may be written into this folder")


@contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """A binary file that takes the place of `path` once it is complete; folders are made as needed.

    ExportError where that is impossible; whatever stood at `path` before then still stands there.
    """
    path = Path(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        take_place(beside, path)
    except ExportError:
        raise
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        _remove(beside)


def take_place(beside: Path, path: Path) -> None:
    """Rename a whole file over whatever stands at `path`; ExportError where that is impossible."""
    try:
        os.replace(beside, path)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # its folder is gone or was never reached; there is nothing to clean up
