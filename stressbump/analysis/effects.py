"""Main effects: the mean answer at every level of a parameter, all others as they come.

In a grid every level has seen the same others. In a list or a CSV it has not, and the effects of
parameters that change together cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas

from stressbump.analysis import drawing
from stressbump.analysis.cases import (
    answered,
    is_log,
    label,
    missing,
    must_vary,
    parameters,
    values,
    varying,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEVELS = 12  # distinct numbers that stand for themselves; more are binned
AS_DESIGNED = "as designed"
FEWEST = 2
COLUMNS = 3


@dataclass(frozen=True, eq=False)
class MainEffects:
    """Mean and spread of an answer by parameter and level.

    `table`: `parameter`, `level` (in words), `at` (the mean of the parameter there; NaN for words),
    `cases`, `mean`, `sd`, and `p10`, `p90` of the cases there, all in the answer's unit.
    """

    answer: str
    table: pandas.DataFrame
    mean: float  # over all cases
    constant: tuple[str, ...]  # parameters that are the same in all cases
    missing: pandas.DataFrame  # cases without the answer

    @property
    def spans(self) -> Mapping[str, float]:
        """By parameter: the largest mean less the smallest, the largest span first."""
        means = self.table.groupby("parameter", sort=False)["mean"]
        spans = (means.max() - means.min()).sort_values(ascending=False)
        return {str(k): float(v) for k, v in spans.items()}

    def chance(self, parameter: str) -> float:
        """How often random designs would show as large an effect if there were none (Fisher's F).

        Of a grid it says nothing: there every level has met the same others.
        """
        from scipy.stats import f

        rows = self.table[self.table["parameter"] == parameter]
        between = float((rows["cases"] * (rows["mean"] - self.mean) ** 2).sum())
        within = float(((rows["cases"] - 1) * rows["sd"] ** 2).sum())
        levels, left = len(rows) - 1, int(rows["cases"].sum()) - len(rows)
        if within == 0 or left < 1:
            return 0.0 if between > 0 and left > 0 else 1.0
        return float(f.sf(between / levels / (within / left), levels, left))


def main_effects(
    frame: pandas.DataFrame, answer: str, only: Iterable[str] = (), bins: int = 8
) -> MainEffects:
    """The effect of every parameter, or `only` of some; numbers of more than LEVELS are in `bins`.

    Bins hold equally many cases. InputError for a column that is not there, a parameter asked for
    that does not vary, and fewer than two cases with the answer.
    """
    there = answered(frame, answer, FEWEST)
    only = tuple(only)
    for name in only:
        must_vary(frame, name)
    every = only or parameters(frame)
    y, rows = values(frame, answer)[there], []
    for name in (n for n in every if varying(frame, n)):
        codes, words, at = levels(frame[name][there], bins)
        for code, word in enumerate(words):
            rows.append((name, word, at[code], *_spread(y[codes == code])))
    columns = ["parameter", "level", "at", "cases", "mean", "sd", "p10", "p90"]
    table = pandas.DataFrame(rows, columns=columns)
    constant = tuple(n for n in every if not varying(frame, n))
    return MainEffects(answer, table, float(y.mean()), constant, missing(frame, answer))


def levels(column: pandas.Series, bins: int) -> tuple[np.ndarray, list[str], np.ndarray]:
    """The level of every case (n,), the levels in words, and their mean value, NaN for words."""
    number = pandas.api.types.is_numeric_dtype(column)
    if number and column.nunique() > LEVELS:
        binned = pandas.qcut(column, bins, duplicates="drop")
        codes, found = binned.cat.codes.to_numpy(), list(binned.cat.categories)
        words = [f"{b.left:.4g} … {b.right:.4g}" for b in found]
        at = [float(column[codes == k].mean()) for k in range(len(found))]
    else:
        codes, distinct = pandas.factorize(column, sort=True)
        words = [f"{v:.6g}" if number else str(v) for v in distinct]
        at = [float(v) if number else np.nan for v in distinct]
    if (codes < 0).any():  # the design's own value
        codes = np.where(codes < 0, len(words), codes)
        words, at = [*words, AS_DESIGNED], [*at, np.nan]
    return codes, words, np.array(at)


def _spread(y: np.ndarray) -> tuple[int, float, float, float, float]:
    low, high = np.percentile(y, [10, 90])
    return len(y), float(y.mean()), float(y.std(ddof=1)) if len(y) > 1 else 0.0, low, high


def size(effects: MainEffects) -> tuple[float, float]:
    """Inches of the picture."""
    wanted = max(1, len(effects.spans))
    return 11.0, 0.1 + 2.5 * -(-wanted // COLUMNS)


def draw(figure: Figure, effects: MainEffects) -> None:
    """A panel for each parameter, the one with the largest span first, all of one height."""
    text, factor = label(effects.answer)
    grid = drawing.panels(figure, len(effects.spans), COLUMNS, 0.1)
    low = factor * min(effects.table["p10"].min(), effects.table["mean"].min())
    high = factor * max(effects.table["p90"].max(), effects.table["mean"].max())
    room = 0.06 * (high - low) or 1.0
    for axes, name in zip(grid, effects.spans, strict=True):
        _panel(axes, effects.table[effects.table["parameter"] == name], name, factor)
        axes.axhline(factor * effects.mean, lw=0.6, color=drawing.FAINT)
        axes.set_ylim(low - room, high + room)
    figure.text(0.01, 0.99, f"mean {text}", va="top", size=9)
    figure.text(
        0.99, 0.99, "bars: 10th to 90th percentile; line: mean of all", va="top", ha="right", size=8
    )


def _panel(axes: Axes, rows: pandas.DataFrame, name: str, factor: float) -> None:
    at, mean = rows["at"].to_numpy(), factor * rows["mean"].to_numpy()
    numbers = bool(np.isfinite(at).all())
    x = at if numbers else np.arange(len(rows))
    low, high = factor * rows[["p10", "p90"]].to_numpy().T
    axes.vlines(x, low, high, lw=3, color=drawing.SERIES[0], alpha=0.35)
    axes.plot(x, mean, "o-" if numbers else "o", ms=4, lw=1, color=drawing.SERIES[0])
    axes.set_xlabel(label(name)[0])
    if numbers:
        if is_log(at):
            drawing.by_ratios(axes, "x")
    else:
        axes.set_xticks(x, [drawing.short(w) for w in rows["level"]])
        axes.margins(x=0.25)
