"""What is being done just now, for whoever watches a terminal; nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str], None]


def silent(_: str) -> None:
    """Tell nobody."""


@contextmanager
def progress() -> Iterator[Tell]:
    """A line on stderr that changes with what is told, and is gone in the end."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as line:
        yield line.update
