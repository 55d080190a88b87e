"""Solves the design of a page again and compares every number."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stressbump.answers.answer import Answer
from stressbump.answers.document import document
from stressbump.answers.solving import relief
from stressbump.designs.design import from_table
from stressbump.errors import InputError
from stressbump.report.reading import LARGEST, checked

RESULT = re.compile(r'<script type="application/json" id="result">(.*?)</script>', re.DOTALL)
SAME = 1e-6  # of a value's size: another machine rounds otherwise
Key = tuple[str, str, str, float, float | None]
RUN = "run `stressbump report FOLDER` or `stressbump relief DESIGN --report`"


@dataclass(frozen=True)
class Difference:
    """A number that did not come out again; None where there is none."""

    stack: str
    measure: str
    where: str
    temperature: float
    then: float | None
    now: float | None


def rerun(page: str | Path) -> tuple[Answer, int, tuple[Difference, ...]]:
    """The answer solved anew, how many numbers were compared, and those that differ.

    InputError if the file is no whole page of this version.
    """
    told = read_page(Path(page))
    design = from_table(dict(told["design"]), f"{page}: design")
    against = [from_table(dict(d), f"{page}: against") for d in told.get("against", [])]
    names = [stack["name"] for stack in told["stacks"][1:]]
    mesh = told["stacks"][0]["mesh"]
    answer = relief(
        design,
        told["temperatures_C"],
        names[: len(names) - len(against)],
        against,
        refine=mesh.get("refine", 0),
        bars=any(v.get("bar") is not None for v in told["stacks"][0]["measures"]),
        accuracy=mesh.get("accuracy"),
    )
    count, differences = compared(told, document(answer))
    return answer, count, differences


def read_page(page: Path) -> dict[str, Any]:
    """The result that a page holds."""
    try:
        if page.stat().st_size > LARGEST:
            raise InputError(f"{page}: {page.stat().st_size:,} bytes; a page has a few million")
        found = RESULT.search(page.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{page}: cannot be read: {error.strerror}; {RUN}") from None
    except UnicodeDecodeError:
        raise InputError(f"{page}: not a text file; {RUN}") from None
    if not found:
        raise InputError(
            f"{page}: no result stands in it: no page of stressbump, or truncated; {RUN}"
        )
    try:
        told = json.loads(found[1])
    except (ValueError, RecursionError) as error:
        raise InputError(f"{page}: its result is damaged ({error}); {RUN}") from None
    return checked(told, str(page), RUN)


def compared(then: dict[str, Any], now: dict[str, Any]) -> tuple[int, tuple[Difference, ...]]:
    """How many numbers were compared, values, reliefs and their bars, and those that differ.

    They agree within `SAME` of the largest of their measure: a force that cancels has no digits.
    """
    before, after = _numbers(then), _numbers(now)
    sizes: dict[str, float] = {}
    for key, number in before.items():
        sizes[_of(key)] = max(sizes.get(_of(key), 0.0), abs(number or 0.0))
    different = []
    for key in dict.fromkeys([*before, *after]):
        a, b = before.get(key), after.get(key)
        size = sizes.get(_of(key), 0.0)
        agree = a == b or (a is not None and b is not None and abs(a - b) <= SAME * size)
        if not agree:
            different.append(Difference(*key[:4], a, b))
    return sum(number is not None for number in before.values()), tuple(different)


def _of(key: Key) -> str:
    """The measure that a number and its bar are of."""
    return key[1].removeprefix("bar of ")


def _numbers(told: dict[str, Any]) -> dict[Key, float | None]:
    """By stack or reference, measure, place, temperature and window; mesh-dependent ones left out."""
    values = [(s["name"], v) for s in told["stacks"] for v in s["measures"]]
    out: dict[Key, float | None] = {}
    for stack, v in values:
        if not v["mesh_dependent"]:
            out[_key(stack, v, "")] = v["value"]
            out[_key(stack, v, "bar of ")] = v.get("bar")
    for r in told["relief"]:
        out[_key(r["reference"], r, "relief of ")] = r["relief"]
        out[_key(r["reference"], r, "bar of relief of ")] = r.get("bar")
    return out


def _key(stack: str, row: dict[str, Any], kind: str) -> Key:
    measure = f"{kind}{row['measure']}"
    return stack, measure, row["where"], row["temperature_C"], row["averaging_um"]
