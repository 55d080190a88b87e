"""What is being done just now, for whoever watches a terminal; nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str], None]


def silent(_: str) -> None:
    """Tell nobody."""


def span(seconds: float) -> str:
    """A time in the unit a person would use."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


@contextmanager
def progress() -> Iterator[Tell]:
    """A line on stderr that changes with what is told, and is gone in the end."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    from stressbump.errors import visible

    # not refreshed by a thread of its own: a process with threads must not fork
    with Live(console=Console(stderr=True), auto_refresh=False, transient=True) as line:
        yield lambda text: line.update(Text(visible(f"… {text}")), refresh=True)
