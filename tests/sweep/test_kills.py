"""kill -9 of client, workers and scheduler at random moments: the end is that of a quiet run.

The same fifty times each: benchmarks/kills.py.
"""

from sweep.loopback import disturbed
from sweep.plates import PLATE

import stressbump as sb

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
    assert set(record.ends) <= {0, 5, -9}  # done, told that the scheduler is gone, killed
