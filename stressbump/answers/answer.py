"""With and without: the relief of every measure against every reference.

    R = 1 - M(with) / M(reference)

positive where the design takes stress away, negative where it adds. Where the reference's value is not
clearly away from zero there is no reference stress and no relief.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain, count
from numbers import Real
from typing import Any, Literal, Protocol, TypeVar

from stressbump.accuracy.adaptive import adapted
from stressbump.accuracy.error_bars import measured, relief_bar
from stressbump.accuracy.published_band import PublishedBand, Sourcing, Wanted, published_bands
from stressbump.designs.design import Design, Given, design_of
from stressbump.errors import InputError
from stressbump.history.factorisations import Factorisations
from stressbump.history.stack import Stack, solve_stack
from stressbump.mesh.mesh import Mesh
from stressbump.mesh.meshing import Child, MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import AS_BUILT, Reference
from stressbump.process.section import Section
from stressbump.progress import Tell, silent
from stressbump.sensitivity.mismatch import Share, mean_in_plane, shares
from stressbump.survey import BEYOND_YIELD, HEADLINES, OVERLAP, WHOLE, Value

CLEARLY = 1e-2  # of a value's scale: what lies below is not clearly away from zero
RESIZED = 0.01  # of a region's volume
BARS = 3.0  # nor is what lies within so many of its own bars
Solved = TypeVar("Solved")


@dataclass(frozen=True)
class Relief:
    """One measure with and without: `relief` is a fraction, or None and `note` says why.

    `bar` is half the width of its discretisation bar, a fraction too.
    """

    value: Value
    reference: str
    without: float | None
    relief: float | None
    note: str = ""
    bar: float | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Answer:
    """A design solved, beside what it was compared with."""

    design: Design
    section: Section
    mesh: Mesh
    stacks: tuple[Stack, ...]  # the design first, then its references
    values: tuple[tuple[Value, ...], ...]  # of every stack
    refine: int = 0
    warnings: tuple[str, ...] = field(default=())
    sources: tuple[PublishedBand, ...] = ()  # of the headlines, where they were asked for
    accuracy: float | None = None  # that the mesh was refined for
    against: tuple[Design, ...] = ()  # designs of their own beside the references, the last stacks

    def __repr__(self) -> str:
        """A line; the numbers stand in `table` and `values`."""
        against = f" against {', '.join(s.name for s in self.stacks[1:])}" if self.table else ""
        end = ", ".join(f"{t:g} °C" for t in self.built.solutions)
        size = f"{len(self.mesh.triangles)} triangles"
        checks = "" if self.passed else ", a self-check failed"
        return f"<Answer: {self.design.name} at {end}{against}; {size}{checks}>"

    @property
    def built(self) -> Stack:
        """The stack as built."""
        return self.stacks[0]

    @property
    def passed(self) -> bool:
        """Whether every check of every stack passed."""
        return all(stack.passed for stack in self.stacks)

    @property
    def table(self) -> tuple[Relief, ...]:
        """A row per measure and reference; empty when a check failed."""
        if not self.passed:
            return ()
        rows = []
        for stack, values in zip(self.stacks[1:], self.values[1:], strict=True):
            without = {v.key: v for v in values}
            apart, same_mesh = self._apart(stack), stack.mesh is self.mesh
            resized = set() if same_mesh else _resized(self.built, stack)
            for v in self.values[0]:
                if v.key in without and v.measure != BEYOND_YIELD:
                    note = "of another volume" if v.where in resized else ""
                    pair = v, without[v.key]
                    rows.append(compare(*pair, stack.name, apart(v.where), same_mesh, note))
        return tuple(rows)

    def _apart(self, stack: Stack) -> Callable[[str], str]:
        """Why a value at a place says nothing of relief against a stack; nothing where it does."""
        mine, theirs = self.built.materials, stack.materials
        changed = {n for n, m in mine.items() if n in theirs and theirs[n] != m}

        def why(where: str) -> str:
            if stack.section.cell.kinematics != self.section.cell.kinematics:
                return f"{stack.section.cell.kinematics}, not {self.section.cell.kinematics}"
            if where == WHOLE and mine != theirs:
                return "not the same materials"
            return "another material" if where in changed else ""

        return why

    @cached_property
    def mismatch(self) -> dict[float, tuple[Share, ...]]:
        """By end temperature: each interface's share, in each stage, of the mean in-plane stress of

        the focus.
        """
        names = [n for n in self.focus if n in self.built.materials]
        wanted = {("mean in-plane stress", n, "MPa"): mean_in_plane(n) for n in names}
        return {t: shares(self.built.assembly, t, wanted) for t in self.built.solutions}

    @property
    def focus(self) -> tuple[str, ...]:
        """The regions to show first."""
        standing = self.section.names
        return tuple(n for n in self.design.recipe.focus if n in standing) or standing

    def save(self, folder: str, pictures: bool = True) -> dict[str, str]:
        """Write result.json, fields and pictures into a folder; the files by their role."""
        from stressbump.answers.saving import save

        return save(self, folder, pictures)

    def to_pyvista(self, stack: str = AS_BUILT, temperature: float | None = None) -> Any:
        """The fields of a stack as a pyvista.UnstructuredGrid, the same as its .vtu file holds.

        The first end temperature by default. InputError for a stack or temperature that was not
        solved, and where PyVista is not installed.
        """
        from stressbump.answers.saving import to_pyvista

        return to_pyvista(self, stack, temperature)


class Watcher(Protocol):
    """Who wants to see the design's mesh and stack as soon as they are there."""

    def meshed(self, design: Design, section: Section, mesh: Mesh) -> None:
        """The mesh stands."""

    def solved(self, design: Design, stack: Stack) -> None:
        """The stack as built is solved, the references not yet."""


def compare(
    with_: Value,
    without: Value,
    reference: str,
    apart: str = "",
    same_mesh: bool = True,
    note: str = "",
) -> Relief:
    """The relief of one value against its reference, or `apart`, why the two cannot be compared.

    `note` goes with a relief that is told, unless it changes sign.
    """
    a, b = with_.value, without.value
    if apart:
        return Relief(with_, reference, b, None, apart)
    if with_.mesh_dependent:
        return Relief(with_, reference, b, None, "mesh-dependent")
    if a is None or b is None:
        return Relief(with_, reference, b, None, with_.note or without.note)
    if abs(b) <= max(CLEARLY * without.scale, BARS * (without.bar or 0.0)):
        what = "stress" if without.unit == "MPa" else "value"
        return Relief(with_, reference, b, None, f"no reference {what}")
    note = "changes sign" if a * b < 0 else note
    return Relief(with_, reference, b, 1 - a / b, note, relief_bar(with_, without, same_mesh))


def _resized(a: Stack, b: Stack) -> set[str]:
    """Regions that have not the same volume in two stacks: means over them are not of one body."""
    mine, theirs = (
        {n: float(p.dV.sum()) for n, p in next(iter(s.solutions.values())).patches.items()}
        for s in (a, b)
    )
    return {n for n in mine if n in theirs and abs(mine[n] / theirs[n] - 1) > RESIZED}


def relief(
    design: Given,
    end: float | Iterable[float] | None = None,
    references: Iterable[str] | str | None = None,
    against: Iterable[Given] = (),
    refine: int = 0,
    child: Child | None = None,
    bars: bool = True,
    tell: Tell = silent,
    accuracy: float | None = None,
    sources: bool | Literal["all"] = False,
    watcher: Watcher | None = None,
) -> Answer:
    """The design against its references (all it names by default) and any other designs.

    Without references and others the design is solved alone. `end` are temperatures in °C. `bars` are
    the discretisation bars of all values; `accuracy` (0.01 is 1 %) refines the mesh until those of the
    design's `adaptive.MEASURES` are as narrow. `sources` finds what published values of the materials
    make of the headlines' reliefs, "all" with values that their own notes refute. `tell` is told what
    is being done, `watcher` what is there already. Raises InputError, GeometryError, MeshError or
    SolveError.
    """
    if sources not in (False, True, "all"):
        raise InputError(f"sources: {sources!r}; allowed is True, False or 'all'")
    if not isinstance(refine, int) or refine < 0:
        raise InputError(f"refine: {refine!r}; allowed is a whole number from 0 on")
    design = design_of(design)
    names = _chosen(design, references)
    temperatures = _temperatures(design, end)
    options = MeshOptions(
        windows_um=design.recipe.windows_um, refine=refine, aspect=design.recipe.aspect
    )
    own = {r.name: r for r in design.recipe.references}
    swaps = [own[n] for n in names if n in own]
    others = [d for n in names if n not in own and (d := design.other(n))]
    rivals = tuple(map(design_of, against))
    others += rivals
    tell(f"building and meshing {design.name}")
    section, mesh = _meshed(design, swaps, options, child or Child())
    note = ""
    if accuracy is not None:
        focus = design.recipe.focus or section.names
        fine = adapted(section, mesh, temperatures, options.windows_um, focus, accuracy, tell)
        mesh, note = fine.mesh, fine.note
    if watcher:
        watcher.meshed(design, section, mesh)
    tell(f"solving {', '.join([design.name, *names])}" + (" with bars" if bars else ""))
    jobs = _jobs(design, section, mesh, temperatures, swaps, watcher)
    jobs += [partial(_elsewhere, other, temperatures, options) for other in others]
    found = _side_by_side([partial(_surveyed, job, options.windows_um, bars) for job in jobs])
    stacks, values = _told_apart([stack for stack, _ in found]), tuple(v for _, v in found)
    answer = Answer(
        design, section, mesh, tuple(stacks), values, refine, _warnings(stacks, values[0], note),
        accuracy=accuracy, against=rivals,
    )  # fmt: skip
    if not sources:
        return answer
    sections = [section, *(section.changed(r) for r in swaps)]
    sections += [stack.section for stack in stacks[len(sections) :]]
    return replace(answer, sources=_sources(answer, sections, sources == "all", tell))


def _jobs(
    design: Design,
    section: Section,
    mesh: Mesh,
    temperatures: tuple[float, ...],
    swaps: Iterable[Reference],
    watcher: Watcher | None,
) -> list[Callable[[], Stack]]:
    """What solves the stack as built and its references; a watcher is shown the first one solved."""
    known = Factorisations()
    first, *others = (
        partial(solve_stack, section, mesh, temperatures, r, known) for r in (None, *swaps)
    )
    if watcher is None:
        return [first, *others]
    built = first()
    watcher.solved(design, built)
    return [lambda: built, *others]


def _warnings(stacks: Iterable[Stack], values: tuple[Value, ...], note: str) -> tuple[str, ...]:
    """What a reader of the answer must know, beside a note of its refinement.

    What all stacks have in common is said once, of the first.
    """
    built, *others = stacks
    own = built.doubts
    changed = {
        s.name: [d for d in s.doubts if d.split(" at ")[0] not in _starts(own)] for s in others
    }
    overlaps = (v.note for v in values if v.measure == OVERLAP and v.value)
    more = (f"{name}: {doubt}" for name, doubts in changed.items() for doubt in doubts)
    return (*overlaps, *own, *more, *([note] if note else []))


def _starts(doubts: Iterable[str]) -> set[str]:
    """What each is about, without its numbers."""
    return {doubt.split(" at ")[0] for doubt in doubts}


def _sources(
    answer: Answer, sections: Iterable[Section], refuted: bool, tell: Tell
) -> tuple[PublishedBand, ...]:
    """Published bands of the headlines in focus; `sections` as the references have changed them."""

    def asked(measure: str, where: str, averaging_um: float | None) -> bool:
        return measure in HEADLINES and where in answer.focus

    names = [stack.name for stack in answer.stacks]
    wanted = [
        Wanted(row.value, names.index(row.reference), row.relief)
        for row in answer.table
        if row.relief is not None and asked(row.value.measure, row.value.where, None)
    ]

    def judge(with_: Value, without: Value) -> float | None:
        return compare(with_, without, "").relief

    windows, found = answer.design.recipe.windows_um, tuple(sections)
    sourcing = Sourcing(answer.stacks, found, answer.values, windows, judge, refuted, asked)
    return published_bands(sourcing, wanted, tell)


def _surveyed(
    solved: Callable[[], Stack], windows: tuple[float, ...], bars: bool
) -> tuple[Stack, tuple[Value, ...]]:
    stack = solved()
    return stack, measured(stack, windows, bars)


def _side_by_side(jobs: list[Callable[[], Solved]]) -> list[Solved]:
    """What the jobs return; the solver leaves Python to other threads while it factorises."""
    with ThreadPoolExecutor(min(len(jobs), os.cpu_count() or 1)) as pool:
        return list(pool.map(lambda job: job(), jobs))


def _meshed(
    design: Design, swaps: Iterable[Reference], options: MeshOptions, child: Child
) -> tuple[Section, Mesh]:
    """The section and its mesh; a reference that cannot be is refused before there is a mesh."""
    try:
        section = build(design.recipe)
        for reference in swaps:
            section.changed(reference)
        return section, generate(section, options, child)
    finally:
        child.stop()


def _elsewhere(design: Design, temperatures: tuple[float, ...], options: MeshOptions) -> Stack:
    """Another design, on a section and mesh of its own."""
    section = build(design.recipe)
    stack = solve_stack(section, generate(section, options), temperatures)
    return replace(stack, name=design.name, change="a design of its own, on its own mesh")


def _told_apart(stacks: list[Stack]) -> list[Stack]:
    """The stacks under names of their own: a second one of a name is numbered."""
    taken: set[str] = set()
    out = []
    for stack in stacks:
        names = chain([stack.name], (f"{stack.name} ({n})" for n in count(2)))
        name = next(n for n in names if n not in taken)
        taken.add(name)
        out.append(stack if name == stack.name else replace(stack, name=name))
    return out


def _chosen(design: Design, references: Iterable[str] | str | None) -> tuple[str, ...]:
    if references is not None:
        names = (references,) if isinstance(references, str) else references
        return design.known(names, design.name)
    return design.references


def _temperatures(design: Design, end: float | Iterable[float] | None) -> tuple[float, ...]:
    if end is None:
        return tuple(design.recipe.history.end_C)
    found = tuple(end) if isinstance(end, Iterable) and not isinstance(end, str) else (end,)
    if not found:
        raise InputError("end: at least one temperature is wanted")
    for t in found:
        if not isinstance(t, Real) or not -273.15 <= t <= 1500:
            raise InputError(f"end: {t!r}; allowed are temperatures of -273.15 … 1500 °C")
    return tuple(float(t) for t in found)
