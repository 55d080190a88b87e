"""kill -9 of whoever: what was counted as done is there, and the end is that of a quiet run."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest
from sweeps.plates import PLATE

import stressbump as sb
from stressbump.answers.options import Options
from stressbump.sweeps import pools
from stressbump.sweeps.fingerprint import fingerprint
from stressbump.sweeps.isolated import died, run_isolated
from stressbump.sweeps.jobs import Job, run
from stressbump.sweeps.pools import Cluster
from stressbump.sweeps.worker import CachedSolver

BIRTHS = {"film.born_C": {"from": 100, "to": 300, "points": 40}}
CLIENT = """
import json, sys
import stressbump as sb
def told(state):
    print(state.done, flush=True)
design, vary = map(json.loads, sys.argv[1:3])
sb.sweep(design, vary, sys.argv[3], references=(), workers=0, report=told)
"""


def client(folder):
    words = [sys.executable, "-c", CLIENT, json.dumps(PLATE), json.dumps(BIRTHS), str(folder)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def test_a_killed_client_loses_nothing_that_it_counted(tmp_path):
    quiet = sb.sweep(PLATE, BIRTHS, references=(), workers=0)
    draw = random.Random(1)
    for _ in range(3):
        process = client(tmp_path)
        assert process.stdout
        counted = int(process.stdout.readline())
        threading.Timer(0.4 + 0.6 * draw.random(), process.kill).start()
        for line in process.stdout:
            counted = int(line)
        process.wait()
        if process.returncode == -signal.SIGKILL:
            assert (sb.load_study(tmp_path)["status"] == "done").sum() >= counted
    after = sb.sweep(PLATE, BIRTHS, tmp_path, references=(), workers=0)
    same = [c for c in quiet.columns if c != "seconds"]
    assert after[same].equals(quiet[same])


class Bomb(dict):
    """What kills the process that reads it, unless that is this one."""

    def __reduce__(self):
        kill = "__import__('os').kill(__import__('os').getpid(), 9)"
        return eval, (f"__import__('os').getpid() == {os.getpid()} or {kill}",)


def test_a_case_that_takes_its_own_process_down_is_a_row():
    (found,) = run_isolated(Job((("k", Bomb()),), (), (), Options(bars=False), fingerprint()))
    assert (found.key, found.status, found.exit_code) == ("k", "failed", 128 + 9)
    assert "SIGKILL" in found.reason


def jobs(count):
    yield from (
        Job(((f"{n}", {**PLATE, "name": f"p{n}"}),), (), (), Options(bars=False), fingerprint())
        for n in range(count)
    )


@pytest.fixture(scope="module")
def cluster():
    with Cluster(workers=2) as pool:
        yield pool


def test_killed_workers_cost_nothing_but_time(cluster):
    waiting = jobs(5)
    pids = list(cluster._client.run(os.getpid).values())
    found = []
    for outcomes in cluster.outcomes(lambda: next(waiting, None)):
        found += outcomes
        if pids:
            os.kill(pids.pop(), signal.SIGKILL)
            time.sleep(0.1)
    assert sorted(o.key for o in found) == [str(n) for n in range(5)]
    assert {o.status for o in found} == {"done"}


def test_what_kills_its_worker_is_tried_alone_and_costs_its_neighbours_nothing(
    cluster, monkeypatch
):
    def deadly(job):
        if any(key == "x" for key, _ in job.cases):
            os.kill(os.getpid(), signal.SIGKILL)
        return run(job, CachedSolver())

    def alone(job):
        return (
            [died(k, -9) for k, _ in job.cases]
            if job.cases[0][0] == "x"
            else run(job, CachedSolver())
        )

    monkeypatch.setattr(pools, "run_at_worker", deadly)
    monkeypatch.setattr(pools, "run_isolated", alone)
    doomed = Job((("x", {}), ("y", PLATE)), (), (), Options(bars=False), fingerprint())
    waiting = iter([doomed, *jobs(2)])
    found = {o.key: o for os_ in cluster.outcomes(lambda: next(waiting, None)) for o in os_}
    assert {k: o.exit_code for k, o in found.items()} == {"x": 137, "y": 0, "0": 0, "1": 0}
