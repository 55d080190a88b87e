"""Corners where stress has no bound, as a page tells them: numbered, the strongest first.

An older result holds none; then there is nothing to tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from stressbump.answers.page_input import PageInput
from stressbump.export.corner_rows import CornerRow, FanRow
from stressbump.export.rows import StackRow
from stressbump.export.zooms import Viewport

SAME = 1e-3  # µm between places of one corner in two stacks
APART = 0.06  # of a window's width between corners that are told apart in it
MOST = 5  # corners marked in one window
WEAK = (
    0.05  # what a table leaves out: stress that grows no faster than r to the power of minus this
)


@dataclass(frozen=True)
class ShownCorner:
    """A kind of corner of the stack as built; growth is 1 - Re λ, None where another has no corner."""

    number: int
    around: str
    places: tuple[tuple[float, float], ...]  # µm
    reach: float  # µm
    growth: float
    oscillates: bool
    others: dict[str, float | None]  # by reference: growth at the same place


def shown_corners(given: PageInput, temperature: float) -> tuple[ShownCorner, ...]:
    """Every kind of corner of the stack as built at an end temperature, °C."""
    others = {stack.name: _at(stack, temperature) for stack in given.result.references}
    return tuple(
        ShownCorner(
            number,
            "; ".join(map(_around, corner.fans)),
            corner.places_um,
            corner.reach_um,
            1 - corner.exponent,
            corner.fans[0].exponents[0].imaginary > 0,
            {name: _growth(own, corner.places_um[0]) for name, own in others.items()},
        )
        for number, corner in enumerate(_at(given.result.built, temperature), 1)
    )


def _at(stack: StackRow, temperature: float) -> list[CornerRow]:
    return [c for c in stack.corners if c.temperature_C == temperature]


def _around(fan: FanRow) -> str:
    parts = zip(fan.regions, fan.degrees, strict=True)
    return ", ".join(f"{name} {angle:.4g}°" for name, angle in parts)


def _growth(corners: Sequence[CornerRow], place: Sequence[float]) -> float | None:
    for corner in corners:
        if any(hypot(x - place[0], z - place[1]) < SAME for x, z in corner.places_um):
            return 1 - corner.exponent
    return None


def seen(
    corners: Sequence[ShownCorner], window: Viewport
) -> list[tuple[ShownCorner, tuple[float, float]]]:
    """The strongest corners in a window with their places, no two too near to be told apart."""
    found: list[tuple[ShownCorner, tuple[float, float]]] = []
    for corner in corners:
        for x, z in corner.places:
            inside = window.low[0] <= x <= window.high[0] and window.low[1] <= z <= window.high[1]
            near = any(hypot(x - a, z - b) < APART * window.size[0] for _, (a, b) in found)
            if inside and not near and len(found) < MOST:
                found.append((corner, (x, z)))
    return found


def nearest(corners: Sequence[ShownCorner], place: Sequence[float] | None) -> ShownCorner | None:
    """The corner within whose reach a place lies, the nearest if there are several."""
    if place is None:
        return None
    ways = [
        (hypot(x - place[0], z - place[1]), corner.number, corner)
        for corner in corners
        for x, z in corner.places
    ]
    within = [way for way in ways if way[0] <= way[2].reach]
    return min(within)[2] if within else None
