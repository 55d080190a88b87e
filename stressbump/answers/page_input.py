"""What a page is made of: of an answer, or of a folder that `relief -o` or `solve -o` wrote.

A page is handed all numbers; what must be solved for them is solved here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from os.path import isfile  # of a name too long for the system it says no
from pathlib import Path

from stressbump.answers import stops
from stressbump.answers.companions import Neighbour, neighbours
from stressbump.answers.comparison import Comparison
from stressbump.answers.document import result_of
from stressbump.answers.focus import Focus, focus_of
from stressbump.answers.lives import Lives, lives_of
from stressbump.answers.stops import Basis
from stressbump.designs.design import Design
from stressbump.errors import InputError
from stressbump.export.cycles import read_cycles
from stressbump.export.fields import Fields, of_file, of_solution
from stressbump.export.folders import RESULT, cycle_tables, fields_at, fields_at_corner, inside
from stressbump.export.reading import WRITE, built, read_result
from stressbump.export.result import Result
from stressbump.export.rows import MomentRow, StackRow
from stressbump.measures.warpage import CURVATURE
from stressbump.process.recipe import AS_BUILT
from stressbump.process.section import Section
from stressbump.survey.cycles import CycleRecord, recorded


@dataclass(frozen=True, eq=False)
class PageInput:
    """What a page is made of: the numbers, what was asked for, what was built, and the fields."""

    result: Result
    design: Design
    section: Section
    fields: dict[str, dict[float, Fields]]  # by stack and end temperature, °C
    bases: dict[str, Basis]  # by stack
    neighbours: list[Neighbour]  # closed forms beside the finite elements
    left_out: bool = False  # other stops, for want of room
    records: dict[str, CycleRecord] = field(
        default_factory=dict
    )  # by stack that went through cycles
    lives: Lives | None = None  # of joints that creep and cycle

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
    result, section = result_of(answer), answer.section
    room = stops.room_for(next(iter(f.values())) for f in fields.values())
    bases, left_out = {}, False
    for row, stack in zip(result.stacks, answer.stacks, strict=True):
        corners = stack.course.corners if stack.course else ()
        moments = {
            m: of_solution(found) for m, (_, found) in zip(row.moments, corners, strict=True)
        }
        bases[row.name], lacks = stops.solved(stack, fields[row.name], moments, room)
        left_out |= lacks
    records = {s.name: recorded(s.course) for s in answer.stacks if s.course}
    return _input(result, answer.design, section, fields, bases, left_out, records)


def _input(
    result: Result,
    design: Design,
    section: Section,
    fields: dict[str, dict[float, Fields]],
    bases: dict[str, Basis],
    left_out: bool,
    records: dict[str, CycleRecord],
) -> PageInput:
    """With what follows of the rest."""
    beside = _beside(result, section, fields)
    told = AS_BUILT in records and records[AS_BUILT].places and result.passed
    lives = lives_of(result, design, section) if told else None
    return PageInput(result, design, section, fields, bases, beside, left_out, records, lives)


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
    moments: dict[str, dict[MomentRow, Fields]] = {}
    records = {}
    for number, stack in enumerate(result.stacks, 1):
        where = f"{folder / RESULT}: stacks, item {number}"
        found = {t: _file(result, folder, fields_at(stack.name, t)) for t in result.temperatures_C}
        fields[stack.name] = {t: _fields(path, stack, where) for t, path in found.items()}
        corners = (fields_at_corner(stack.name, n) for n, _ in enumerate(stack.moments, 1))
        paths = (_file(result, folder, role) for role in corners)
        stored = (_fields(path, stack, where) for path in paths)
        moments[stack.name] = dict(zip(stack.moments, stored, strict=True))
        if stack.moments:
            tables = (_file(result, folder, role) for role in cycle_tables(stack.name))
            records[stack.name] = read_cycles(*tables)
    if records and section.history.cycle is None:
        raise InputError(
            f"{folder / RESULT}: design: no cycle in its history, but moments of one among the stacks;"
            f" {WRITE.format(folder)} anew"
        )
    shown = [*fields[AS_BUILT].values(), *moments[AS_BUILT].values()]
    _same_regions(section, shown, folder)
    room = stops.room_for(next(iter(f.values())) for f in fields.values())
    found_stops = {n: stops.stored(fields[n], moments[n], room) for n in fields}
    bases = {name: basis for name, (basis, _) in found_stops.items()}
    left_out = any(lacks for _, lacks in found_stops.values())
    return _input(result, design, section, fields, bases, left_out, records)


def _file(result: Result, folder: Path, role: str) -> Path:
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
