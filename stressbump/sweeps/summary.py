"""What a study found, in a few lines: the spread of every answer, and why cases failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from stressbump.sweeps.columns import named_by
from stressbump.sweeps.jobs import FAILED
from stressbump.sweeps.notes import notes
from stressbump.sweeps.store import Store
from stressbump.sweeps.study import Study

SHOWN = 30  # lines of a table
SPREAD = """
select j.key, count(j.value), min(j.value), avg(j.value), max(j.value)
from plan join result using (key), json_each(result."values") j where j.value is not null group by 1
"""
EXTREME = """
select j.key, number, {}(j.value)
from plan join result using (key), json_each(result."values") j where j.value is not null group by 1
"""
REASONS = """
select exit_code, reason, count(*), min(number) from plan join result using (key)
where status = ? group by 1, substr(reason, 1, 60) order by 3 desc
"""


@dataclass(frozen=True)
class Spread:
    """An answer over all cases that have it; `lowest` and `highest` are numbers of cases."""

    column: str
    cases: int
    low: float
    mean: float
    high: float
    lowest: int
    highest: int


@dataclass(frozen=True)
class Failure:
    """A reason for which cases failed, how often, and the first of them."""

    exit_code: int
    reason: str
    cases: int
    first: int


@dataclass(frozen=True)
class Summary:
    """A study as its store has it."""

    counts: Mapping[str, int]
    spreads: tuple[Spread, ...]
    failures: tuple[Failure, ...]
    absent: tuple[str, ...] = ()  # measures asked for that no answer has
    notes: tuple[str, ...] = ()  # what answers leave out of the designs

    def cells(self) -> list[list[str]]:
        """Rows of a table, the first SHOWN answers: column, cases, low, mean, high and their cases."""
        return [
            [s.column, str(s.cases), *(f"{x:.4g}" for x in (s.low, s.mean, s.high)),
             str(s.lowest), str(s.highest)]
            for s in self.spreads[:SHOWN]
        ]  # fmt: skip

    def lines(self) -> list[str]:
        """What the table does not say: how many cases there are, and why some failed."""
        c, more = self.counts, len(self.spreads) - SHOWN
        lines = [f"and {more} more answers, in the files and with --json"] if more > 0 else []
        pending = f", {c['pending']} pending" if c["pending"] else ""
        lines.append(f"{sum(c.values())} cases: {c['done']} done, {c['failed']} failed{pending}.")
        lines += [
            f"  no case has {pattern!r}; `relief` lists what there is" for pattern in self.absent
        ]
        for f in self.failures[:SHOWN]:
            reason = f.reason.splitlines()[0]
            lines.append(f"  failed with {f.exit_code}: {f.cases}, first case {f.first}: {reason}")
        return [*lines, *(f"note: {line}" for line in self.notes)]

    def document(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def summary(store: Store) -> Summary:
    """Read off the store without holding its rows."""
    names = store.columns()
    low = {int(k): n for k, n, _ in store.select(EXTREME.format("min"))}
    high = {int(k): n for k, n, _ in store.select(EXTREME.format("max"))}
    spreads = [
        Spread(names[int(k)], cases, lowest, mean, highest, low[int(k)], high[int(k)])
        for k, cases, lowest, mean, highest in store.select(SPREAD)
    ]
    order = {name: i for i, name in names.items()}
    failures = tuple(Failure(*row) for row in store.select(REASONS, FAILED))
    ordered = sorted(spreads, key=lambda s: order[s.column])
    counts, content = store.counts(), store.meta("content")
    if content is None or not counts["done"]:
        return Summary(counts, tuple(ordered), failures)
    study = Study.model_validate_json(content)
    absent = tuple(m for m in study.measures if not named_by(m, names.values()))
    return Summary(counts, tuple(ordered), failures, absent, notes(study))
