"""What stacks on one mesh share: what is laid out on it, and models factorised or condensed.

Models are shared where they stand alike with the same moduli.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, Protocol, TypeVar, cast

from stressbump.mesh.mesh import Mesh

Key = tuple[Mesh, *tuple[Hashable, ...]]
Made = TypeVar("Made")


class Sized(Protocol):
    """What can be kept."""

    @property
    def size(self) -> int:
        """How many unknowns it is for."""


SizedT = TypeVar("SizedT", bound=Sized)
ROOM = 400_000  # unknowns of all that are kept; some 2 GB at the most


class Factorisations:
    """Systems by key, made once each; the longest unused ones go when `room` is full."""

    def __init__(self, room: int = ROOM) -> None:
        """With nothing at hand."""
        self._room = room
        self._laid_out: dict[Key, Any] = {}
        self._kept: OrderedDict[Key, Future[Sized]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], SizedT]) -> SizedT:
        """What belongs to a key, from `make` where there is none; threads wait for one another."""
        with self._lock:
            found = self._kept.get(key)
            mine = found is None
            if found is None:
                found = self._kept[key] = Future()
            self._kept.move_to_end(key)
        if mine:
            try:
                found.set_result(make())
            except BaseException as failure:
                found.set_exception(failure)
                with self._lock:
                    self._kept.pop(key, None)
            self._make_room()
        return cast(SizedT, found.result())

    def laid_out(self, key: Key, make: Callable[[], Made]) -> Made:
        """Elements or nodes by a key of one kind of them, from `make` where there are none."""
        with self._lock:
            found: Made | None = self._laid_out.get(key)
        if found is None:
            found = make()
            with self._lock:
                self._laid_out[key] = found
        return found

    def forget(self, mesh: Mesh) -> None:
        """Keep nothing on a mesh, the first part of its keys."""
        with self._lock:
            for kept in (self._kept, self._laid_out):
                for key in [k for k in kept if k[0] is mesh]:
                    del kept[key]

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()
            self._laid_out.clear()

    def _make_room(self) -> None:
        with self._lock:
            made = {k: f for k, f in self._kept.items() if f.done() and not f.exception()}
            sizes = {k: f.result().size for k, f in made.items()}
            while len(sizes) > 1 and sum(sizes.values()) > self._room:
                oldest = next(iter(sizes))
                del sizes[oldest], self._kept[oldest]
