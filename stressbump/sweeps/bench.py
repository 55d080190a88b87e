"""Where a worker solves: meshes and factorisations stay at hand while cases go on sharing them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from stressbump import materials
from stressbump.accuracy.error_bars import measured
from stressbump.answers.answer import Answer
from stressbump.designs.design import Design, from_table
from stressbump.history.factorisations import Factorisations
from stressbump.history.responses import likeness
from stressbump.history.stack import Stack, assembled, solve_stack
from stressbump.mesh.mesh import Mesh
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import AS_BUILT, Recipe, Reference
from stressbump.process.section import Section
from stressbump.process.verbs import Filling, Reflow, targets
from stressbump.survey import Asked, everything
from stressbump.sweeps.columns import asked, wanted
from stressbump.sweeps.designs import digest
from stressbump.sweeps.kept import KeptChild
from stressbump.sweeps.quick import Quick, made_of

KEPT_MESHES = 4
KEPT_QUICK = 4
KEPT_UNKNOWNS = 400_000  # of all factorisations at hand; some 2 GB at the most
LOADS = {"material", "born_C", "intrinsic_MPa", "cure_shrinkage"}


@dataclass(frozen=True, eq=False)
class Part:
    """One stack of a case before it is solved."""

    name: str
    change: str
    section: Section
    mesh: Mesh
    geometry: str
    reference: Reference | None = None

    @property
    def built(self) -> Section:
        """The section with the reference's change."""
        return self.section if self.reference is None else self.section.changed(self.reference)


class Bench:
    """Solves designs one after the other, each as `stressbump.relief` would."""

    def __init__(self) -> None:
        """An empty bench."""
        self.meshes: OrderedDict[str, tuple[Section, Mesh]] = OrderedDict()
        self.factorisations = Factorisations(KEPT_UNKNOWNS)
        self.quick: OrderedDict[tuple[Any, ...], Quick | None] = OrderedDict()
        self.child: KeptChild | None = None

    def answer(
        self,
        table: Mapping[str, Any],
        where: str,
        references: tuple[str, ...] | None = None,
        refine: int = 0,
        bars: bool = False,
        measures: tuple[str, ...] | None = None,
        many: bool = False,
    ) -> Answer:
        """A design from its table, against its references.

        The answer has these measures at the least, all by default, the headlines if none are named.
        `many` cases of the same meshes and moduli are not solved one by one where that can be.
        """
        design = from_table(table, where)
        parts = self._parts(design, _chosen(design, references), refine)
        end = tuple(design.recipe.history.end_C)
        if bars or not (many and measures):
            return self._solved(design, parts, end, refine, bars, measures)
        return self._quick(design, parts, end, refine, measures)

    def forget(self) -> None:
        """Keep nothing between cases."""
        for kept in (self.meshes, self.factorisations, self.quick):
            kept.clear()

    def _parts(self, design: Design, names: tuple[str, ...], refine: int) -> list[Part]:
        shared = self._meshed(design.recipe, refine)
        own = {r.name: r for r in design.recipe.references}
        parts = [Part(AS_BUILT, "", *shared)]
        parts += [Part(n, own[n].doc, *shared, own[n]) for n in names if n in own]
        for name in names:
            if (other := design.other(name)) is not None:
                change = "a design of its own, on its own mesh"
                parts.append(Part(name, change, *self._meshed(other.recipe, refine)))
        return parts

    def _solved(
        self,
        design: Design,
        parts: list[Part],
        end: tuple[float, ...],
        refine: int,
        bars: bool,
        measures: tuple[str, ...] | None,
    ) -> Answer:
        stacks = []
        for part in parts:
            known = self.factorisations
            stack = solve_stack(part.section, part.mesh, end, part.reference, known)
            stacks.append(replace(stack, name=part.name, change=part.change))
        own: Asked = everything
        if measures is not None:
            own = asked(measures, design, tuple(stacks[0].materials))
        windows = design.recipe.windows_um
        values = tuple(measured(stack, windows, bars, asked=own) for stack in stacks)
        return Answer(design, parts[0].section, parts[0].mesh, tuple(stacks), values, refine)

    def _quick(
        self,
        design: Design,
        parts: list[Part],
        end: tuple[float, ...],
        refine: int,
        measures: tuple[str, ...],
    ) -> Answer:
        """As `_solved`, without solving each; what is laid out for the first serves the others, and
        itself, so that no number depends on which was the first.
        """
        stacks = []
        key: tuple[Any, ...] = (measures, refine)
        for part in parts:
            section = part.built
            assembly, chosen = assembled(section, part.mesh, self.factorisations)
            key += (part.name, part.geometry, *(likeness(assembly, t) for t in end))
            stacks.append(Stack(part.name, part.change, section, part.mesh, chosen, assembly, {}))
        answer = None
        if key not in self.quick:
            answer = self._solved(design, parts, end, refine, False, measures)
            self.quick[key] = _quick_of(answer, measures)
            while len(self.quick) > KEPT_QUICK:
                self.quick.popitem(last=False)
        self.quick.move_to_end(key)
        if known := self.quick[key]:
            return known.answer(design, refine, stacks, end)
        return answer or self._solved(design, parts, end, refine, False, measures)

    def _meshed(self, recipe: Recipe, refine: int) -> tuple[Section, Mesh, str]:
        geometry = digest([shape_of(recipe), refine])
        if geometry in self.meshes:
            self.meshes.move_to_end(geometry)
            section, mesh = self.meshes[geometry]
            return dressed(section, recipe), mesh, geometry
        options = MeshOptions(windows_um=recipe.windows_um, refine=refine, aspect=recipe.aspect)
        if self.child is None:
            self.child = KeptChild()
        section = build(recipe)
        mesh = generate(section, options, self.child)
        self.meshes[geometry] = section, mesh
        while len(self.meshes) > KEPT_MESHES:
            _, (_, gone) = self.meshes.popitem(last=False)
            self.factorisations.forget(gone)
        return section, mesh, geometry


def _quick_of(answer: Answer, measures: tuple[str, ...]) -> Quick | None:
    """The quick way to more answers like this one, if there is one."""
    names = tuple(answer.built.materials)
    kept = wanted(answer.values[0], measures, answer.design, names)
    return made_of(answer, kept) if answer.passed else None


def shape_of(recipe: Recipe) -> dict[str, Any]:
    """All of a recipe that decides its mesh, as plain data."""
    steps = [
        {type(s).__name__: s.model_dump(mode="json", exclude=LOADS & set(type(s).model_fields))}
        for s in recipe.steps
    ]
    return {
        "cell": recipe.cell.model_dump(mode="json"),
        "steps": steps,
        "windows": recipe.windows_um,
        "aspect": recipe.aspect,
    }


def dressed(section: Section, recipe: Recipe) -> Section:
    """A section of the same shape in the materials and births of another recipe."""
    steps = [s for s in recipe.steps if isinstance(s, Filling)]
    filled = {targets(s)[0]: s for s in steps}
    if any(_laid(s) != _laid(filled[targets(s)[0]]) for s in steps):
        return build(recipe)
    regions = []
    for region in section.regions:
        last, step = recipe.steps[region.step - 1], filled[region.name]
        born = last.born_C if isinstance(last, Reflow) else step.born_C
        if born is None:
            return build(recipe)
        material = materials.resolve(step.material, region.name)
        regions.append(replace(region, **_laid(step) | {"material": material, "born_C": born}))
    return replace(section, regions=tuple(regions))


def _laid(step: Filling) -> dict[str, Any]:
    return {name: getattr(step, name) for name in sorted(LOADS)}


def _chosen(design: Design, references: tuple[str, ...] | None) -> tuple[str, ...]:
    """Those of the references asked for that this design has: a flat pad has no flat pad beside it."""
    there = design.reference_names()
    chosen = design.references if references is None else references
    return tuple(name for name in chosen if name in there)
