"""The page of a picture: a large panel with its zooms, once for each thing shown.

matplotlib is imported only where something is drawn, and never pyplot: nothing here needs a screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stressbump.atomic import replacing
from stressbump.export.zooms import Viewport

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from stressbump.export.shown import Shown

Pair = tuple[Viewport, Viewport]  # a zoom and its close-up

DPI = 100
ZOOM_SIDE = 2.5  # inches, the side of a zoom
LEFT_MARGIN, BOTTOM_MARGIN, TOP_MARGIN = 0.75, 0.5, 0.3  # inches around a panel, for its labels
TITLE_HEIGHT = 0.4  # inches above a block, for its title
WIDE_ASPECT = 0.6  # height per width below which the zooms stand below the large panel
TICK_LENGTH = 0.035  # inches
LABEL_BOX = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}
WIDE_SECTION_HEIGHT = 5.0  # inches, of a wide section
VERBATIM: dict[Any, Any] = {"text.parse_math": False, "text.usetex": False}  # names are no formulas


@dataclass(frozen=True)
class Box:
    """A panel's place in its block, inches from the block's lower left corner."""

    x: float
    y: float
    width: float
    height: float


def boxes(large: Viewport, columns: int, right: float) -> tuple[list[Box], float, float]:
    """Places of the large panel and its zooms (above their close-ups), width and height of it all.

    The zooms stand beside a tall section and below a wide one; `right` inches beside each panel are
    for its colour bar.
    """
    width, height = large.size
    step, tall = LEFT_MARGIN + ZOOM_SIDE + right, 2 * ZOOM_SIDE + BOTTOM_MARGIN + TOP_MARGIN
    rows = (BOTTOM_MARGIN + ZOOM_SIDE + TOP_MARGIN + BOTTOM_MARGIN, BOTTOM_MARGIN)
    if height / width >= WIDE_ASPECT:
        first = Box(LEFT_MARGIN, BOTTOM_MARGIN, tall * width / height, tall)
        start, full = first.x + first.width + right, BOTTOM_MARGIN + tall + TOP_MARGIN
        wide = start + columns * step
    else:
        base = rows[0] + ZOOM_SIDE + TOP_MARGIN if columns else 0.0
        across = min(3 * step - LEFT_MARGIN - right, WIDE_SECTION_HEIGHT * width / height)
        first = Box(LEFT_MARGIN, base + BOTTOM_MARGIN, across, across * height / width)
        start, full = 0.0, first.y + first.height + TOP_MARGIN
        wide = max(columns * step, LEFT_MARGIN + across + right)
    zooms = [
        Box(start + i * step + LEFT_MARGIN, row, ZOOM_SIDE, ZOOM_SIDE)
        for i in range(columns)
        for row in rows
    ]
    return [first, *zooms], wide, full


@contextmanager
def page(
    large: Viewport,
    zooms: Sequence[Pair],
    titles: Sequence[str],
    across: str,
    right: float,
    foot: float,
) -> Iterator[tuple[Shown, list[list[tuple[Axes, Viewport]]]]]:
    """A figure with a block of panels per title; `foot` inches are left below.

    The axes come framed and labelled: `across` names the horizontal axis.
    """
    from matplotlib import rc_context

    from stressbump.export.shown import Shown

    with rc_context(VERBATIM):
        windows = [large, *(w for pair in zooms for w in pair)]
        places, width, height = boxes(large, len(zooms), right)
        full = foot + len(titles) * (height + TITLE_HEIGHT)
        figure = Shown(width, full, DPI)
        blocks = []
        for row, title in enumerate(titles):
            base = full - (row + 1) * (height + TITLE_HEIGHT)
            figure.text(0.2 / width, (base + height + 0.1) / full, title, size=13, weight="bold")
            block = []
            for box, window in zip(places, windows, strict=True):
                place = box.x / width, (base + box.y) / full, box.width / width, box.height / full
                block.append((figure.add_axes(place), window))
                _frame(*block[-1], box, across)
            for i, (zoom, close) in enumerate(zooms):
                _mark(block[0][0], zoom)
                _mark(block[1 + 2 * i][0], close)
            blocks.append(block)
        yield figure, blocks


def write(figure: Shown, path: str | Path) -> None:
    """The figure as a PNG; ExportError if it cannot be written."""
    with replacing(path) as file:
        figure.to_png(file)


def _frame(axes: Axes, window: Viewport, box: Box, across: str) -> None:
    """Limits, ticks and labels. They are plain lines and texts: matplotlib's own ticks would take
    most of the time that a picture takes.
    """
    from matplotlib.collections import LineCollection

    (left, low), (width, height) = window.low, window.size
    axes.set(xlim=(left, window.high[0]), ylim=(low, window.high[1]), xticks=[], yticks=[])
    down, aside = height / box.height, width / box.width  # µm per inch
    marks = []
    for x in ticks(left, window.high[0]):
        marks.append([(x, low), (x, low - TICK_LENGTH * down)])
        axes.text(x, low - 2 * TICK_LENGTH * down, _number(x), size=8, ha="center", va="top")
    for z in ticks(low, window.high[1]):
        marks.append([(left, z), (left - TICK_LENGTH * aside, z)])
        axes.text(left - 2 * TICK_LENGTH * aside, z, _number(z), size=8, ha="right", va="center")
    axes.add_collection(LineCollection(marks, colors="black", linewidths=0.8, clip_on=False))
    frame = axes.transAxes
    axes.text(
        0.5, -0.22 / box.height, f"{across} (µm)", size=8, ha="center", va="top", transform=frame
    )
    axes.text(
        -0.6 / box.width,
        0.5,
        "z (µm)",
        size=8,
        rotation=90,
        ha="center",
        va="center",
        transform=frame,
    )
    above = 1 + 0.05 / box.height
    axes.text(0, above, window.name, size=11, weight="bold", transform=frame)
    axes.text(1, above, window.note, size=8, ha="right", transform=frame)


def ticks(low: float, high: float) -> list[float]:
    """A few round numbers from low to high."""
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(low, high)
    return [float(v) for v in found if low <= v <= high]


def _number(value: float, digits: int = 10) -> str:
    text = f"{value:.0f}" if abs(value) >= 10**digits else f"{value:.{digits}g}"
    return text.replace("-", "−")


def colour_bar(axes: Axes, cmap: str, low: float, high: float, unit: str) -> None:
    """A scale beside a panel; its ends are marked by ≤ and ≥, for colours do not go on there."""
    from matplotlib.image import AxesImage

    dpi = axes.figure.dpi
    width, height = axes.bbox.width / dpi, axes.bbox.height / dpi
    left, right = 1 + 0.08 / width, 1 + 0.2 / width
    image = AxesImage(axes, cmap=cmap, extent=(left, right, 0, 1), origin="lower")
    image.set_data(np.linspace(0, 1, 128)[:, None])
    image.set(clim=(0, 1), transform=axes.transAxes, clip_on=False)
    axes.add_artist(image)
    labels = {
        v: _number(v) for v in ticks(low, high) if 0.06 * (high - low) < min(v - low, high - v)
    }
    labels |= {high: f"≥ {_number(high, 3)}", low: f"≤ {_number(low, 3)}" if low else "0"}
    for value, text in labels.items():
        place = right + 0.04 / width, (value - low) / (high - low)
        axes.text(*place, text, size=7.5, va="center", transform=axes.transAxes)
    axes.text(left, 1 + 0.09 / height, unit, size=8, transform=axes.transAxes)


def _mark(axes: Axes, window: Viewport) -> None:
    """The place of a zoom, drawn into the panel that holds it."""
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle(window.low, *window.size, fill=False, linewidth=1.2, zorder=5))
    axes.annotate(
        window.name,
        window.high,
        xytext=(2, 0),
        textcoords="offset points",
        size=9,
        weight="bold",
        zorder=6,
        bbox=LABEL_BOX,
    )
