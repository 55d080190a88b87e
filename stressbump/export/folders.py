"""A folder of results: one run at a time writes into it, and nothing of an earlier one stays."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from stressbump.atomic import make_folder
from stressbump.errors import ExportError
from stressbump.export.result import SCHEMA

RESULT, PAGE = "result.json", "report.html"
LAST = "last_balance.vtu"  # where a history found no further
WRITTEN = (".vtu", ".pvd", ".png", ".csv")  # what a result lists and nothing else is taken away
FAMILY = SCHEMA.rpartition("-")[0]  # what the schemas of all versions begin with
NO_LOCKS = (errno.EBADF, errno.ENOLCK, errno.ENOTSUP, errno.EINVAL)  # as on some network disks
ASIDE = "move it aside, or choose another folder with -o"


@contextmanager
def alone_in(folder: str | Path) -> Iterator[None]:
    """Make a folder and keep other runs out of it until the end.

    ExportError where one is in it, where it cannot be made or written into, and where a result.json
    stands in it of which nobody can say which files belong to it.
    """
    make_folder(folder)
    with locked(folder):
        former(Path(folder))
        yield


@contextmanager
def locked(folder: str | Path) -> Iterator[None]:
    """Keep other runs out of a folder that is there; the system ends it with this process."""
    here = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(here, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(here)
        raise ExportError(
            f"{folder}: another run writes into this folder; wait for its end, or choose another"
            " with -o"
        ) from None
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
    try:
        yield
    finally:
        os.close(here)


def inside(folder: Path, name: Any) -> Path | None:
    """The file of that name in a folder or below it, None for what would lie elsewhere."""
    if not isinstance(name, str) or not name or "\0" in name:
        return None
    path = folder / name
    return path if path.resolve().is_relative_to(folder.resolve()) else None


def fields_at(stack: str, temperature: float) -> str:
    """The role of the fields of a stack at an end temperature, °C."""
    return f"fields of {stack} at {temperature:g} °C"


def fields_at_corner(stack: str, number: int) -> str:
    """The role of the fields of a stack at a corner of its last cycle, from 1."""
    return f"fields of {stack} at corner {number} of the last cycle"


def cycle_tables(stack: str) -> tuple[str, str]:
    """The roles of the tables of a stack's cycles: means over places, stress and warpage over time."""
    return f"cycles of {stack}", f"stress and warpage of {stack} over time"


def former(folder: Path) -> list[Path]:
    """The files that a result in the folder lists, the result itself last, or what is left of none."""
    result = folder / RESULT
    try:
        told = json.loads(result.read_bytes())
    except FileNotFoundError:
        return [folder / LAST]
    except (OSError, ValueError, RecursionError):
        raise ExportError(
            f"{result}: cannot be read, so what belongs to it stays; {ASIDE}"
        ) from None
    files = told.get("files") if isinstance(told, dict) else None
    if not isinstance(files, dict) or not str(told.get("schema")).startswith(FAMILY):
        raise ExportError(f"{result}: no result of stressbump; {ASIDE}")
    listed = [path for name in files.values() if (path := inside(folder, name))]
    written = [path for path in listed if path.suffix in WRITTEN]
    return [*written, folder / PAGE, folder / LAST, result]


def clear(folder: Path) -> None:
    """Take away what an earlier result lists, its page and itself, and folders left empty by that."""
    for path in former(folder):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise ExportError(f"cannot take away {path}: {error.strerror}") from error
        if path.parent != folder:
            with suppress(OSError):  # something else lies in it
                path.parent.rmdir()
