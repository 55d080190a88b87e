"""Work side by side, on threads that stay: what a solver allocates on one it frees on that one alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import cache
from threading import Event
from typing import Any

from stressbump.mechanics.interrupts import until


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1)


os.register_at_fork(after_in_child=_threads.cache_clear)


def side_by_side(
    work: Callable, *given: Iterable, done: Callable[[int], object] = lambda _: None
) -> list:
    """As `map`, as many calls at a time as there are processors; not from within such a call.

    `done` is told how many of them, from the first on, are. Once one has failed or whoever waits is
    interrupted, the others end where they next check interrupts.
    """
    abandoned = Event()

    def call(*one: Any) -> Any:
        with until(abandoned):
            return work(*one)

    running: list[Future] = []
    found: list = []
    try:
        for one in zip(*given, strict=False):
            running.append(_threads().submit(copy_context().run, call, *one))
        for future in running:
            found.append(future.result())
            done(len(found))
    except BaseException as failure:
        abandoned.set()
        for future in running:
            future.cancel()
        if not isinstance(failure, Exception):
            _let_go()
        raise
    return found


def _let_go() -> None:
    """Have the threads end after what they are at, one among them whose start was interrupted.

    Of that its pool knows nothing, and would leave it waiting for ever as the process ends.
    """
    _threads().shutdown(wait=False, cancel_futures=True)
    _threads.cache_clear()
