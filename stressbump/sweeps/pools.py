"""Who does the work: this very process, or the workers of a dask cluster, local or elsewhere.

A pool turns a stream of jobs into a stream of outcomes and holds no more of either than its workers
need. A job whose worker died is split and each of its cases tried once more, in a process of its own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from ipaddress import ip_address
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from stressbump.errors import InputError, SolveError, StressbumpError
from stressbump.sweeps.isolated import run_isolated
from stressbump.sweeps.jobs import Job, Outcome, run, run_at_worker
from stressbump.sweeps.worker import CachedSolver

AHEAD = 2  # jobs per worker in flight: one it does and one it finds waiting
PATIENCE = 60.0  # seconds to wait for a scheduler on an idle machine
STARTING = 60.0  # seconds to wait for its first worker, likewise
ABSENCE = 180.0  # seconds to wait for another after the last is gone
LOOK = 10.0  # seconds between two looks at who is there

Next = Callable[[], Job | None]


class Pool(Protocol):
    """Workers, for as long as it is entered; `awaited` says in words what entering may wait for."""

    workers: int
    awaited: str

    def __enter__(self) -> Self:
        """Start or find the workers."""

    def __exit__(self, *_: object) -> None:
        """Let them go."""

    def outcomes(self, next_job: Next) -> Iterator[list[Outcome]]:
        """What became of the jobs, in any order; `next_job` gives None when there is no more."""


class Here:
    """This process, one job after the other."""

    workers = 1
    awaited = ""

    def __enter__(self) -> Self:
        """Nothing to start."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to stop."""

    def outcomes(self, next_job: Next) -> Iterator[list[Outcome]]:
        """What became of the jobs, in their order."""
        solver = CachedSolver()
        while (job := next_job()) is not None:
            yield run(job, solver)


class Cluster:
    """A dask cluster: processes of this machine, or whatever a scheduler's address leads to."""

    def __init__(self, address: str | None = None, workers: int = 1) -> None:
        """A scheduler's address, or how many local processes to start."""
        self.address = address
        self.workers = workers
        self.slack = slack()
        self.awaited = (
            f"starting {workers} worker{'s' if workers > 1 else ''}"
            if address is None
            else f"waiting up to {PATIENCE * self.slack:.3g} s for the scheduler at {address}"
        )
        self._open = ExitStack()
        self._client: Any = None

    def __enter__(self) -> Self:
        """Connect, and wait for a first worker."""
        import logging

        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what is wrong is told in one line
        try:
            self._be_patient()
            self._connect(self._started() if self.address is None else self.address)
            self._client.wait_for_workers(1, timeout=STARTING * self.slack)
        except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
            self._open.close()
            raise InputError(self._not_started(error)) from None
        except BaseException:  # somebody who does not want to wait so long
            self._open.close()
            raise
        self.workers = self._slots()
        return self

    def _be_patient(self) -> None:
        """Have dask itself wait as long: for answers of a busy scheduler or worker, and for a worker that
        is started again, which it gives up for good otherwise.
        """
        import dask
        import distributed  # noqa: F401  lest its defaults go with what is set before it is there

        limit = f"{PATIENCE * self.slack:g}s"
        names = ("comm.timeouts.connect", "comm.timeouts.tcp", "deploy.lost-worker-timeout")
        limits = {f"distributed.{name}": limit for name in names}
        self._open.enter_context(dask.config.set(limits))

    def _started(self) -> Any:
        """A cluster of processes of this machine that takes nobody's word but this process's.

        Every connection needs a key that is made for this run and handed to its workers alone: other
        users of the machine reach the ports, and whoever is let in has code run.
        """
        import logging

        import dask
        from distributed import LocalCluster, Security

        own: dict[str, Any] = {
            f"distributed.{who}.http.routes": [] for who in ("scheduler", "worker")
        }
        own["distributed.scheduler.allowed-failures"] = 0  # this file sees to retries
        self._open.enter_context(dask.config.set(own))
        cluster = LocalCluster(
            n_workers=self.workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            security=Security.temporary(),
            dashboard_address="127.0.0.1:0",  # any free port: 8787 may be taken
            silence_logs=logging.CRITICAL,
        )
        return self._open.enter_context(cluster)

    def _connect(self, to: Any) -> None:
        """A client of a scheduler, closed in the end even where its constructor fails: one left half
        open waits for two minutes when the program ends.
        """
        from distributed import Client

        self._client = Client.__new__(Client)
        self._open.callback(self._client.close)
        self._client.__init__(to, timeout=PATIENCE * self.slack, set_as_default=False)

    def _not_started(self, error: Exception) -> str:
        from distributed.exceptions import WorkerStartTimeoutError

        told = _first_line(error)
        if self.address is None:
            return (
                f"no local worker starts ({told}); a script of your own must guard its work with"
                ' `if __name__ == "__main__":`, or ask for workers=0'
            )
        if isinstance(error, ValueError | TypeError):
            why = f"cannot be used ({told}); an address looks like tcp://host:8786"
        elif isinstance(error, WorkerStartTimeoutError):
            why = f"the scheduler there has no worker: {told}"
        else:
            why = f"no scheduler answers there: {told}"
        return f"--scheduler {self.address}: {why}"

    def __exit__(self, *_: object) -> None:
        """Disconnect; local workers end."""
        self._open.close()

    def outcomes(self, next_job: Next) -> Iterator[list[Outcome]]:
        """What became of the jobs, in the order in which they are done."""
        running: dict[Any, Job] = {}
        again: list[Job] = []
        more = True
        while True:
            self.workers = self._slots() or self.workers
            while len(running) < AHEAD * self.workers and (more or again):
                alone = again.pop() if again else None
                job = alone or next_job()
                if job is None:
                    more = False
                else:
                    task = run_isolated if alone else run_at_worker
                    running[self._client.submit(task, job, pure=False)] = job
            if not running:
                return
            for future in self._finished(running):
                try:
                    found = self._result(future)
                except TimeoutError:  # its worker died with the answer: it runs once more
                    continue
                job = running.pop(future)
                if found is not None:
                    yield found
                else:
                    again += [replace(job, cases=(case,)) for case in job.cases]
                future.release()

    def _finished(self, running: dict[Any, Job]) -> list[Any]:
        from distributed import wait

        seen = time.monotonic()
        while True:
            try:
                with self._client.as_current():
                    return list(wait(list(running), LOOK, "FIRST_COMPLETED").done)
            except TimeoutError:
                if self._slots():
                    seen = time.monotonic()
                elif time.monotonic() - seen > ABSENCE:
                    raise SolveError(f"no worker is left; {RESUME}") from None
            except Exception as error:  # the scheduler is gone, and dask says so in many ways
                raise SolveError(
                    f"the scheduler is gone ({_first_line(error)}); {RESUME}"
                ) from None

    def _result(self, future: Any) -> list[Outcome] | None:
        """What a job gave, or None if its worker died over it; TimeoutError if that is not there yet."""
        from distributed.scheduler import KilledWorker

        if future.cancelled():
            raise SolveError(f"the scheduler is gone; {RESUME}")
        try:
            found: list[Outcome] = future.result(timeout=LOOK)
            return found
        except KilledWorker:
            return None
        except (StressbumpError, TimeoutError):
            raise
        except Exception as error:  # a worker that lacks the program cannot even read the job
            raise InputError(
                f"a worker cannot do its job: {type(error).__name__}: {error}"
            ) from None

    def _slots(self) -> int:
        """Jobs that all workers together can do at a time."""
        try:
            return sum(self._client.nthreads().values())
        except Exception as error:  # as above
            raise SolveError(f"the scheduler is gone ({_first_line(error)}); {RESUME}") from None


def slack() -> float:
    """How many times longer than on an idle machine things may take on this one, 1 or more."""
    return max(1.0, os.getloadavg()[0] / len(os.sched_getaffinity(0)))


def is_open(address: str) -> bool:
    """Whether anybody on a network may reach a scheduler's address: neither loopback nor TLS."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    host = parts.hostname or ""
    try:
        near = ip_address(host).is_loopback
    except ValueError:
        near = host == "localhost"
    return parts.scheme not in ("tls", "wss", "inproc") and not near


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(":")


RESUME = "what was counted as done is stored; run the same line again to go on"
