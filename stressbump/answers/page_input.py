"""What a page is made of: of an answer, or of a folder that `relief -o` or `solve -o` wrote.

A page is handed all numbers; what must be solved for them is solved here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os.path import isfile  # of a name too long for the system it says no
from pathlib import Path

from stressbump.answers import temperatures
from stressbump.answers.companions import Neighbour, neighbours
from stressbump.answers.comparison import Comparison
from stressbump.answers.document import result_of
from stressbump.answers.focus import Focus, focus_of
from stressbump.answers.temperatures import Basis, of_fields
from stressbump.designs.design import Design
from stressbump.errors import InputError
from stressbump.export.fields import Fields, of_file, of_solution
from stressbump.export.folders import RESULT, inside
from stressbump.export.reading import WRITE, built, read_result
from stressbump.export.result import Result
from stressbump.export.rows import StackRow
from stressbump.measures.warpage import CURVATURE
from stressbump.process.recipe import AS_BUILT
from stressbump.process.section import Section


@dataclass(frozen=True, eq=False)
class PageInput:
    """What a page is made of: the numbers, what was asked for, what was built, and the fields."""

    result: Result
    design: Design
    section: Section
    fields: dict[str, dict[float, Fields]]  # by stack and end temperature, °C
    bases: dict[str, Basis]  # by stack
    neighbours: list[Neighbour]  # closed forms beside the finite elements
    left_out: bool = False  # other end temperatures, for want of room

    @property
    def temperatures(self) -> tuple[float, ...]:
        """The end temperatures that were solved for, in the order asked for."""
        return self.result.temperatures_C

    @property
    def focus(self) -> Focus:
        """What to show first."""
        return focus_of(self.design, self.section)


def of_answer(answer: Comparison) -> PageInput:
    """The input of an answer; its end temperature can be moved."""
    fields = {
        s.name: {t: of_solution(solution) for t, solution in s.solutions.items()}
        for s in answer.stacks
    }
    bases, left_out = temperatures.of_answer(answer)
    result, section = result_of(answer), answer.section
    beside = _beside(result, section, fields)
    return PageInput(result, answer.design, section, fields, bases, beside, left_out)


def _beside(
    result: Result, section: Section, fields: dict[str, dict[float, Fields]]
) -> list[Neighbour]:
    """Closed forms beside the stack as built at the first end temperature."""
    first = result.temperatures_C[0]
    curvature = result.built.first(CURVATURE.name, first)
    return neighbours(section, fields[AS_BUILT][first], first, curvature)


def read_folder(folder: Path) -> PageInput:
    """The input that lies in a folder; InputError names the file and what to run."""
    result = read_result(folder / RESULT)
    design, section = built(result.design, f"{folder / RESULT}: design")
    fields: dict[str, dict[float, Fields]] = {}
    for number, stack in enumerate(result.stacks, 1):
        where = f"{folder / RESULT}: stacks, item {number}"
        found = {t: _file(result, folder, stack.name, t) for t in result.temperatures_C}
        fields[stack.name] = {t: _fields(path, stack, where) for t, path in found.items()}
    _same_regions(section, fields[AS_BUILT].values(), folder)
    bases = {name: of_fields(found) for name, found in fields.items()}
    return PageInput(result, design, section, fields, bases, _beside(result, section, fields))


def _file(result: Result, folder: Path, stack: str, temperature: float) -> Path:
    role = f"fields of {stack} at {temperature:g} °C"
    name = result.files.get(role)
    path = None if name is None else inside(folder, name)
    if name is None or path is None or not isfile(path):
        lacks = f"{role!r} is not among them, as stacks and temperatures_C want"
        if name is not None:
            lacks = f"{name:.200} " + ("is missing" if path else "lies outside the folder")
        raise InputError(f"{folder / RESULT}: files: {lacks}; {WRITE.format(folder)} anew")
    return path


def _fields(path: Path, stack: StackRow, where: str) -> Fields:
    """The fields of a stack, whose regions are those that its result names."""
    fields = of_file(path)
    if unknown := [name for name in fields.mesh.regions if name not in stack.materials]:
        raise InputError(
            f"{where}, materials: no region {unknown[0]!r} for {stack.name!r}, but in {path}"
        )
    return fields


def _same_regions(section: Section, fields: Iterable[Fields], folder: Path) -> None:
    """Refuse fields of another design than the one that stands beside them."""
    for found in fields:
        drawn = {found.mesh.regions[k] for k in set(found.mesh.region.tolist())}
        if drawn != set(section.names):
            other = min(drawn ^ set(section.names))
            raise InputError(
                f"{folder / RESULT}: design: the region {other!r} stands there or in the fields"
                f" beside it, but not in both; {WRITE.format(folder)} anew"
            )
