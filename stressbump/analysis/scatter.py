"""How an answer scatters when materials and dimensions do: percentiles, and the share beyond a limit.

Both with the confidence that so few designs allow. The intervals suppose designs drawn at random and
independent: Latin hypercubes and Sobol sequences are more even than that, so theirs are on the safe
side; designs of a grid are no sample, and those of one block of Saltelli's are not independent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
import pandas

from stressbump.analysis import drawing
from stressbump.analysis.cases import answered, bare, label, missing, signed, unit, values
from stressbump.errors import InputError
from stressbump.formatting import digits

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PERCENT = (5.0, 25.0, 50.0, 75.0, 95.0)
FEWEST = 8
SIZE = (7.6, 4.2)  # inches


@dataclass(frozen=True, eq=False)
class Scatter:
    """An answer's percentiles: `percent`, `value`, and `low`, `high` of its confidence interval.

    An end is NaN where the cases are too few to bound it. `values` are all there are, in order.
    """

    answer: str
    table: pandas.DataFrame
    confidence: float
    values: np.ndarray
    missing: pandas.DataFrame


@dataclass(frozen=True)
class Share:
    """The share of cases beyond a limit, its confidence interval, and the share if all cases
    without a value counted as not beyond.
    """

    answer: str
    limit: float
    above: bool
    share: float
    low: float
    high: float
    confidence: float
    cases: int
    without: int
    at_worst: float

    def sentence(self) -> str:
        """It in words."""
        factor = label(self.answer)[1]
        own = "%" if factor != 1 else unit(self.answer)
        beyond = "above" if self.above else "below"
        told = (
            f"{digits(100 * self.share)} % ({digits(100 * self.low)} … {digits(100 * self.high)} %,"
            f" {100 * self.confidence:g} % confidence) of {self.cases} designs have a"
            f" {bare(self.answer)} {beyond} {factor * self.limit:g}{'' if own == '1' else f' {own}'}"
        )
        if self.without:
            told += (
                f"; {self.without} without a value are not counted,"
                f" with them it is at least {digits(100 * self.at_worst)} %"
            )
        return signed(told) + "."


def percentiles(
    frame: pandas.DataFrame,
    answer: str,
    percent: Iterable[float] = PERCENT,
    confidence: float = 0.95,
) -> Scatter:
    """Percentiles of an answer with confidence intervals out of order statistics.

    These hold for any distribution: the k-th of n values lies below the percentile as often as a
    binomial variable is at least k (David & Nagaraja, Order Statistics, 3rd ed., 7.1). InputError for
    an unknown column, fewer than FEWEST cases and percentages outside 0 … 100.
    """
    from scipy.stats import binom

    there = answered(frame, answer, FEWEST)
    y, rows = np.sort(values(frame, answer)[there]), []
    tail = (1 - _share(confidence, "confidence")) / 2
    for p in percent:
        share = _share(p / 100, "percent / 100")
        low = int(binom.ppf(tail, len(y), share)) - 1
        high = int(binom.ppf(1 - tail, len(y), share))
        rows.append(
            (
                float(p),
                float(np.quantile(y, share, method="median_unbiased")),
                float(y[low]) if low >= 0 else np.nan,
                float(y[high]) if high < len(y) else np.nan,
            )
        )
    table = pandas.DataFrame(rows, columns=["percent", "value", "low", "high"])
    return Scatter(answer, table, confidence, y, missing(frame, answer))


def share_beyond(
    frame: pandas.DataFrame,
    answer: str,
    limit: float,
    above: bool = True,
    confidence: float = 0.95,
) -> Share:
    """How many cases have an answer above (or below) a limit, in the answer's unit; a relief as 0 … 1.

    The interval is Clopper and Pearson's (1934). InputError as `percentiles`.
    """
    from scipy.stats import binomtest

    if not isfinite(limit):
        raise InputError(f"limit = {limit:g}; a finite number is wanted, in the answer's unit")
    there = answered(frame, answer, FEWEST)
    y = values(frame, answer)[there]
    beyond, count = int(((y > limit) if above else (y < limit)).sum()), len(y)
    level = _share(confidence, "confidence")
    ends = binomtest(beyond, count).proportion_ci(level, method="exact")
    without = len(frame) - count
    return Share(
        answer, float(limit), above, beyond / count, float(ends.low), float(ends.high), confidence,
        count, without, beyond / len(frame),
    )  # fmt: skip


def _share(value: float, what: str) -> float:
    if not 0 < value < 1:
        raise InputError(f"{what} = {value:g}; wanted is a number between 0 and 1")
    return float(value)


def draw(figure: Figure, found: Scatter, limit: float | None = None) -> None:
    """The share of cases below each value, percentiles with their intervals, a limit if there is one."""
    text, factor = label(found.answer)
    axes = figure.add_axes((0.09, 0.14, 0.88, 0.76))
    y, count = factor * found.values, len(found.values)
    axes.step(y, 100 * (np.arange(count) + 1) / count, where="post", lw=1.5, color=drawing.SERIES[0],
              label=f"{count} cases")  # fmt: skip
    for row in found.table.itertuples():
        ends = factor * np.array([row.low, row.high])
        ends = np.where(np.isnan(ends), (y[0], y[-1]), ends)
        axes.hlines(row.percent, *ends, lw=4, color=drawing.SERIES[1], alpha=0.45)
        axes.plot(factor * row.value, row.percent, "o", ms=5, color=drawing.SERIES[1])
        axes.annotate(
            f"{row.percent:g} %: {drawing.decimal(factor * row.value)}", (factor * row.value, row.percent),
            (8, -10), size=8, textcoords="offset points",
        )  # fmt: skip
    axes.plot(
        [],
        [],
        "o-",
        color=drawing.SERIES[1],
        label=f"percentiles, {100 * found.confidence:g} % confidence",
    )
    if limit is not None:
        own = "%" if factor != 1 else unit(found.answer)
        axes.axvline(
            factor * limit,
            ls="--",
            lw=1,
            color=drawing.INK,
            label=f"limit {factor * limit:g} {own}",
        )
    axes.set_xlabel(text)
    axes.set_ylabel("cases below (%)")
    axes.set_ylim(0, 101)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
