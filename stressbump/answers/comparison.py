"""With and without: stacks side by side, and the relief of every measure against every reference.

    R = 1 - M(with) / M(reference)

positive where the design takes stress away, negative where it adds. Where the reference's value is not
clearly away from zero there is no reference stress and no relief.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from stressbump.accuracy.corners import AtCorner
from stressbump.accuracy.error_bars import relief_bar
from stressbump.accuracy.published_band import PublishedBand
from stressbump.answers.focus import focus_of
from stressbump.designs.design import Design
from stressbump.fracture.paths import openings_at_start
from stressbump.fracture.singular import Corner, corners
from stressbump.history.stack import Stack
from stressbump.measures import Place
from stressbump.measures.in_plane import MEAN_IN_PLANE
from stressbump.mesh.mesh import Mesh
from stressbump.process.section import Section
from stressbump.sensitivity.mismatch import MismatchContribution, of_region, shares
from stressbump.survey import WHOLE, Value
from stressbump.survey.cracks import crack_place
from stressbump.survey.value import joined, no_bar

CLEARLY = 1e-2  # of a value's scale: what lies below is not clearly away from zero
RESIZED = 0.01  # of a region's volume
SAME_ANGLE = 1.0  # degrees, up to which two corners are the same to a crack
BARS = 3.0  # nor is what lies within so many of its own bars


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
class Comparison:
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
    # by stack and end temperature: what stands at the corners of the stack as built, where asked for
    intensities: Mapping[tuple[str, float], tuple[AtCorner, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        """A line; the numbers stand in `table` and `values`."""
        against = f" against {', '.join(s.name for s in self.stacks[1:])}" if self.table else ""
        end = ", ".join(f"{t:g} °C" for t in self.built.solutions)
        size = f"{len(self.mesh.triangles)} triangles"
        checks = "" if self.passed else ", a self-check failed"
        return f"<{type(self).__name__}: {self.design.name} at {end}{against}; {size}{checks}>"

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
            apart, same_mesh = self.apart(stack), stack.mesh is self.mesh
            resized = set() if same_mesh else _resized(self.built, stack)
            for v in self.values[0]:
                if v.key in without and v.definition.compared:
                    note = "of another volume" if v.where in resized else ""
                    pair = v, without[v.key]
                    rows.append(compare(*pair, stack.name, apart(v.where), same_mesh, note))
        return tuple(rows)

    def apart(self, stack: Stack) -> Callable[[str], str]:
        """Why a value at a place says nothing of relief against a stack; nothing where it does."""
        mine, theirs = self.built.materials, stack.materials
        changed = {n for n, m in mine.items() if n in theirs and theirs[n] != m}
        turned = {} if stack.mesh is self.mesh else _turned(self.section, stack.section)

        def why(where: str) -> str:
            if stack.section.cell.kinematics != self.section.cell.kinematics:
                return f"{stack.section.cell.kinematics}, not {self.section.cell.kinematics}"
            if where == WHOLE and mine != theirs:
                return "not the same materials"
            own = Place.read(where)
            cracked = own.is_face and own.side and changed.intersection(own.regions)
            if where in changed or cracked:
                return "another material"
            return turned.get(where, "")

        return why

    @cached_property
    def mismatch(self) -> dict[float, tuple[MismatchContribution, ...]]:
        """By end temperature: shares of each interface in the focus's mean in-plane stress, by stage.

        None where a law has memory or a free face has closed: that does not superpose.
        """
        pressing = any(s.pressing for s in self.built.solutions.values())
        if self.built.assembly.remembering or pressing:
            return {}
        names = [n for n in self.focus if n in self.built.materials]
        m = MEAN_IN_PLANE
        wanted = {(m.name, n, m.unit): of_region(m, n) for n in names}
        return {t: shares(self.built.assembly, t, wanted) for t in self.built.solutions}

    @cached_property
    def corners(self) -> dict[tuple[str, float], tuple[Corner, ...]]:
        """By stack and end temperature: kinds of corners where stress has no bound, the strongest first.

        None where one of them has no exponents to trust.
        """
        return {(s.name, t): self._corners(s, t) for s in self.stacks for t in s.solutions}

    def _corners(self, stack: Stack, temperature: float) -> tuple[Corner, ...]:
        own = {r.name: r for r in self.design.recipe.references}.get(stack.name)
        section = stack.section
        if own is not None and section is self.section:
            section = section.changed(own)
        laws = {name: material.law for name, material in stack.materials.items()}
        try:
            return corners(section, laws, temperature)
        except RuntimeError:
            return ()

    @property
    def focus(self) -> tuple[str, ...]:
        """The regions to show first."""
        return focus_of(self.design, self.section).regions


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
    if with_.unit == "°":
        return Relief(with_, reference, b, None, "an angle")
    if abs(b) <= max(CLEARLY * without.scale, BARS * (without.bar or 0.0)):
        what = "stress" if without.unit == "MPa" else "value"
        return Relief(with_, reference, b, None, f"no reference {what}")
    note, bar = "changes sign" if a * b < 0 else note, relief_bar(with_, without, same_mesh)
    lacks = with_.unbarred or (without.unbarred and f"of {reference}, {without.unbarred}")
    if bar is None and lacks:
        note = joined(note, no_bar(lacks))
    return Relief(with_, reference, b, 1 - a / b, note, bar)


def _turned(section: Section, other: Section) -> dict[str, str]:
    """By place of cracks: that they begin at another corner in another section."""
    found, there = {}, {crack_place(flaw) for flaw in other.flaws}
    for flaw in (f for f in section.flaws if crack_place(f) in there):
        mine, theirs = openings_at_start(section, flaw), openings_at_start(other, flaw)
        for name in mine.keys() & theirs.keys():
            if abs(mine[name] - theirs[name]) > SAME_ANGLE:
                told = f"{name} {mine[name]:.3g}°, not {theirs[name]:.3g}°, where the crack begins"
                found[str(crack_place(flaw))] = told
    return found


def _resized(a: Stack, b: Stack) -> set[str]:
    """Regions that have not the same volume in two stacks: means over them are not of one body."""
    mine, theirs = (
        {n: float(p.dV.sum()) for n, p in next(iter(s.solutions.values())).blocks.items()}
        for s in (a, b)
    )
    return {n for n in mine if n in theirs and abs(mine[n] / theirs[n] - 1) > RESIZED}
