"""Designs of all four structures on two workers, every twentieth broken on purpose.

    python -m benchmarks.soak [designs] [folder] [--record]

A dask scheduler and two workers on loopback stand in for a cluster. In the workers, which load this
very file, two end temperatures stand for a mesher that crashes and for one that hangs; other broken
designs have openings that do not fit, films too thin, temperatures that cannot be, or so many
unknowns that their worker is killed for its memory. Four rounds of the same mix follow each other on
the same workers, so that the first and the last quarter can be compared; the last round is then
run again on one worker.
"""

from __future__ import annotations

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any, cast

from benchmarks.record import record, words

QUARTERS = 4
ALIKE = 1, 12, 4, 3  # of twenty designs, a broken one, and so many on one mesh each
MEASURES = "mean von Mises stress", "mean in-plane stress", "curvature"
MEMORY = "800MB"  # of a worker, after which its nanny kills it
CRASH, HANG = 24.5, 24.25  # end temperatures of designs whose mesher is sent a signal
SIGNALS = {CRASH: signal.SIGSEGV, HANG: signal.SIGSTOP}
EVERY = 2.0  # seconds between two looks at a worker's memory
FILM = "passivation.1.thickness_um"
PACKAGE = {
    "die_half_width_um": None,
    "support_overhang_um": 800,
    "contact_thickness_um": 5,
}  # whole
RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "elastomer-bump": {
        "pitch_um": (180, 260),
        "opening_diameter_um": (40, 70),
        "elastomer_thickness_um": (10, 25),
        FILM: (0.3, 2),
    },
    "recessed-pad-bump": {
        "pitch_um": (180, 260),
        "opening_diameter_um": (55, 75),
        "pad_thickness_um": (1, 3),
        FILM: (0.6, 2),
    },
    "dry-film-bump": {
        "pitch_um": (180, 260),
        "passivation_opening_um": (60, 90),
        "film_thickness_um": (80, 110),
        FILM: (0.6, 2),
    },
    "interface-layer-package": {
        "die_half_width_um": (550, 650),
        "opening_width_um": (45, 90),
        "interface_thickness_um": (3, 8),
        FILM: (2, 5),
    },
}
WHOLE = 5  # every so many packages is a whole one, the others are a cell around one opening
HEAVY = {FILM: 0.0022, "ubm.1.thickness_um": 0.0022}


def main(designs: int = 2000, folder: str = "out/soak") -> None:
    home = Path(folder)
    start = time.monotonic()
    with cluster(2, home / "two.jsonl") as address:
        for quarter in range(QUARTERS):
            for slug in RANGES:
                answered(slug, quarter, designs, address, home / "two")
    took = round(time.monotonic() - start)
    with cluster(1, home / "one.jsonl") as address:
        for slug in RANGES:
            answered(slug, QUARTERS - 1, designs, address, home / "one")
    accounts(home, designs, took)
    memory(home)


def study(slug: str, quarter: int, designs: int) -> tuple[list[str], dict[str, Any]]:
    """What each design of a quarter is meant to be, and the sweep of them."""
    count = designs // QUARTERS // len(RANGES)
    draw = random.Random(f"{slug} {quarter}")
    broken = range(0, count, 20)
    shapes = [_shape(n) for n in range(count)]
    vary: dict[str, list[Any]] = {}
    for key, span in RANGES[slug].items():
        drawn = {shape: round(draw.uniform(*span), 3) for shape in sorted(set(shapes))}
        vary[key] = [drawn[shape] for shape in shapes]
    vary["passivation_born_C"] = [round(draw.uniform(200, 400), 1) for _ in range(count)]
    vary["end_C"] = [25.0] * count
    kinds = ["good"] * count
    ways: dict[str, dict[str, float]] = {
        "cold": {"end_C": -500},
        "opening": {next(k for k in vary if "opening" in k): 1999},
        "thin": {FILM: 0.0005},
        "crash": {"end_C": CRASH},
        "hang": {"end_C": HANG},
    }
    names = list(ways)
    for number, n in enumerate(broken):
        kinds[n] = names[(number + quarter) % len(names)]
    if slug == "elastomer-bump" and quarter == 0:
        vary |= {key: [None] * count for key in HEAVY if key not in vary}
        ways["heavy"] = HEAVY
        kinds[0] = "heavy"
    for n in broken:
        for key, value in ways[kinds[n]].items():
            vary[key][n] = value
    design: dict[str, Any] = {"structure": slug}
    if slug == "interface-layer-package":
        whole = [shape % WHOLE == 0 for shape in shapes]
        vary["form"] = ["package" if w else "reduced" for w in whole]
        for key, size in PACKAGE.items():
            sizes = vary.get(key, [size] * count)
            vary[key] = [v if w else None for v, w in zip(sizes, whole, strict=True)]
    asked = {"study": design, "vary": vary, "sampling": {"how": "list"}, "references": ()}
    return kinds, asked | {"measures": MEASURES}


def _shape(number: int) -> int:
    """Designs of one shape differ in the birth of the passivation alone."""
    cycle, n = divmod(number, 20)
    return 4 * cycle + bisect(list(accumulate(ALIKE)), n)


def answered(slug: str, quarter: int, designs: int, address: str, home: Path) -> None:
    import stressbump as sb

    start = time.monotonic()
    _, asked = study(slug, quarter, designs)
    frame = sb.sweep(**asked, out=home / f"{slug}-{quarter}", scheduler=address)
    told = {
        "slug": slug,
        "quarter": quarter,
        "seconds": time.monotonic() - start,
        "status": dict(Counter(frame["status"])),
        "until": time.time(),
        "client MB": resident(),
    }
    with (home / "told.jsonl").open("a") as file:
        print(json.dumps(told), file=file)
    print(told, flush=True)


@contextmanager
def cluster(workers: int, log: Path) -> Iterator[str]:
    """The address of a scheduler with so many workers, which note their memory in a log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    beside = log.with_suffix(".scheduler")
    beside.unlink(missing_ok=True)
    dask = [sys.executable, "-m", "dask"]
    own = ["--host", "127.0.0.1", "--no-dashboard"]
    mind = ["--nworkers", str(workers), "--nthreads", "1", "--memory-limit", MEMORY]
    start: dict[str, Any] = {"start_new_session": True, "env": os.environ | {"SOAK_LOG": str(log)}}
    with log.with_suffix(".log").open("a") as noise:
        start |= {"stdout": noise, "stderr": noise}
        scheduler = subprocess.Popen(
            [*dask, "scheduler", *own, "--port", "0", "--scheduler-file", beside], **start
        )
        running = [scheduler]
        try:
            while not beside.exists():
                time.sleep(0.2)
            address = json.loads(beside.read_text())["address"]
            words = [*dask, "worker", address, *own, *mind, "--preload", __file__]
            running.append(subprocess.Popen(words, **start))
            yield address
        finally:
            for process in reversed(running):
                os.killpg(process.pid, signal.SIGTERM)
                process.wait()


def dask_setup(worker: Any) -> None:
    """In a worker: signals to the meshers of some designs, and a look at its memory now and then."""
    from stressbump.mesh.gmsh_process import GmshProcess
    from stressbump.sweeps.gmsh_server import GmshServer
    from stressbump.sweeps.worker import CachedSolver

    meshed, answered = CachedSolver.meshed, GmshServer._answered
    runs = GmshProcess.run, GmshServer.run
    doom: list[signal.Signals | None] = [None]

    def doomed(solver: CachedSolver, recipe: Any, *given: Any) -> Any:
        doom[0] = SIGNALS.get(recipe.history.end_C[0])
        return meshed(solver, recipe, *given)

    def strike(child: GmshProcess) -> None:
        if doom[0] is not None:
            os.kill(child.process.pid, doom[0])

    def once(child: GmshProcess, job: dict[str, Any], limit: float) -> dict[str, Any]:
        strike(child)
        return runs[0](child, job, limit if doom[0] is None else 1.0)

    def again(child: GmshServer, job: dict[str, Any], limit: float) -> dict[str, Any]:
        return runs[1](child, job, limit if doom[0] is None else 1.0)

    def within(child: GmshServer, job: dict[str, Any]) -> dict[str, Any]:
        strike(child)
        return answered(child, job)

    patched = cast("Any", (CachedSolver, GmshProcess, GmshServer))
    patched[0].meshed, patched[1].run = doomed, once
    patched[2].run, patched[2]._answered = again, within

    def note() -> None:
        while True:
            with Path(os.environ["SOAK_LOG"]).open("a") as file:
                print(json.dumps([time.time(), os.getpid(), resident()]), file=file)
            time.sleep(EVERY)

    threading.Thread(target=note, daemon=True).start()


def resident() -> float:
    """Resident memory of this process now, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


MEANT = {
    "good": "good",
    "opening": "an opening of 2 mm",
    "thin": "a film of half a nanometre",
    "cold": "an end at −500 °C",
    "crash": "a mesher that crashes (SIGSEGV in the midst of a mesh)",
    "hang": "a mesher that hangs (SIGSTOP)",
    "heavy": f"more unknowns than its worker has memory for ({MEMORY})",
}
DESIGNS = {"meant to be": "{}", "designs": "{}", "became": "{}", "exit code": "{}"}


def accounts(home: Path, designs: int, took: int) -> None:
    """What became of each kind of design."""
    import stressbump as sb

    became: Counter[tuple[str, str, int]] = Counter()
    times = []
    for slug in RANGES:
        for quarter in range(QUARTERS):
            kinds, _ = study(slug, quarter, designs)
            frame = sb.load_study(home / "two" / f"{slug}-{quarter}")
            became.update(zip(kinds, frame["status"], frame["exit_code"], strict=True))
            times += list(frame["seconds"][frame["status"] == "done"])
    rows = [
        (meant, number, status, int(code))
        for kind, meant in MEANT.items()
        for (own, status, code), number in sorted(became.items())
        if own == kind
    ]
    same, most = apart(home)
    facts = {"missing": designs - became.total(), "seconds": took}
    facts |= {"seconds_a_case_done": round(statistics.mean(times), 2)}
    facts |= {"of_the_last_quarter_on_one_worker_alike": same, "largest_difference": most}
    record("soak", DESIGNS, rows, **facts)


def apart(home: Path) -> tuple[int, float]:
    """The last quarter by one worker and by two: with the same status, and the largest difference."""
    import stressbump as sb

    same, most = 0, 0.0
    for slug in RANGES:
        two, one = (sb.load_study(home / n / f"{slug}-{QUARTERS - 1}") for n in ("two", "one"))
        answers = [c for c in two.columns if c.endswith("]")]
        same += int((two["status"] == one["status"]).sum())
        far = (two[answers] - one[answers]).abs() / two[answers].abs().max()
        most = max(most, float(far.max().max()))
    return same, most


HELD = {"resident memory, MB": "{}", "quarter": "{}", "median": "{:.0f}", "at the most": "{:.0f}"}


def memory(home: Path) -> None:
    """What the workers held, by quarter of the run, and the client after each of its studies."""
    lines = [json.loads(x) for x in (home / "two" / "told.jsonl").read_text().splitlines()]
    ends = [max(x["until"] for x in lines if x["quarter"] == q) for q in range(QUARTERS)]
    looks = [json.loads(x) for x in (home / "two.jsonl").read_text().splitlines()]
    rows: list[tuple[str, int, float, float]] = []
    for quarter, (start, end) in enumerate(zip([0.0, *ends], ends, strict=False), 1):
        held: dict[int, list[float]] = {}
        for when, pid, size in looks:
            if start < when <= end:
                held.setdefault(pid, []).append(size)
        client = [x["client MB"] for x in lines if x["quarter"] == quarter - 1]
        holders = {"client": client} | {f"worker {pid}": seen for pid, seen in held.items()}
        rows += [(who, quarter, statistics.median(s), max(s)) for who, s in holders.items()]
    record("soak-memory", HELD, sorted(rows))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main(*(int(a) if a.isdigit() else a for a in words()))  # type: ignore[arg-type]
