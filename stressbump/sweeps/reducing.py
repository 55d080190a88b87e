"""A study answered by a reduced basis: bounds stand beside values, as bars do elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from stressbump.errors import InputError, StressbumpError
from stressbump.sweeps.cases import Case
from stressbump.sweeps.jobs import DONE, FAILED, Outcome
from stressbump.sweeps.study import Study

AT_ONCE = 2000  # cases


def reduced_outcomes(study: Study, cases: Iterable[tuple[Case, int]]) -> Iterator[list[Outcome]]:
    """An outcome per case, many at a time, after the model is trained on what the study varies.

    InputError where a study has no reduced basis, SolveError where the search finds none.
    """
    from stressbump.sweeps.reduced import of_study  # pyMOR only where it is asked for

    model = of_study(study, study.reduced or 0.0)
    left = (case for case, _ in cases)
    while block := list(islice(left, AT_ONCE)):
        start = time.perf_counter()
        try:
            columns = {k: [case.varied[k] for case in block] for k in model.keys}
            values, bounds = model.evaluate(columns)
        except InputError:
            yield [_alone(model, case) for case in block]
            continue
        seconds = (time.perf_counter() - start) / len(block)
        yield [
            Outcome(case.key, DONE, 0, "", seconds, _named(model.columns, v, b))
            for case, v, b in zip(block, values.tolist(), bounds.tolist(), strict=True)
        ]


def _alone(model: Any, case: Case) -> Outcome:
    """One case of a block of which one at least is refused."""
    start = time.perf_counter()
    try:
        values, bounds = model.evaluate({k: [case.varied[k]] for k in model.keys})
    except StressbumpError as error:
        seconds = time.perf_counter() - start
        return Outcome(case.key, FAILED, error.exit_code, str(error), seconds)
    found = _named(model.columns, values[0].tolist(), bounds[0].tolist())
    return Outcome(case.key, DONE, 0, "", time.perf_counter() - start, found)


def _named(
    columns: Iterable[str], values: list[float], bounds: list[float]
) -> Mapping[str, float | None]:
    out: dict[str, float | None] = {}
    for name, value, bound in zip(columns, values, bounds, strict=True):
        known = value == value  # no number where there is no reference stress
        out[name] = value if known else None
        out[f"bound of {name}"] = bound if known else None
    return out
