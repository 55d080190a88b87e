"""Pictures of fields: the stack and a reference side by side on one colour scale, and close up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from stressbump.export.fields import Fields
from stressbump.export.picture import COLOURS, VOID, outlines
from stressbump.export.zooms import Viewport, extent, whole, zooms
from stressbump.measures import first_principal, percentile, von_mises
from stressbump.report.figures import figure, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Marks = Sequence[tuple[int, tuple[float, float]]]  # numbers and their places, µm

SHOWN = 0.98  # of the area shown has stress that the colours tell apart
KINDS = {
    "von Mises stress": (von_mises, False),
    "first principal stress": (first_principal, True),
}
REACH = 1.5  # half-width of a zoom, in the widest averaging windows
WIDE, TALL = 13.0, 4.0  # inches: a row of panels, and one of them
LEFT, BELOW, TOP, BAR = 0.62, 0.45, 0.28, 0.85  # inches around a panel, and for the colours
FLAT = 2.5  # width per height from which panels stand below each other


def side_by_side(shown: dict[str, Fields], kind: str, across: str) -> Markup:
    """The section of each stack in one colour scale."""
    seen = [whole(f.mesh, np.arange(len(f.mesh.triangles))) for f in shown.values()]
    return _row(shown, seen, kind, across, WIDE)


def close_up(
    shown: dict[str, Fields], window: Viewport, kind: str, across: str, marks: Marks = ()
) -> Markup:
    """One zoom of each stack in one colour scale, with numbers beside places of the first."""
    return _row(shown, [window] * len(shown), kind, across, WIDE / 2, marks)


def windows(fields: Fields, widest: float) -> list[tuple[Viewport, Viewport]]:
    """Where to look closely: around places where regions meet."""
    every = np.arange(len(fields.mesh.triangles))
    return list(zooms(fields.mesh, every, REACH * widest))


def drawn_stack(
    fields: Fields, materials: dict[str, str | None], across: str, widest: float
) -> Markup:
    """The regions of the stack as meshed, whole and around the places where they meet."""
    from matplotlib.patches import Patch

    every = np.arange(len(fields.mesh.triangles))
    seen = [whole(fields.mesh, every)] + [w for pair in windows(fields, widest)[:1] for w in pair]
    with _sheet(seen, across, WIDE, below=0.8, beside=0.0) as (out, row):
        for axes, window in row:
            _regions(axes, fields, window)
        names = [fields.mesh.regions[i] for i in np.unique(fields.mesh.region)]
        handles = [
            Patch(
                facecolor=colour(fields, name),
                edgecolor="black",
                linewidth=0.5,
                label=f"{name}: {materials[name]}",
            )
            for name in names
        ]
        out.legend(handles=handles, loc="lower center", ncols=6, fontsize=8)
        return png(out, "the regions of the stack with their mesh")


def colour(fields: Fields, region: str) -> str:
    """The colour a region has in every drawing."""
    return COLOURS[fields.mesh.regions.index(region) % len(COLOURS)]


def _row(
    shown: dict[str, Fields],
    seen: list[Viewport],
    kind: str,
    across: str,
    widest: float,
    marks: Marks = (),
) -> Markup:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize
    from matplotlib.tri import Triangulation

    evaluate, signed = KINDS[kind]
    values = {name: evaluate(fields.stress) for name, fields in shown.items()}
    high = max(_limit(f, w, values[n]) for (n, f), w in zip(shown.items(), seen, strict=True))
    low, cmap = (-high, "RdBu_r") if signed else (0.0, "viridis")
    with _sheet(seen, across, widest, below=0.0, beside=BAR) as (out, row):
        for (name, fields), (axes, window) in zip(shown.items(), row, strict=True):
            axes.set_title(f"{window.name} {name}".strip(), fontsize=9, loc="left")
            axes.set_facecolor(VOID)
            x, z = fields.mesh.points.T
            shape = Triangulation(x, z, _seen(fields, window))
            axes.tripcolor(shape, values[name], shading="gouraud", cmap=cmap, vmin=low, vmax=high)
            _borders(axes, fields, window)
            axes.set(xlim=(window.low[0], window.high[0]), ylim=(window.low[1], window.high[1]))
        for number, spot in marks:
            _mark(row[0][0], number, spot)
        width, height = out.get_size_inches()
        place = (
            (width - BAR + 0.1) / width,
            BELOW / height,
            0.13 / width,
            1 - (BELOW + TOP) / height,
        )
        bar = out.colorbar(
            ScalarMappable(Normalize(low, high), cmap), cax=out.add_axes(place),
            extend="both" if signed else "max",
        )  # fmt: skip
        bar.ax.tick_params(labelsize=7)
        bar.set_label(f"{kind}, MPa", fontsize=8)
        return png(out, f"{kind} of {' and '.join(shown)}")


def _mark(axes: Axes, number: int, place: tuple[float, float]) -> None:
    axes.plot(*place, "o", markersize=4, markerfacecolor="none", markeredgecolor="black")
    axes.annotate(
        str(number), place, (5, 5), textcoords="offset points", size=8, weight="bold",
        bbox={"boxstyle": "circle,pad=0.15", "facecolor": "white", "linewidth": 0.6},
    )  # fmt: skip


@contextmanager
def _sheet(
    seen: list[Viewport], across: str, widest: float, below: float, beside: float
) -> Iterator[tuple[Figure, list[tuple[Axes, Viewport]]]]:
    """Panels side by side, all of one height, below each other where they are wide."""
    shares = [w.size[0] / w.size[1] for w in seen]
    columns = 1 if min(shares) > FLAT else len(seen)
    across_all = max(shares) if columns == 1 else sum(shares)
    tall = min(TALL, (widest - beside - LEFT * columns) / across_all)
    rows = len(seen) // columns
    width, height = across_all * tall + LEFT * columns + beside, rows * (tall + BELOW + TOP) + below
    with figure(width, height) as out:
        row, left = [], 0.0
        for k, (window, share) in enumerate(zip(seen, shares, strict=True)):
            low = below + BELOW + (0 if columns > 1 else (rows - 1 - k) * (tall + BELOW + TOP))
            place = ((left + LEFT) / width, low / height, share * tall / width, tall / height)
            axes = out.add_axes(place)
            axes.set(xlim=(window.low[0], window.high[0]), ylim=(window.low[1], window.high[1]))
            axes.set_xlabel(f"{across} (µm)", fontsize=8)
            axes.tick_params(labelsize=7)
            axes.locator_params("x", nbins=max(2, int(share * tall / 0.6)))
            axes.locator_params("y", nbins=5)
            if window.name:
                axes.set_title(window.name, fontsize=9, loc="left")
            row.append((axes, window))
            left += LEFT + share * tall if columns > 1 else 0.0
        row[0][0].set_ylabel("z (µm)", fontsize=8)
        yield out, row


def _regions(axes: Axes, fields: Fields, window: Viewport) -> None:
    from matplotlib.collections import PolyCollection

    mesh = fields.mesh
    rings = mesh.points[mesh.triangles[:, mesh.element.outline]]
    low, high = rings.min(axis=1), rings.max(axis=1)
    seen = np.all((high >= window.low) & (low <= window.high), axis=1)
    colours = [COLOURS[i % len(COLOURS)] for i in mesh.region[seen]]
    axes.add_collection(
        PolyCollection(rings[seen], facecolors=colours, edgecolors="#00000050", linewidths=0.2)
    )
    _borders(axes, fields, window)


def _borders(axes: Axes, fields: Fields, window: Viewport) -> None:
    from matplotlib.collections import LineCollection

    lines = outlines(fields.mesh, np.arange(len(fields.mesh.triangles)))
    lines = lines[window.touches(extent(lines))]
    axes.add_collection(LineCollection(list(lines), colors="black", linewidths=0.5))


def _seen(fields: Fields, window: Viewport) -> np.ndarray:
    corners = fields.mesh.points[fields.flat]
    low, high = corners.min(axis=1), corners.max(axis=1)
    return fields.flat[np.all((high >= window.low) & (low <= window.high), axis=1)]


def _limit(fields: Fields, window: Viewport, values: np.ndarray) -> float:
    """The stress at which the colours end; close up every region counts by itself."""
    centre = fields.mesh.points[fields.flat].mean(axis=1)
    inside = np.all((centre >= window.low) & (centre <= window.high), axis=1)
    size = np.abs(values[fields.flat[inside]]).mean(axis=1)
    area, region = fields.area[inside], fields.flat_region[inside]
    if not window.close:
        return percentile(size, area, SHOWN)
    return max(percentile(size[region == r], area[region == r], 0.95) for r in np.unique(region))
