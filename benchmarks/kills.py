"""kill -9 of clients, workers and schedulers at random moments, against an undisturbed run.

python -m benchmarks.kills [of each] [--record]
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from sweeps.loopback import disturbed
from sweeps.plates import PLATE

import stressbump as sb
from benchmarks.record import record, words

STUDY = {
    "study": PLATE,
    "vary": {"film.born_C": {"from": 100, "to": 300, "points": 30}},
    "references": (),
}


VICTIMS = "client", "worker", "scheduler"
COLUMNS = {f"{who}s killed": "{}" for who in VICTIMS}
ENDS = {  # by exit code
    "clients that were killed": -9,
    "saw their scheduler die": 5,
    "found it dead": 2,
    "ended": 0,
}
COLUMNS |= dict.fromkeys((*ENDS, "studies that ended as undisturbed", "cases lost"), "{}")


def main(times: int = 50) -> None:
    """Kill each so many times and tell how clients and studies ended."""
    start = time.monotonic()
    quiet = sb.sweep(**STUDY, workers=0)
    victims = list(VICTIMS) * times
    random.Random(1).shuffle(victims)
    with tempfile.TemporaryDirectory() as folder:
        found = disturbed(STUDY, victims, Path(folder), quiet, seed=2)
    row = [found.kills[v] for v in VICTIMS] + [found.ends[code] for code in ENDS.values()]
    took = round(time.monotonic() - start)
    record("kills", COLUMNS, [[*row, found.studies, found.lost]], seconds=took)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main(*map(int, words()))
