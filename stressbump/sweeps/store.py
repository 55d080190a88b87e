"""The results of a study in one SQLite file: a row per case, written for good or not at all.

`plan` holds every case of the study as it stands now, `result` what became of a case by its key, also
of earlier versions of study or program. What `add` has returned from survives the death of everybody.
One client writes at a time; anybody may read meanwhile.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from stressbump.errors import StoreError
from stressbump.sweeps.cases import Case
from stressbump.sweeps.jobs import DONE, FAILED, Outcome
from stressbump.sweeps.store_errors import MEND, locked, telling

FORMAT = 1
BIRTHS = "births"  # the rule by which a store's regions are born
IN_ORDER, REFERRED = "in order", "referred to the first region"
PAGE = 1000  # rows read at a time
LAID_OUT = """
insert into plan select row_number() over (order by geometry, stiffness, key, number),
number, key, varied, count(*) over (partition by geometry, stiffness), crc(number, key, varied)
from draft
"""
OUTCOME = 'key, status, exit_code, reason, seconds, "values"'
ANSWERED = f"""
insert or replace into result ({OUTCOME}, sum)
values (?1, ?2, ?3, ?4, ?5, ?6, crc(?1, ?2, ?3, ?4, ?5, ?6))
"""
ALTERED = f"""
select key from result where sum <> crc({OUTCOME})
union all select key from plan where sum <> crc(number, key, varied) limit 1
"""
TABLES = f"""
create table if not exists meta (name text primary key, value text not null);
create table if not exists plan (
    rank integer primary key, number integer not null unique, key text not null, varied text not null,
    alike integer not null, sum integer
);
create index if not exists plan_key on plan (key);
create table if not exists result (
    key text primary key, status text not null, exit_code integer not null, reason text not null,
    seconds real not null, "values" text not null, sum integer
) without rowid;
create table if not exists "column" (id integer primary key, name text not null unique);
insert or ignore into meta values ('format', '{FORMAT}')
"""


@dataclass(frozen=True)
class StoredCase:
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
            db.execute("delete from plan")
            db.execute("create temp table draft (number, key, varied, geometry, stiffness)")
            db.executemany("insert into draft values (?, ?, ?, ?, ?)", map(_drafted, cases()))
            db.execute(LAID_OUT)
            db.execute("drop table draft")
            db.executemany("insert or replace into meta values (?, ?)", facts.items())

    def holds(self, key: str) -> bool:
        """Whether the plan has a case of that key."""
        return bool(self.select("select 1 from plan where key = ?", key))

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
        rank, last = 0, ""
        while True:
            with self._telling():
                page = self.database.execute(
                    "select rank, number, key, varied, alike from plan where rank > ? and not exists"
                    " (select 1 from result where result.key = plan.key) order by rank limit ?",
                    (rank, PAGE),
                ).fetchall()
                found = [(n, k, json.loads(varied), alike) for _, n, k, varied, alike in page]
            for number, key, varied, alike in found:
                if key != last:
                    yield number, varied, alike
                last = key
            if not page:
                return
            rank = page[-1][0]

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Write outcomes; once this returns they are there to stay."""
        with self._telling(), self.database as db:
            db.execute("begin immediate")
            known = dict(self._columns)
            for o in outcomes:
                values = json.dumps(
                    {self._column(known, n): finite(v) for n, v in o.values.items()}
                )
                db.execute(ANSWERED, (o.key, o.status, o.exit_code, o.reason, o.seconds, values))
            if known != self._columns:
                db.execute("insert or replace into meta values ('columns', ?)", (_listed(self),))
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

    def rows(self) -> Iterator[StoredCase]:
        """Every case in the order of the study, a page at a time."""
        number = -1
        while True:
            with self._telling():
                page = self.database.execute(
                    'select number, varied, key, status, exit_code, reason, seconds, "values"'
                    " from plan left join result using (key) where number > ? order by number limit ?",
                    (number, PAGE),
                ).fetchall()
                rows = [_row(*record) for record in page]
            yield from rows
            if not rows:
                return
            number = rows[-1].number

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


def _row(
    number: int, varied: str, key: str, status: str | None, code: int | None, reason: str | None,
    seconds: float | None, values: str | None,
) -> StoredCase:  # fmt: skip
    found = {int(i): v for i, v in json.loads(values or "{}").items()}
    return StoredCase(
        number, json.loads(varied), key, status or "pending", code, reason or "", seconds, found
    )


def _drafted(case: Case) -> tuple[Any, ...]:
    varied = json.dumps(case.varied, ensure_ascii=False, default=str)
    return case.number, case.key, varied, case.geometry, case.stiffness


@contextmanager
def writing(path: Path) -> Iterator[Store]:
    """The store at a path, made if it is not there, for this client alone."""
    with locked(path), telling(path):
        db = sqlite3.connect(path, isolation_level=None)
        try:
            db.execute("pragma journal_mode = wal")
            db.execute("pragma synchronous = full")
            store = _checked(Store(path, db))
            _bring_up(store)
            db.executescript(f"begin immediate; {TABLES}; commit")  # all of it or nothing
            store._columns = dict(store.select('select name, id from "column"'))
            yield store
        finally:
            db.close()


@contextmanager
def reading(path: Path) -> Iterator[Store]:
    """The store at a path, which must be there, to read while others may write."""
    if not os.path.isfile(path):  # which is False, too, where one may not look
        raise StoreError(f"{path}: no such store; `stressbump sweep` makes one")
    with telling(path):
        db = _to_read(path)
        try:
            store = _checked(Store(path, db))
            if not store.select("select 1 from sqlite_master where name = 'plan'"):
                raise StoreError(
                    f"{path}: no study is laid out in it; run `stressbump sweep` again"
                )
            yield store
        finally:
            db.close()


def _to_read(path: Path) -> sqlite3.Connection:
    """A connection that only reads, also where not even the notes for other readers can be written."""
    address = path.absolute().as_uri()
    db = sqlite3.connect(f"{address}?mode=ro", uri=True, isolation_level=None)
    try:
        db.execute("select * from sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        db.close()
        log = path.with_name(path.name + "-wal")
        barred = error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY"))
        if not barred or not os.access(path, os.R_OK):
            raise
        if log.exists() and log.stat().st_size:
            raise StoreError(
                f"{path}: its writer was stopped, and nothing can be written here to bring it to"
                " order; copy the folder to where one may write"
            ) from None
        return sqlite3.connect(f"{address}?immutable=1", uri=True, isolation_level=None)
    return db


def _checked(store: Store) -> Store:
    db = store.database
    db.create_function("crc", -1, _crc, deterministic=True)
    (problem,) = db.execute("pragma quick_check(1)").fetchone()
    if problem != "ok":
        last = problem.splitlines()[-1]
        raise StoreError(f"{store.path}: the store is corrupt ({last}); {MEND}")
    tables = {name for (name,) in store.select("select name from sqlite_master")}
    found = store.meta("format") if "meta" in tables else None
    if tables and found != str(FORMAT):
        raise StoreError(f"{store.path}: a database, but no store of a study in format {FORMAT}")
    if (
        tables
        and _has_sums(store)
        and (store.select(ALTERED) or store.meta("columns") not in (None, _listed(store)))
    ):
        raise StoreError(f"{store.path}: the store is corrupt (a row was altered); {MEND}")
    return store


def _listed(store: Store) -> str:
    """A checksum of the columns' names."""
    return str(_crc(*store.database.execute('select id, name from "column" order by id')))


def _has_sums(store: Store) -> bool:
    return "sum" in {name for _, name, *_ in store.select("pragma table_info(result)")}


def _bring_up(store: Store) -> None:
    """Give a store the columns that an earlier version of the program did not know."""
    if store.select("pragma table_info(result)") and not _has_sums(store):
        store.database.executescript(
            "begin immediate; alter table result add column sum integer; drop table plan;"
            " delete from meta where name != 'format'; commit"
        )


def _crc(*values: Any) -> int:
    """A checksum of a row: SQLite itself has none."""
    return zlib.crc32("\0".join(map(str, values)).encode())
