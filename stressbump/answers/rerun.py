"""Solves the design of a page again and compares every number."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from stressbump.answers.answer import Answer
from stressbump.answers.document import result_of
from stressbump.answers.solving import relief
from stressbump.errors import InputError, StressbumpError
from stressbump.export.reading import built, read_page
from stressbump.export.result import Result
from stressbump.export.rows import MeasureRow, ReliefRow

SAME = 1e-6  # of a value's size: another machine rounds otherwise
Key = tuple[str, str, str, float, float | None]


@dataclass(frozen=True)
class RerunDifference:
    """A number that did not come out again; None where there is none."""

    stack: str
    measure: str
    where: str
    temperature: float
    then: float | None
    now: float | None


def rerun(page: str | Path) -> tuple[Answer, int, tuple[RerunDifference, ...]]:
    """The answer solved anew, how many numbers were compared, and those that differ.

    InputError if the file is no whole page of this version, or what stands in it cannot be solved.
    """
    told = read_page(Path(page))
    design, _ = built(told.design, f"{page}: design")
    against = [
        built(d, f"{page}: against, item {number}")[0] for number, d in enumerate(told.against, 1)
    ]
    names = [stack.name for stack in told.references]
    mesh = told.built.mesh
    try:
        answer = relief(
            design,
            told.temperatures_C,
            names[: len(names) - len(against)],
            against,
            refine=mesh.refine,
            bars=any(v.bar is not None for v in told.built.measures),
            accuracy=mesh.accuracy,
            corners=bool(told.built.intensities),
        )
    except StressbumpError as error:  # it was solved when the page was written
        raise InputError(f"{page}: cannot be solved again: {error}") from None
    count, differences = compared(told, result_of(answer))
    return answer, count, differences


def compared(then: Result, now: Result) -> tuple[int, tuple[RerunDifference, ...]]:
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
            different.append(RerunDifference(*key[:4], a, b))
    return sum(number is not None for number in before.values()), tuple(different)


def _of(key: Key) -> str:
    """The measure that a number and its bar are of."""
    return key[1].removeprefix("bar of ")


def _numbers(told: Result) -> dict[Key, float | None]:
    """By stack or reference, measure, place, temperature and window; mesh-dependent ones left out."""
    out: dict[Key, float | None] = {}
    for stack in told.stacks:
        for v in stack.measures:
            if not v.mesh_dependent:
                out[_key(stack.name, v, "")] = v.value
                out[_key(stack.name, v, "bar of ")] = v.bar
        for i in stack.intensities:
            if i.exponent is not None:
                field = f"field {i.exponent.real:.3f} from {i.angle_degrees:.1f}°"
                where = f"{i.place_um[0]:g}, {i.place_um[1]:g}"
                out[stack.name, field, where, i.temperature_C, None] = i.value
    for r in told.relief:
        out[_key(r.reference, r, "relief of ")] = r.relief
        out[_key(r.reference, r, "bar of relief of ")] = r.bar
    return out


def _key(stack: str, row: MeasureRow | ReliefRow, kind: str) -> Key:
    return stack, f"{kind}{row.measure}", row.where, row.temperature_C, row.averaging_um
