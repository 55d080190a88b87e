"""Hysteresis loops of thermal cycles, as curves and as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stressbump.export.panels import drawn_panels
from stressbump.export.series import SERIES
from stressbump.measures.cycle import Loop, work
from stressbump.survey.cycles import CycleRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AROUND = ("radial", "vertical", "hoop", "shear", "zy shear", "xy shear")  # components, for readers
ALONG = ("xx", "zz", "out-of-plane", "shear", "zy shear", "xy shear")
SIZE = (3.6, 2.9)  # inches, of a panel
LINES = len(SERIES)  # the last cycles are drawn, no more of them


def widest(seen: Loop) -> int:
    """The component whose loop of stress over inelastic strain has the largest area, |∮ σ dε|."""
    return int(np.abs(areas(seen)).argmax())


def areas(seen: Loop) -> np.ndarray:
    """∮ σ dε of every component (6,), MPa."""
    means = (seen.stress[:, 1:] + seen.stress[:, :-1]) / 2
    return np.asarray((means * np.diff(seen.inelastic)).sum(axis=1))


def names_of(around: bool) -> tuple[str, ...]:
    """What readers call the components, around an axis or along a plane."""
    return AROUND if around else ALONG


def plot_loops(own: Axes, record: CycleRecord, place: str, component: int, around: bool) -> None:
    """The last cycles of a place, stress of one component over its inelastic strain."""
    last = record.cycles
    for number in range(max(1, last - LINES + 1), last + 1):
        seen = record.loop(place, number)
        own.plot(
            100 * seen.inelastic[component],
            seen.stress[component],
            color=SERIES[(last - number) % LINES],
            lw=1.2 if number == last else 0.7,
            label=f"cycle {number}: {1e3 * work(seen):.3g} kPa",
        )
    own.axhline(0, lw=0.5, color="#888888")
    name = names_of(around)[component]
    own.set_xlabel(f"inelastic {name} strain (%)")
    own.set_ylabel(f"{name} stress (MPa)")


def draw_loops(path: str | Path, record: CycleRecord, around: bool) -> None:
    """Loops of every region with memory and layer as a PNG; ExportError if it cannot be written."""
    with drawn_panels(path, len(record.places), *SIZE) as axes:
        for own, place in zip(axes, record.places, strict=True):
            component = widest(record.loop(place, record.cycles))
            plot_loops(own, record, place, component, around)
            own.set_title(place, fontsize=9, loc="left", parse_math=False)
            own.legend(fontsize=6, frameon=False, title="work of", title_fontsize=6)
