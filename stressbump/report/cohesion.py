"""The page of cohesion: when an interface softens and runs, and the path as it parts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import tomli_w
from markupsafe import Markup

from stressbump import __version__
from stressbump.answers.cohesion_comparison import Cohesion, StackCohesion
from stressbump.answers.cohesion_text import GIVEN, HEAD, cells, sentences, strength, toughness
from stressbump.atomic import replacing
from stressbump.export.series import DASHES, SERIES
from stressbump.formatting import number
from stressbump.report.figures import figure, svg
from stressbump.report.page import template
from stressbump.report.verdict import degrees
from stressbump.report.viewing import file_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, TALL, LOW = 9.0, 3.4, 1.5  # inches
ABOVE, BETWEEN, BELOW, LEFT = 0.6, 0.3, 0.5, 0.75
ZONE = 0.18  # opacity of the process zone
ROOM = 1.05  # above the highest
THICK, THIN = 1.6, 0.7  # lines
FRESH = 1e-6  # of damage: what is none, or all
STATES = ("share", "temperature_C", "parted_um", "softened_um", "zone_pairs", "spent_pJ")


FILTERS: dict[str, Callable[..., str]] = {"degrees": degrees, "number": number}


def report_cohesion(found: Cohesion, page: str | Path) -> Path:
    """Write the page, whole or not at all."""
    page = Path(page)
    with replacing(page) as file:
        file.write(render(found).encode())
    return page


def render(found: Cohesion) -> str:
    """The page as text."""
    return template("stressbump.report", "cohesion.html", FILTERS).render(
        found=found,
        version=__version__,
        strength=strength(found),
        toughness=toughness(found),
        given=GIVEN,
        sentences=[_signed(line) for line in sentences(found)],
        head=HEAD,
        rows=[(s.stack, map(_signed, cells(s))) for s in found.stacks],
        path=draw_path(found),
        beside=any(_beside(s) is not None for s in found.stacks),
        states=list(_states(found)),
        inputs=tomli_w.dumps(found.design.inputs()),
        embedded=Markup(json.dumps(found.plain()).replace("<", "\\u003c")),
        style=Markup(file_text("style.css")),
    )


def draw_path(found: Cohesion) -> Markup:
    """The share over how far the interface has parted, its zone, linear mechanics; what is spent."""
    height = ABOVE + TALL + BETWEEN + LOW + BELOW
    with figure(WIDTH, height) as out:

        def axes(low: float, tall: float) -> Axes:
            place = LEFT / WIDTH, low / height, (WIDTH - LEFT - 0.15) / WIDTH, tall / height
            return out.add_axes(place)

        first, second = axes(BELOW + LOW + BETWEEN, TALL), axes(BELOW, LOW)
        for own, colour, dashes in zip(found.stacks, SERIES, DASHES, strict=False):
            _path(first, second, own, colour, dashes)
        first.axhline(1, lw=0.5, color="#888888")
        paths = [own.found for own in found.stacks if own.found is not None]
        highest = max((1.0, *(path.share.max() for path in paths)))
        most = max((path.spent.max() for path in paths), default=1.0)
        first.set(ylabel="share of the stress", ylim=(0, ROOM * highest))
        second.set(
            ylabel=f"spent\n({found.energy_unit})",
            xlabel=f"along the way from {found.flaw.end} (µm)",
            ylim=(0, ROOM * most),
        )
        first.tick_params(labelbottom=False)
        second.sharex(first)
        first.set_xlim(0, found.asked.up_to_um)
        out.legend(*first.get_legend_handles_labels(), loc="upper left", ncols=4)
        return svg(out, "path", "share of the stress over how far the interface has parted")


def _path(first: Axes, second: Axes, own: StackCohesion, colour: str, dashes: str) -> None:
    path = own.found
    if path is None:
        return
    first.plot([], [], dashes, color=colour, lw=THICK, label=f"{own.stack}, parted")
    first.plot([], [], dashes, color=colour, lw=THIN, label=f"{own.stack}, softens")
    _ends(first, path.place, path.share, path.damage, colour, dashes)
    _ends(second, path.place, path.spent, path.damage, colour, dashes)
    order = np.argsort(path.place)
    own_places = path.place[order], path.spent, path.damage[:, order]
    second.contourf(*own_places, levels=(FRESH, 1 - FRESH), colors=colour, alpha=ZONE)
    if (cracks := _beside(own)) is not None:
        label = f"{own.stack}, a crack"
        first.plot(*cracks, ":", color=colour, lw=1.4, label=label)


def _ends(
    axes: Axes, place: np.ndarray, height: np.ndarray, damage: np.ndarray, colour: str, dashes: str
) -> None:
    """The ends of what softens and of what has parted, where they are along the way."""
    order = np.argsort(place)
    x, y = np.broadcast_arrays(place[order], height[:, None])
    for level, width in ((FRESH, THIN), (1 - FRESH, THICK)):
        if (damage >= level).any():
            axes.contour(
                x, y, damage[:, order], levels=(level,), colors=colour, linestyles=dashes,
                linewidths=width,
            )  # fmt: skip


def _beside(own: StackCohesion) -> tuple[np.ndarray, np.ndarray] | None:
    """Lengths of cracks from the same end and the shares at which they grow, if any is to draw."""
    if own.found is None or own.linear is None or not own.found.from_its_end:
        return None
    shares = own.linear_share
    return (own.linear.length, shares) if np.isfinite(shares).any() else None


def _signed(text: str) -> str:
    return text.replace("-", "−")


def _states(found: Cohesion) -> Iterator[list[str]]:
    for row in found.rows():
        told: dict[str, Any] = row
        yield [row["stack"], *(_signed(number(told[k])) for k in STATES)]
