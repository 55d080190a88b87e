"""A dask cluster on loopback whose scheduler, workers and clients are killed and replaced at will.

All are forked from one process that has the program loaded, so that each costs milliseconds.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Self

import pandas

import stressbump as sb
from stressbump.errors import StressbumpError

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["distributed", "stressbump.sweeps.jobs", "stressbump.sweeps.sweep"])


class Loopback:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, workers: int = 2) -> None:
        """Start nothing yet."""
        self.count = workers
        self.address = ""
        self.scheduler: BaseProcess
        self.workers: list[BaseProcess] = []

    def __enter__(self) -> Self:
        """Start all of them."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Kill whoever is left."""
        for process in (self.scheduler, *self.workers):
            kill(process)

    def start(self) -> None:
        """A new scheduler with new workers."""
        here, there = FORKS.Pipe()
        self.scheduler = started(_schedule, there)
        self.address = here.recv()
        self.workers = [started(_work, self.address) for _ in range(self.count)]

    def kill_worker(self, number: int) -> None:
        """Kill a worker; another takes its place."""
        kill(self.workers[number])
        self.start_worker(number)

    def start_worker(self, number: int) -> None:
        """A worker in the place of one that is gone."""
        self.workers[number] = started(_work, self.address)

    def kill_scheduler(self) -> None:
        """Kill the scheduler and what hangs on it; another takes its place, with other workers."""
        self.__exit__()
        self.start()


class Client:
    """A client in a process of its own that sweeps into a folder and tells what it counted."""

    def __init__(self, study: dict[str, Any], folder: Path, address: str | None) -> None:
        """Start it."""
        self.folder, self.counted = folder, 0
        self.pipe, there = FORKS.Pipe(duplex=False)
        self.process = started(_sweep, study, folder, address, there)
        there.close()

    def listen(self, seconds: float) -> bool:
        """Hear what it counts for so long; whether it is still at work."""
        end = time.monotonic() + seconds
        try:
            while self.pipe.poll(max(0.0, end - time.monotonic())):
                self.counted = self.pipe.recv()
        except EOFError:
            return False
        return True

    def ended(self) -> int:
        """Hear it to its end; its exit code."""
        while self.listen(60):
            pass
        self.process.join()
        return int(self.process.exitcode or 0)

    def lost(self) -> int:
        """Cases that it counted and that are not in its store."""
        if not self.counted:
            return 0
        return max(0, self.counted - int((sb.load_study(self.folder)["status"] == "done").sum()))


@dataclass
class Record:
    """Who was killed how often, how clients ended, studies at their end, and cases lost."""

    kills: Counter[str] = field(default_factory=Counter)
    ends: Counter[int] = field(default_factory=Counter)
    studies: int = 0
    lost: int = 0


def disturbed(
    study: dict[str, Any], victims: Iterable[str], folder: Path, quiet: pandas.DataFrame, seed: int
) -> Record:
    """Kill the victims one after the other while the study runs, then let it end; AssertionError
    where a study does not end like the `quiet` one.
    """
    record, draw, left = Record(), random.Random(seed), list(victims)[::-1]
    with Loopback() as net:
        start = time.monotonic()
        record.ends[Client(study, folder / "first", net.address).ended()] += 1
        usual = time.monotonic() - start
        while left:
            start = time.monotonic()
            client = Client(study, folder / str(record.studies), net.address)
            while left and client.listen(draw.uniform(0, usual)):
                victim = left.pop()
                record.kills[victim] += 1
                if victim == "worker":
                    net.kill_worker(draw.randrange(net.count))
                elif victim == "scheduler":
                    while not client.counted and client.listen(0.05):
                        pass  # a client that finds no scheduler at all looks for it for a minute
                    net.kill_scheduler()
                else:
                    kill(client.process)
                if victim != "worker":
                    break
            end = client.ended()
            record.ends[end] += 1
            record.lost += client.lost()
            if end == 0:
                assert_same(sb.load_study(client.folder), quiet)
                record.studies += 1
                usual = time.monotonic() - start
    assert_same(sb.sweep(**study, out=folder / str(record.studies), workers=0), quiet)
    return record


def assert_same(found: pandas.DataFrame, expected: pandas.DataFrame) -> None:
    """Equal to the last bit, but for the time it took."""
    same = [c for c in expected.columns if c != "seconds"]
    pandas.testing.assert_frame_equal(found[same], expected[same], check_exact=True)


def started(task: Any, *args: Any) -> BaseProcess:
    """A process that does a task."""
    process = FORKS.Process(target=task, args=args, daemon=False)
    process.start()
    return process


def kill(process: BaseProcess) -> None:
    """As kill -9 does."""
    process.kill()
    process.join()


def _schedule(pipe: Connection) -> None:
    from distributed import Scheduler

    async def serve() -> None:
        async with Scheduler(host="127.0.0.1", port=0, dashboard=False) as scheduler:
            pipe.send(scheduler.address)
            await scheduler.finished()

    _quietly(serve())


def _work(address: str) -> None:
    from distributed import Worker

    async def serve() -> None:
        async with Worker(address, nthreads=1, dashboard=False) as worker:
            await worker.finished()

    _quietly(serve())


def _sweep(study: dict[str, Any], folder: Path, address: str | None, pipe: Connection) -> None:
    _silenced()
    workers = None if address else 0
    try:
        sb.sweep(
            **study,
            out=folder,
            scheduler=address,
            workers=workers,
            report=lambda state: pipe.send(state.done),
        )
    except StressbumpError as error:
        os._exit(error.exit_code)


def _quietly(work: Any) -> None:
    _silenced()
    asyncio.run(work)


def _silenced() -> None:
    """Nobody is told of deaths that are meant."""
    import logging

    logging.disable(logging.CRITICAL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
