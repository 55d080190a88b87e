"""Curvature, sagitta, dimple and warpage over the end temperature, as curves and as a picture."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stressbump.export.panels import drawn_panels
from stressbump.export.result import Result
from stressbump.export.series import DASHES, SERIES
from stressbump.survey import BOW

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ENOUGH = 3  # end temperatures, for a curve over them
SIZE = (3.6, 2.6)  # inches, of a panel
Curves = dict[tuple[str, str, str], dict[str, np.ndarray]]


def over_temperature(result: Result) -> Curves:
    """By measure of bow, place and unit: (temperatures, 2) of °C and value for each stack.

    Empty below `ENOUGH` end temperatures.
    """
    if len(result.temperatures_C) < ENOUGH:
        return {}
    found: dict[tuple[str, str, str], dict[str, list[tuple[float, float]]]] = {}
    for stack in result.stacks:
        for m in stack.measures:
            if m.measure in BOW and m.value is not None:
                points = found.setdefault((m.measure, m.where, m.unit), {})
                points.setdefault(stack.name, []).append((m.temperature_C, m.value))
    return {
        key: {name: np.array(sorted(points)) for name, points in stacks.items()}
        for key, stacks in found.items()
    }


def plot(axes: Iterable[Axes], curves: Curves) -> None:
    """Every measure of bow into axes of its own, a line for each stack."""
    for own, ((measure, where, unit), stacks) in zip(axes, curves.items(), strict=False):
        for (name, points), dashes, colour in zip(stacks.items(), DASHES, SERIES, strict=False):
            own.plot(*points.T, dashes, marker=".", color=colour, lw=1, label=name)
        own.axhline(0, lw=0.5, color="#888888")
        own.set_title(f"{measure} of {where}", fontsize=9, loc="left", parse_math=False)
        own.set_xlabel("end temperature (°C)")
        own.set_ylabel(unit)


def draw_bow(path: str | Path, curves: Curves) -> None:
    """The curves as a PNG; ExportError if it cannot be written."""
    with drawn_panels(path, len(curves), *SIZE) as axes:
        plot(axes, curves)
        axes[0].legend(fontsize=7, frameon=False)
