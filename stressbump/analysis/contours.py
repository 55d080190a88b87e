"""An answer over two parameters: exact at the designs of a grid, by a stated rule between others.

Where cases failed or have no value the map is empty; nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas

from stressbump.analysis import drawing
from stressbump.analysis.cases import (
    answered,
    is_log,
    label,
    must_vary,
    named,
    parameters,
    values,
    varying,
)
from stressbump.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEWEST = 4
RESOLUTION = 80  # nodes along an axis of an interpolated map
IN_CELL = 3  # cases that a cell's mean needs
PER_CELL = 12  # cases of a cell on average
MOST_CELLS = 14  # along an axis
LINES = 9  # contours
SIZE = (7.6, 5.4)  # inches
MARKS = {
    "answered": ("o", "design"),
    "failed": ("x", "failed"),
    "no value": ("s", "no value"),
    "pending": ("+", "pending"),
}
CROWD = 400  # designs from which the answered ones are dots


@dataclass(frozen=True, eq=False)
class ContourMap:
    """An answer over two parameters.

    `z` (len(y), len(x)) is NaN where the map is empty. `points` holds every case: `case`, `x`, `y`,
    `z` and `state`. `how` says in words how `z` came out of them; `cells` that they are means of
    cells around (x, y), else values at nodes.
    """

    answer: str
    parameters: tuple[str, str]
    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    points: pandas.DataFrame
    how: str
    cells: bool


def contour_map(
    frame: pandas.DataFrame,
    answer: str,
    x: str,
    y: str,
    where: Mapping[str, Any] | None = None,
) -> ContourMap:
    """The map over the parameters x and y, of all cases or of those `where` others have a value.

    Grids: the value at each design, or the mean over the parameters that are neither on an axis nor
    in `where`; a node is empty if one of its cases has no value. Scattered designs: linear between
    neighbours if nothing else varies, empty where the nearest design has no value and outside of
    all; else means of cells of IN_CELL cases or more. InputError for columns that are not there,
    do not vary or are no numbers, and for too few cases.
    """
    frame = _slice(frame, where or {})
    for name in (x, y):
        must_vary(frame, name)
    if x == y:
        raise InputError(f"a map needs two parameters; both are {x}")
    there = answered(frame, answer, FEWEST)
    state = frame["status"].where(frame["status"] != "done", "no value").where(~there, "answered")
    points = pandas.DataFrame(
        {
            "case": frame["case"],
            "x": values(frame, x),
            "y": values(frame, y),
            "z": values(frame, answer),
            "state": state,
        }
    ).dropna(subset=["x", "y"])
    others = [n for n in parameters(frame) if n not in (x, y) and varying(frame, n)]
    make = _grid if _is_grid(points) else _cell_means if others else _between
    return ContourMap(answer, (x, y), *make(points, others))


def _slice(frame: pandas.DataFrame, where: Mapping[str, Any]) -> pandas.DataFrame:
    for name, value in where.items():
        found = frame[named(name, parameters(frame), "parameter")] == value
        if not found.any():
            stands = ", ".join(map(str, frame[name].unique()[:8]))
            raise InputError(f"where: no case has {name} = {value!r}; there are {stands}")
        frame = frame[found]
    return frame


def _is_grid(points: pandas.DataFrame) -> bool:
    """Whether every x meets every y, all equally often."""
    meetings = points.groupby(["x", "y"]).size()
    full = len(meetings) == points["x"].nunique() * points["y"].nunique()
    return full and meetings.nunique() == 1 and len(meetings) >= 4


def _grid(points: pandas.DataFrame, others: list[str]) -> tuple[Any, ...]:
    table = points.groupby(["y", "x"])["z"].agg(lambda z: z.mean(skipna=False)).unstack()
    mean = f", mean over {', '.join(others)}" if others else ""
    how = f"exact at the designs of the grid{mean}; straight lines between"
    return (
        table.columns.to_numpy(float),
        table.index.to_numpy(float),
        table.to_numpy(),
        points,
        how,
        False,
    )


def _between(points: pandas.DataFrame, _: list[str]) -> tuple[Any, ...]:
    from scipy.interpolate import LinearNDInterpolator
    from scipy.spatial import KDTree, QhullError

    scale = [_Axis(points[n].to_numpy()) for n in ("x", "y")]
    places = np.column_stack(
        [a.share(points[n].to_numpy()) for a, n in zip(scale, "xy", strict=True)]
    )
    there = points["z"].notna().to_numpy()
    shares = np.linspace(0, 1, RESOLUTION)
    nodes = np.stack(np.meshgrid(shares, shares), axis=-1)
    try:
        z = LinearNDInterpolator(places[there], points["z"][there])(nodes)
    except QhullError:
        raise InputError("a map needs designs that do not all lie on a line") from None
    z[~there[KDTree(places).query(nodes)[1]]] = np.nan
    how = "linear between neighbouring designs (Delaunay triangles in the scale of the axes)"
    return scale[0].value(shares), scale[1].value(shares), z, points, how, False


def _cell_means(points: pandas.DataFrame, others: list[str]) -> tuple[Any, ...]:
    count = int(np.clip(np.sqrt(len(points) / PER_CELL), 2, MOST_CELLS))
    scale = [_Axis(points[n].to_numpy()) for n in ("x", "y")]
    column, row = (
        np.minimum(a.share(points[n].to_numpy()) * count, count - 1).astype(int)
        for a, n in zip(scale, "xy", strict=True)
    )
    cell, z = row * count + column, points["z"].to_numpy()
    there = np.isfinite(z)
    filled = np.bincount(cell[there], minlength=count**2)
    total = np.bincount(cell[there], z[there], count**2)
    enough = (filled >= IN_CELL) & (2 * filled > np.bincount(cell, minlength=count**2))
    mean = np.where(enough, total / np.maximum(filled, 1), np.nan).reshape(count, count)
    middle = (np.arange(count) + 0.5) / count
    how = (
        f"means of {count} × {count} cells over what else varies ({', '.join(others)}); empty with"
        f" fewer than {IN_CELL} values or with half of the cases lost"
    )
    return scale[0].value(middle), scale[1].value(middle), mean, points, how, True


class _Axis:
    """A parameter as a share 0 … 1 of its range, by ratios where it is spread so."""

    def __init__(self, numbers: np.ndarray) -> None:
        self.log = is_log(numbers)
        along = np.log(numbers) if self.log else numbers
        self.low, self.span = float(along.min()), float(np.ptp(along))

    def share(self, numbers: np.ndarray) -> np.ndarray:
        return ((np.log(numbers) if self.log else numbers) - self.low) / self.span

    def value(self, shares: np.ndarray) -> np.ndarray:
        along = self.low + self.span * shares
        return np.exp(along) if self.log else along


def draw(figure: Figure, found: ContourMap) -> None:
    """Colours and labelled contours, the designs on top; zero is white where signs change."""
    text, factor = label(found.answer)
    axes = figure.add_axes((0.1, 0.12, 0.72, 0.76))
    z = np.ma.masked_invalid(factor * found.z)
    norm, cmap = _colours(z)
    axes.set_facecolor("#c9c9c9")  # where the map is empty
    drawn: Any
    if found.cells:
        edges = [_edges(found, which) for which in "xy"]
        drawn = axes.pcolormesh(*edges, z, norm=norm, cmap=cmap)
    else:
        drawn = axes.contourf(found.x, found.y, z, LINES + 6, norm=norm, cmap=cmap)
        lines = axes.contour(found.x, found.y, z, LINES, colors="#111111", linewidths=0.6)
        axes.clabel(lines, fontsize=7, fmt="%g")
    _designs(axes, found.points)
    for name, which in zip(found.parameters, "xy", strict=True):
        getattr(axes, f"set_{which}label")(label(name)[0])
        if is_log(found.points[which].to_numpy()):
            drawing.by_ratios(axes, which)
    bar = figure.colorbar(drawn, cax=figure.add_axes((0.85, 0.12, 0.03, 0.76)))
    bar.set_label(drawing.fold(text, 60))


def _edges(found: ContourMap, which: str) -> np.ndarray:
    """Between the middles of cells, and around them."""
    middles = found.x if which == "x" else found.y
    log = is_log(found.points[which].to_numpy())
    along = np.log(middles) if log else middles
    half = (along[1] - along[0]) / 2
    edges = np.r_[along - half, along[-1] + half]
    return np.exp(edges) if log else edges


def _colours(z: np.ma.MaskedArray) -> tuple[Any, str]:
    from matplotlib.colors import Normalize, TwoSlopeNorm

    low, high = float(z.min()), float(z.max())
    if low < 0 < high:
        size = max(-low, high)
        return TwoSlopeNorm(0.0, -size, size), "PuOr"
    return Normalize(low, high if high > low else low + 1), "cividis"


def _designs(axes: Axes, points: pandas.DataFrame) -> None:
    for state, (mark, word) in MARKS.items():
        own = points[points["state"] == state]
        if len(own) == 0:
            continue
        many = state == "answered" and len(own) > CROWD
        look: Any = (
            {"marker": ".", "ms": 2.5, "mew": 0} if many else {"marker": mark, "ms": 3.5, "mew": 1}
        )
        if mark == "s":
            look["mfc"] = "none"
        told = f"{word} ({len(own)})"
        axes.plot(
            own["x"], own["y"], ls="", color="#111111", alpha=0.6, label=told, clip_on=False, **look
        )
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, fontsize=8, frameon=False)
