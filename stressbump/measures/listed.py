"""The one list of what is measured by default: each file of this folder that has `MEASURES`, a line each.

Tables keep this order.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from stressbump.measures.measure import Kind, Measure

FILES = (
    "von_mises",
    "principal",
    "in_plane",
    "peak",
    "film",
    "energy",
    "overlap",
    "resultant",
    "traction",
    "release",
    "warpage",
    "axial",
    "cycle",
    "yielding",
    "joint",
)
MEASURES: tuple[Measure[Any], ...] = tuple(
    m for name in FILES for m in import_module(f"stressbump.measures.{name}").MEASURES
)
_NAMED = {m.name: m for m in MEASURES}


def named(name: str) -> Measure[Any]:
    """The measure of that name; KeyError where there is none."""
    return _NAMED[name]


def measures_of(*kinds: Kind) -> tuple[Measure[Any], ...]:
    """All measures of these kinds, in the order of the list."""
    return tuple(m for m in MEASURES if m.of in kinds)


def names_of(*kinds: Kind) -> tuple[str, ...]:
    """Their names."""
    return tuple(m.name for m in measures_of(*kinds))
