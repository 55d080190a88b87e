"""Work on several threads that nobody waits for any more ends at its next step."""

import subprocess
import sys
from itertools import count
from threading import Event

import pytest
from shell import SMALL

from stressbump.errors import SolveError, TooLongError
from stressbump.mechanics.interrupts import Abandoned, check_interrupts, time_limit
from stressbump.mechanics.side_by_side import side_by_side

MANY = 600_000  # steps of a tenth of a millisecond: a minute
ENDLESS = """
import os, signal, time
from stressbump.history import marching
from stressbump.mechanics.interrupts import check_interrupts

def endless(*_):
    os.kill(os.getpid(), getattr(signal, "{name}"))
    while True:
        check_interrupts()
        time.sleep(0.01)

marching._stepped = endless
from stressbump.__main__ import main
main()
"""
INTERRUPTED_START = """
import threading
from stressbump.mechanics.side_by_side import side_by_side

start = threading.Thread.start

def interrupted(thread):
    start(thread)
    raise KeyboardInterrupt

threading.Thread.start = interrupted
try:
    side_by_side(str, (1, 2))
except KeyboardInterrupt:
    threading.Thread.start = start
    assert side_by_side(str, (1, 2)) == ["1", "2"]
"""
CREEPING = SMALL.replace('"Cu"', '"SAC305"') + "[history]\ninelastic = true\n"


def test_results_come_in_order_and_are_counted():
    counted = []
    assert side_by_side(lambda a, b: a * b, (1, 2, 3), (4, 5, 6), done=counted.append) == [
        4,
        10,
        18,
    ]
    assert counted == [1, 2, 3]


def test_where_one_fails_the_others_end_at_their_next_step():
    ended, begun = Event(), Event()

    def work(fails):
        if fails:
            begun.wait(60)
            raise SolveError("no balance")
        begun.set()
        try:
            for _ in range(MANY):
                check_interrupts()
                ended.wait(1e-4)
        except Abandoned:
            ended.set()
            raise

    with pytest.raises(SolveError, match="no balance"):
        side_by_side(work, (True, False))
    assert ended.wait(60)


def test_threads_keep_to_the_time_of_whoever_waits():
    def work(_):
        for _ in count():
            check_interrupts()

    with time_limit(0.01, "too long"), pytest.raises(TooLongError, match="too long"):
        side_by_side(work, range(2))
    check_interrupts()


def test_who_gives_up_before_the_end_is_no_failure():
    assert not issubclass(Abandoned, Exception)


def test_a_thread_whose_start_is_interrupted_does_not_keep_the_process():
    line = [sys.executable, "-c", INTERRUPTED_START]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_command_ends_whatever_its_threads_are_at(name, code, tmp_path):
    (tmp_path / "creeping.toml").write_text(CREEPING)
    line = [sys.executable, "-c", ENDLESS.format(name=name)]
    line += ["relief", "creeping.toml", "--no-bars", "--report"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert done.returncode == code
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["creeping.toml"]
