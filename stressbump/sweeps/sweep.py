"""Sweeps as a user asks for them: run a study, read what is stored."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stressbump.designs.design import Design
from stressbump.designs.structures.parameters import Structure
from stressbump.errors import InputError
from stressbump.process.validation import checked
from stressbump.sweeps import cases, engine, exporting
from stressbump.sweeps.engine import Report
from stressbump.sweeps.pools import Cluster, Here, Pool
from stressbump.sweeps.store import reading, writing
from stressbump.sweeps.study import Study, load
from stressbump.sweeps.summary import Summary, summary

if TYPE_CHECKING:
    import pandas

FEW = 3  # cases that are sooner done here than a worker is started
STORE = "study.db"


def sweep(
    study: Study | Design | Structure | Mapping[str, Any] | str | Path,
    vary: Mapping[str, Any] | None = None,
    out: str | Path | None = None,
    *,
    references: Iterable[str] | None = None,
    measures: Iterable[str] = (),
    refine: int = 0,
    bars: bool = False,
    corners: bool = False,
    cohesion: bool = False,
    sampling: Mapping[str, Any] | None = None,
    case_minutes: float | None = None,
    scheduler: str | None = None,
    workers: int | None = None,
    retry: bool = False,
    report: Report = lambda _: None,
) -> pandas.DataFrame:
    """All designs of a study, a row each; without `vary` the study is one, or its TOML file.

    With `out`, a folder, the rows are stored there as they come and a second run goes on where the
    first one ended. `workers` are local processes, 0 for this very one; `scheduler` is the address
    of a dask scheduler instead. InputError for what cannot be used, StoreError for a folder that
    cannot.
    """
    if vary is None:
        study = study if isinstance(study, Study) else load(_path(study))
    else:
        table = {
            "design": study,
            "vary": vary,
            "references": references if references is None else tuple(references),
            "measures": tuple(measures),
            "refine": refine,
            "bars": bars,
            "corners": corners,
            "cohesion": cohesion,
            "sampling": sampling or {},
            "case_minutes": case_minutes,
        }
        study = checked(Study, table, "sweep")
    with tempfile.TemporaryDirectory() as spare:
        path = Path(out or spare) / STORE
        run(study, path, scheduler, workers, retry, report)
        with reading(path) as store:
            return exporting.to_frame(store)


def run(
    study: Study,
    path: Path,
    scheduler: str | None = None,
    workers: int | None = None,
    retry: bool = False,
    report: Report = lambda _: None,
) -> None:
    """Run a study into the store at a path."""
    cases.check(study)
    with writing(path) as store:
        engine.run(study, store, pool(cases.count(study), scheduler, workers), report, retry)


def export(path: Path) -> tuple[Summary, dict[str, str]]:
    """What the store at a path holds, in short, and the files beside it that hold all of it."""
    with reading(path) as store:
        files = {
            "csv": exporting.write_csv(store, path.with_suffix(".csv")),
            "parquet": exporting.write_parquet(store, path.with_suffix(".parquet")),
        }
        return summary(store), {"store": str(path)} | {k: str(v) for k, v in files.items()}


def pool(cases: int, scheduler: str | None, workers: int | None) -> Pool:
    """This process for a few cases, else one worker per processor, unless told otherwise."""
    if scheduler is not None:
        if workers is not None:
            raise InputError("--workers does not go with --scheduler, which has its own")
        return Cluster(scheduler)
    if workers is None:
        workers = 0 if cases <= FEW else min(cases, len(os.sched_getaffinity(0)))
    if not 0 <= workers <= 1000:
        raise InputError(f"workers: {workers}; allowed are 0 (this process) … 1000")
    return Cluster(workers=workers) if workers else Here()


def load_study(path: str | Path) -> pandas.DataFrame:
    """What is stored of a study, as a DataFrame; also while it runs. A folder or its study.db."""
    path = Path(path)
    with reading(path / STORE if path.is_dir() else path) as store:
        return exporting.to_frame(store)


def _path(study: Any) -> Path:
    if isinstance(study, str | Path):
        return Path(study)
    raise InputError("sweep: vary is missing: a mapping of parameters and the values they take")
