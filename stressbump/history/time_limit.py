"""A limit to the time that some work may take, asked for wherever it goes on step by step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from stressbump.errors import TooLongError

_END: ContextVar[tuple[float, str] | None] = ContextVar("end", default=None)


@contextmanager
def time_limit(seconds: float | None, told: str) -> Iterator[None]:
    """Have work of this thread end after so many seconds, never for None; TooLongError is `told`."""
    token = _END.set(None if seconds is None else (time.monotonic() + seconds, told))
    try:
        yield
    finally:
        _END.reset(token)


def in_time() -> None:
    """TooLongError if there is no time left."""
    end = _END.get()
    if end is not None and time.monotonic() > end[0]:
        raise TooLongError(end[1])
