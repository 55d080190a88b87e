"""From a design to values: the one way that `sb.relief`, the command line and sweeps' workers go.

    design → parts → mesh → stack → values with bars → answer → published bands

A part is a stack before it is solved: the design as built, a reference's change on the same mesh, or
another design on a mesh of its own. Every mesh has the film elements of its own recipe and tips for
the averaging lengths of the design that is asked for, at which all values are taken. What is at hand
from one design to the next is a `Keep`'s, which whoever owns it hands in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, count
from typing import Any, Protocol

from stressbump.accuracy.adaptive import adapted
from stressbump.accuracy.error_bars import measured
from stressbump.accuracy.published_band import PublishedBand, Sourcing, Wanted, published_bands
from stressbump.answers.answer import Answer
from stressbump.answers.at_corners import intensities_of, resolved, singular_corners
from stressbump.answers.comparison import compare
from stressbump.answers.options import Options, Sources
from stressbump.answers.warnings import kept_births, warnings_of
from stressbump.designs.design import Design, Given, design_of
from stressbump.errors import InputError
from stressbump.history.factorisations import Factorisations
from stressbump.history.stack import Stack, refuse_idle, solve_stack, up_to
from stressbump.history.stepping import solutions
from stressbump.history.work import COST, PLAIN, Marches
from stressbump.mechanics.side_by_side import side_by_side
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Mesh
from stressbump.mesh.meshing import GmshProcess, MeshOptions, generate
from stressbump.process.build import build, flows
from stressbump.process.recipe import AS_BUILT, Recipe, Reference
from stressbump.process.section import Section
from stressbump.progress import Tell, silent
from stressbump.survey import HEADLINES, Asked, Value, everything
from stressbump.survey.cycles import follow

OWN_MESH = "a design of its own, on its own mesh"


@dataclass(frozen=True, eq=False)
class Meshed:
    """A section on its mesh, with what is factorised of it."""

    section: Section
    mesh: Mesh
    factorisations: Factorisations


@dataclass(frozen=True, eq=False)
class Part:
    """One stack of an answer before it is solved; it is meshed when it is asked for."""

    name: str
    change: str
    meshed: Callable[[], Meshed]
    reference: Reference | None = None


class Keep(Protocol):
    """What is at hand from one design to the next."""

    def meshed(
        self, recipe: Recipe, options: Options, references: Iterable[Reference] = ()
    ) -> Meshed:
        """A recipe's section and mesh, made or at hand.

        A reference that cannot be is refused before there is a mesh.
        """


class Once:
    """Nothing at hand: every mesh is made, the first by a mesher that may have been started before."""

    def __init__(self, child: GmshProcess | None = None) -> None:
        """With a mesher for the first mesh."""
        self._child = child

    def meshed(
        self, recipe: Recipe, options: Options, references: Iterable[Reference] = ()
    ) -> Meshed:
        """A recipe's section, meshed anew."""
        child, self._child = self._child or GmshProcess(), None
        try:
            return mesh_recipe(recipe, options, child, references, refuse_idle)
        finally:
            child.stop()


class Watcher(Protocol):
    """Who wants to see the design's mesh and stack as soon as they are there."""

    def meshed(self, design: Design, section: Section, mesh: Mesh) -> None:
        """The mesh stands."""

    def solved(self, design: Design, stack: Stack) -> None:
        """The stack as built is solved, the references not yet."""


def relief(
    design: Given,
    end: float | Iterable[float] | None = None,
    references: Iterable[str] | str | None = None,
    against: Iterable[Given] = (),
    refine: int = 0,
    bars: bool = True,
    tell: Tell = silent,
    accuracy: float | None = None,
    sources: Sources = False,
    inelastic: bool = False,
    corners: bool = False,
) -> Answer:
    """The design against its references (all it names by default) and any other designs.

    Without references and others the design is solved alone. `end` are temperatures in °C. `bars` are
    the discretisation bars of all values; `accuracy` (0.01 is 1 %) refines the mesh until those of the
    design's `adaptive.GOALS` are as narrow. `sources` finds what published values of the materials
    make of the headlines' reliefs, "all" with values that their own notes refute. `inelastic` has
    solder creep and metals yield by published constants, in all of these designs. `corners` finds
    intensities at the corners, on a mesh refined around them. `tell` is told what is being done. Raises
    InputError, GeometryError, MeshError or SolveError.
    """
    options = Options(_ends(end), (), refine, accuracy, bars, sources, corners)
    design, *others = alike(inelastic, design_of(design), *map(design_of, against))
    return answered(design, design.chosen(references), options, Once(), tuple(others), tell)


def alike(inelastic: bool, design: Design, *others: Design) -> tuple[Design, ...]:
    """A design and those beside it, all with `history.inelastic` if asked for: others where it acts."""
    if not inelastic:
        return design, *others
    beside = (o.inelastic() if flows(o.recipe, build(o.recipe)) else o for o in others)
    return design.inelastic(), *beside


def corners(
    design: Given,
    end: float | Iterable[float] | None = None,
    references: Iterable[str] | str | None = None,
    against: Iterable[Given] = (),
    refine: int = 0,
    bars: bool = True,
    tell: Tell = silent,
) -> Answer:
    """As `relief`, with intensities at the corners, on a mesh refined around them.

    InputError for a design without a corner where stress has no bound.
    """
    return relief(design, end, references, against, refine, bars, tell, corners=True)


def answered(
    design: Design,
    references: tuple[str, ...],
    options: Options,
    keep: Keep,
    against: tuple[Design, ...] = (),
    tell: Tell = silent,
    watcher: Watcher | None = None,
) -> Answer:
    """The design against these references and other designs; a watcher is shown what is there already."""
    options = options.of(design)
    tell(f"building and meshing {design.name}")
    first, note = keep.meshed(design.recipe, options, swaps(design, references)), ""
    if options.corners:
        if not singular_corners(first.section, options.end):
            raise InputError(f"{design.name}: no corner where stress grows without bound")
        first = replace(first, mesh=resolved(first.section, first.mesh, options.end))
    if options.accuracy is not None:
        first, note = _refined(design, first, options, options.accuracy, tell)
    if watcher:
        watcher.meshed(design, first.section, first.mesh)
    parts = parts_of(design, references, options, first, keep, against)
    names = ", ".join([design.name, *references])
    doing = f"solving {names}" + (" with bars" if options.bars else "")
    tell(doing)
    ways = tuple(COST) if options.bars else (PLAIN,)
    marches = Marches(lambda text: tell(f"{doing}: {text}"), len(parts), ways)
    seen = partial(watcher.solved, design) if watcher else None
    # the solver leaves Python to other threads while it factorises
    answer = answer_of(design, parts, options, each=side_by_side, seen=seen, marches=marches)
    answer = replace(answer, accuracy=options.accuracy, against=against)
    warnings = warnings_of(answer, options, note)
    answer = replace(answer, warnings=warnings)
    if options.corners:
        tell("intensities at corners" + (" with bars" if options.bars else ""))
        answer = replace(answer, intensities=intensities_of(answer, options.bars))
    if not options.sources:
        return answer
    bands = _sources(answer, options, tell)
    return replace(answer, sources=bands, warnings=(*warnings, *kept_births(answer.stacks)))


def mesh_recipe(
    recipe: Recipe,
    options: Options,
    child: GmshProcess | None = None,
    references: Iterable[Reference] = (),
    tried: Callable[[Section, Reference], object] = Section.changed,
) -> Meshed:
    """A recipe's section and its audited mesh; references are `tried` before, and refused by that."""
    section = build(recipe)
    for reference in references:
        tried(section, reference)
    sizes = MeshOptions(options.windows_um, options.refine, recipe.aspect)
    return Meshed(section, generate(section, sizes, child), Factorisations())


def swaps(design: Design, references: Iterable[str]) -> list[Reference]:
    """Those of the references that are a change on the design's own mesh."""
    own = {r.name: r for r in design.recipe.references}
    return [own[name] for name in references if name in own]


def on_own_mesh(design: Design, names: Iterable[str] | str | None) -> list[Reference]:
    """The references of these names, all on the design's own mesh if None; InputError for another's."""
    found = swaps(design, chosen := design.chosen(names))
    if names is not None and len(found) < len(chosen):
        there = {r.name for r in found}
        other = next(n for n in chosen if n not in there)
        own = ", ".join(r.name for r in design.recipe.references) or "none"
        raise InputError(
            f"{design.name}: reference {other!r} has a mesh of its own, where this interface is another;"
            f" allowed: {own}"
        )
    return found


def parts_of(
    design: Design,
    references: Iterable[str],
    options: Options,
    first: Meshed,
    keep: Keep,
    against: Iterable[Design] = (),
) -> list[Part]:
    """The design as built on its mesh, its references there, then all designs on meshes of their own."""
    references = tuple(references)
    others = [d for d in map(design.other, references) if d is not None]
    return [
        Part(AS_BUILT, "", lambda: first),
        *(Part(r.name, r.doc, lambda: first, r) for r in swaps(design, references)),
        *(
            Part(other.name, OWN_MESH, partial(_alone, other, options, keep))
            for other in (*others, *against)
        ),
    ]


def _alone(design: Design, options: Options, keep: Keep) -> Meshed:
    found = keep.meshed(design.recipe, options)
    if not options.corners:
        return found
    return replace(found, mesh=resolved(found.section, found.mesh, options.end))


def answer_of(
    design: Design,
    parts: Sequence[Part],
    options: Options,
    asked: Asked = everything,
    each: Callable[..., Iterable[Any]] = map,
    seen: Callable[[Stack], None] | None = None,
    marches: Marches | None = None,
) -> Answer:
    """All parts solved, one after the other or as `each` maps, with the values `asked` for, as in `survey`.

    The first stack is `seen` before any other is solved; `marches` hears how far those with memory are.
    """
    known = {}
    if seen is not None:
        known[parts[0]] = solved(parts[0], options, marches)
        seen(known[parts[0]])

    def taken(part: Part) -> Stack:
        return known.get(part) or solved(part, options, marches)

    def surveyed(stack: Stack) -> tuple[Stack, tuple[Value, ...]]:
        return stack, measured(stack, options.windows_um, options.bars, asked=asked)

    if _settles(design):
        found = list(each(surveyed, _in_step(list(each(taken, parts)), each)))
    else:
        found = list(each(lambda part: surveyed(taken(part)), parts))
    stacks = tuple(_distinguished(stack for stack, _ in found))
    values = tuple(values for _, values in found)
    return Answer(design, stacks[0].section, stacks[0].mesh, stacks, values, options.refine)


def _settles(design: Design) -> bool:
    cycle = design.recipe.history.cycle
    return cycle is not None and cycle.settled_percent is not None


def _in_step(stacks: list[Stack], each: Callable[..., Iterable[Any]]) -> Iterable[Stack]:
    """All that cycle alike through as many cycles as the one that settles last, to be compared there."""
    cycle = stacks[0].section.history.cycle
    alike = [s for s in stacks if s.section.history.cycle == cycle]
    most = max(s.cycles for s in alike)
    return each(lambda s: up_to(most, s) if s in alike else s, stacks)


def solved(part: Part, options: Options, marches: Marches | None = None) -> Stack:
    """The stack of a part, at the end temperatures of the options."""
    m = part.meshed()
    stack = solve_stack(
        m.section,
        m.mesh,
        options.end,
        part.reference,
        m.factorisations,
        marches=marches,
        follow=follow(m.section),
    )
    return replace(stack, name=part.name, change=part.change)


def over_temperature(
    stack: Stack, temperatures: Iterable[float], keep: bool = True
) -> dict[float, Solution]:
    """A solved stack at other end temperatures, °C; without `keep` with one matrix at hand at a time."""
    assembly = stack.assembly
    if not keep:
        assembly = replace(assembly, factorisations=Factorisations(room=0))
    if assembly.has_friction:
        return {t: solutions(assembly, [t])[t] for t in temperatures}
    return solutions(assembly, temperatures)


def _refined(
    design: Design, first: Meshed, options: Options, accuracy: float, tell: Tell
) -> tuple[Meshed, str]:
    """The design on a mesh as accurate as asked for, and a note where that stopped short."""
    section, windows = first.section, options.windows_um
    focus = design.recipe.focus or section.names
    fine = adapted(section, first.mesh, options.end, windows, focus, accuracy, tell)
    return replace(first, mesh=fine.mesh), fine.note


def _sources(answer: Answer, options: Options, tell: Tell) -> tuple[PublishedBand, ...]:
    """Published bands of the headlines in focus."""

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

    refuted = options.sources == "all"
    sourcing = Sourcing(answer.stacks, answer.values, options.windows_um, judge, refuted, asked)
    return published_bands(sourcing, wanted, tell)


def _distinguished(stacks: Iterable[Stack]) -> list[Stack]:
    """The stacks under names of their own: a second one of a name is numbered."""
    taken: set[str] = set()
    out = []
    for stack in stacks:
        names = chain([stack.name], (f"{stack.name} ({n})" for n in count(2)))
        name = next(n for n in names if n not in taken)
        taken.add(name)
        out.append(stack if name == stack.name else replace(stack, name=name))
    return out


def _ends(end: float | Iterable[float] | None) -> tuple[float, ...]:
    """End temperatures as a tuple, none where the design's own are meant."""
    if end is None:
        return ()
    found = tuple(end) if isinstance(end, Iterable) and not isinstance(end, str) else (end,)
    if not found:
        raise InputError("end: at least one temperature is wanted")
    return found
