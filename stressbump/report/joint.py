"""The page of a joint: what it carries, what that does to each region, a section at any angle."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from markupsafe import Markup

from stressbump.answers.band_text import NOTHING, listed
from stressbump.answers.joint_page_input import WORST, JointPageInput
from stressbump.answers.joint_rows import motion_table, stress_table, zero_angle
from stressbump.answers.rows import Against, TextTable
from stressbump.atomic import replacing
from stressbump.export.joint_rows import JointReliefRow
from stressbump.export.series import DASHES, SERIES
from stressbump.export.zooms import Viewport, whole
from stressbump.formatting import number, percent, with_bar
from stressbump.measures.joint import BY_HAND, FORCE, SLIDE
from stressbump.process.recipe import AS_BUILT
from stressbump.report import pictures
from stressbump.report.figures import figure, panels, svg
from stressbump.report.page import template
from stressbump.report.verdict import degrees
from stressbump.report.viewing import Scene, ViewedStack, file_text, viewer

COLUMNS, ABOVE, TALL = 3, 0.45, 2.3  # of the panels over the angle; inches
AIR = 0.15  # of the size of the regions in focus, that the live section shows beside them
STOPS = "every angle is a sum of harmonics, exact; what stands left of the axis is on the other side of it"


def report_joint(given: JointPageInput, page: str | Path) -> Path:
    """Write the page of a joint, whole or not at all."""
    page = Path(page)
    with replacing(page) as file:
        file.write(render(given).encode())
    return page


def render(given: JointPageInput) -> str:
    """The page as text."""
    return template("stressbump.report", "joint.html", FILTERS).render(**_content(given))


FILTERS: dict[str, Callable[..., str]] = {"degrees": degrees}


def _content(given: JointPageInput) -> dict[str, Any]:
    result = given.result
    return {
        "given": given,
        "result": result,
        "question": question(given),
        "sentences": list(sentences(given)),
        "motion": _table(motion_table(result, given.name)),
        "stress": _table(stress_table(result)),
        "everything": _table(stress_table(result, everything=True)),
        "zero_angle": zero_angle(result),
        "over_angle": draw_over_angle(given),
        "viewer": viewer(scene(given)),
        "inputs": tomli_w.dumps(result.design),
        "embedded": Markup(json.dumps(result.plain()).replace("<", "\\u003c")),
        "style": Markup(file_text("style.css")),
        "licence": file_text("vendor/LICENSE.three"),
    }


def question(given: JointPageInput) -> str:
    """What the page answers."""
    names = dict.fromkeys(name for r in given.references.values() for name in r.touched)
    layers = listed(f"the {name}" for name in names) if names else ""
    if not layers:
        return f"What does the {given.name} carry as a joint ({given.place})?"
    does = "do" if len(names) > 1 else "does"
    return f"What {does} {layers} do for the joint ({given.place}), and against what?"


def sentences(given: JointPageInput) -> Iterator[str]:
    """What the joint carries; for each reference which regions gain and lose the most."""
    motion = {v.value.measure: v.value for v in given.result.joints[0].values}
    slide, force = motion[SLIDE.name], motion[FORCE.name]
    hand = f", by hand {number(own.value)}" if (own := motion.get(BY_HAND.name)) else ""
    yield (
        f"The joint slides by {with_bar(slide.value, slide.bar)} {slide.unit}{hand}, and carries"
        f" {with_bar(force.value, force.bar)} {force.unit}."
    ).replace("-", "−")
    for stack in given.result.references:
        rows = [r for r in given.result.joint_relief if _is_worst(r, stack.name)]
        clear = [r for r in rows if _share(r) > max(NOTHING, r.relief.bar or 0.0)]
        if clear:
            most, least = (f(clear, key=lambda r: r.relief.relief or 0.0) for f in (max, min))
            told = [_phrase(row) for row in ((most,) if most is least else (most, least))]
            yield f"Against {stack.name} the {WORST.name} is {listed(told)}."
        elif rows:
            largest = percent(max(map(_share, rows)))
            yield f"Against {stack.name} no region's {WORST.name} changes by more than {largest}."


def _share(row: JointReliefRow) -> float:
    return abs(row.relief.relief or 0.0)


def _is_worst(row: JointReliefRow, reference: str) -> bool:
    own = row.relief
    return (
        row.over == "all angles" and own.reference == reference and own.measure == WORST.name
        and own.relief is not None
    )  # fmt: skip


def _phrase(row: JointReliefRow) -> str:
    own = row.relief
    share = own.relief or 0.0
    return f"{percent(abs(share), own.bar)} {'lower' if share > 0 else 'higher'} in the {own.where}"


def _table(table: TextTable) -> dict[str, Any]:
    """Columns with whether they stand to the right, and cells with what is faint of them."""
    return {
        "title": table.title,
        "columns": [(c.lstrip("#"), c.startswith("#")) for c in table.columns],
        "rows": [[_cell(c) for c in row] for row in table.rows],
    }


def _cell(cell: str | Against) -> tuple[str, str]:
    shown, faint = (cell.shown, cell.without) if isinstance(cell, Against) else (cell, "")
    return shown.replace("-", "−"), faint.replace("-", "−")


def draw_over_angle(given: JointPageInput) -> Markup:
    """The worst of each region over the angle, a line for each stack."""
    count = len(given.over_angle)
    columns = min(COLUMNS, count)
    with figure(11 * columns / COLUMNS, TALL * -(-count // columns) + ABOVE) as out:
        grid = panels(out, count, columns, ABOVE)
        for axes, (region, stacks) in zip(grid, given.over_angle.items(), strict=True):
            for (name, values), dashes, colour in zip(
                stacks.items(), DASHES * 2, SERIES, strict=False
            ):
                axes.plot(given.degrees, values, dashes, color=colour, lw=1.3, label=name)
            axes.set_title(region, fontsize=9, loc="left")
            axes.set_xlabel("angle (°)")
            axes.set_ylabel("MPa")
            axes.set_xticks(np.arange(0, given.degrees[-1] + 1, 45))
        out.legend(*grid[0].get_legend_handles_labels(), loc="upper left", ncols=6)
        return svg(out, "over-angle", f"{WORST.name} of each region over the angle")


def scene(given: JointPageInput) -> Scene:
    """The section through the joint, at any angle."""
    stacks = tuple(
        ViewedStack(
            row.name, _label(given, row.name), given.fields[row.name], given.bases[row.name], row.materials
        )
        for row in given.result.stacks
    )  # fmt: skip
    built = given.fields[AS_BUILT]
    every = np.arange(len(built.mesh.triangles))
    zooms = pictures.windows(built, given.window)
    return Scene(
        stacks,
        1 if len(stacks) > 1 else 0,
        given.bases[AS_BUILT].stops[0],
        (_joint(given), replace(whole(built.mesh, every), name="chip and board"), *chain(*zooms)),
        axisymmetric=True,
        slider="angle",
        about=STOPS,
    )


def _joint(given: JointPageInput) -> Viewport:
    """Around the regions in focus."""
    mesh = given.fields[AS_BUILT].mesh
    own = mesh.elements_in(*(n for n in given.focus if n in mesh.regions))
    points = mesh.points[mesh.triangles[own]].reshape(-1, 2)
    air = AIR * np.ptp(points, axis=0).max()
    low, high = points.min(axis=0) - air, points.max(axis=0) + air
    return Viewport("", (float(low[0]), float(low[1])), (float(high[0]), float(high[1])))


def _label(given: JointPageInput, name: str) -> str:
    reference = given.references.get(name)
    return f"{name} ({reference.doc})" if reference and reference.doc else name
