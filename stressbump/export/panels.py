"""Axes side by side, one below the other where they are many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from stressbump.export.figure_layout import write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS, DPI = 3, 150


@contextmanager
def drawn_panels(path: str | Path, count: int, width: float, height: float) -> Iterator[list[Axes]]:
    """So many axes, each of a size in inches; what is drawn into them is a PNG at the end.

    ExportError if it cannot be written.
    """
    from stressbump.export.shown import Shown

    columns = min(COLUMNS, count)
    rows = -(-count // columns)
    figure = Shown(columns * width, rows * height, DPI)
    figure.set_layout_engine("constrained")
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for empty in grid[count:]:
        empty.set_axis_off()
    yield list(grid[:count])
    write(figure, path)
