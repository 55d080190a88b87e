"""What a study found, in a few lines: the spread of every answer, and why cases failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from stressbump.sweeps.batch import FAILED
from stressbump.sweeps.store import Store

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
    return Summary(store.counts(), tuple(ordered), failures)
