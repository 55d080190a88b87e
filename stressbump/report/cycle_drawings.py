"""Drawings of thermal cycles: loops and work beside each other, stress over time, bow up and down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np
from markupsafe import Markup

from stressbump.export.loops import plot_loops, widest
from stressbump.export.panels import COLUMNS
from stressbump.export.series import DASHES, SERIES
from stressbump.history.course import Quantity
from stressbump.measures.cycle import slip, work
from stressbump.measures.von_mises import MEAN_VON_MISES as STRESS
from stressbump.process.recipe import AS_BUILT
from stressbump.report.figures import figure, panels, svg
from stressbump.survey import BOW
from stressbump.survey.cycles import CycleRecord

RISING, FALLING, LEVEL = 1, -1, 0
WAYS = {RISING: ("-", "warming"), FALLING: ("--", "cooling"), LEVEL: (":", "dwelling")}
WIDTH, TALL, ABOVE = 11.0, 2.5, 0.45  # inches: a drawing, a row of its panels, its legend
FEW = 2  # cycles over which nothing is drawn that a table tells

Records = Mapping[str, CycleRecord]  # by stack


def draw_loops(records: Records, places: Sequence[str], around: bool) -> Markup:
    """A row of panels for each place, a panel for each stack, on the same axes."""
    built = records[AS_BUILT]
    columns = len(records)
    with figure(WIDTH, TALL * len(places)) as out:
        grid = panels(out, len(places) * columns, columns, 0.0)
        for k, place in enumerate(places):
            component = widest(built.loop(place, built.cycles))
            row = grid[columns * k : columns * (k + 1)]
            for own, (name, record) in zip(row, records.items(), strict=True):
                own.set_title(f"{place}, {name}", fontsize=9, loc="left")
                if place in record.places:
                    plot_loops(own, record, place, component, around)
                    own.legend(fontsize=7.5, title="ΔW of", title_fontsize=7.5)
            for own in row[1:]:
                own.sharex(row[0])
                own.sharey(row[0])
            row[0].autoscale()
        return svg(out, "loops", "hysteresis loops of the last cycles")


def draw_work(records: Records, places: Sequence[str]) -> Markup | None:
    """Work and inelastic strain of every place over cycles; None where these are few."""
    built = records[AS_BUILT]
    if built.cycles <= FEW:
        return None
    kinds = (("ΔW (kPa)", 1e3, work), ("Δp (%)", 100.0, slip))
    wanted = [(place, *kind) for place in places for kind in kinds]
    columns = min(4, len(wanted))
    with figure(WIDTH, TALL * -(-len(wanted) // columns) + ABOVE) as out:
        grid = panels(out, len(wanted), columns, ABOVE)
        for own, (place, label, factor, measure) in zip(grid, wanted, strict=True):
            for (name, record), dashes, colour in zip(
                records.items(), DASHES, SERIES, strict=False
            ):
                if place in record.places:
                    numbers = range(1, record.cycles + 1)
                    found = [factor * measure(record.loop(place, n)) for n in numbers]
                    own.plot(numbers, found, dashes, marker=".", color=colour, lw=1, label=name)
            own.set_title(place, fontsize=9, loc="left")
            own.set_xlabel("cycle")
            own.set_ylabel(label)
            own.set_ylim(bottom=0)
            own.locator_params("x", integer=True)
        out.legend(*grid[0].get_legend_handles_labels(), loc="upper left", ncols=4)
        return svg(out, "work", "work and inelastic strain over cycles")


def bows(records: Records) -> list[Quantity]:
    """The measures of bow that were followed."""
    return [q for q in records[AS_BUILT].followed if q[0] in BOW]


def branches(temperature: np.ndarray) -> list[tuple[int, slice]]:
    """Moments (n,) in parts in which the temperature rises, falls or stays."""
    ways = np.sign(np.diff(temperature)).astype(int)
    found, start = [], 0
    for way, run in groupby(ways.tolist()):
        length = len(list(run))
        found.append((way, slice(start, start + length + 1)))
        start += length
    return found


def draw_bow(records: Records) -> Markup | None:
    """Every measure of bow over the temperature of the last cycle; None where there is none."""
    from matplotlib.lines import Line2D

    if not (known := bows(records)):
        return None
    with figure(WIDTH, TALL * -(-len(known) // COLUMNS) + ABOVE) as out:
        grid = panels(out, len(known), COLUMNS, ABOVE)
        for own, quantity in zip(grid, known, strict=True):
            for (_, record), colour in zip(records.items(), SERIES, strict=False):
                inside = record.within(record.cycles)
                if (value := record.followed.get(quantity)) is None:
                    continue
                for way, part in branches(record.temperature[inside]):
                    dashes, _ = WAYS[way]
                    own.plot(
                        record.temperature[inside][part], value[inside][part], dashes, color=colour, lw=1.2
                    )  # fmt: skip
            measure, where, unit = quantity
            own.set_title(f"{measure} of {where}", fontsize=9, loc="left")
            own.set_xlabel("temperature (°C)")
            own.set_ylabel(unit)
        handles = [
            *(Line2D([], [], color=c, label=n) for n, c in zip(records, SERIES, strict=False)),
            *(Line2D([], [], ls=dashes, color="#888888", label=t) for dashes, t in WAYS.values()),
        ]
        out.legend(handles=handles, loc="upper left", ncols=len(handles))
        return svg(out, "bow-in-cycles", "bow over the temperature of the last cycle")


def draw_stress(records: Records, regions: Iterable[str]) -> Markup:
    """Temperature and mean stress of those of the regions that have one, over time."""
    built = records[AS_BUILT]
    wanted = [q for r in regions if (q := (STRESS.name, r, STRESS.unit)) in built.followed]
    with figure(WIDTH, TALL * -(-(len(wanted) + 1) // COLUMNS) + ABOVE) as out:
        grid = panels(out, len(wanted) + 1, COLUMNS, ABOVE)
        grid[0].plot(built.minutes, built.temperature, color="#888888", lw=1)
        grid[0].set_title("temperature", fontsize=9, loc="left")
        grid[0].set_ylabel("°C")
        for own, quantity in zip(grid[1:], wanted, strict=True):
            for (name, record), dashes, colour in zip(
                records.items(), DASHES, SERIES, strict=False
            ):
                if quantity in record.followed:
                    own.plot(
                        record.minutes,
                        record.followed[quantity],
                        dashes,
                        color=colour,
                        lw=1.2,
                        label=name,
                    )
            own.set_title(f"{quantity[0]} of {quantity[1]}", fontsize=9, loc="left")
            own.set_ylabel("MPa")
            own.set_ylim(bottom=0)
        for own in grid:
            own.set_xlabel("time (min)")
        if wanted:
            out.legend(*grid[1].get_legend_handles_labels(), loc="upper left", ncols=4)
        return svg(out, "stress-over-time", "temperature and mean stress of regions over time")
