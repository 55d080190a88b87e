"""Pictures drawn by a process of their own while the rest of an answer is still being found.

Nothing heavy is imported here, so that the process can be started before anything else.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.queues import Queue
from pathlib import Path
from tempfile import TemporaryDirectory

from stressbump.errors import StressbumpError
from stressbump.export.replacing import ExportError, take_place

LOADED = (
    "matplotlib.backends.backend_agg",
    "matplotlib.collections",
    "matplotlib.figure",
    "matplotlib.image",
    "matplotlib.patches",
    "matplotlib.tri",
    "stressbump.export.picture",
)
Drawing = Callable[[Path], None]  # draws into a file; must be picklable


class Easel(AbstractContextManager["Easel"]):
    """A process that draws one picture after the other.

    They hang in a hidden folder beside their places until they are taken; what is not taken by the
    end is gone.
    """

    def __init__(self) -> None:
        """Start the process; it loads what drawing needs while there is nothing to draw yet."""
        spawn = get_context("spawn")
        self._here, there = spawn.Pipe(duplex=False)
        self._orders = spawn.Queue()  # takes any order at once, whatever the process is at
        self._process = spawn.Process(target=_paint, args=(self._orders, there), daemon=True)
        self._process.start()
        there.close()
        self._room: TemporaryDirectory[str] | None = None
        self._asked: dict[str, tuple[Path, Path]] = {}

    def draw(self, role: str, path: Path, drawing: Drawing) -> None:
        """Ask for a picture that shall stand at `path`."""
        if self._room is None:
            try:
                self._room = TemporaryDirectory(dir=path.parent, prefix=".drawing-")
            except OSError as error:
                raise ExportError(f"cannot write into {path.parent}: {error.strerror}") from error
        aside = Path(self._room.name) / path.name
        self._asked[role] = (aside, path)
        self._orders.put((drawing, aside))

    def taken(self) -> dict[str, str]:
        """Wait for all pictures and hang them up; their paths by role. ExportError if one failed."""
        for aside, path in self._asked.values():
            try:
                refusal = self._here.recv()
            except EOFError:
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
        self._orders.cancel_join_thread()
        self._orders.close()
        self._here.close()
        if self._room is not None:
            self._room.cleanup()


def _paint(orders: Queue[tuple[Drawing, Path]], there: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked is told, and ends this process
    for name in LOADED:  # while there is nothing to draw yet
        import_module(name)
    while True:
        drawing, path = orders.get()
        try:
            drawing(path)
            there.send(None)
        except StressbumpError as refusal:
            there.send(refusal)
