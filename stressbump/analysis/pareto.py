"""Pareto front of two goals: the designs that no other one beats in one of them and equals in the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas

from stressbump.analysis import drawing
from stressbump.analysis.cases import label, values
from stressbump.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Sense = Literal["max", "min", "zero"]
SIZE = (7.6, 4.6)  # inches
NAMED = 12  # cases of a front that are named in the picture
WORDS = {"max": "more is better", "min": "less is better", "zero": "nearer 0 is better"}


@dataclass(frozen=True, eq=False)
class Front:
    """The front by its first goal, the best of it first: rows of the study's table.

    `goals`: column and sense. `considered` cases have both values, `without` lack one. `every`
    (considered, 2) are their values.
    """

    goals: Mapping[str, Sense]
    cases: pandas.DataFrame
    considered: int
    without: int
    every: np.ndarray


def pareto_front(frame: pandas.DataFrame, goals: Mapping[str, Sense]) -> Front:
    """The front of two columns, answers or parameters, each to be `max`, `min` or near `zero`.

    Cases of equal values are on it together. InputError for other than two goals, an unknown
    column or sense, and if no case has both values.
    """
    if len(goals) != 2:
        raise InputError(f"a front has two goals; here are {len(goals)}")
    for name, sense in goals.items():
        if sense not in get_args(Sense):
            raise InputError(f"{name}: {sense!r} is no sense{did_you_mean(sense, get_args(Sense))}")
    found = np.column_stack([values(frame, name) for name in goals])
    there = np.isfinite(found).all(axis=1)
    if not there.any():
        raise InputError(f"no case has a value of both {' and '.join(goals)}")
    costs = np.column_stack([_cost(found[there, k], s) for k, s in enumerate(goals.values())])
    on = np.flatnonzero(there)[front(costs)]
    return Front(dict(goals), frame.iloc[on], int(there.sum()), int((~there).sum()), found[there])


def _cost(numbers: np.ndarray, sense: Sense) -> np.ndarray:
    return {"max": -numbers, "min": numbers, "zero": np.abs(numbers)}[sense]


def front(costs: np.ndarray) -> np.ndarray:
    """Rows of (n, 2) that no other row beats, both columns the smaller the better, by the first one."""
    order = np.lexsort(costs.T[::-1])
    first, second = costs[order].T
    best = np.minimum.accumulate(second)
    lower = np.r_[True, second[1:] < best[:-1]]  # than all that are better in the first
    started = np.maximum.accumulate(np.where(lower, np.arange(len(order)), 0))
    same = (first == first[started]) & (second == second[started])
    return order[same]


def draw(figure: Figure, found: Front) -> None:
    """All cases pale, the front joined by steps, its cases numbered as far as there is room."""
    (x, way_x), (y, way_y) = found.goals.items()
    (text_x, factor_x), (text_y, factor_y) = label(x), label(y)
    axes = figure.add_axes((0.11, 0.13, 0.86, 0.78))
    axes.plot(
        factor_x * found.every[:, 0], factor_y * found.every[:, 1], ".", ms=4, color=drawing.FAINT,
        alpha=0.5, rasterized=True, label=f"{found.considered} cases",
    )  # fmt: skip
    on_x, on_y = (
        factor_x * found.cases[x].to_numpy(float),
        factor_y * found.cases[y].to_numpy(float),
    )
    axes.plot(on_x, on_y, "o-", ms=6, lw=1.2, color=drawing.SERIES[1], label=f"front ({len(on_x)})")
    for k in np.unique(np.linspace(0, len(on_x) - 1, min(NAMED, len(on_x))).astype(int)):
        axes.annotate(
            str(found.cases["case"].iloc[k]), (on_x[k], on_y[k]), (5, 5), size=7.5,
            textcoords="offset points",
        )  # fmt: skip
    axes.set_xlabel(f"{text_x} – {WORDS[way_x]}")
    axes.set_ylabel(drawing.fold(f"{text_y} – {WORDS[way_y]}", 55))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
