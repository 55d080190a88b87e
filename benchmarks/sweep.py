"""Sweeps under load, and the numbers of benchmarks/README.md.

python benchmarks/sweep.py linear     designs a second on one core, once a stack is factorised
python benchmarks/sweep.py geometry   designs of new geometry a second on one core, meshing included
python benchmarks/sweep.py scale      100 000 cases through engine and store, without solving
python benchmarks/sweep.py overhead   what dask adds to a job of the usual size
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any


def linear() -> None:
    import numpy as np

    from stressbump.history.responses import units
    from stressbump.sweeps.linear_measures import linear_measures as made
    from stressbump.sweeps.worker import CachedSolver

    answer = CachedSolver().answer({"structure": "elastomer-bump"}, "bump", ())
    assembly, windows = answer.built.assembly, answer.design.recipe.windows_um
    found, seconds = timed(lambda: made(units(assembly, 25.0), answer.section, windows))
    print(
        f"laid out in {seconds:.2f} s: {found.matrix.shape[0]} measures, {found.matrix.shape[1]} units"
    )
    one = found.weights(assembly, 25.0)
    many = one * np.random.default_rng(1).uniform(0.8, 1.2, (200_000, len(one)))
    _, seconds = timed(lambda: found(many))
    print(f"all linear measures: {len(many) / seconds:,.0f} designs/s")
    for region in ("passivation", "solder"):
        points = len(found.stress(region)[0])
        _, seconds = timed(lambda region=region: found.mean_von_mises(region, many[:4000]))
        print(f"mean von Mises of {region}, {points} points: {4000 / seconds:,.0f} designs/s")


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
    print(
        f"{cases} designs: {median(rates):.2f} a second of processor time, {rates[-1]:.2f} where least"
        f" disturbed; the core ran {median(slow):.2f} times slower than at its best, {median(even):.2f}"
        f" a second if it had not; load {os.getloadavg()[0]:.1f}"
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


def scale(cases: int = 100_000) -> None:
    from stressbump.sweeps import engine, exporting
    from stressbump.sweeps.store import reading, writing
    from stressbump.sweeps.study import Study

    axis = {"from": 100.0, "to": 300.0}
    vary = {k: axis for k in ("pitch_um", "bump_height_um", "elastomer_thickness_um")}
    sampling = {"how": "sobol", "points": cases}
    study = Study(design="elastomer-bump", vary=vary, sampling=sampling)
    sizes: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.db"
        with writing(path) as store:
            _, seconds = timed(lambda: engine.lay_out(study, store))
            print(f"{cases:,} cases laid out in {seconds:.1f} s, {memory():.0f} MB")
            note = lambda s: s.run % 20_000 < 3 and sizes.append((s.run, memory()))  # noqa: E731
            _, seconds = timed(lambda: engine.run(study, store, Pretending(), note))
        print(f"answered and stored in {seconds:.1f} s; memory by cases: {sizes[:1] + sizes[-3:]}")
        with reading(path) as store:
            _, seconds = timed(lambda: exporting.write_parquet(store, path.with_suffix(".parquet")))
            print(
                f"Parquet in {seconds:.1f} s, store {path.stat().st_size / 1e6:.0f} MB, {memory():.0f} MB"
            )


def overhead(jobs: int = 400) -> None:
    from stressbump.answers.options import Options
    from stressbump.sweeps.fingerprint import fingerprint
    from stressbump.sweeps.jobs import Job
    from stressbump.sweeps.pools import Cluster

    table = {"structure": "no such structure", "geometry": {"pitch_um": 150}}
    cases = tuple((f"{n:032}", table) for n in range(5))
    waiting = iter([Job(cases, (), (), Options(bars=False), fingerprint())] * jobs)
    with Cluster(workers=2) as pool:
        _, seconds = timed(lambda: sum(1 for _ in pool.outcomes(lambda: next(waiting, None))))
    share = seconds / jobs / 5
    print(f"{1e3 * seconds / jobs:.2f} ms a job of five cases without work: {share:.2%} of 5 s")


def timed(work: Any) -> tuple[Any, float]:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def memory() -> float:
    """Largest resident memory so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    {f.__name__: f for f in (linear, geometry, scale, overhead)}[sys.argv[1]](
        *map(int, sys.argv[2:])
    )
