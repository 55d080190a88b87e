"""Cracks of all lengths along an interface of a design and its references: what their growth releases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stressbump.accuracy.error_bars import SAFETY, reaching
from stressbump.answers.comparison import BARS
from stressbump.answers.curve_modes import cut_of, lacks_modes, marked_tips
from stressbump.answers.left_out import SCOPES, left_out
from stressbump.answers.opened_cracks import OpenedCrack, opened_cracks
from stressbump.answers.options import Options
from stressbump.answers.solving import on_own_mesh
from stressbump.answers.steady_state import steady_state
from stressbump.designs.design import Design, Given, design_of, with_flaws
from stressbump.errors import CheckError, InputError
from stressbump.fracture.curve import ReleaseCurve, lengths_up_to, release_curve
from stressbump.fracture.marks import Marks, Toughness, with_marks
from stressbump.fracture.mixity import SHUT
from stressbump.history.factorisations import Factorisations
from stressbump.history.stack import Stack, again, refuse_idle, solve_stack
from stressbump.history.validity import TAKEN_IN
from stressbump.history.work import CUBIC, PLAIN, Marches
from stressbump.materials import PublishedToughness, published_toughness
from stressbump.mechanics.side_by_side import side_by_side
from stressbump.mesh.arrangement import arrange
from stressbump.mesh.crack_tips import interface_length
from stressbump.mesh.mesh import Mesh
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.faces import FlawAt
from stressbump.process.recipe import Recipe, Reference
from stressbump.process.section import Flaw, Section
from stressbump.process.toughness import length_of
from stressbump.process.validation import checked
from stressbump.progress import Tell, silent

if TYPE_CHECKING:
    import pandas

NEARBY = 0.51  # octaves: half of one, and round-off
LONGEST = 10.0  # µm, by default
WHOLE = 0.8  # of a shorter interface
LEAST = 0.02  # µm, of the longest: the shortest facets of its curve are a nanometre then


def largest_nearby(length: np.ndarray, change: np.ndarray, value: np.ndarray) -> np.ndarray:
    """How much a value over the length changes (n,), at the most within half an octave of each length.

    Curves of two solutions cross, and where they do they are no nearer to the truth. Of the largest change
    and the largest per value the smaller counts, so that neither a steep curve nor a zero is taken for one.
    """
    near = np.abs(np.log2(length[:, None] / length)) <= NEARBY
    size, scale = np.abs(change), np.abs(value)
    share = np.divide(size, scale, out=np.full(len(size), np.inf), where=scale > 0)
    largest = np.where(near, size, 0.0).max(axis=1)
    relative = np.where(near, share, 0.0).max(axis=1) * scale
    return np.asarray(np.maximum(size, np.fmin(largest, relative)))


@dataclass(frozen=True, eq=False)
class StackCurve:
    """The curve of one stack."""

    stack: str
    change: str
    own: bool  # whether both sides of the interface are of the design's own materials
    materials: Mapping[str, str]  # by region
    curve: ReleaseCurve
    finer: ReleaseCurve | None  # the same in cubics, where bars are asked for
    opened: tuple[OpenedCrack, ...]  # some of the cracks with their fields, if asked for
    steady: np.ndarray | None = None  # (n,) of long cracks, J/m², where layers run on
    between: np.ndarray | None = None  # (n,) degrees ψ may be off between lengths with own tips

    @property
    def bar(self) -> np.ndarray | None:
        """Half the width of the discretisation bars, J/m²."""
        if self.finer is None:
            return None
        own = self.curve
        change = largest_nearby(own.length, self.finer.rate - own.rate, own.rate)
        bar = reaching(SAFETY["release"] * change, own.rate, own.second)
        return bar + np.abs(own.held - own.rate)

    @property
    def mixity_bar(self) -> np.ndarray | None:
        """The same of ψ, degrees; no number where one of both has none."""
        if self.finer is None:
            return None
        turned = np.angle(self.finer.K * self.curve.K.conj())
        bar = SAFETY["release"] * np.degrees(np.abs(turned))
        return np.asarray(bar if self.between is None else bar + self.between)

    def with_modes(self, own: Marks, finer: Marks | None, tough: Toughness) -> StackCurve:
        """The same with ψ, where it lacks one, from lengths whose tips have elements of their own."""
        off = np.degrees(own.off(self.curve.length))
        return replace(
            self,
            curve=with_marks(self.curve, own, tough),
            finer=with_marks(self.finer, finer, tough) if self.finer and finer else self.finer,
            between=np.where(np.isnan(self.curve.K.real), off, 0.0),
        )

    @property
    def long(self) -> tuple[float, float] | None:
        """The longest of the lengths, µm, of which laminate theory tells G, J/m², and that."""
        if self.steady is None:
            return None
        last = int(np.flatnonzero(np.isfinite(self.steady))[-1])
        return float(self.curve.length[last]), float(self.steady[last])

    @property
    def critical(self) -> tuple[float, float | None] | None:
        """From which length on a crack releases what it takes, µm, with its bar; None if from none."""
        own = self.curve.critical
        if own is None:
            return None
        finer = None if self.finer is None else self.finer.critical
        return own, None if finer is None else SAFETY["release"] * abs(finer - own)


@dataclass(frozen=True, eq=False)
class Cracks:
    """Cracks along an interface, from one end of it: the design's first, then its references'."""

    design: Design
    flaw: Flaw
    temperature: float  # °C
    curves: tuple[StackCurve, ...]
    warnings: tuple[str, ...] = ()  # where laws of the design's own stack do not hold

    def relief(self, other: StackCurve) -> tuple[list[tuple[float, float | None] | None], str]:
        """1 - as built / other at every length with its bar, None where it is not told, and why then.

        Both stacks are on one mesh: a bar is what cubics change of the relief, or what it is by K.
        """
        if not other.own:
            return [None] * len(other.curve.rate), "another material"
        built, rate = self.curves[0], other.curve.rate
        clear = rate > (0.0 if other.bar is None else BARS * other.bar)
        share = 1 - built.curve.rate / np.where(clear, rate, 1.0)
        bars: list[float | None] = [None] * len(rate)
        if built.finer is not None and other.finer is not None:
            finer = 1 - built.finer.rate / np.where(clear, other.finer.rate, 1.0)
            change = largest_nearby(built.curve.length, finer - share, 1 - share)
            second = 1 - built.curve.second / np.where(clear, other.curve.second, 1.0)
            held = 1 - built.curve.held / np.where(clear, other.curve.held, 1.0)
            bar = reaching(SAFETY["release"] * change, share, second)
            bars = (bar + np.abs(held - share)).tolist()
        told = zip(share.tolist(), bars, clear.tolist(), strict=True)
        return [(r, bar) if c else None for r, bar, c in told], "reference near 0"

    def rows(self) -> list[dict[str, Any]]:
        """A row for each stack and length."""
        return [row for c in self.curves for row in self._rows(c)]

    def _rows(self, own: StackCurve) -> Iterator[dict[str, Any]]:
        found, bars, turns = own.curve, own.bar, own.mixity_bar
        reliefs = [None] * len(found.rate) if own is self.curves[0] else self.relief(own)[0]
        for k, (length, relief) in enumerate(zip(found.length.tolist(), reliefs, strict=True)):
            yield {
                "stack": own.stack,
                "length_um": length,
                "rate_J_m2": float(found.rate[k]),
                "bar_J_m2": None if bars is None else float(bars[k]),
                "overlapping_J_m2": float(found.overlapping[k]),
                "closed": float(found.closed[k]),
                "closed_at_tip": bool(found.untold[k] == SHUT),
                "K1": _number(found.K[k].real),
                "K2": _number(found.K[k].imag),
                "psi_deg": _number(found.mixity[k]),
                "psi_bar_deg": None if turns is None else _number(turns[k]),
                "rate_from_K_J_m2": _number(found.rate_from_K[k]),
                "note": str(found.untold[k]),
                "toughness_J_m2": _number(found.toughness[k]),
                "margin": _number(found.margin[k]),
                "steady_J_m2": None if own.steady is None else _number(own.steady[k]),
                "relief": relief[0] if relief else None,
                "relief_bar": relief[1] if relief else None,
            }

    @property
    def published(self) -> tuple[PublishedToughness, ...]:
        """What is published of the toughness of the design's own interface."""
        first, second = (self.curves[0].materials[name] for name in self.flaw.at)
        return published_toughness(first, second)

    @property
    def table(self) -> pandas.DataFrame:
        """The rows as a frame: lengths in µm, rates in J/m², closed share and relief as fractions, K1 and
        K2 in MPa·√µm.
        """
        import pandas

        return pandas.DataFrame(self.rows())

    def plain(self) -> dict[str, Any]:
        """The result as JSON has it."""
        return {
            "at": "/".join(self.flaw.at),
            "from": self.flaw.end,
            "temperature_C": self.temperature,
            "mixity_um": self.flaw.mixity_um,
            "published_toughness": [
                {"low_J_m2": p.low, "high_J_m2": p.high, "note": p.note, "source": p.source}
                for p in self.published
            ],
            "steady_state": [
                {"stack": c.stack, "length_um": c.long[0], "rate_J_m2": c.long[1]}
                for c in self.curves
                if c.long
            ],
            "critical": [c for c in map(_critical, self.curves) if c],
            "warnings": list(self.warnings),
            "cracks": self.rows(),
        }


def cracks(
    design: Given,
    at: str,
    start: str | int = "outer",
    up_to: float | None = None,
    end: float | None = None,
    references: Iterable[str] | str | None = None,
    bars: bool = True,
    fields: bool = False,
    tell: Tell = silent,
    mixity_um: float | None = None,
    toughness: float | Mapping[str, float] | None = None,
) -> Cracks:
    """What cracks along the interface `at`, first/second, release, from an end of it on, and their modes.

    Lengths reach up to so many µm, 10 or most of a shorter interface by default; `end` is the temperature
    in °C, the design's first by default. With `fields` what is around a few of the cracks is kept, as a
    page shows it. ψ is that at `mixity_um` ahead of a tip, 1 by default; `toughness` is what a flaw takes
    as `toughness_J_m2`; both are those of the design's [[flaw]] there, where it has one. With either that
    asks for ψ, what lacks it has it from one more mesh, with tips of its own at an octave's lengths.
    References are those on the design's own mesh, all by default. InputError for what is not there;
    CheckError where a solution fails its checks.
    """
    design = design_of(design)
    first = Options((end,) if end is not None else ()).of(design)
    chosen = on_own_mesh(design, references)
    given = {
        "length_um": LONGEST if up_to is None else up_to,
        "mixity_um": mixity_um, "toughness_J_m2": toughness,
    }  # fmt: skip
    own, others = _own_flaw(design.recipe, at, start)
    asked = own | {"at": at, "from": start} | {k: v for k, v in given.items() if v is not None}
    checked(FlawAt, asked, "cracks")
    recipe = with_flaws(design, [asked], "cracks").recipe
    tell(f"building and meshing {design.name}")
    section = _with_lengths(build(recipe).without_cycle(), up_to)
    (flaw,) = section.flaws
    for reference in chosen:
        refuse_idle(section, reference)
    options = MeshOptions(first.windows_um, aspect=recipe.aspect)
    mesh = generate(section, options)
    doing = f"cracks in {', '.join([design.name, *(r.name for r in chosen)])}"
    tell(doing)
    stacks = None, *chosen
    every = _curves(
        section, mesh, stacks, first.end[:1], bars, fields, lambda s: tell(f"{doing}: {s}")
    )
    there = [(curve, change) for (curve, _), change in zip(every, stacks, strict=True) if curve]
    curves = [curve for curve, _ in there]
    if "mixity_um" in asked or (flaw.toughness is not None and length_of(flaw.toughness)):
        tell(f"modes of {doing}")
        curves = list(_with_modes(there, section, options, first.end[:1], bars))
    left = left_out(others, SCOPES["cracks"], first.end)
    notes = *every[0][1], *section.notes, *left
    return Cracks(design, flaw, first.end[0], tuple(curves), notes)


def _with_lengths(section: Section, up_to: float | None) -> Section:
    """The section with the lengths of a curve on its flaw, up to so many µm."""
    (flaw,) = section.flaws
    longest = up_to or min(LONGEST, WHOLE * interface_length(arrange(section), flaw))
    if longest < LEAST:
        raise InputError(
            f"cracks along {flaw}, up to {longest:g} µm: facets would be of less than a nanometre; allowed"
            f" are {LEAST:g} µm or more"
        )
    return replace(section, flaws=(replace(flaw, lengths=lengths_up_to(longest), closely=True),))


def _curves(
    section: Section,
    mesh: Mesh,
    stacks: Sequence[Reference | None],
    end: tuple[float, ...],
    bars: bool,
    fields: bool,
    tell: Tell,
) -> list[tuple[StackCurve | None, list[str]]]:
    """The curve of each stack that has the interface, and where its laws do not hold."""
    (flaw,), known = section.flaws, Factorisations()
    marches = Marches(tell, len(stacks), (PLAIN, CUBIC) if bars else (PLAIN,))

    def found(change: Reference | None) -> tuple[StackCurve | None, list[str]]:
        stack = solve_stack(section, mesh, end, change, known, marches=marches)
        if not stack.passed:
            raise CheckError(f"{stack.name}: a self-check failed, so no cracks are told of")
        there = set(flaw.at) <= stack.materials.keys()
        doubts = [*stack.doubts, *(line.removesuffix(TAKEN_IN) for line in stack.left_out)]
        return _curve(stack, flaw, change, bars, fields) if there else None, doubts

    return side_by_side(found, stacks, done=lambda count: tell(f"{count} of {len(stacks)} stacks"))


def _with_modes(
    curves: Iterable[tuple[StackCurve, Reference | None]],
    section: Section,
    options: MeshOptions,
    end: tuple[float, ...],
    bars: bool,
) -> Iterator[StackCurve]:
    """The curves with ψ where they lack it, by one mesh with tips of its own for all of them."""
    (flaw,), tips = section.flaws, None
    for curve, change in curves:
        if not lacks_modes(curve.curve):
            yield curve
            continue
        tips = tips or marked_tips(section, curve.curve, end, options)
        yield curve.with_modes(*tips.modes(change, bars), flaw.toughness)


def _own_flaw(recipe: Recipe, at: str, start: str | int) -> tuple[dict[str, Any], Recipe]:
    """The table of the flaw that stands in a recipe at an interface from an end, and the recipe without."""
    own = [f for f in recipe.flaws if {*f.at.split("/")} == {*at.split("/")} and f.start == start]
    others = tuple(f for f in recipe.flaws if f not in own)
    tables = [f.model_dump(by_alias=True, exclude_unset=True) for f in own]
    return dict(*tables), recipe.model_copy(update={"flaws": others})


def _critical(own: StackCurve) -> dict[str, Any] | None:
    if own.critical is None:
        return None
    length, bar = own.critical
    return {"stack": own.stack, "length_um": length, "bar_um": bar}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _curve(
    stack: Stack, flaw: Flaw, reference: Reference | None, bars: bool, fields: bool
) -> StackCurve:
    faces = stack.section.cell.contact, stack.section.friction(flaw.at)
    finer = release_curve(cut_of(again(stack, cubic=True), flaw), *faces) if bars else None
    own = reference is None or not set(flaw.at) & {*reference.swap, *reference.like}
    cut = cut_of(stack, flaw)
    curve = release_curve(cut, *faces, narrow=bars)
    steady = steady_state(stack, cut.path, cut.bonded.temperature, curve.length)
    opened = opened_cracks(cut, *faces) if fields else ()
    materials = {region: m.name for region, m in stack.materials.items()}
    return StackCurve(stack.name, stack.change, own, materials, curve, finer, opened, steady)
