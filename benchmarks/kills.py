"""kill -9 of clients, workers and schedulers at random moments, against an undisturbed run.

python benchmarks/kills.py [of each]
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "sweep"))

from loopback import disturbed
from plates import PLATE

import stressbump as sb

STUDY = {
    "study": PLATE,
    "vary": {"film.born_C": {"from": 100, "to": 300, "points": 30}},
    "references": (),
}


def main(times: int = 50) -> None:
    start = time.monotonic()
    quiet = sb.sweep(**STUDY, workers=0)
    victims = ["client", "worker", "scheduler"] * times
    random.Random(1).shuffle(victims)
    with tempfile.TemporaryDirectory() as folder:
        record = disturbed(STUDY, victims, Path(folder), quiet, seed=2)
    print(f"{record} in {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main(*map(int, sys.argv[1:]))
