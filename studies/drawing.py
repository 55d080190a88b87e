"""What the studies' scripts share: a study's rows, from its store or a run, and its figure's file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib

import stressbump as sb

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

HERE = Path(__file__).parent
OUT = HERE.parent / "out" / "studies"
DPI = 110
# Told apart with any colour vision (Okabe and Ito)
BLUE, RED, GREEN, PINK, SKY, AMBER = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#e69f00",
)
GREY = "#6b6b6b"
STYLE: dict[Any, Any] = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "legend.frameon": False,
    "legend.fontsize": 8,
    "lines.markersize": 4.5,
    "lines.linewidth": 1.4,
}


def rows(name: str) -> DataFrame:
    """The answered cases of a study: what out/studies holds of it, or else a run of all of it."""
    out = OUT / name
    stored = (out / "study.db").exists()
    frame = sb.load_study(out) if stored else sb.sweep(HERE / f"{name}.toml", out=out)
    return frame[frame["status"] == "done"]


def panels(width: float, height: float, rows: int, columns: int, **more: Any) -> tuple[Figure, Any]:
    """An empty figure in the studies' style, in inches, and its axes, (rows, columns) of them."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, columns, squeeze=False, **more)


def beside(
    frame: DataFrame, draw: Sequence[Callable[[Axes, DataFrame], None]], height: float, **more: Any
) -> tuple[Figure, Any]:
    """Panels beside each other, all drawn of the same rows, and their axes."""
    figure, axes = panels(11.5, height, 1, len(draw), **more)
    for one, ax in zip(draw, axes[0], strict=True):
        one(ax, frame)
    return figure, axes[0]


def barred(
    axes: Axes, part: DataFrame, x: str, column: str, scale: float = 1.0, **look: Any
) -> None:
    """A column times `scale` over another, by rising x, with discretisation bars if there are any."""
    part = part.sort_values(x)
    bar = part.get(f"bar of {column}")
    bar = None if bar is None else scale * bar
    axes.errorbar(part[x], scale * part[column], yerr=bar, capsize=2.5, **look)


def write(figure: Callable[[DataFrame], Figure], frame: DataFrame, path: Path) -> None:
    """The figure of a study's rows, as a PNG."""
    with matplotlib.rc_context(STYLE):
        figure(frame).savefig(path, dpi=DPI)


def main(figure: Callable[[DataFrame], Figure], name: str) -> None:
    """The figure of a study, beside its script."""
    write(figure, rows(name), HERE / f"{name}.png")
