"""A case that takes longer than its study allows is a row that says so, and the study goes on."""

import subprocess
import sys

import pytest
from sweeps.plates import PLATE

import stressbump as sb
from stressbump.answers.options import Options
from stressbump.errors import InputError
from stressbump.sweeps import jobs
from stressbump.sweeps.fingerprint import fingerprint
from stressbump.sweeps.isolated import run_isolated
from stressbump.sweeps.jobs import Job
from stressbump.sweeps.study import Study

VARY = {"film.born_C": [150.0, 200.0]}
OVERRUN = """
import time
from stressbump.sweeps.jobs import _ended_after
with _ended_after(60):
    pass
with _ended_after(0.1):
    time.sleep(60)
"""


def test_cases_over_their_time_are_rows_that_can_be_taken_up_again(tmp_path):
    def rows(minutes, **how):
        table = sb.sweep(
            PLATE, VARY, tmp_path, references=(), workers=0, case_minutes=minutes, **how
        )
        return table[["status", "exit_code", "reason"]].to_numpy().tolist()

    late = ["failed", 5, "not done within case_minutes = 1e-06"]
    assert rows(1e-6) == [late, late]
    assert rows(10.0) == [late, late]
    assert [row[0] for row in rows(10.0, retry=True)] == ["done", "done"]
    assert [row[0] for row in rows(1e-6, retry=True)] == ["done", "done"]


def test_a_case_whose_process_does_not_end_is_ended_with_it(monkeypatch):
    monkeypatch.setattr(jobs, "STARTED", 0.1)
    job = Job((("k", PLATE),), (), (), Options(bars=False), fingerprint(), minutes=1e-6)
    (found,) = run_isolated(job)
    assert (found.status, found.exit_code) == ("failed", 5)
    assert found.reason == "not done within case_minutes = 1e-06"


def test_a_worker_ends_with_a_case_that_never_does():
    ended = subprocess.run([sys.executable, "-c", OVERRUN], timeout=50, check=False)
    assert ended.returncode == -9


@pytest.mark.parametrize(
    ("more", "word"), [({"case_minutes": 0}, "case_minutes"), ({"reduced": 0.01}, "no effect")]
)
def test_a_limit_that_is_none_is_refused(more, word):
    with pytest.raises(InputError, match=word):
        Study.from_table({"design": PLATE, "case_minutes": 1, **more}, "study")


def test_without_a_limit_cases_take_as_long_as_they_do():
    table = sb.sweep(PLATE, VARY, references=(), workers=0)
    assert list(table["status"]) == ["done", "done"]
