"""kill -9 of client, workers and scheduler at random moments: the end is that of a quiet run.

The same fifty times each: benchmarks/kills.py.
"""

import threading
import time

import pytest
from sweeps.loopback import Loopback, disturbed
from sweeps.plates import PLATE

import stressbump as sb
from stressbump.answers.options import Options
from stressbump.errors import SolveError
from stressbump.sweeps import pools
from stressbump.sweeps.fingerprint import fingerprint
from stressbump.sweeps.jobs import SOLVERS, Job
from stressbump.sweeps.pools import Cluster

STUDY = {
    "study": PLATE,
    "vary": {"film.born_C": {"from": 100, "to": 300, "points": 20}},
    "references": (),
}


def test_whoever_is_killed_what_was_counted_is_there_and_the_end_the_same(tmp_path):
    quiet = sb.sweep(**STUDY, workers=0)
    victims = ["worker", "client", "scheduler", "worker"]
    record = disturbed(STUDY, victims, tmp_path, quiet, seed=1)
    assert record.lost == 0
    assert record.kills.total() == len(victims)
    # done, killed, or told that the scheduler is gone: 2 where it had not been reached yet
    assert set(record.ends) <= {0, -9, 5, 2}


def jobs(count):
    return iter(
        Job(((str(n), {**PLATE, "name": f"p{n}"}),), (), (), Options(bars=False), fingerprint())
        for n in range(count)
    )


def test_workers_are_waited_for_but_not_for_ever(monkeypatch):
    monkeypatch.setattr(pools, "LOOK", 0.2)
    with Loopback(1) as net, Cluster(net.address) as pool:
        waiting, found = jobs(4), []
        for outcomes in pool.outcomes(lambda: next(waiting, None)):
            if not found:
                net.workers[0].kill()
                late = threading.Timer(1.0, net.start_worker, [0])
                late.start()
            found += outcomes
        assert sorted(o.key for o in found) == ["0", "1", "2", "3"]
        monkeypatch.setattr(pools, "ABSENCE", 0.5)
        waiting = jobs(4)
        answers = pool.outcomes(lambda: next(waiting, None))
        next(answers)
        net.workers[0].kill()
        with pytest.raises(SolveError, match="no worker is left; what was counted"):
            list(answers)


def test_an_answer_that_dies_with_the_last_worker_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(pools, "LOOK", 0.2)
    monkeypatch.setattr(pools, "ABSENCE", 0.5)
    with Loopback(1) as net, Cluster(net.address) as pool:
        waiting = jobs(2)
        answers = pool.outcomes(lambda: next(waiting, None))
        next(answers)
        time.sleep(2.0)  # the second answer is made, and still lies with the worker
        net.workers[0].kill()
        with pytest.raises(SolveError, match="no worker is left"):
            list(answers)


def test_a_crowded_worker_keeps_nothing_between_jobs():
    with Loopback(1) as net, Cluster(net.address) as pool:
        waiting = jobs(1)
        assert [o.status for (o,) in pool.outcomes(lambda: next(waiting, None))] == ["done"]
        assert pool._client.run(kept) == {w: 1 for w in pool._client.nthreads()}
        pool._client.run(cramped)
        waiting = jobs(1)
        assert [o.status for (o,) in pool.outcomes(lambda: next(waiting, None))] == ["done"]
        assert pool._client.run(kept) == {w: 0 for w in pool._client.nthreads()}


def kept(dask_worker):
    return sum(len(b.meshes) for b in vars(dask_worker)[SOLVERS].values())


def cramped(dask_worker):
    """As if it held more than its share, but not yet so much that dask gives it nothing more."""
    dask_worker.memory_manager.memory_limit = 150_000_000
    dask_worker.memory_manager.memory_pause_fraction = False
