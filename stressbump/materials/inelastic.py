"""Published sets of constants of laws with memory, and how they are found by name.

A set belongs to a material and is fitted as a whole: two sets of one alloy may differ by a factor in
stress and by hundreds in rate, and constants of one never go with constants of another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from stressbump.laws import Law
from stressbump.laws.traits import Tested


@dataclass(frozen=True)
class Inelastic:
    """A set of constants; `form` makes the law that holds an elastic one.

    The elastic law is the material's, unless the set was published with its own, `elastic`.
    """

    label: str
    form: Callable[[Law], Tested]
    source: str
    note: str = ""
    elastic: Law | None = None

    def on(self, elastic: Law) -> Tested:
        """The law, holding its own elastic law or else this one."""
        return self.form(self.elastic or elastic)


@dataclass(frozen=True)
class Trap:
    """A set that is in print and must not be used as it stands: under its label, why."""

    label: str
    why: str


def folded(label: str) -> str:
    """A label without capitals, blanks and marks: `Anand, Chang` is `anand chang`."""
    return re.sub(r"[\s,;:_-]+", "", label).casefold()
