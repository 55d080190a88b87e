"""The claims of the four seeds, and what of each structure carries them.

The map is `claims.toml`. A claim is carried by steps of the recipe (`open passivation`), by
parameters (`ubm_diameter_um`), by parameters with a value as `--set` takes them
(`elastomer_by="spin"`) or by a reference of the relief (`reference none`). A claim that nothing
carries says why.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from stressbump.errors import InputError, did_you_mean

WITHOUT = (
    "no mechanical content: ",
    "not modelled: ",
)  # how the reason of a claim not carried begins


@dataclass(frozen=True)
class Claim:
    """One claim: its seed's structure, the claim it depends on, and what carries what it adds."""

    structure: str
    number: int
    of: int | None
    summary: str
    carried_by: tuple[str, ...]
    reason: str

    @property
    def settings(self) -> tuple[str, ...]:
        """The carriers that are parameters with a value; several of one are alternatives."""
        return tuple(c for c in self.carried_by if "=" in c)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The carriers that are parameters, whatever their value."""
        return tuple(c for c in self.carried_by if "=" not in c and " " not in c)

    @property
    def references(self) -> tuple[str, ...]:
        """The names of the references among the carriers."""
        return tuple(target for verb, target in self._pairs() if verb == "reference")

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """The carriers that are steps, as (verb, target)."""
        return tuple(pair for pair in self._pairs() if pair[0] != "reference")

    def _pairs(self) -> Iterable[tuple[str, str]]:
        named = (c for c in self.carried_by if "=" not in c and " " in c)
        return ((verb, target) for verb, _, target in (c.partition(" ") for c in named))


@cache
def rows() -> tuple[Claim, ...]:
    """Every claim of every seed, in their order."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    found = [
        claim for slug, entries in table.items() for e in entries for claim in _spread(slug, e)
    ]
    order = list(table)
    return tuple(sorted(found, key=lambda claim: (order.index(claim.structure), claim.number)))


def of_structure(slug: str) -> tuple[Claim, ...]:
    """The claims of one structure's seed."""
    if slug not in structures():
        raise InputError(f"no claims of a structure {slug!r}{did_you_mean(slug, structures())}")
    return tuple(claim for claim in rows() if claim.structure == slug)


def structures() -> tuple[str, ...]:
    """The structures of the seeds, in the seeds' order."""
    return tuple(dict.fromkeys(claim.structure for claim in rows()))


def _spread(slug: str, entry: dict[str, Any]) -> list[Claim]:
    """The claims of one entry, which may hold several that read alike."""
    numbers, parents = _several(entry["claim"]), _several(entry.get("of"))
    parents = parents if len(parents) == len(numbers) else parents * len(numbers)
    carried, reason = tuple(entry.get("carried_by", ())), entry.get("reason", "")
    return [
        Claim(slug, number, of, entry["summary"], carried, reason)
        for number, of in zip(numbers, parents, strict=True)
    ]


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def variants(claim: Claim) -> tuple[tuple[str, ...], ...]:
    """The sets of settings that build what a claim names, with those of the claims it depends on.

    A dependent claim's value of a parameter stands in place of its parent's.
    """
    values: dict[str, list[str]] = {}
    for ancestor in _line(claim):
        values |= _by_parameter(ancestor.settings)
    return tuple(product(*values.values()))


def _line(claim: Claim) -> list[Claim]:
    """The claim and those it depends on, the independent one first."""
    if claim.of is None:
        return [claim]
    parent = next(c for c in of_structure(claim.structure) if c.number == claim.of)
    return [*_line(parent), claim]


def _by_parameter(settings: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for setting in settings:
        found.setdefault(setting.partition("=")[0].strip(), []).append(setting)
    return found


def markdown() -> str:
    """All claims as the page docs/claims.md."""
    return "\n".join([_INTRODUCTION, *(_table(slug) for slug in structures())])


_INTRODUCTION = """\
# The claims and what carries them

`stressbump claims` prints this map, `stressbump claims --json` gives it to a program. Summaries are
in our words. A claim that depends on another takes over what carries that one and adds its own.
Claims are carried by

* a step of the structure's recipe, `open passivation`; `ubm` stands for all its films;
* a parameter, `ubm_diameter_um`, whatever its value;
* a parameter with its value as `--set` takes it, `elastomer_by="spin"`; values of one parameter are
  alternatives, and a figure the claim does not give is an example;
* a reference of the relief, `reference none`.

The tests build every alternative. With `assembled = true` those of the three bumps stand on a
board as well, but for

* `reflowed=false`: all solder melts as it is joined, so that the joint is that of `reflowed=true`;
* `layout="line"` and `layout="section"`: out of its plane all of a plane section strains alike, so
  that chip and board would shrink as one there.

The page is `stressbump.designs.claims.markdown()`.
"""


def _table(slug: str) -> str:
    lines = [
        f"## {slug}",
        "",
        "| claim | of | what it adds | carried by | remark |",
        "|---|---|---|---|---|",
    ]
    for claim in of_structure(slug):
        carried = "<br>".join(f"`{c}`" for c in claim.carried_by)
        cells = (str(claim.number), str(claim.of or ""), claim.summary, carried, claim.reason)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])
