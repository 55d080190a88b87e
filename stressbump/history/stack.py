"""One stack taken through its history: a section's mesh with its materials, at every end temperature.

The stack as built and its references share section and mesh; they differ in a material, in how a region
is born, or in a region that is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from stressbump.errors import InputError, SolveError
from stressbump.history.assembly import Assembly
from stressbump.history.course import Course, Follow, cycled, further
from stressbump.history.equilibrium import NotBalanced
from stressbump.history.factorisations import Factorisations
from stressbump.history.schedule import SCHEMES, births
from stressbump.history.stepping import finished, reached
from stressbump.history.validity import BeyondYield, Yielding, outside_tables, without_flow
from stressbump.history.work import Marches
from stressbump.materials import Material
from stressbump.mechanics.checks import Check
from stressbump.mechanics.model import FloatingError
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Mesh
from stressbump.process.build import refuse_plane_stress
from stressbump.process.recipe import AS_BUILT, Reference
from stressbump.process.section import Section


@dataclass(frozen=True, eq=False)
class Stack:
    """A solved stack: what it is made of, its history, and its solutions by end temperature, °C.

    `section` is that of the stack as built, the assembly's has the reference's change.
    """

    name: str
    change: str
    section: Section
    mesh: Mesh
    materials: Mapping[str, Material]
    assembly: Assembly
    solutions: Mapping[float, Solution]
    beyond: tuple[BeyondYield, ...] = ()  # by region that can yield, wherever that is
    course: Course | None = None  # through its cycles, from the first end temperature

    @property
    def doubts(self) -> tuple[str, ...]:
        """A line for each law that does not hold in this history."""
        return (
            *(str(b) for b in self.beyond if b.much),
            *outside_tables(self.assembly, self.solutions),
            *(self.course.doubts if self.course else ()),
        )

    @property
    def left_out(self) -> tuple[str, ...]:
        """What its regions would do by published constants, or which have none."""
        return without_flow(self.materials, self.section.history.inelastic)

    @property
    def cycles(self) -> int:
        """How many thermal cycles it went through."""
        return self.course.cycles if self.course else 0

    @property
    def size(self) -> int:
        """How many unknowns are solved for when all stands."""
        return self.assembly.solved

    @property
    def passed(self) -> bool:
        """Whether every self-check passed at every temperature, and at the end of the cycles."""
        return all(check.passed for _, check in self.checks)

    @property
    def checks(self) -> tuple[tuple[float, Check], ...]:
        """All of them, each with its °C."""
        every = [*self.solutions.items()]
        if self.course:
            instant, solution = self.course.corners[-1]
            every.append((instant.temperature, solution))
        return tuple((t, check) for t, solution in every for check in solution.checks)


def materials_of(section: Section) -> dict[str, Material]:
    """By region: its material."""
    return {r.name: r.material for r in section.regions}


def assembled(
    section: Section, mesh: Mesh, factorisations: Factorisations | None = None
) -> tuple[Assembly, dict[str, Material]]:
    """A section on its mesh ready for its history, and its materials by region."""
    chosen = materials_of(section)
    laws = {r.name: chosen[r.name].law for r in births(section)}
    incremental = frozenset(n for n, m in chosen.items() if m.rule == "incremental")
    known = factorisations or Factorisations()
    steps = SCHEMES[section.history.time_steps]
    return Assembly(section, mesh, laws, incremental, known, time_steps=steps), chosen


def refuse_idle(section: Section, reference: Reference) -> None:
    """InputError for a reference that leaves every law and birth as it is, or creeps in plane stress.

    What is not there, a film of no thickness, may be touched without effect: that is a limit.
    """
    changed = section.changed(reference)
    refuse_plane_stress(changed, f"reference {reference.name!r}")
    if set(reference.touched) <= set(section.names) and _lives(changed) == _lives(section):
        raise InputError(
            f"reference {reference.name!r} changes nothing: {', '.join(reference.touched)} would have the"
            " materials and births that are there already"
        )


def _lives(section: Section) -> list[tuple[Any, ...]]:
    """What each region is and how it is born, in the order of births."""
    chosen = materials_of(section)
    return [
        (
            r.name,
            chosen[r.name].law,
            chosen[r.name].rule,
            r.born_C,
            r.intrinsic_MPa,
            r.cure_shrinkage,
        )
        for r in births(section)
    ]


def solve_stack(
    section: Section,
    mesh: Mesh,
    end: tuple[float, ...],
    reference: Reference | None = None,
    factorisations: Factorisations | None = None,
    cycles: int = 0,
    marches: Marches | None = None,
    follow: Follow = lambda _: {},
) -> Stack:
    """The stack as built, or with the one change of a reference, at the end temperatures.

    What stands alike with the same moduli is factorised once for all that share `factorisations`. It goes
    through so many `cycles`, or as many as its section says; `marches` hears how far it is, and what to
    `follow` is asked at every step's end.
    """
    changed = section if reference is None else section.changed(reference)
    assembly, chosen = assembled(changed, mesh, factorisations)
    if marches is not None:
        assembly = replace(assembly, marches=marches)
    name, change = (AS_BUILT, "") if reference is None else (reference.name, reference.doc)
    try:
        stack = _taken(
            Stack(name, change, section, mesh, chosen, assembly, {}), end, cycles, follow
        )
    except FloatingError as error:
        if reference is None:
            raise
        raise FloatingError(f"reference {reference.name!r}: {error}") from None
    for temperature, solution in stack.solutions.items():
        if not np.isfinite(solution.unknowns).all():
            raise SolveError(f"{name} at {temperature:g} °C: the solver found no finite numbers")
    return stack


def again(stack: Stack, **changes: Any) -> Stack:
    """The stack taken through its history once more: `cubic`, or in other steps."""
    changed = replace(stack, assembly=replace(stack.assembly, **changes))
    return _taken(changed, stack.solutions, stack.cycles)


def up_to(cycles: int, stack: Stack) -> Stack:
    """The stack gone on through its cycles until there are so many; as it is where it has none."""
    if stack.course is None:
        return stack
    with _named(stack):
        return replace(stack, course=further(stack.assembly, stack.course, cycles))


@contextmanager
def _named(stack: Stack) -> Iterator[None]:
    """Has what finds no balance say in which stack, and of what that is."""
    try:
        yield
    except NotBalanced as failure:
        where = "" if stack.name == AS_BUILT else f"reference {stack.name!r}, "
        named = NotBalanced(f"{where}{failure}")
        named.last = failure.last
        named.materials = {name: m.name for name, m in stack.materials.items()}
        raise named from None


def _taken(
    stack: Stack, ends: Iterable[float], cycles: int, follow: Follow = lambda _: {}
) -> Stack:
    assembly, yielding = stack.assembly, Yielding(stack.materials)
    with _named(stack):
        states = reached(assembly, ends, yielding)
    found = {end: finished(assembly, state, end) for end, state in states.items()}
    start = next(iter(states))
    with _named(stack):
        course = cycled(assembly, states[start], start, cycles, follow)
    return replace(stack, solutions=found, beyond=tuple(yielding.found.values()), course=course)
