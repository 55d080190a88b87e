"""What thermal cycles did to a stack: a table of means over time, and hysteresis loops as a picture."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stressbump.atomic import replacing
from stressbump.export.panels import drawn_panels
from stressbump.export.series import SERIES
from stressbump.history.course import Course
from stressbump.measures.cycle import Loop, work
from stressbump.survey.cycles import loop

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COMPONENTS = ("xx", "zz", "out_of_plane", "xz", "zy", "xy")
AROUND = ("radial", "vertical", "hoop", "shear", "zy shear", "xy shear")  # the same, for readers
ALONG = ("xx", "zz", "out-of-plane", "shear", "zy shear", "xy shear")
SIZE = (3.6, 2.9)  # inches, of a panel
LINES = len(SERIES)  # the last cycles are drawn, no more of them


def write_cycles(path: str | Path, course: Course) -> None:
    """Volume means over every region with memory and layer at the end of every step in time, as CSV.

    Stress in MPa, strain since birth with engineering shear, work dissipated since birth in MPa and
    equivalent inelastic strain. ExportError if the file cannot be written.
    """
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(
        ["where", "cycle", "time_min", "temperature_C"]
        + [f"stress_{c}_MPa" for c in COMPONENTS]
        + [f"strain_{c}" for c in COMPONENTS]
        + [f"inelastic_strain_{c}" for c in COMPONENTS]
        + ["work_MPa", "equivalent_inelastic_strain"]
    )
    table.writerows(_rows(course))
    with replacing(path) as file:
        file.write(text.getvalue().encode())


def _rows(course: Course) -> Iterator[list[object]]:
    for place in course.places:
        for now in course.instants:
            means = now.means[place.name]
            numbers = [*means.stress, *means.strain, *means.inelastic, means.work, means.slip]
            start = [place.name, now.cycle, now.seconds / 60, now.temperature]
            yield start[:2] + [f"{v:.8g}" for v in [*start[2:], *numbers]]


def widest(seen: Loop) -> int:
    """The component whose loop of stress over inelastic strain has the largest area, |∮ σ dε|."""
    means = (seen.stress[:, 1:] + seen.stress[:, :-1]) / 2
    return int(np.abs((means * np.diff(seen.inelastic)).sum(axis=1)).argmax())


def plot_loops(own: Axes, course: Course, place: str, around: bool) -> None:
    """The last cycles of a place, stress over inelastic strain of its `widest` component."""
    last = course.cycles
    component = widest(loop(course, place, last))
    for number in range(max(1, last - LINES + 1), last + 1):
        seen = loop(course, place, number)
        own.plot(
            100 * seen.inelastic[component],
            seen.stress[component],
            color=SERIES[(last - number) % LINES],
            lw=1.2 if number == last else 0.7,
            label=f"cycle {number}: {1e3 * work(seen):.3g} kPa",
        )
    own.axhline(0, lw=0.5, color="#888888")
    name = (AROUND if around else ALONG)[component]
    own.set_title(place, fontsize=9, loc="left", parse_math=False)
    own.set_xlabel(f"inelastic {name} strain (%)")
    own.set_ylabel(f"{name} stress (MPa)")
    own.legend(fontsize=6, frameon=False, title="work of", title_fontsize=6)


def draw_loops(path: str | Path, course: Course, around: bool) -> None:
    """Loops of every region with memory and layer as a PNG; ExportError if it cannot be written."""
    with drawn_panels(path, len(course.places), *SIZE) as axes:
        for own, place in zip(axes, course.places, strict=True):
            plot_loops(own, course, place.name, around)
