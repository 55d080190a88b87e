"""How far a sweep is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from stressbump.errors import visible
from stressbump.progress import span
from stressbump.sweeps.engine import Report, RunProgress

EVERY = 10.0  # seconds between plain lines


@contextmanager
def shown() -> Iterator[Report]:
    """A report that shows itself on stderr for as long as the block lasts."""
    if sys.stderr.isatty():
        yield from _bar()
        return
    last = [float("-inf")]

    def line(state: RunProgress) -> None:
        ended = state.done + state.failed == state.total
        if ended or time.monotonic() - last[0] >= EVERY:
            last[0] = time.monotonic()
            with suppress(OSError):  # a full disk behind stderr does not end a study
                print(visible(progress_line(state)), file=sys.stderr, flush=True)

    yield line


def progress_line(state: RunProgress) -> str:
    """`120 of 1000 done, 3 failed, 1.9 cases/s, about 7 min left`."""
    parts = [f"{state.done} of {state.total} done"]
    parts += [f"{state.failed} failed"] if state.failed else []
    if state.run:
        parts.append(f"{state.run / state.seconds:.3g} cases/s")
    if state.seconds_left is not None and state.done + state.failed < state.total:
        parts.append(f"about {span(state.seconds_left)} left")
    return ", ".join([*parts, state.awaited] if state.awaited else parts)


def _bar() -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (BarColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def update(state: RunProgress) -> None:
            ended = state.done + state.failed
            bar.update(task, total=state.total, completed=ended, description=progress_line(state))

        yield update
