"""Which parts of a stack or a rod hold together: those that touch along its one direction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

TOUCHING = 1e-9  # µm
Part = TypeVar("Part")


def bodies(
    parts: Iterable[Part], span: Callable[[Part], tuple[float, float]]
) -> tuple[tuple[Part, ...], ...]:
    """Parts that fill their `span`, sorted upwards into runs without a gap."""
    found: list[list[Part]] = []
    for part in sorted(parts, key=lambda p: span(p)[0]):
        if found and span(part)[0] - span(found[-1][-1])[1] <= TOUCHING:
            found[-1].append(part)
        else:
            found.append([part])
    return tuple(map(tuple, found))
