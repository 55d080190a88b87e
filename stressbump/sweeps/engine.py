"""A study through a pool into a store: jobs sized to their cost, outcomes written as they come."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from stressbump.answers.options import Options
from stressbump.errors import InputError, StoreError
from stressbump.survey import SOMETIMES
from stressbump.sweeps.cases import Case, cases, maker
from stressbump.sweeps.columns import split
from stressbump.sweeps.fingerprint import fingerprint
from stressbump.sweeps.jobs import DONE, FAILED, Job, Outcome
from stressbump.sweeps.pools import AHEAD, Pool
from stressbump.sweeps.reducing import reduced_outcomes
from stressbump.sweeps.store import BIRTHS, IN_ORDER, Store
from stressbump.sweeps.store_errors import ELSEWHERE
from stressbump.sweeps.study import Study

SECONDS = 5.0  # of work in a job: a hundred times what dask needs to hand it out
MOST = 5000  # cases in a job
MANY = 9  # cases alike from which on one solution for all of them is laid out: it costs about eight
SMOOTH = 0.3  # weight of the newest job in what a case is taken to cost
TRAINING = "training a reduced basis"


@dataclass(frozen=True)
class RunProgress:
    """How far a run is: cases by what became of them, and how it goes on."""

    total: int
    done: int
    failed: int
    run: int  # cases answered by this run
    seconds: float  # since this run began
    seconds_left: float | None  # None until enough is known
    awaited: str = ""  # what has to come before the first case, in words


Report = Callable[[RunProgress], None]


def run(
    study: Study, store: Store, pool: Pool, report: Report = lambda _: None, retry: bool = False
) -> None:
    """Answer all cases that the store does not answer yet; `retry` takes up failed ones again.

    A study with `reduced` is answered by a reduced basis in this process, without the pool.
    InputError for a measure that no design has, SolveError when the workers are lost.
    """
    lay_out(study, store)
    if retry:
        store.forget_failures()
    count = store.counts()
    feed = _Feed(study, store, pool, count["pending"])
    meter = _Meter(count[DONE], count[FAILED], count["pending"])
    if not count["pending"]:
        report(meter.state())
        return
    here = study.reduced is not None  # so quick that no worker is worth its start
    report(meter.state(TRAINING if here else pool.awaited))
    with nullcontext() if here else pool:
        if not here:
            report(meter.state())
        for outcomes in (
            reduced_outcomes(study, feed.cases) if here else pool.outcomes(feed.next_job)
        ):
            _refuse_unknown_measures(outcomes)
            store.add(outcomes)
            feed.learn(outcomes)
            meter.count(outcomes)
            report(meter.state())


def lay_out(study: Study, store: Store) -> None:
    """The plan of a study in its store; StoreError where that holds answers of another study."""
    code = fingerprint()
    _refuse_another(study, store)
    facts = {
        "study": study.digest,
        "code": code,
        "content": study.model_dump_json(by_alias=True),
        BIRTHS: IN_ORDER,
    }
    store.plan(facts, lambda: cases(study, code))


def _refuse_another(study: Study, store: Store) -> None:
    """A changed study may go on in its store; one that has no case in common with the one there would
    only put its tables in the place of others.
    """
    content = store.meta("content")
    if content is None or store.meta("study") == study.digest:
        return
    if not (answered := store.counts()[DONE]):
        return
    name, code = json.loads(content)["name"], store.meta("code") or ""
    held = f"{store.path}: holds {answered} answered case{'s' if answered > 1 else ''} of"
    if name != study.name:
        raise StoreError(f"{held} the study {name!r}, and {study.name!r} is another; {ELSEWHERE}")
    if not any(store.holds(case.key) for case in cases(study, code)):
        raise StoreError(
            f"{held} a study {name!r}, none with the designs, measures and references asked for"
            f" here; {ELSEWHERE}, or move that one aside"
        )


class _Feed:
    """Cuts what is pending into jobs of about SECONDS."""

    def __init__(self, study: Study, store: Store, pool: Pool, left: int) -> None:
        self.study, self.pool, self.left = study, pool, left
        self.cases = _cases_of(study, store)
        self.cost: float | None = None  # seconds per case

    def next_job(self) -> Job | None:
        found = list(islice(self.cases, self._size()))
        self.left -= len(found)
        if not found:
            return None
        s = self.study
        jobs = tuple((c.key, c.table) for c, _ in found)
        many = frozenset(c.key for c, alike in found if alike >= MANY)
        options = Options(refine=s.refine, bars=s.bars, corners=s.corners)
        own = s.references, s.measures, options, fingerprint(), many, s.case_minutes, s.softens
        return Job(jobs, *own)

    def learn(self, outcomes: list[Outcome]) -> None:
        if not outcomes:
            return
        mean = max(sum(o.seconds for o in outcomes) / len(outcomes), 1e-6)
        self.cost = mean if self.cost is None else (1 - SMOOTH) * self.cost + SMOOTH * mean

    def _size(self) -> int:
        """As many as take SECONDS, yet few enough that all workers end together."""
        if self.cost is None:
            return 1
        fair = self.left // (AHEAD * self.pool.workers)
        return max(1, min(round(SECONDS / self.cost), MOST, fair))


def _cases_of(study: Study, store: Store) -> Iterator[tuple[Case, int]]:
    """The pending cases in the order of the plan, made again, and how many there are of their like."""
    make = maker(study, fingerprint())
    for number, varied, alike in store.pending():
        yield make(number, varied), alike


class _Meter:
    """Counts, and the time left by what this run's cases have taken."""

    def __init__(self, done: int, failed: int, pending: int) -> None:
        self.total, self.done, self.failed = done + failed + pending, done, failed
        self.start, self.run, self.last = time.monotonic(), 0, 0.0

    def count(self, outcomes: Iterable[Outcome]) -> None:
        for o in outcomes:
            self.run += 1
            self.done += o.status == DONE
            self.failed += o.status == FAILED

    def state(self, awaited: str = "") -> RunProgress:
        passed = time.monotonic() - self.start
        left = self.total - self.done - self.failed
        rest = passed / self.run * left if self.run else None
        return RunProgress(self.total, self.done, self.failed, self.run, passed, rest, awaited)


def _refuse_unknown_measures(outcomes: Iterable[Outcome]) -> None:
    """A misspelt measure ends the run at its first answer, not after a night."""
    from fnmatch import fnmatchcase

    for o in outcomes:
        for pattern in o.unmatched:
            measure = split(pattern)[0]
            names = {n for offer in o.offered for n in (offer, offer.partition(",")[0])}
            if measure.partition(",")[0] in SOMETIMES or any(
                fnmatchcase(n, measure) for n in names
            ):
                continue
            near = get_close_matches(measure, names, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(o.offered)}"
            raise InputError(f"measures: no measure {measure!r}; {hint}")
