"""What can go wrong with a store, in words; and the lock that keeps a second client out."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stressbump.errors import StoreError

ELSEWHERE = "choose another folder with -o"
MEND = "move it aside and run again, or bring back a copy"


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turns what SQLite and the system say into a StoreError that says what to do."""
    try:
        yield
    except (sqlite3.Error, json.JSONDecodeError) as error:
        raise StoreError(f"{path}: {_message(error)}") from error


def _message(error: Exception) -> str:
    name, text = getattr(error, "sqlite_errorname", None) or "", str(error)
    if name.startswith("SQLITE_FULL"):
        return "the disk is full; what was stored before is safe, run again once there is room"
    if name.startswith("SQLITE_IOERR"):
        return (
            f"the disk refuses ({text}; a quota, perhaps); what was stored before is safe, run"
            " again once it is mended"
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return f"cannot be written ({text}); {ELSEWHERE}"
    if name.startswith("SQLITE_CANTOPEN"):
        return f"cannot be opened; look who may read and write there, or {ELSEWHERE}"
    garbled = not name or "UTF-8" in text or "user-defined function" in text
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or garbled:
        return f"the store is corrupt ({text}); {MEND}"
    return f"{text} ({name})"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """A lock that the system takes away from a client that dies."""
    beside = path.with_name(path.name + ".lock")
    file = None
    try:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(beside, os.O_RDWR | os.O_CREAT, 0o666)
            _take(file, path)
        except StoreError:
            raise
        except OSError as error:
            raise StoreError(f"{path}: cannot be written ({error.strerror}); {ELSEWHERE}") from None
        yield
    finally:
        if file is not None:
            os.close(file)


def _take(file: int, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        who = os.pread(file, 200, 0).decode(errors="replace").strip()
        raise StoreError(
            f"{path}: another client works on this study: {who or 'unknown'}"
        ) from None
    os.ftruncate(file, 0)
    os.pwrite(file, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
