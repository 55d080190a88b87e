"""Which of the listed measures are told first, and the names that others ask for."""

from __future__ import annotations

from collections.abc import Collection

from stressbump.measures import (
    WHOLE,
    Kind,
    Place,
    energy,
    measures_of,
    names_of,
    overlap,
    yielding,
)

OF_BODY = Kind.DATUM, Kind.BARE_FACE, Kind.AXIS
HEADLINES = tuple(m.name for m in measures_of(Kind.REGION, Kind.FILM) if m.headline)
BOW = names_of(Kind.DATUM, Kind.BARE_FACE)
ENERGY, OVERLAP = energy.ENERGY.name, overlap.OVERLAP.name
BEYOND_YIELD = yielding.BEYOND_YIELD.name
# What not every section has: a film, an interface that ends, a free face, a bow, metal, cycles
SOMETIMES = names_of(
    Kind.FILM,
    Kind.EDGE,
    Kind.FREE_FACE,
    *OF_BODY,
    Kind.ALONG,
    Kind.METAL,
    Kind.CYCLE,
    Kind.RUBBING,
    Kind.CRACK,
)
_FIRST = {m.name: m for m in measures_of(*Kind) if m.headline}


def is_headline(
    measure: str, where: str, averaging_um: float | None, focus: Collection[str], widest: float
) -> bool:
    """Whether a value is told first: a headline of the focus, over the widest length where it has
    any, or of the body as a whole; and cracks, which are there because they were asked for.
    """
    known = _FIRST.get(measure)
    if known is not None and known.of is Kind.CRACK:
        return True
    if known is None or averaging_um not in (None, widest):
        return False
    return known.of in OF_BODY or Place.read(where).within(focus)


def is_shown(
    measure: str, where: str, averaging_um: float | None, focus: Collection[str], widest: float
) -> bool:
    """Whether a table shows a value that was not asked for: headlines, and the whole stack."""
    return where == WHOLE or is_headline(measure, where, averaging_um, focus, widest)
