"""What a worker is asked and what it answers: a few cases, and an outcome for each of them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from threading import Timer, get_ident
from typing import Any

from stressbump.answers.answer import Answer
from stressbump.answers.options import Options
from stressbump.errors import InputError, StressbumpError
from stressbump.mechanics.interrupts import time_limit
from stressbump.sweeps import columns
from stressbump.sweeps.cohesions import cohesion_numbers
from stressbump.sweeps.corner_columns import corner_numbers
from stressbump.sweeps.fingerprint import fingerprint
from stressbump.sweeps.joints import joint_numbers
from stressbump.sweeps.packages import package_numbers
from stressbump.sweeps.study import DNP
from stressbump.sweeps.worker import CachedSolver

Guard = Callable[[float | None], AbstractContextManager[object]]
DONE, FAILED = "done", "failed"
INTERNAL, CHECK, MEMORY = 1, 6, 5
SOLVERS = "stressbump_solvers"  # what a dask worker has them as
GRACE, STARTED = 2.0, 60.0  # of the time that a case may take, and seconds on top
CROWDED = 0.6  # of a worker's memory; dask pauses it at 0.8


@dataclass(frozen=True)
class Job:
    """Cases, as (key, table), and what is wanted of each; `code` is what the client runs.

    `many` are the keys of those whose like are so many that one solution is laid out for all. A case may
    take so many `minutes`.
    """

    cases: tuple[tuple[str, Mapping[str, Any]], ...]
    references: tuple[str, ...] | None
    measures: tuple[str, ...]
    options: Options
    code: str
    many: frozenset[str] = frozenset()
    minutes: float | None = None
    softens: bool = False  # whether cohesions are asked for

    @property
    def hard_limit(self) -> float | None:
        """Seconds after which a case that does not end by itself ends with its process."""
        return None if self.minutes is None else GRACE * 60 * self.minutes + STARTED

    @property
    def too_long(self) -> str:
        """What is told of a case that took too long."""
        return f"not done within case_minutes = {self.minutes or 0:g}"


@dataclass(frozen=True)
class Outcome:
    """What became of a case; `values` by column, empty if it failed and `reason` says why."""

    key: str
    status: str
    exit_code: int
    reason: str
    seconds: float
    values: Mapping[str, float | None] = field(default_factory=dict)
    unmatched: tuple[str, ...] = ()  # measures asked for that this design does not have
    offered: tuple[str, ...] = ()  # those it has, if any are unmatched


def run(job: Job, solver: CachedSolver, guard: Guard = nullcontext) -> list[Outcome]:
    """An outcome per case, whatever happens to it; InputError where this is another program."""
    if job.code != fingerprint():
        raise InputError(
            f"a worker runs another program than the client: {fingerprint()}, not {job.code};"
            " install the same versions on both"
        )
    found = []
    for key, table in job.cases:
        with guard(job.hard_limit):
            found.append(outcome(solver, job, key, table))
    return found


def run_at_worker(job: Job) -> list[Outcome]:
    """The same in a dask worker, which has a solver for each of its threads."""
    from distributed import get_worker

    worker, thread = get_worker(), get_ident()
    solvers: dict[int, CachedSolver] = vars(worker).setdefault(SOLVERS, {})
    if thread not in solvers:
        solvers[thread] = CachedSolver()
    solver = solvers[thread]
    found = run(job, solver, _ended_after)
    if _crowded(worker):
        solver.forget()
    return found


@contextmanager
def _ended_after(seconds: float | None) -> Iterator[None]:
    """Ends this process if what goes on in it takes longer: it is tried once more, by itself."""
    if seconds is None:
        yield
        return
    timer = Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _crowded(worker: Any) -> bool:
    """Whether a dask worker holds so much that dask would soon give it no more work, and so nothing
    that could take the place of what it holds.
    """
    limit = worker.memory_manager.memory_limit
    return limit is not None and worker.monitor.get_process_memory() > CROWDED * limit


def outcome(solver: CachedSolver, job: Job, key: str, table: Mapping[str, Any]) -> Outcome:
    """The outcome of one case; no exception leaves it but those that end a program."""
    start = time.perf_counter()

    def failed(code: int, reason: str) -> Outcome:
        return Outcome(key, FAILED, code, reason, time.perf_counter() - start)

    try:
        asked = table, "case", job.references, job.options
        limit = None if job.minutes is None else 60 * job.minutes
        with time_limit(limit, job.too_long):
            if "package" in table:
                numbers = package_numbers(solver, table, "case", job.options, job.measures)
                return Outcome(key, DONE, 0, "", time.perf_counter() - start, *numbers)
            if DNP in table:
                numbers = joint_numbers(solver, *asked, job.measures)
                return Outcome(key, DONE, 0, "", time.perf_counter() - start, *numbers)
            if job.softens:
                numbers = cohesion_numbers(solver.meshing_process, *asked, job.measures)
                return Outcome(key, DONE, 0, "", time.perf_counter() - start, *numbers)
            answer = solver.answer(*asked, job.measures, key in job.many)
        if not answer.passed:
            return failed(CHECK, _failed_checks(answer))
        missing = columns.unmatched(answer, job.measures)
        offered = _offered(solver.answer(*asked)) if missing else ()
        values = columns.numbers(answer, job.measures) | corner_numbers(answer)
    except StressbumpError as error:
        return failed(error.exit_code, str(error))
    except MemoryError:
        return failed(MEMORY, "out of memory")
    except Exception as error:
        return failed(INTERNAL, f"internal error, {type(error).__name__}: {error}")
    seconds = time.perf_counter() - start
    return Outcome(key, DONE, 0, "", seconds, values, missing, offered)


def _offered(answer: Answer) -> tuple[str, ...]:
    return tuple(sorted({columns.measure_text(v) for v in answer.values[0]}))


def _failed_checks(answer: Any) -> str:
    found = (
        f"{stack.name} at {t:g} °C, {c.name}: {c.value:.2e} exceeds {c.limit:.0e}"
        for stack in answer.stacks
        for t, c in stack.checks
        if not c.passed
    )
    return "check failed: " + "; ".join(found)
