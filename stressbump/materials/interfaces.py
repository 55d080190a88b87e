"""What is published of the toughness of interfaces, by the materials on both sides.

Never a default: it depends on mode, temperature, moisture and how a surface was made, which no pair of
names tells. Left out, because no number was found in what is open: mold compound on silicon, nitride,
copper or polyimide, which depends strongly on all these; underfill on nitride or oxide after damp heat,
which loses far more than on polyimide or BCB; copper on tantalum nitride, of which "5 or more" is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stressbump.materials import sources as by


@dataclass(frozen=True)
class PublishedToughness:
    """A range that is published for an interface, J/m²."""

    materials: frozenset[str]
    low: float
    high: float
    source: str
    note: str = ""

    def __str__(self) -> str:
        """The range, what it is of, and where it is from."""
        told = f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"
        return f"{told} J/m²{f', {self.note}' if self.note else ''} ({self.source})"


def _of(
    first: str, others: tuple[str, ...], low: float, high: float, source: str, note: str = ""
) -> Iterator[PublishedToughness]:
    for other in others:
        yield PublishedToughness(frozenset((first, other)), low, high, source, note)


PUBLISHED = (
    *_of(
        "underfill", ("polyimide",), 10, 60, by.LEHIGH00,
        "typical; 100 and more with a treated polyimide or a better resin, which breaks itself then",
    ),
    *_of(
        "polyimide", ("PE-SiN", "SiO2"), 100, 100, by.HD4100,
        "its order of magnitude, photosensitive polyimide, dynamic delamination",
    ),
    *_of(
        "BCB", ("Al", "Cu", "Si", "PE-SiN"), 45, 45, by.MELT00,
        "with a promoter; what BCB itself takes is approached",
    ),
    *_of("SiLK", ("SiO2",), 18, 18, by.LEE13, "four-point bending"),
    *_of("SiLK", ("Ta",), 78.5, 78.5, by.LEE13, "four-point bending"),
    *_of("SiLK", ("PE-SiN",), 71, 71, by.LEE13, "four-point bending"),
    *_of("Cu", ("PE-SiN",), 5, 20, by.RECALLED_MEDIUM, "a cap of damascene copper, mean of grains"),
    *_of("SiCOH", ("PE-SiN", "SiCN"), 3, 6, by.RECALLED_MEDIUM),
    *_of("CVD-OSG", ("PE-SiN", "SiCN"), 3, 6, by.RECALLED_MEDIUM),
)  # fmt: skip


def published_toughness(first: str, second: str) -> tuple[PublishedToughness, ...]:
    """What is published of the interface of two materials, by their names in the library."""
    pair = frozenset((first, second))
    return tuple(row for row in PUBLISHED if row.materials == pair)
