"""What every analysis asks of a study's table: which columns there are, and which cases have a value.

The table is what `stressbump.load_study` and `stressbump.sweep` return: `case`, what was varied, `status`,
`exit_code`, `reason`, `seconds`, then the answers. A case without a value is never filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas

from stressbump.errors import InputError, did_you_mean

FIRST, AFTER = "case", ("status", "exit_code", "reason", "seconds")
NO_VALUE = "no value: nothing there to compare with, or no such place in this design"
UNITS = {"um": "µm", "C": "°C", "MPa": "MPa", "GPa": "GPa", "ppm_per_K": "ppm/K"}
LISTED = 12  # columns that a refusal names at most
WIDE = 10.0  # largest per smallest value from which an axis may be logarithmic


def parameters(frame: pandas.DataFrame) -> tuple[str, ...]:
    """The keys that the study varies."""
    columns = list(frame.columns)
    if FIRST not in columns or not set(AFTER) <= set(columns):
        raise InputError("no table of a study: `stressbump.load_study(folder)` returns one")
    return tuple(columns[columns.index(FIRST) + 1 : columns.index(AFTER[0])])


def answers(frame: pandas.DataFrame) -> tuple[str, ...]:
    """The columns of answers."""
    inputs = {FIRST, *parameters(frame), *AFTER}
    return tuple(c for c in frame.columns if c not in inputs)


def named(name: str, columns: Iterable[str], what: str) -> str:
    """The column of that name; InputError with the nearest one for a name that there is not."""
    columns = tuple(columns)
    if name in columns:
        return name
    hint = did_you_mean(name, columns)
    if len(columns) > LISTED and "did you mean" not in hint:
        few = ", ".join(columns[:LISTED])
        hint = f"; there are {len(columns)}, as in the first line of study.csv: {few}, …"
    raise InputError(f"no {what} {name!r}{hint}")


def is_relief(answer: str) -> bool:
    """Whether an answer is the relief of another one."""
    return answer.startswith("relief of")


def values(frame: pandas.DataFrame, name: str) -> np.ndarray:
    """An answer, or a parameter in numbers, case by case (n,); NaN where there is none."""
    column = frame[named(name, (*answers(frame), *parameters(frame)), "column")]
    if not pandas.api.types.is_numeric_dtype(column):
        raise InputError(f"{name}: numbers are wanted; here stands {column.dropna().iloc[0]!r}")
    return column.to_numpy(float)


def answered(frame: pandas.DataFrame, answer: str, fewest: int) -> np.ndarray:
    """Which cases have the answer (n,); InputError if they are fewer than `fewest`."""
    there = np.isfinite(values(frame, named(answer, answers(frame), "answer")))
    if there.sum() < fewest:
        lost = missing(frame, answer)
        why = f"; the others: {lost['reason'].iloc[0]}" if len(lost) else ""
        raise InputError(
            f"{answer}: {there.sum()} of {len(frame)} cases have a value, {fewest} are needed{why}"
        )
    return there


def missing(frame: pandas.DataFrame, answer: str) -> pandas.DataFrame:
    """The cases without the answer: `case`, `status` and `reason`."""
    gone = frame[frame[answer].isna()]
    reason = gone["reason"].fillna("").astype(str).where(gone["status"] == "failed", NO_VALUE)
    reason = reason.where(gone["status"] != "pending", "not computed yet")
    return pandas.DataFrame({"case": gone["case"], "status": gone["status"], "reason": reason})


def varying(frame: pandas.DataFrame, name: str) -> bool:
    """Whether a parameter takes more than one value."""
    return bool(frame[name].nunique(dropna=False) > 1)


def must_vary(frame: pandas.DataFrame, name: str) -> None:
    """InputError for a parameter that is the same in all cases."""
    named(name, parameters(frame), "parameter")
    if not varying(frame, name):
        stands = frame[name].tolist()[0] if len(frame) else "nothing"
        raise InputError(f"{name} is {stands!r} in all cases, so nothing can be said of its effect")


def unit(name: str) -> str:
    """The unit of a column, `1` where it has none."""
    if found := re.search(r"\[([^][]*)\]$", name):
        return found[1]
    last = name.rpartition(".")[2]
    return next((u for key, u in UNITS.items() if last.endswith(f"_{key}")), "1")


def label(name: str) -> tuple[str, float]:
    """A column in words with its unit, for an axis, and the factor that its values need: per cent."""
    own, words = unit(name), re.sub(r"\s*\[[^][]*\]$", "", name)
    if words != name:
        words = _prose(words)
    else:
        key = next((k for k, u in UNITS.items() if u == own), "")
        words = name.removesuffix(f"_{key}").replace("_", " ") if key else name.replace("_", " ")
    if is_relief(words):
        return f"{words} (%)", 100.0
    return (words if own == "1" else f"{words} ({own})"), 1.0


def against(answer: str) -> tuple[str, str]:
    """The measure and its place, and the reference; names of references may hold anything."""
    measure, at, place = answer.removesuffix(f" [{unit(answer)}]").partition(" @ ")
    where, _, reference = place.partition(", ")
    return f"{measure}{at}{where}", reference


def bare(name: str) -> str:
    """A column in words, without its unit; what lies in a table by its whole key."""
    if "[" not in name and "." in name:
        return name
    words, factor = label(name)
    return words.removesuffix(f" ({'%' if factor != 1 else unit(name)})")


def signed(text: str) -> str:
    """The minus signs of its numbers as such."""
    return re.sub(r"(?<![\w.])-(?=\d)", "−", text)


def _prose(words: str) -> str:
    """`relief of m @ place, reference` as one would say it."""
    measure, at, place = words.partition(" @ ")
    if is_relief(words):
        place = place.replace(", ", " against ", 1)
    return f"{measure} {'at' if '/' in place else 'of'} {place}" if at else words


def is_log(numbers: np.ndarray) -> bool:
    """Whether numbers are spread by ratios rather than by differences."""
    numbers = numbers[np.isfinite(numbers)]
    if not len(numbers) or numbers.min() <= 0 or numbers.max() < WIDE * numbers.min():
        return False
    low, middle, high = numbers.min(), float(np.median(numbers)), numbers.max()
    return bool(abs(np.log(middle / np.sqrt(low * high))) < abs(np.log(middle * 2 / (low + high))))
