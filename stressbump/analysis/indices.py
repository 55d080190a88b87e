"""Sobol indices: which share of an answer's variance each parameter explains.

First order: by itself. Total: with all that it does together with others. Both are shares of the
variance over the ranges or distributions that the study samples, and mean nothing beyond these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas

from stressbump.analysis import drawing
from stressbump.analysis.cases import (
    answered,
    label,
    missing,
    must_vary,
    parameters,
    values,
    varying,
)
from stressbump.analysis.effects import LEVELS, levels
from stressbump.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FEWEST_BLOCKS = 8
FEWEST = 50
HARMONICS = 6  # Tarantola, Gatelli & Mara (2006), RESS 91, 717: the usual number
WORDS = {"total": "with others (total)", "first": "by itself (first order)"}
RESAMPLES = (50, 500)
DRAWN = 2_000_000  # values of all resamples together
NAMED = 5  # failed cases that a refusal names


@dataclass(frozen=True, eq=False)
class Indices:
    """Sobol indices of an answer.

    `table`: `parameter`, `first`, `first_bar` and, where the sample allows, `total`, `total_bar`;
    bars are half the width of the confidence interval. `used` cases out of all; `lost` are those
    that were left out and why.
    """

    answer: str
    table: pandas.DataFrame
    confidence: float
    used: int
    lost: pandas.DataFrame
    how: str


def sobol_indices(
    frame: pandas.DataFrame,
    answer: str,
    failed: Literal["refuse", "drop"] = "refuse",
    confidence: float = 0.95,
    resamples: int | None = None,
    seed: int = 1,
) -> Indices:
    """First-order and total indices of a study sampled by `saltelli`, by SALib.

    A case without a value spoils its whole block: such a study is refused with the cases named, or
    the blocks are dropped, and the indices are then those of the designs that have a value. Bars come
    from bootstrap `resamples`, 500 unless blocks are many.
    InputError also for another sample, too few blocks, and an answer that does not vary.
    """
    from SALib.analyze import sobol

    there = answered(frame, answer, 1)
    names = parameters(frame)
    size = len(names) + 2
    blocks = _blocks(frame, names)
    whole = there.reshape(-1, size).all(axis=1)
    lost = _lost(frame, answer, np.repeat(whole, size))
    if failed == "refuse" and not whole.all():
        told = "; ".join(f"case {c}: {r}" for c, r in _first(missing(frame, answer)))
        raise InputError(
            f"{answer}: {(~whole).sum()} of {blocks} blocks have a case without a value ({told});"
            ' failed="drop" leaves out whole blocks'
        )
    if whole.sum() < FEWEST_BLOCKS:
        raise InputError(
            f"{answer}: {whole.sum()} of {blocks} blocks have all values, {FEWEST_BLOCKS} are needed"
        )
    y = _varied(values(frame, answer)[np.repeat(whole, size)], answer)
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0, 1]] * len(names)}
    again = resamples or _affordable(len(y))
    found = sobol.analyze(
        problem, y, calc_second_order=False, num_resamples=again, conf_level=confidence, seed=seed
    )  # fmt: skip
    table = pandas.DataFrame(
        {
            "parameter": names,
            "first": found["S1"],
            "first_bar": found["S1_conf"],
            "total": found["ST"],
            "total_bar": found["ST_conf"],
        }
    )
    how = f"Saltelli's estimators over {whole.sum()} of {blocks} blocks of {size} designs"
    return Indices(answer, table, confidence, len(y), lost, how)


def _blocks(frame: pandas.DataFrame, names: tuple[str, ...]) -> int:
    """How many blocks (A, A with one of B in turn, B) the cases make; InputError if they make none."""
    count, odd = divmod(len(frame), len(names) + 2)
    fits = not odd and count and (frame["case"].to_numpy() == np.arange(len(frame))).all()
    if fits:
        codes = np.column_stack([pandas.factorize(frame[n].astype(str))[0] for n in names])
        rows = codes.reshape(count, len(names) + 2, len(names))
        wanted = np.repeat(rows[:, :1], len(names), axis=1)
        each = np.arange(len(names))
        wanted[:, each, each] = rows[:, -1]
        fits = bool((rows[:, 1:-1] == wanted).all())
    if not fits:
        raise InputError(
            'Sobol indices with totals need all cases of a study of [sampling] how = "saltelli";'
            " first-order indices of any other sample: given_data_indices"
        )
    return count


def given_data_indices(
    frame: pandas.DataFrame,
    answer: str,
    confidence: float = 0.95,
    resamples: int | None = None,
    seed: int = 1,
) -> Indices:
    """First-order indices of the cases as they are: a Latin hypercube, a Sobol or any random sample.

    Numbers by SALib's RBD-FAST with the bias correction of Tissot & Prieur (2012); its bars come from
    half as many cases, and are wide rather than narrow. Words and few levels by the analysis of
    variance, ε² = 1 − (within / (n − k)) / (all / (n − 1)) of Kelley (1935). Parameters must have
    been drawn independently. Cases without a value are left out. InputError for fewer than FEWEST
    cases, and for an answer or parameters that do not vary.
    """
    from SALib.analyze import rbd_fast

    there = answered(frame, answer, FEWEST)
    own, y = frame[there], _varied(values(frame, answer)[there], answer)
    names = [n for n in parameters(frame) if varying(own, n)]
    if not names:
        must_vary(own, parameters(frame)[0])
    rng, rows, again = np.random.default_rng(seed), [], resamples or _affordable(len(y))
    for name in names:
        if pandas.api.types.is_numeric_dtype(own[name]) and own[name].nunique() > LEVELS:
            problem = {"num_vars": 1, "names": [name], "bounds": [[0, 1]]}
            x = own[[name]].to_numpy(float)
            found = rbd_fast.analyze(problem, x, y, HARMONICS, again, confidence, seed=rng)
            rows.append((name, float(found["S1"][0]), float(found["S1_conf"][0])))
        else:
            codes = levels(own[name], 1)[0]
            rows.append((name, *_by_levels(codes, y, confidence, again, rng)))
    table = pandas.DataFrame(rows, columns=["parameter", "first", "first_bar"])
    how = f"first order out of {len(y)} given designs (RBD-FAST; levels by analysis of variance)"
    return Indices(answer, table, confidence, len(y), _lost(frame, answer, there), how)


def _affordable(cases: int) -> int:
    """Resamples that take seconds and little memory: many of few cases, few of many."""
    return int(np.clip(DRAWN / cases, *RESAMPLES))


def _by_levels(
    codes: np.ndarray, y: np.ndarray, confidence: float, resamples: int, rng: np.random.Generator
) -> tuple[float, float]:
    """ε² of levels, and half the width of its interval by bootstrap."""
    from scipy.stats import norm

    again = rng.integers(len(y), size=(resamples, len(y)))
    drawn = [_epsilon(codes[i], y[i]) for i in again]
    return _epsilon(codes, y), float(norm.ppf(0.5 + confidence / 2) * np.std(drawn, ddof=1))


def _epsilon(codes: np.ndarray, y: np.ndarray) -> float:
    count = np.bincount(codes)
    mean = np.bincount(codes, y) / np.maximum(count, 1)
    within = float(((y - mean[codes]) ** 2).sum()) / max(1, len(y) - int((count > 0).sum()))
    return 1 - within / float(y.var(ddof=1))


def _varied(y: np.ndarray, answer: str) -> np.ndarray:
    if np.ptp(y) <= 1e-12 * np.abs(y).max():
        raise InputError(f"{answer} is {y[0]:.6g} in all cases: there is no variance to share out")
    return y


def _lost(frame: pandas.DataFrame, answer: str, used: np.ndarray) -> pandas.DataFrame:
    """What is not used: cases without a value, and those that share their block."""
    gone = missing(frame, answer).set_index("case")["reason"]
    cases = frame["case"][~used]
    reason = cases.map(gone).fillna("in one block with a case without a value")
    return pandas.DataFrame({"case": cases, "reason": reason})


def _first(lost: pandas.DataFrame) -> list[tuple[Any, Any]]:
    return list(lost[["case", "reason"]].itertuples(index=False))[:NAMED]


def size(found: Indices) -> tuple[float, float]:
    """Inches of the picture."""
    return 7.6, 1.0 + 0.42 * len(found.table)


def draw(figure: Figure, found: Indices) -> None:
    """Bars with their intervals, the largest on top."""
    kinds = [k for k in WORDS if k in found.table]
    rows = found.table.sort_values(kinds[0])
    height = float(figure.get_size_inches()[1])
    axes = figure.add_axes((0.32, 0.55 / height, 0.65, 1 - 0.95 / height))
    place = np.arange(len(rows))
    for k, kind in enumerate(kinds):
        at, colour = place + (k - (len(kinds) - 1) / 2) * 0.38, drawing.SERIES[k]
        axes.barh(at, rows[kind], 0.34, color=colour, label=WORDS[kind])
        bars = {"xerr": rows[f"{kind}_bar"], "ecolor": drawing.INK, "elinewidth": 1, "capsize": 2}
        axes.errorbar(rows[kind], at, fmt="none", **bars)
    axes.set_yticks(place, [drawing.fold(label(n)[0], 28) for n in rows["parameter"]])
    axes.axvline(0, lw=0.6, color=drawing.FAINT)
    axes.set_xlabel(f"share of the variance; bars: {100 * found.confidence:g} % confidence")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
