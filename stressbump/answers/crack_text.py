"""From which length of a crack on a layer helps or harms, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np

from stressbump.accuracy.error_bars import SAFETY, reaching
from stressbump.answers.band_text import NOTHING, listed
from stressbump.answers.cracks import Cracks, StackCurve
from stressbump.formatting import digits, percent, with_bar
from stressbump.fracture.mixity import SHUT

Effect = Literal["helps", "harms", "nothing", "open"]
WORDS: dict[Effect, tuple[str, str]] = {  # of one layer, of several
    "helps": ("helps", "help"),
    "harms": ("harms", "harm"),
    "nothing": ("changes nothing", "change nothing"),
}
TWICE = 2.0  # times a reference, from which on nobody counts in per cent


@dataclass(frozen=True)
class Span:
    """Neighbouring lengths of one effect, by their numbers."""

    effect: Effect
    first: int
    last: int


def spans(found: Cracks, other: StackCurve) -> list[Span]:
    """What the design does to cracks beside a reference, from the shortest to the longest.

    It helps or harms where the difference exceeds its bar: both stacks are on one mesh, so that is what
    cubics change of the difference, or what it is by K. Where that bar reaches past zero it is open.
    """
    less, bar = _difference(found.curves[0], other)
    small = NOTHING * np.abs(other.curve.rate)
    settled = np.where(
        np.abs(less) + bar <= small, 2, np.where(np.abs(less) > bar, np.sign(less), 0)
    )
    names: dict[float, Effect] = {1: "helps", -1: "harms", 2: "nothing", 0: "open"}
    out, start = [], 0
    for value, run in groupby(settled.tolist()):
        count = len(list(run))
        out.append(Span(names[value], start, start + count - 1))
        start += count
    return out


def _difference(built: StackCurve, other: StackCurve) -> tuple[np.ndarray, np.ndarray]:
    """How much less is released than in a reference, J/m², and its bar: 0 where none is asked for."""
    less = other.curve.rate - built.curve.rate
    if built.finer is None or other.finer is None:
        return less, np.zeros(len(less))
    bar = SAFETY["release"] * np.abs(other.finer.rate - built.finer.rate - less)
    bar = reaching(bar, less, other.curve.second - built.curve.second)
    return less, bar + np.abs(other.curve.held - built.curve.held - less)


def sentences(found: Cracks) -> list[str]:
    """One for each reference with which the interface's materials are the same."""
    return [_sentence(found, other) for other in found.curves[1:] if other.own]


def layers(found: Cracks, *curves: StackCurve) -> tuple[str, ...]:
    """The regions that these references change, all of them if none is given."""
    names = {c.stack for c in curves or found.curves}
    touched = [n for r in found.design.recipe.references if r.name in names for n in r.touched]
    return tuple(dict.fromkeys(touched))


def _sentence(found: Cracks, other: StackCurve) -> str:
    names = layers(found, other)
    several = len(names) > 1
    every = spans(found, other)
    told = []
    for effect, words in WORDS.items():
        if own := [s for s in every if s.effect == effect]:
            where = listed(_where(found, s) + _amount(found, other, s) for s in own)
            told.append((own[0].first, f"{words[several]} {where}"))
    left = [_where(found, s) for s in every if s.effect == "open"]
    subject = listed([f"the {name}" for name in names])
    start = f"Against {other.stack} {subject}"
    if not told:
        return f"{start}: at no length do the bars say whether less is released or more."
    rest = f"; {listed(left)} the bars leave it open" if left else ""
    return f"{start} {listed(words for _, words in sorted(told))}{rest}."


def _where(found: Cracks, span: Span) -> str:
    """Lengths in words."""
    length = found.curves[0].curve.length
    low, high = digits(length[span.first], 2), digits(length[span.last], 2)
    if span.first == 0 and span.last == len(length) - 1:
        return f"at all lengths from {low} to {high} µm"
    if span.first == 0:
        return f"up to {high} µm"
    if span.last == len(length) - 1:
        return f"from {low} µm on"
    return f"at {low} µm" if low == high else f"from {low} to {high} µm"


def _amount(found: Cracks, other: StackCurve, span: Span) -> str:
    """The most it surely does in a span; nothing where the reference is too near zero."""
    told = found.relief(other)[0][span.first : span.last + 1]
    known = [(k, r) for k, r in enumerate(told) if r is not None]
    if span.effect == "nothing" or not known:
        return ""
    k, (relief, bar) = max(known, key=lambda item: abs(item[1][0]) - (item[1][1] or 0.0))
    at = f"{digits(found.curves[0].curve.length[span.first + k], 2)} µm"
    if 1 - relief > TWICE:
        return f" ({with_bar(1 - relief, bar)} times as much at {at})"
    word = "less" if relief > 0 else "more"
    return f" ({percent(abs(relief), bar)} {word} at {at})"


def critical_sentence(curve: StackCurve) -> str:
    """From which length on a stack's cracks release what their interface takes."""
    known = curve.curve.length[np.isfinite(curve.curve.toughness)]
    if not len(known):
        return f"{curve.stack}: Γ of no length is known, as their modes are not"
    every = len(known) == len(curve.curve.length)
    which = "of these lengths" if every else "whose Γ is known"
    if curve.critical is None:
        span = "" if every else f", {digits(known[0], 2)} to {digits(known[-1], 2)} µm,"
        return f"{curve.stack}: no crack {which}{span} releases what it takes"
    length, bar = curve.critical
    if length <= known[0]:
        return f"{curve.stack}: G exceeds Γ at {digits(length)} µm already, the shortest {which}"
    return f"{curve.stack}: G reaches Γ at {with_bar(length, bar)} µm"


def mixity_sentence(found: Cracks) -> str:
    """What ψ is, or why there is none at any length."""
    own = found.curves[0].curve
    if np.isfinite(own.mixity).any() or (own.untold == SHUT).all():
        what = f"ψ is the phase of K1 + iK2, {found.flaw.mixity_um:g} µm ahead of the tip, as built"
        between = found.curves[0].between
        if between is None or not (between > 0).any():
            return what
        return f"{what}; known at a length of each octave, and straight between them"
    return (
        "ψ of no length is known, as built: elements at tips are too long for layers as thin as these."
        " Asked for at a length ahead (--mixity-at 1um), it comes from tips with elements of their own"
    )


def steady_sentence(found: Cracks) -> str:
    """What long cracks release in the stacks whose layers run on; nothing where none does."""
    known = [(c, c.long) for c in found.curves if c.long]
    if not known:
        return ""
    if found.design.recipe.cell.kinematics == "plane strain":
        told = [f"{long[1]:.4g} J/m² {c.stack}" for c, long in known]
        return f"steady state of long cracks, by laminate theory: {listed(told)}"
    told = [f"{long[1]:.4g} J/m² at {long[0]:.4g} µm {c.stack}" for c, long in known]
    return f"long cracks, by laminate theory: {listed(told)}"


def shown_lengths(length: np.ndarray, lines: int) -> Iterable[int]:
    """So many of the lengths, evenly spread on a logarithmic scale, the longest last."""
    wanted = [np.abs(length / (length[-1] * 0.5 ** (k / 2)) - 1).argmin() for k in range(lines)]
    return sorted(set(map(int, wanted)))
