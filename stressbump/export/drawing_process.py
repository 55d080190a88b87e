"""Pictures drawn by a process of their own while the rest of an answer is still being found.

Nothing heavy is imported here, so that the process can be started before anything else.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from stressbump.atomic import take_place
from stressbump.errors import ExportError, StressbumpError

PRELOADED = (
    "matplotlib.backends.backend_agg",
    "matplotlib.collections",
    "matplotlib.figure",
    "matplotlib.image",
    "matplotlib.patches",
    "matplotlib.tri",
    "stressbump.export.picture",
    "stressbump.export.shown",
)
Drawing = Callable[[Path], None]  # draws into a file; must be picklable


class DrawingProcess(AbstractContextManager["DrawingProcess"]):
    """A process that draws one picture after the other.

    They hang in a hidden folder beside their places until they are taken; what is not taken by the
    end is gone, also where the end is that of the whole program.
    """

    def __init__(self) -> None:
        """Start the process; it loads what drawing needs while there is nothing to draw yet."""
        spawn = get_context("spawn")
        self._here, there = spawn.Pipe()
        self._process = spawn.Process(target=_draw_all, args=(there,), daemon=True)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # which it inherits for good
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        there.close()
        # takes any order at once, whatever the process is at; a queue between processes would leave
        # its semaphores to whoever kills this one
        self._orders: SimpleQueue[bytes | None] = SimpleQueue()
        self._sender = Thread(target=_send, args=(self._orders, self._here), daemon=True)
        self._room: Path | None = None
        self._asked: dict[str, tuple[Path, Path]] = {}

    def draw(self, role: str, path: Path, drawing: Drawing) -> None:
        """Ask for a picture that shall stand at `path`."""
        if self._room is None:
            self._room = path.parent / f".drawing-{os.urandom(6).hex()}"
            with suppress(OSError):  # the process is gone; whoever waits for its pictures finds out
                self._here.send(self._room)  # before it exists, so that nobody is killed in between
            self._sender.start()
            try:
                self._room.mkdir()
            except OSError as error:
                raise ExportError(f"cannot write into {path.parent}: {error.strerror}") from error
        aside = self._room / path.name
        self._asked[role] = (aside, path)
        self._orders.put(pickle.dumps((drawing, aside)))

    def taken(self) -> dict[str, str]:
        """Wait for all pictures and hang them up; their paths by role. ExportError if one failed."""
        for aside, path in self._asked.values():
            try:
                refusal = self._here.recv()
            except (EOFError, ConnectionError):
                self._process.join()
                code = self._process.exitcode
                raise ExportError(f"drawing {path} ended with code {code}") from None
            if refusal is not None:
                raise refusal
            take_place(aside, path)
        return {role: str(path) for role, (_, path) in self._asked.items()}

    def __exit__(self, *_: object) -> None:
        """Stop the process, whatever it is at."""
        self._process.kill()
        self._process.join()
        self._orders.put(None)
        if self._sender.ident is not None:
            self._sender.join()
        if self._room is not None:
            shutil.rmtree(self._room, ignore_errors=True)
        self._here.close()


def _send(orders: SimpleQueue[bytes | None], here: Connection) -> None:
    with suppress(OSError):  # the process is gone, as in draw
        while (order := orders.get()) is not None:
            here.send_bytes(order)


def _draw_all(there: Connection) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):  # whoever asked is told, and ends this process
        signal.signal(number, signal.SIG_IGN)
    for name in PRELOADED:  # while there is nothing to draw yet
        import_module(name)
    orders = _orders(there)
    room = next(orders, None)
    for drawing, path in orders:
        refusal = _refusal(drawing, path)
        with suppress(OSError):
            there.send(refusal)
    if room is not None:  # whoever asked was killed before it could clean up
        shutil.rmtree(room, ignore_errors=True)


def _orders(there: Connection) -> Iterator[Any]:
    """The folder, then each order, until whoever asks is gone."""
    with suppress(EOFError, OSError):
        while True:
            yield there.recv()


def _refusal(drawing: Drawing, path: Path) -> StressbumpError | None:
    try:
        drawing(path)
    except StressbumpError as refusal:
        return refusal
    return None
