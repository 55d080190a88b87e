"""Sweeps: how many designs a second, and what engine, store and dask take of them.

    python -m benchmarks.sweep linear [repeats]      designs a second on one core, once all is factorised
    python -m benchmarks.sweep geometry [designs]    of new geometry a second on one core, meshing included
    python -m benchmarks.sweep scale [cases]         through engine and store, without solving
    python -m benchmarks.sweep overhead [jobs]       what dask adds to a job of the usual size

each with `--record` if wanted.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.record import record, words

LINEAR = {"measures of the elastomer bump": "{}", "designs/s of processor time": "{}"}


def linear(repeats: int = 3) -> None:
    """Linear measures from their matrix, and mean von Mises stresses, which are not linear."""
    import numpy as np

    from stressbump.history.responses import units
    from stressbump.sweeps.linear_measures import linear_measures as made
    from stressbump.sweeps.worker import CachedSolver

    answer = CachedSolver().answer({"structure": "elastomer-bump"}, "bump", ())
    assembly, windows = answer.built.assembly, answer.design.recipe.windows_um
    start = time.process_time()
    found = made(units(assembly, 25.0), answer.section, windows)
    laid_out = time.process_time() - start
    one = found.weights(assembly, 25.0)
    many = one * np.random.default_rng(1).uniform(0.8, 1.2, (200_000, len(one)))
    rows = [("all that are linear", _speeds(lambda: found(many), len(many), repeats))]
    for region in ("passivation", "solder"):
        name = f"mean von Mises stress of the {region}, {len(found.stress(region)[0])} points"
        some = partial(found.mean_von_mises, region, many[:4000])
        rows.append((name, _speeds(some, 4000, repeats)))
    measures, loads = found.matrix.shape
    record(
        "sweep-linear",
        LINEAR,
        rows,
        measures=measures,
        units=loads,
        seconds_to_lay_out=round(laid_out, 2),
    )


def _speeds(work: Any, designs: int, repeats: int) -> list[int]:
    """The least and the most designs a second of processor time, to two digits."""
    rates = [designs / used(work) for _ in range(repeats)]
    return [int(float(f"{rate:.2g}")) for rate in (min(rates), max(rates))]


GEOMETRY = {"designs a second of processor time": "{}"}
GEOMETRY |= dict.fromkeys(
    ("median design", "least disturbed", "median, had the core run at its best"), "{:.2f}"
)


def geometry(cases: int = 12) -> None:
    """Elastomer bumps against no elastomer, one after the other, as a worker answers them."""
    from stressbump.sweeps.columns import numbers
    from stressbump.sweeps.worker import CachedSolver

    def answered(n: int) -> None:
        shape = {"elastomer_thickness_um": 10 + 0.37 * n, "opening_diameter_um": 50 + 0.31 * n}
        table = {"structure": "elastomer-bump", "geometry": shape}
        answer = solver.answer(table, "case", ("none",), measures=())
        assert numbers(answer, ())

    solver, seconds, pace = CachedSolver(), [], [used(spin)]
    answered(-1)
    for n in range(cases):
        seconds.append(used(answered, n))
        pace.append(used(spin))
    if child := getattr(solver, "child", None):
        child.stop()
    meshers = resource.getrusage(resource.RUSAGE_CHILDREN)
    aside = (meshers.ru_utime + meshers.ru_stime) / (cases + 1)
    slow = [(before + after) / 2 / min(pace) for before, after in pairwise(pace)]
    rates = sorted(1 / (s + aside) for s in seconds)
    even = sorted(f / (s + aside) for f, s in zip(slow, seconds, strict=True))
    row = ["this version", median(rates), rates[-1], median(even)]
    record(
        "sweep-geometry",
        GEOMETRY,
        [row],
        designs=cases,
        slower_than_its_best=round(median(slow), 2),
    )


def spin() -> None:
    """A fixed piece of work, that tells how fast the core is just now."""
    sum(i * i for i in range(200_000))


def used(work: Any, *given: Any) -> float:
    """Processor time of this process, s."""
    start = time.process_time()
    work(*given)
    return time.process_time() - start


class Pretending:
    """Answers at once, so that only engine and store are measured."""

    workers = 2
    awaited = ""

    def __enter__(self) -> Pretending:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def outcomes(self, next_job: Any) -> Iterator[list[Any]]:
        from stressbump.sweeps.jobs import Outcome

        values = {f"measure {n} [MPa]": n + 0.1 for n in range(20)}
        while (job := next_job()) is not None:
            yield [Outcome(k, "done", 0, "", 1.0, values) for k, _ in job.cases]


SCALE = {"cases": "{}", "laid out": "{:.0f} s", "answered and stored": "{:.0f} s"}
SCALE |= {"Parquet": "{:.0f} s", "store": "{:.0f} MB"}
SCALE |= {f"client's largest memory, after {n} of them": "{:.1f} MB" for n in ("none", "all")}


def scale(cases: int = 100_000) -> None:
    """Through engine and store."""
    from stressbump.sweeps import engine, exporting
    from stressbump.sweeps.store import reading, writing
    from stressbump.sweeps.study import Study

    axis = {"from": 100.0, "to": 300.0}
    vary = {k: axis for k in ("pitch_um", "bump_height_um", "elastomer_thickness_um")}
    sampling = {"how": "sobol", "points": cases}
    study = Study(design="elastomer-bump", vary=vary, sampling=sampling)
    sizes: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.db"
        with writing(path) as store:
            times = [timed(lambda: engine.lay_out(study, store))]
            sizes.append(memory())
            times.append(timed(lambda: engine.run(study, store, Pretending(), lambda _: None)))
            sizes.append(memory())
        with reading(path) as store:
            times.append(
                timed(lambda: exporting.write_parquet(store, path.with_suffix(".parquet")))
            )
        row = [cases, *times, path.stat().st_size / 1e6, *sizes]
    record("sweep-scale", SCALE, [row])


OVERHEAD = {"dask's share in a job of five cases": "{:.0f} ms", "of 5 s": "{:.2f} %"}


def overhead(jobs: int = 400) -> None:
    """Jobs without work."""
    from stressbump.answers.options import Options
    from stressbump.sweeps.fingerprint import fingerprint
    from stressbump.sweeps.jobs import Job
    from stressbump.sweeps.pools import Cluster

    table = {"structure": "no such structure", "geometry": {"pitch_um": 150}}
    cases = tuple((f"{n:032}", table) for n in range(5))
    waiting = iter([Job(cases, (), (), Options(bars=False), fingerprint())] * jobs)
    with Cluster(workers=2) as pool:
        seconds = timed(lambda: sum(1 for _ in pool.outcomes(lambda: next(waiting, None)))) / jobs
    record("sweep-overhead", OVERHEAD, [[1e3 * seconds, 100 * seconds / 5]], jobs=jobs)


def timed(work: Any) -> float:
    """Wall time, s."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def memory() -> float:
    """Largest resident memory so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    what, *given = words()
    {f.__name__: f for f in (linear, geometry, scale, overhead)}[what](*map(int, given))
