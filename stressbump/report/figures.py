"""Drawings of a page: lines as SVG in the reader's own colours, fields as PNG."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from stressbump.export.figure_layout import VERBATIM

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#010203"  # matplotlib's lines and texts, which become the page's colour of text
DPI = 110
LEFT = 0.72  # inches of a panel, for the numbers and the label of its axis
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
} | VERBATIM


@contextmanager
def figure(width: float, height: float) -> Iterator[Figure]:
    """An empty figure in the page's style, inches; it needs no screen."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        drawn = Figure(figsize=(width, height))
        FigureCanvasAgg(drawn)
        yield drawn


def panels(drawn: Figure, wanted: int, columns: int, above: float = 0.45) -> list[Axes]:
    """Axes in rows, left to right, at fixed places: matplotlib's own layouts draw everything twice."""
    width, height = drawn.get_size_inches()
    rows = -(-wanted // columns)
    step_x, step_y = width / columns, (height - above) / rows
    found = []
    for k in range(wanted):
        row, column = divmod(k, columns)
        left, low = column * step_x + LEFT, height - above - (row + 1) * step_y + 0.45
        place = (
            left / width,
            low / height,
            (step_x - LEFT - 0.15) / width,
            (step_y - 0.75) / height,
        )
        found.append(drawn.add_axes(place))
    return found


def svg(drawn: Figure, name: str, label: str) -> Markup:
    """A figure as inline SVG; `label` is what a reader who does not see it is told."""
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": name}):
        buffer = io.StringIO()
        drawn.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :].replace(INK, "currentColor")
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    # the same ids in two drawings of a page would send one's clip path to the other
    text = re.sub(r'(id="|url\(#|href="#)', rf"\1{name}-", text)
    return Markup(text.replace("<svg", f'<svg role="img" aria-label="{escape(label)}"', 1))


def png(drawn: Figure, label: str) -> Markup:
    """A figure as an image that stands in the page itself."""
    buffer = io.BytesIO()
    drawn.savefig(buffer, format="png", dpi=DPI, facecolor="white")
    data = base64.b64encode(buffer.getvalue()).decode()
    return Markup('<img alt="{}" src="data:image/png;base64,{}">').format(label, data)
