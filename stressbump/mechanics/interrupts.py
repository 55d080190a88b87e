"""When work that goes on step by step ends before its end: it has no time left, or nobody waits for it.

It asks at every step, of an iteration as well, and before everything that takes long.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event

from stressbump.errors import TooLongError

_END: ContextVar[tuple[float, str] | None] = ContextVar("end", default=None)
_ABANDONED: ContextVar[Event | None] = ContextVar("abandoned", default=None)


class Abandoned(BaseException):
    """Work that nobody waits for any more; no failure, so that nothing takes it for one."""


@contextmanager
def time_limit(seconds: float | None, told: str) -> Iterator[None]:
    """Have work of this thread end after so many seconds, never for None; TooLongError is `told`."""
    token = _END.set(None if seconds is None else (time.monotonic() + seconds, told))
    try:
        yield
    finally:
        _END.reset(token)


@contextmanager
def until(abandoned: Event) -> Iterator[None]:
    """Have work of this thread end once that is set."""
    token = _ABANDONED.set(abandoned)
    try:
        yield
    finally:
        _ABANDONED.reset(token)


def check_interrupts() -> None:
    """TooLongError if there is no time left, Abandoned if nobody waits for this work."""
    end, abandoned = _END.get(), _ABANDONED.get()
    if abandoned is not None and abandoned.is_set():
        raise Abandoned
    if end is not None and time.monotonic() > end[0]:
        raise TooLongError(end[1])
