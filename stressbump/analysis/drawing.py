"""How the pictures of an analysis look: figures without a screen, panels, colours, long words."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

from stressbump.export.series import SERIES
from stressbump.formatting import digits
from stressbump.report.figures import INK, panels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["FAINT", "INK", "SERIES", "by_ratios", "decimal", "fold", "panels", "short"]

FAINT = "#888888"  # seen on white and on black
SHORT = 14  # letters of a level beneath a panel


def by_ratios(axes: Axes, which: str) -> None:
    """Make `x` or `y` a logarithmic axis with plain numbers on it."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    getattr(axes, f"set_{which}scale")("log")
    axis = getattr(axes, f"{which}axis")
    axis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=7))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def decimal(number: float) -> str:
    """Three digits and a proper minus."""
    return digits(number).replace("-", "−")


def fold(text: str, width: int) -> str:
    """A long label in lines."""
    return "\n".join(textwrap.wrap(text, width))


def short(level: str) -> str:
    """A level in two short lines; of a table its numbers."""
    if level.startswith("{"):
        level = " ".join(f"{k.split('_')[0]}={v}" for k, v in json.loads(level).items())
    lines = textwrap.wrap(level, SHORT)
    return "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")
