"""The command line: parse, call one function, print."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from threading import current_thread, main_thread
from types import FrameType

from stressbump.cli import designs, library, pages, proof, studies
from stressbump.cli.shared import EXIT_CODES, app
from stressbump.errors import StressbumpError

__all__ = ["app", "designs", "library", "main", "pages", "proof", "studies"]

ENDINGS = (signal.SIGTERM, signal.SIGHUP)

for registered in app.registered_commands:
    registered.epilog = EXIT_CODES


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every refusal is one message and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without µ shows a question mark
    # many small products: threads of BLAS cost half as much again, and NumPy is not loaded yet
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        with _cleaning_up():
            try:
                app(arguments)
            finally:
                sys.stdout.flush()  # while it can still be told that there is no room
    except StressbumpError as error:
        print(f"stressbump: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except OSError as error:  # a full disk below a temporary folder, or below the output itself
        if not isinstance(error, BrokenPipeError):  # whose reader has seen enough
            print(f"stressbump: {error}", file=sys.stderr)
        with suppress(OSError, ValueError):  # what could not be written is not tried again
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
    except MemoryError:
        print("stressbump: out of memory; refine less", file=sys.stderr)
        sys.exit(5)


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
    print(f"stressbump: {signal.strsignal(number)}", file=sys.stderr)
    sys.exit(128 + number)
