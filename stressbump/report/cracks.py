"""The page of cracks: from which length on a layer helps, the curves, and the cracks themselves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from markupsafe import Markup

from stressbump import __version__
from stressbump.answers.crack_text import (
    critical_sentence,
    layers,
    sentences,
    shown_lengths,
    steady_sentence,
)
from stressbump.answers.cracks import Cracks, StackCurve
from stressbump.answers.opened_cracks import OpenedCrack
from stressbump.answers.stops import Basis, Stop
from stressbump.atomic import replacing
from stressbump.errors import InputError
from stressbump.formatting import digits, percent, with_bar
from stressbump.report import crack_drawings as drawings
from stressbump.report.page import template
from stressbump.report.verdict import degrees
from stressbump.report.viewing import Scene, ViewedStack, file_text, viewer

LINES = 16  # of the short table
AROUND = 0.45  # of the longest crack, that the live section shows beside it
STOPS = (
    "every stop is a crack of that length, solved with its faces in contact; displacements are what the"
    " crack adds"
)
DRAWN = (-1, -3)  # of the opened cracks, the longest last


def report_cracks(found: Cracks, page: str | Path) -> Path:
    """Write the page of cracks that were found with their fields, whole or not at all."""
    page = Path(page)
    with replacing(page) as file:
        file.write(render(found).encode())
    return page


def render(found: Cracks) -> str:
    """The page as text."""
    return template("stressbump.report", "cracks.html", FILTERS).render(**_content(found))


def rate(curve: StackCurve, k: int) -> str:
    """The rate of a curve at one of its lengths, with its bar."""
    bar = None if curve.bar is None else float(curve.bar[k])
    return with_bar(float(curve.curve.rate[k]), bar).replace("-", "−")


FILTERS: dict[str, Callable[..., str]] = {"degrees": degrees}


@dataclass(frozen=True)
class CrackRow:
    """A length in the page's table: as built, and beside each reference."""

    length: str
    built: str
    closed: str
    mixity: str
    against: tuple[tuple[str, str, str], ...]  # relief or why there is none, the rate, less or more


def rows(found: Cracks, numbers: Iterable[int]) -> Iterator[CrackRow]:
    """A row for some of the lengths."""
    built, *others = found.curves
    reliefs = [(c, *found.relief(c)) for c in others]
    for k in numbers:
        against = []
        for curve, known, why in reliefs:
            told = known[k]
            trend = "" if told is None else _trend(*told)
            shown = why if told is None else percent(*told).replace("-", "−")
            against.append((shown, rate(curve, k), trend))
        length = digits(built.curve.length[k])
        closed = f"{built.curve.closed[k]:.0%}"
        yield CrackRow(length, rate(built, k), closed, mixity(built, k), tuple(against))


def mixity(curve: StackCurve, k: int) -> str:
    """ψ of a curve at one of its lengths, with its bar; a dash where there is none."""
    own, bar = float(curve.curve.mixity[k]), curve.mixity_bar
    if np.isnan(own):
        return "–"
    return with_bar(own, None if bar is None or np.isnan(bar[k]) else float(bar[k])).replace(
        "-", "−"
    )


def _trend(relief: float, bar: float | None) -> str:
    if abs(relief) <= (bar or 0.0):
        return ""
    return "less" if relief > 0 else "more"


def _content(found: Cracks) -> dict[str, Any]:
    built = found.curves[0]
    length = built.curve.length
    other = main_reference(found)
    beside = [built, *([other] if other else [])]
    shown = {
        c.stack: [own[k] for k in DRAWN if -k <= len(own)] for c in beside if (own := _cracks(c))
    }
    across = "r" if _axisymmetric(found) else "x"
    return {
        "found": found,
        "version": __version__,
        "question": question(found),
        "sentences": sentences(found),
        "critical": list(map(critical_sentence, found.curves)) if found.flaw.toughness else [],
        "steady": steady_sentence(found),
        "warnings": found.warnings,
        "published": list(map(str, found.published)),
        "curves": drawings.draw_curves(found),
        "opened": drawings.draw_opened(shown, built.materials, across),
        "short": list(rows(found, shown_lengths(length, LINES))),
        "all": list(rows(found, range(len(length)))),
        "bars": built.bar is not None,
        "mixity": drawings.has_mixity(found),
        "closed": any(c.curve.closed.any() for c in found.curves),
        "viewer": viewer(scene(found)),
        "inputs": tomli_w.dumps(found.design.inputs()),
        "embedded": Markup(json.dumps(found.plain()).replace("<", "\\u003c")),
        "style": Markup(file_text("style.css")),
        "licence": file_text("vendor/LICENSE.three"),
    }


def question(found: Cracks) -> str:
    """What the page answers."""
    names = layers(found)
    at = "/".join(found.flaw.at)
    if not names:
        return f"What does it take to part {at} of the {found.design.name}?"
    told = " and ".join(f"the {name}" for name in names)
    does = "Do" if len(names) > 1 else "Does"
    return f"{does} {told} keep {at} from parting, from which crack on, and against what?"


def main_reference(found: Cracks) -> StackCurve | None:
    """The reference that the longest crack differs from most, of those with the interface's materials."""
    own = [c for c in found.curves[1:] if c.own] or list(found.curves[1:])
    last = float(found.curves[0].curve.rate[-1])
    return max(own, key=lambda c: abs(float(np.log(abs(c.curve.rate[-1] / last)))), default=None)


def _axisymmetric(found: Cracks) -> bool:
    return found.design.recipe.cell.kinematics == "axisymmetric"


def scene(found: Cracks) -> Scene:
    """The live section around the cracks, over their length."""
    stacks = []
    for curve in found.curves:
        own = _cracks(curve)
        stops = tuple(Stop(found.temperature, c.label) for c in own)
        basis = Basis(stops, np.eye(len(own)), np.stack([c.fields.stored for c in own]), False)
        label = curve.stack if not curve.change else f"{curve.stack} ({curve.change})"
        stacks.append(ViewedStack(curve.stack, label, own[-1].fields, basis, curve.materials))
    other, lengths = main_reference(found), _cracks(found.curves[0])
    return Scene(
        tuple(stacks),
        0 if other is None else found.curves.index(other),
        stops[-1],
        (lengths[-1].window(AROUND, ""), *(c.window(0.0) for c in reversed(lengths))),
        _axisymmetric(found),
        slider="length of the crack",
        about=STOPS,
        factor=drawings.factor([_cracks(c)[-1] for c in found.curves]),
    )


def _cracks(curve: StackCurve) -> tuple[OpenedCrack, ...]:
    """Those of a curve that were kept with their fields, the longest last."""
    if not curve.opened:
        raise InputError(
            "these cracks were found without their fields; give fields=True to `cracks`"
        )
    return curve.opened
