"""Every result of an analysis as a picture: into a file, or into a figure that is there already."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stressbump.analysis import contours, effects, indices, pareto, scatter
from stressbump.atomic import replacing
from stressbump.errors import InputError
from stressbump.report.figures import figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = ("png", "svg", "pdf")
DPI = 150
Result = (
    effects.MainEffects | indices.Indices | contours.ContourMap | pareto.Front | scatter.Scatter
)


def picture(result: Result, path: str | Path, limit: float | None = None) -> Path:
    """A result as a PNG, SVG or PDF by the file's ending; `limit` is drawn into a scatter.

    InputError for another ending, ExportError for a file that cannot be written.
    """
    path = Path(path)
    kind = path.suffix.removeprefix(".").lower()
    if kind not in KINDS:
        raise InputError(f"{path}: a picture ends on .{', .'.join(KINDS)}")
    with figure(*size(result)) as drawn:
        draw(drawn, result, limit)
        with replacing(path) as file:
            drawn.savefig(file, format=kind, dpi=DPI, facecolor="white")
    return path


def size(result: Result) -> tuple[float, float]:
    """Inches that a result's picture wants."""
    match result:
        case effects.MainEffects():
            return effects.size(result)
        case indices.Indices():
            return indices.size(result)
        case contours.ContourMap():
            return contours.SIZE
        case pareto.Front():
            return pareto.SIZE
        case scatter.Scatter():
            return scatter.SIZE


def draw(drawn: Figure, result: Result, limit: float | None = None) -> None:
    """Draw a result into an empty figure."""
    match result:
        case effects.MainEffects():
            effects.draw(drawn, result)
        case indices.Indices():
            indices.draw(drawn, result)
        case contours.ContourMap():
            contours.draw(drawn, result)
        case pareto.Front():
            pareto.draw(drawn, result)
        case scatter.Scatter():
            scatter.draw(drawn, result, limit)
