"""Drawings of cracks: what is released over their length, and cracks opened wider than they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup
from scipy.spatial import cKDTree

from stressbump.answers.cracks import Cracks, StackCurve
from stressbump.answers.opened_cracks import OpenedCrack
from stressbump.export.picture import COLOURS, VOID
from stressbump.export.series import DASHES, SERIES
from stressbump.formatting import digits
from stressbump.mesh.mesh import Mesh
from stressbump.report.figures import figure, png, svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

WIDTH, ABOVE, LEFT = 9.0, 0.35, 0.75  # inches
TALL, LOW, BETWEEN, BELOW = 3.6, 1.1, 0.3, 0.5  # the curve, what is below it, and around
BAND = 0.18  # opacity of bars
NEAR = 300.0  # times the largest G, up to which a toughness is drawn
DECADES = 4.0  # of G, below the largest, that are drawn at the most
MOVED = 0.15  # of a crack's length, that the largest displacement of its faces is drawn as
BESIDE = 0.45  # of a crack's length, that is drawn around it
PANEL, LEGEND = 2.9, 0.7  # inches, the side of a panel, and the height of the key
GREY, PRESSING = "#888888", "#c00000"


def draw_curves(found: Cracks) -> Markup:
    """G over the length with bars, and thin beside it if faces might overlap; ψ; how much is closed."""
    below = [_closed, *([_mixity] if has_mixity(found) else [])]
    height = ABOVE + TALL + len(below) * (BETWEEN + LOW) + BELOW
    with figure(WIDTH, height) as out:

        def axes(low: float, tall: float) -> Axes:
            place = LEFT / WIDTH, low / height, (WIDTH - LEFT - 0.15) / WIDTH, tall / height
            return out.add_axes(place)

        first = axes(height - ABOVE - TALL, TALL)
        for curve, colour, dashes in zip(found.curves, SERIES, DASHES, strict=False):
            _release(first, curve, colour, dashes)
        _toughness(first, found)
        first.plot([], [], "-", color=GREY, lw=0.6, label="if faces might overlap")
        if any(c.steady is not None for c in found.curves):
            first.plot([], [], ":", color=GREY, lw=1.2, label="long cracks, laminate theory")
        first.set(xscale="log", yscale="log", ylim=_limits(found), ylabel="G (J/m²)")
        first.yaxis.set_major_formatter("{x:g}")
        rows = [first]
        for k, draw in enumerate(below):
            rows.append(axes(BELOW + (len(below) - 1 - k) * (LOW + BETWEEN), LOW))
            draw(rows[-1], found)
            rows[-1].set_xscale("log")
            rows[-1].sharex(first)
        for row in rows[:-1]:
            row.tick_params(labelbottom=False)
        rows[-1].set_xlabel("length of the crack (µm)")
        rows[-1].xaxis.set_major_formatter("{x:g}")
        for axis in (first.yaxis, rows[-1].xaxis):
            axis.set_minor_formatter("")
        out.legend(*first.get_legend_handles_labels(), loc="upper left", ncols=6)
        return svg(out, "release", "energy release rate over the length of the crack, with bars")


def _toughness(axes: Axes, found: Cracks) -> None:
    """What the interface takes: given, over the modes of the design's cracks, and what is published."""
    for row in found.published:
        low, high = min(row.low, 0.97 * row.high), row.high  # one number is a line
        axes.axhspan(low, high, color=GREY, alpha=0.25, lw=0, label=f"Γ published, {row.source}")
    built = found.curves[0].curve
    if not np.isnan(built.toughness).all():
        axes.plot(built.length, built.toughness, "-.", color=GREY, lw=1.4, label="Γ given")


def _closed(axes: Axes, found: Cracks) -> None:
    for curve, colour, dashes in zip(found.curves, SERIES, DASHES, strict=False):
        axes.plot(curve.curve.length, 100 * curve.curve.closed, dashes, color=colour, lw=1)
    built = found.curves[0].curve
    axes.fill_between(
        built.length, 0, 100 * built.closed, facecolor="none", edgecolor=SERIES[0], hatch="////", lw=0,
    )  # fmt: skip
    axes.set(ylim=(0, 105), ylabel="closed (%)")


def has_mixity(found: Cracks) -> bool:
    """Whether any crack has an open tip with a mode."""
    return any(np.isfinite(c.curve.mixity).any() for c in found.curves)


def _mixity(axes: Axes, found: Cracks) -> None:
    """ψ where a tip is open, without the jump from 180° to -180°."""
    for curve, colour, dashes in zip(found.curves, SERIES, DASHES, strict=False):
        length, mixity = curve.curve.length, curve.curve.mixity
        own = np.flatnonzero(np.isfinite(mixity))
        for part in np.split(own, np.flatnonzero(np.diff(own) > 1) + 1):
            turned = np.degrees(np.unwrap(np.radians(mixity[part])))
            axes.plot(length[part], turned, dashes, color=colour, lw=1)
    axes.axhline(0, lw=0.5, color=GREY)
    axes.set_ylabel("ψ (°)")


def _release(axes: Axes, curve: StackCurve, colour: str, dashes: str) -> None:
    length, rate, bar = curve.curve.length, curve.curve.rate, curve.bar
    axes.plot(length, rate, dashes, color=colour, lw=1.6, label=curve.stack)
    axes.plot(length, curve.curve.overlapping, "-", color=colour, lw=0.6)
    if curve.steady is not None:
        axes.plot(length, curve.steady, ":", color=colour, lw=1.2)
    if bar is not None:
        lowest = np.maximum(rate - bar, np.finfo(float).tiny)  # a logarithm has no place for less
        axes.fill_between(length, lowest, rate + bar, color=colour, alpha=BAND, lw=0)


def _limits(found: Cracks) -> tuple[float, float]:
    """From the least that is worth drawing to the largest G, or what the interface takes if near."""
    rates = np.concatenate([c.curve.rate for c in found.curves])
    steady = [c.long[1] for c in found.curves if c.long]
    high = max([float(rates.max()), *steady])
    low = float(rates[rates > high * 10**-DECADES].min(initial=high))
    known = [*(row.high for row in found.published), *found.curves[0].curve.toughness.tolist()]
    near = [value for value in known if value < NEAR * high]
    return 0.6 * low, 1.6 * max(high, *near, high)


def draw_opened(
    shown: Mapping[str, Sequence[OpenedCrack]], materials: Mapping[str, str], across: str
) -> Markup:
    """Cracks of a few lengths, a row for each stack, opened wider; where faces press is marked."""
    lengths = list(zip(*shown.values(), strict=True))
    times = [factor(same) for same in lengths]
    tall = PANEL + BELOW + ABOVE
    width, height = len(lengths) * (PANEL + LEFT), len(shown) * tall + LEGEND
    with figure(width, height) as out:
        for row, (name, own) in enumerate(shown.items()):
            for k, (opened, by) in enumerate(zip(own, times, strict=True)):
                left, low = k * (PANEL + LEFT) + LEFT, height - (row + 1) * tall + BELOW
                place = left / width, low / height, PANEL / width, PANEL / height
                axes = out.add_axes(place)
                _opened(axes, opened, by)
                title = f"{name}, {digits(opened.length, 2)} µm, {by:,.0f} times"
                axes.set_title(title, fontsize=9, loc="left")
                axes.set_xlabel(f"{across} (µm)", fontsize=8)
        handles = _keys([c for own in shown.values() for c in own], materials)
        out.legend(handles=handles, loc="lower center", ncols=4, fontsize=8)
        return png(out, f"opened cracks of {' and '.join(shown)}")


def _keys(cracks: Sequence[OpenedCrack], materials: Mapping[str, str]) -> list[Patch]:
    """A key to the colour of every region that is drawn."""
    from matplotlib.patches import Patch

    seen = {c.fields.mesh.regions[i] for c in cracks for i in set(c.fields.mesh.region.tolist())}
    regions = cracks[0].fields.mesh.regions
    return [
        Patch(
            facecolor=COLOURS[i % len(COLOURS)], edgecolor="black", lw=0.5, label=f"{n}: {materials[n]}"
        )
        for i, n in enumerate(regions)
        if n in seen
    ]  # fmt: skip


def factor(cracks: Sequence[OpenedCrack]) -> float:
    """By how much displacements of cracks of one length are drawn larger, in one digit."""
    largest = max(c.widest for c in cracks)
    return float(f"{MOVED * cracks[0].length / largest:.1g}") if largest else 1.0


def _opened(axes: Axes, opened: OpenedCrack, times: float) -> None:
    from matplotlib.collections import LineCollection, PolyCollection

    mesh = opened.fields.mesh
    moved = mesh.points + times * opened.displacement
    rings = moved[mesh.triangles[:, mesh.element.outline]]
    colours = [COLOURS[i % len(COLOURS)] for i in mesh.region]
    axes.add_collection(
        PolyCollection(rings, facecolors=colours, edgecolors="#00000030", linewidths=0.15)
    )
    borders = LineCollection(list(moved[_borders(mesh)]), colors="black", linewidths=0.6)
    axes.add_collection(borders)
    axes.plot(*opened.way[-1], "o", markersize=4, markerfacecolor="none", markeredgecolor="black")
    if len(opened.pressing):
        there = moved[cKDTree(mesh.points).query(opened.pressing)[1]]
        axes.plot(*there.T, "x", color=PRESSING, markersize=3.5, markeredgewidth=0.7)
    axes.set_facecolor(VOID)
    window = opened.window(BESIDE)
    axes.set(xlim=(window.low[0], window.high[0]), ylim=(window.low[1], window.high[1]))
    axes.tick_params(labelsize=7)
    axes.locator_params(nbins=4)


def _borders(mesh: Mesh) -> np.ndarray:
    """Start, middle and end (n, 3) of every side with another region or nothing across, on its own side."""
    sides = mesh.sides
    other = np.where(sides.other < 0, -1, mesh.region[sides.other])
    return np.asarray(sides.nodes[mesh.region[sides.elements] != other][:, [0, 2, 1]])
