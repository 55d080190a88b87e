"""Where a measure is taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

WHOLE = "whole stack"


@dataclass(frozen=True)
class Place:
    """A region, the face between two, a side of a free body, or the whole stack.

    The normal of a face points from its first region to its second. As text: `solder`, `ubm/solder`,
    `die top`, `whole stack`.
    """

    regions: tuple[str, ...]  # none: all of them
    side: str = ""

    @classmethod
    def read(cls, text: str) -> Place:
        """The place of a text."""
        if text == WHOLE:
            return cls(())
        regions, _, side = text.partition(" ")
        return cls(tuple(regions.split("/")), side)

    def __str__(self) -> str:
        """Its text, as tables and files have it."""
        return f"{'/'.join(self.regions)} {self.side}".rstrip() if self.regions else WHOLE

    @property
    def is_face(self) -> bool:
        """Whether two regions meet there."""
        return len(self.regions) == 2

    @property
    def face(self) -> tuple[str, str]:
        """The two regions of a face; ValueError elsewhere."""
        first, second = self.regions
        return first, second

    def within(self, regions: Collection[str]) -> bool:
        """Whether all that it is of is among these regions."""
        return bool(self.regions) and all(name in regions for name in self.regions)
