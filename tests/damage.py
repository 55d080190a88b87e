"""One entry of a document at random, gone or in another's place."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

ODD = (
    None, True, 0, -1, 3, 1.5, -1e308, 10**400, "", "x", "../x.vtu", "\x1b[2J", "$x^{$", "\ud800", [],
    [1], [[]], {}, {"a": 1}, {"": None},
)  # fmt: skip


def entries(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all entries, at any depth."""
    inner = document.items() if isinstance(document, dict) else enumerate(document)
    out = []
    for key, value in inner:
        out.append((*path, key))
        if isinstance(value, dict | list):
            out += entries(value, (*path, key))
    return out


def damaged(document: Any, chance: Random) -> tuple[Any, str]:
    """A copy with one entry changed, each depth as likely, and what was done to it."""
    found = entries(document)
    depth = chance.choice(sorted({len(path) for path in found}))
    *above, last = chance.choice([path for path in found if len(path) == depth])
    out = copy.deepcopy(document)
    place = out
    for key in above:
        place = place[key]
    match chance.randrange(4):
        case 0:
            del place[last]
            return out, f"{[*above, last]} taken away"
        case 1 if isinstance(place, dict):
            name = chance.choice(["", "x", "\x1b", "$x^{$"])
            place[name] = place.pop(last)
            return out, f"{[*above, last]} renamed {name!r}"
        case 2:
            other = chance.choice(found)
            value = out
            for key in other:
                value = value[key] if not isinstance(value, str) else value
            place[last] = copy.deepcopy(value)
            return out, f"{[*above, last]} is what stands at {list(other)}"
    place[last] = chance.choice(ODD)
    return out, f"{[*above, last]} is {place[last]!r:.60}"
