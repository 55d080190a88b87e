"""Pictures of a section: its regions with their mesh, and the stress in them.

Stress is drawn as the elements of each region say it, so it jumps at interfaces. It has no bound at
corners where materials meet: colours end at a percentile, and the picture says at which.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stressbump.export.figure_layout import LABEL_BOX, colour_bar, page, write
from stressbump.export.flat_triangles import FlatTriangles, flat_triangles
from stressbump.export.region_labels import names
from stressbump.export.zooms import Extent, Viewport, extent, whole, zooms
from stressbump.measures import first_principal, percentile, von_mises
from stressbump.mesh.mesh import Mesh, facets

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from stressbump.export.shown import Shown

REACH = 7.5  # µm, half-width of a zoom around the edges of a bump's films
AREA = 0.98  # of a panel's area whose stress the colours tell apart
FILM = 0.95  # in a close-up instead: of the area of each region
# Pale enough for mesh lines on top and told apart with any colour vision (after Paul Tol's schemes)
COLOURS = (
    "#dddddd", "#99ddff", "#ee8866", "#44bb99", "#eedd88", "#aa4499", "#ddaa33", "#77aadd",
    "#ffaabb", "#aaaa00", "#5a7fa8", "#d7c2f0", "#117733", "#c9905a",
)  # fmt: skip
EMPTY = "#ffffff"
VOID = "#c9c9c9"


def draw_section(
    path: str | Path,
    mesh: Mesh,
    materials: Mapping[str, str | None],
    title: str = "",
    axisymmetric: bool = False,
    reach: float = REACH,
) -> None:
    """`section_figure` as a PNG; ExportError if the file cannot be written."""
    write(section_figure(mesh, materials, title, axisymmetric, reach), path)


def section_figure(
    mesh: Mesh,
    materials: Mapping[str, str | None],
    title: str = "",
    axisymmetric: bool = False,
    reach: float = REACH,
) -> Shown:
    """The regions in colours, with their elements and zooms at the triple points.

    `materials` names each region's material, None where it is empty; `reach` is the half-width of
    the zooms in µm.
    """
    from matplotlib.patches import Patch

    shown = [name for name in mesh.regions if materials.get(name) is not None]
    elements = mesh.elements_in(*shown)
    colours = np.array([COLOURS[i % len(COLOURS)] for i in range(len(mesh.regions))])
    rings = mesh.points[mesh.triangles[elements][:, mesh.element.outline]]
    boxes, borders = extent(rings), outlines(mesh, elements)
    large, close = whole(mesh, elements), zooms(mesh, elements, reach)
    foot = 0.2 + 0.2 * -(-len(mesh.regions) // 4)
    with page(large, close, [title], _across(axisymmetric), 0.15, foot) as (figure, blocks):
        for axes, window in blocks[0]:
            seen = window.touches(boxes)
            _fill(axes, rings[seen], colours[mesh.region[elements[seen]]], bool(window.name))
            _lines(axes, borders, window, 0.7)
        handles = [
            Patch(
                facecolor=colours[i] if name in shown else EMPTY,
                edgecolor="black",
                linewidth=0.5,
                label=f"{name}: {materials.get(name) or 'empty'}",
            )
            for i, name in enumerate(mesh.regions)
        ]
        figure.legend(handles=handles, loc="lower center", ncols=4, fontsize=9, frameon=False)
    return figure


def draw_stress(
    path: str | Path,
    mesh: Mesh,
    nodal: np.ndarray,
    title: str = "",
    axisymmetric: bool = False,
    reach: float = REACH,
) -> None:
    """`stress_figure` as a PNG; ExportError if the file cannot be written."""
    write(stress_figure(mesh, nodal, title, axisymmetric, reach), path)


def stress_figure(
    mesh: Mesh,
    nodal: np.ndarray,
    title: str = "",
    axisymmetric: bool = False,
    reach: float = REACH,
) -> Shown:
    """The von Mises and the first principal stress, with zooms at the triple points.

    `nodal` is the stress (6, elements, 6 nodes) as `sample.at_nodes` gives it, NaN where nothing is;
    `reach` the half-width of the zooms in µm.
    """
    elements = np.flatnonzero(np.isfinite(nodal).all(axis=(0, 2)))
    flat = flat_triangles(mesh, elements)
    stress = flat.at_points(nodal[:, elements])
    boxes, borders = extent(mesh.points[mesh.triangles[elements]]), outlines(mesh, elements)
    lead = f"{title}: " if title else ""
    kinds = {
        f"{lead}von Mises stress": (von_mises(stress), False),
        f"{lead}first principal stress (tension positive)": (first_principal(stress), True),
    }
    large, close = whole(mesh, elements), zooms(mesh, elements, reach)
    written = {large.name: names(mesh, elements, large, [zoom for zoom, _ in close])}
    for zoom, closer in close:
        written |= {zoom.name: names(mesh, elements, zoom, [closer])}
        written |= {closer.name: names(mesh, elements, closer)}
    across = _across(axisymmetric)
    with page(large, close, list(kinds), across, 0.75, 0.3) as (figure, blocks):
        for (field, signed), block in zip(kinds.values(), blocks, strict=True):
            for axes, window in block:
                _field(axes, window, flat, boxes, field, signed)
                for name, x, z in written[window.name]:
                    axes.text(x, z, name, size=7.5, ha="center", va="center", bbox=LABEL_BOX)
                _lines(axes, borders, window, 0.6)
        figure.text(
            0.01,
            0.005,
            f"Colours end where {AREA:.0%} of the area shown, in close-ups (′) {FILM:.0%} of each"
            " region, stays below. At corners stress has no bound: its peak depends on the mesh.",
            size=9,
        )
    return figure


def outlines(mesh: Mesh, elements: np.ndarray) -> np.ndarray:
    """Start, middle and end (n, 3, 2) of every side between regions, or towards the outside."""
    sides = facets(mesh, elements)
    other = np.where(np.isin(sides.other, elements), mesh.region[sides.other], -1)
    return mesh.points[sides.nodes[mesh.region[sides.elements] > other][:, [0, 2, 1]]]


def _across(axisymmetric: bool) -> str:
    return "r" if axisymmetric else "x"


def _fill(axes: Axes, rings: Any, colours: np.ndarray, zoomed: bool) -> None:
    from matplotlib.collections import PolyCollection

    lines = 0.4 if zoomed else 0.15
    axes.set_facecolor(EMPTY)
    axes.add_collection(
        PolyCollection(rings, facecolors=colours, edgecolors="#00000060", linewidths=lines)
    )


def _lines(axes: Axes, borders: np.ndarray, window: Viewport, width: float) -> None:
    from matplotlib.collections import LineCollection

    seen: Any = borders[window.touches(extent(borders))]
    axes.add_collection(LineCollection(seen, colors="black", linewidths=width))


def _field(
    axes: Axes,
    window: Viewport,
    flat: FlatTriangles,
    boxes: Extent,
    field: np.ndarray,
    signed: bool,
) -> None:
    from matplotlib.tri import Triangulation

    seen = window.touches(boxes)
    high = _limit(window, flat, flat.corners[seen], field)
    low, cmap = (-high, "RdBu_r") if signed else (0.0, "viridis")
    curved = flat.mesh.element.flattened(flat.points[seen])
    x, z = flat.position.T
    shape = Triangulation(x, z, curved if window.name else flat.corners[seen])
    axes.set_facecolor(VOID)
    axes.tripcolor(shape, field, shading="gouraud", cmap=cmap, vmin=low, vmax=high)
    colour_bar(axes, cmap, low, high, "MPa")


def _limit(
    window: Viewport, flat: FlatTriangles, triangles: np.ndarray, field: np.ndarray
) -> float:
    """The size of stress at which the colours end in a window."""
    corners = flat.position[triangles]
    (ax, az), (bx, bz) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    area, size = np.abs(ax * bz - az * bx), np.abs(field[triangles]).mean(axis=1)
    if not window.close:
        return percentile(size, area, AREA)
    region = flat.region[triangles[:, 0]]
    return max(percentile(size[region == r], area[region == r], FILM) for r in np.unique(region))
