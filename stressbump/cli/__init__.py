"""The command line: parse, call one function, print."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import EMFILE
from io import TextIOWrapper
from threading import current_thread, main_thread
from types import FrameType
from typing import IO

from stressbump.cli import (
    cohesion,
    cracks,
    designs,
    dnp,
    joints,
    library,
    packages,
    pages,
    proof,
    studies,
)
from stressbump.cli.once import OnceCommand
from stressbump.cli.shared import EXIT_CODES, app
from stressbump.errors import StressbumpError, visible

__all__ = [
    "app",
    "cohesion",
    "cracks",
    "designs",
    "dnp",
    "joints",
    "library",
    "main",
    "packages",
    "pages",
    "proof",
    "studies",
]

ENDINGS = (signal.SIGTERM, signal.SIGHUP)

for registered in app.registered_commands:
    registered.epilog = EXIT_CODES
    registered.cls = OnceCommand


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every refusal is one message and its exit code."""
    _open_streams()
    # many small products: threads of BLAS cost half as much again, and NumPy is not loaded yet
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ["MPLBACKEND"] = "agg"  # no window is opened, whatever a notebook left behind
    try:
        with _cleaning_up():
            try:
                app(arguments)
            finally:
                sys.stdout.flush()  # while it can still be told that there is no room
    except StressbumpError as error:
        _refuse(str(error))
        sys.exit(error.exit_code)
    except OSError as error:  # a full disk below a temporary folder, or below the output itself
        if not isinstance(error, BrokenPipeError):  # whose reader has seen enough
            _refuse(f"{error}; raise `ulimit -n`" if error.errno == EMFILE else str(error))
        _to_nowhere(sys.stdout)
        sys.exit(2)
    except MemoryError:
        _refuse("out of memory; refine less")
        sys.exit(5)


def _open_streams() -> None:
    """Streams that were closed lead nowhere, lest a file be opened in their place."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without µ shows a question mark


def _refuse(message: str) -> None:
    """Say why on stderr; where that is full too, the exit code alone says it."""
    try:
        print(f"stressbump: {visible(message)}", file=sys.stderr, flush=True)
    except OSError:
        _to_nowhere(sys.stderr)


def _to_nowhere(stream: IO[str]) -> None:
    """What could not be written is not tried again when the program ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def _cleaning_up() -> Iterator[None]:
    """Whoever ends the program meanwhile leaves no files or processes behind, like Ctrl-C."""
    if current_thread() is not main_thread():  # which alone hears signals
        yield
        return
    before = {number: signal.getsignal(number) for number in ENDINGS}
    for number, how in before.items():
        if how == signal.SIG_DFL:  # under nohup one is ignored, and shall be
            signal.signal(number, _ended)
    try:
        yield
    finally:
        for number, how in before.items():
            signal.signal(number, how)


def _ended(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough; what now runs is the cleaning up
    _refuse(str(signal.strsignal(number)))
    sys.exit(128 + number)
