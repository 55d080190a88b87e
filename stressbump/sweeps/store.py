"""The results of a study in one SQLite file: a row per case, written for good or not at all.

`plan` holds every case of the study as it stands now, `result` what became of a case by its key, also
of earlier versions of study or program. What `add` has returned from survives the death of everybody.
One client writes at a time; anybody may read meanwhile.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from stressbump.errors import StressbumpError
from stressbump.sweeps.batch import DONE, FAILED, Outcome
from stressbump.sweeps.designs import Case

FORMAT = 1
PAGE = 1000  # rows read at a time
PLAN = (
    """create table if not exists plan (
    rank integer primary key, number integer not null unique, key text not null, varied text not null,
    alike integer not null
)""",
    "create index if not exists plan_key on plan (key)",
)
LAID_OUT = """
insert into plan select row_number() over (order by geometry, stiffness, key, number),
number, key, varied, count(*) over (partition by geometry, stiffness) from draft
"""
TABLES = """
create table if not exists meta (name text primary key, value text not null);
create table if not exists result (
    key text primary key, status text not null, exit_code integer not null, reason text not null,
    seconds real not null, "values" text not null
) without rowid;
create table if not exists "column" (id integer primary key, name text not null unique);
"""


class StoreError(StressbumpError, OSError):
    """A store that cannot be opened, read or written: its path and the reason."""

    exit_code = 2


@dataclass(frozen=True)
class Row:
    """A case of the plan and what became of it; a status of `pending` if nothing has yet."""

    number: int
    varied: Mapping[str, Any]
    key: str
    status: str
    exit_code: int | None
    reason: str
    seconds: float | None
    values: Mapping[int, float | None]  # by the id of a column


class Store:
    """A study's file; open it with `writing` or `reading`."""

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        """Wrap an open database."""
        self.path = path
        self.database = database
        self._columns: dict[str, int] = {}

    def meta(self, name: str) -> str | None:
        """A fact about the store itself."""
        with self._telling():
            found = self.database.execute("select value from meta where name = ?", (name,))
            row = found.fetchone()
        return None if row is None else str(row[0])

    def plan(self, facts: Mapping[str, str], cases: Callable[[], Iterable[Case]]) -> None:
        """Lay out the cases of a study, unless the same facts were laid out before."""
        if all(self.meta(name) == value for name, value in facts.items()):
            return
        with self._telling(), self.database as db:
            db.execute("begin immediate")
            db.execute("drop table plan")  # an earlier version's may have had other columns
            for statement in PLAN:
                db.execute(statement)
            db.execute("create temp table draft (number, key, varied, geometry, stiffness)")
            db.executemany("insert into draft values (?, ?, ?, ?, ?)", map(_drafted, cases()))
            db.execute(LAID_OUT)
            db.execute("drop table draft")
            db.executemany("insert or replace into meta values (?, ?)", facts.items())

    def forget_failures(self) -> None:
        """Let failed cases be pending again."""
        with self._telling(), self.database as db:
            db.execute(
                "delete from result where status = ? and key in (select key from plan)", (FAILED,)
            )

    def pending(self) -> Iterator[tuple[int, dict[str, Any], int]]:
        """The cases without a result, those that share work together: number, what is varied, and how
        many of the whole study are of the same geometry and stiffness.
        """
        rank, last = 0, None
        while True:
            with self._telling():
                page = self.database.execute(
                    "select rank, number, key, varied, alike from plan where rank > ? and not exists"
                    " (select 1 from result where result.key = plan.key) order by rank limit ?",
                    (rank, PAGE),
                ).fetchall()
            for rank, number, key, varied, alike in page:  # noqa: B007
                if key != last:
                    yield number, json.loads(varied), alike
                last = key
            if not page:
                return

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Write outcomes; once this returns they are there to stay."""
        with self._telling(), self.database as db:
            db.execute("begin immediate")
            known = dict(self._columns)
            for o in outcomes:
                values = json.dumps(
                    {self._column(known, n): finite(v) for n, v in o.values.items()}
                )
                db.execute(
                    "insert or replace into result values (?, ?, ?, ?, ?, ?)",
                    (o.key, o.status, o.exit_code, o.reason, o.seconds, values),
                )
        self._columns = known

    def counts(self) -> dict[str, int]:
        """How many cases there are by status: done, failed, pending."""
        out = {DONE: 0, FAILED: 0, "pending": 0}
        with self._telling():
            out |= self.database.execute(
                "select coalesce(status, 'pending'), count(*) from plan left join result using (key)"
                " group by 1"
            ).fetchall()
        return out

    def columns(self) -> dict[int, str]:
        """The names of all columns of the study as it stands, by id."""
        with self._telling():
            return dict(
                self.database.execute(
                    'select id, name from "column" where id in (select distinct j.key from plan'
                    ' join result using (key), json_each(result."values") j) order by id'
                ).fetchall()
            )

    def rows(self) -> Iterator[Row]:
        """Every case in the order of the study, a page at a time."""
        number = -1
        while True:
            with self._telling():
                page = self.database.execute(
                    'select number, varied, key, status, exit_code, reason, seconds, "values"'
                    " from plan left join result using (key) where number > ? order by number limit ?",
                    (number, PAGE),
                ).fetchall()
            for number, varied, key, status, code, reason, seconds, values in page:
                found = {int(i): v for i, v in json.loads(values or "{}").items()}
                yield Row(
                    number, json.loads(varied), key, status or "pending", code, reason or "",
                    seconds, found,
                )  # fmt: skip
            if not page:
                return

    def select(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query that only reads."""
        with self._telling():
            return self.database.execute(query, values).fetchall()

    def _column(self, known: dict[str, int], name: str) -> int:
        if name not in known:
            self.database.execute('insert or ignore into "column" (name) values (?)', (name,))
            found = self.database.execute('select id from "column" where name = ?', (name,))
            known[name] = int(found.fetchone()[0])
        return known[name]

    def _telling(self) -> Any:
        return telling(self.path)


def finite(value: float | None) -> float | None:
    """The number, or None for one that is none."""
    return value if value is not None and isfinite(value) else None


def _drafted(case: Case) -> tuple[Any, ...]:
    varied = json.dumps(case.varied, ensure_ascii=False, default=str)
    return case.number, case.key, varied, case.geometry, case.stiffness


@contextmanager
def writing(path: Path) -> Iterator[Store]:
    """The store at a path, made if it is not there, for this client alone."""
    with _locked(path), telling(path):
        db = sqlite3.connect(path, isolation_level=None)
        try:
            db.execute("pragma journal_mode = wal")
            db.execute("pragma synchronous = full")
            store = _checked(Store(path, db))
            db.executescript(";".join((TABLES, *PLAN)))
            db.execute("insert or ignore into meta values ('format', ?)", (str(FORMAT),))
            store._columns = dict(store.select('select name, id from "column"'))
            yield store
        finally:
            db.close()


@contextmanager
def reading(path: Path) -> Iterator[Store]:
    """The store at a path, which must be there, to read while others may write."""
    if not path.is_file():
        raise StoreError(f"{path}: no such store; `stressbump sweep` makes one")
    with telling(path):
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            yield _checked(Store(path, db))
        finally:
            db.close()


def _checked(store: Store) -> Store:
    (problem,) = store.database.execute("pragma quick_check(1)").fetchone()
    if problem != "ok":
        last = problem.splitlines()[-1]
        raise StoreError(f"{store.path}: the store is corrupt ({last}); {MEND}")
    tables = {name for (name,) in store.select("select name from sqlite_master")}
    found = store.meta("format") if "meta" in tables else None
    if tables and found != str(FORMAT):
        raise StoreError(f"{store.path}: a database, but no store of a study in format {FORMAT}")
    return store


ELSEWHERE = "choose another folder with -o"
MEND = "move it aside and run again, or bring back a copy"


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turns what SQLite and the system say into a StoreError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {_told(error)}") from error


def _told(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return "the disk is full; what was stored before is safe, run again once there is room"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return f"cannot be written ({error}); {ELSEWHERE}"
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return f"the store is corrupt ({error}); {MEND}"
    return f"{error} ({name or type(error).__name__})"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """A lock that the system takes away from a client that dies."""
    beside = path.with_name(path.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(beside, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror}); {ELSEWHERE}") from None
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            who = os.pread(file, 200, 0).decode(errors="replace").strip()
            raise StoreError(
                f"{path}: another client works on this study: {who or 'unknown'}"
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
        yield
    finally:
        os.close(file)
