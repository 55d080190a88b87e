"""One entry of a document gone, renamed or another: at random, or every key in turn."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Collection, Iterator
from math import nan
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


def keys(document: Any) -> list[tuple[Any, ...]]:
    """A path for every key at any depth; of alike entries of lists the first that has it."""
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for path in entries(document):
        found.setdefault(tuple(0 if isinstance(key, int) else key for key in path), path)
    return list(found.values())


def gone(place: Any, key: Any) -> None:
    """Take the entry away."""
    del place[key]


def renamed(place: Any, key: Any) -> None:
    """The key is another; an entry of a list stays."""
    if isinstance(place, dict):
        place["x"] = place.pop(key)


def put(value: Any) -> Callable[[Any, Any], None]:
    """Something else in its place."""

    def change(place: Any, key: Any) -> None:
        place[key] = value

    return change


LONG, NESTED = 300 * "x", json.loads(60 * "[" + 60 * "]")
CHANGES = {"gone": gone, "renamed": renamed} | {
    f"{value!r:.20}": put(value)
    for value in (
        None,
        True,
        -1,
        1.5,
        10**400,
        nan,
        "x",
        "\x1b[2J",
        [],
        [1],
        {"a": 1},
        LONG,
        NESTED,
    )
}


def each_key(
    document: Any, change: Callable[[Any, Any], None], below: Collection[str] = ()
) -> Iterator[tuple[Any, Any]]:
    """Every key's path, or of those at or below some, and a copy of the document with that change there."""
    text = json.dumps(document)
    for path in keys(document):
        if below and not {*path} & {*below}:
            continue
        *above, last = path
        out = json.loads(text)
        place = out
        for key in above:
            place = place[key]
        change(place, last)
        yield path, out
