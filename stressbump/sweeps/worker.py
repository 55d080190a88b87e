"""Where a worker solves: meshes and factorisations stay at hand while cases go on sharing them."""

from __future__ import annotations

import contextlib
import ctypes
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from stressbump.answers.answer import Answer
from stressbump.answers.at_corners import intensities_of, resolved
from stressbump.answers.options import Options
from stressbump.answers.solving import Meshed, Part, answer_of, mesh_recipe, parts_of, swaps
from stressbump.designs.design import Design, from_table
from stressbump.history.factorisations import Factorisations
from stressbump.history.responses import likeness
from stressbump.history.stack import Stack, assembled
from stressbump.process.build import build, frictions, refuse_substances
from stressbump.process.recipe import Recipe, Reference
from stressbump.process.section import Section
from stressbump.process.verbs import Filling, Join, Reflow, targets
from stressbump.sweeps.cases import digest
from stressbump.sweeps.columns import asked, wanted
from stressbump.sweeps.gmsh_server import GmshServer
from stressbump.sweeps.quick import Quick, made_of

KEPT_MESHES = 4
KEPT_QUICK = 4
KEPT_UNKNOWNS = 400_000  # of all factorisations at hand; some 2 GB at the most
MMAP_THRESHOLD = -3  # of malloc.h
NO_BARS = Options(bars=False)
LOADS = {"material", "born_C", "intrinsic_MPa", "cure_shrinkage"}


class CachedSolver:
    """Solves designs one after the other, each as `stressbump.relief` would; a `solving.Keep`."""

    def __init__(self) -> None:
        """One that holds nothing yet."""
        _give_back()
        self.meshes: OrderedDict[str, Meshed] = OrderedDict()
        self.factorisations = Factorisations(KEPT_UNKNOWNS)
        self.quick: OrderedDict[tuple[Any, ...], Quick | None] = OrderedDict()
        self.child: GmshServer | None = None

    def answer(
        self,
        table: Mapping[str, Any],
        where: str,
        references: tuple[str, ...] | None = None,
        options: Options = NO_BARS,
        measures: tuple[str, ...] | None = None,
        many: bool = False,
    ) -> Answer:
        """A design from its table, against its references.

        The answer has these measures at the least, all by default, the headlines if none are named.
        `many` cases of the same meshes and moduli are not solved one by one where that can be.
        """
        design = from_table(table, where)
        options, names = options.of(design), design.available(references)
        first = self.meshed(design.recipe, options, swaps(design, names))
        if options.corners:
            mesh = resolved(first.section, first.mesh, options.end)
            first = Meshed(first.section, mesh, Factorisations())
        parts = parts_of(design, names, options, first, self)
        if measures is None:
            return answer_of(design, parts, options)
        own = asked(measures, design, first.section.names)
        full = partial(answer_of, design, parts, options, own)
        if options.corners:
            found = full()
            return replace(found, intensities=intensities_of(found, options.bars))
        if options.bars or not (many and measures):
            return full()
        return self._quick(design, parts, options, measures, full)

    def meshed(
        self, recipe: Recipe, options: Options, references: Iterable[Reference] = ()
    ) -> Meshed:
        """A recipe's section and mesh; that of another one of the same shape if it is at hand."""
        geometry = digest([shape_of(recipe), options.windows_um, options.refine])
        if geometry in self.meshes:
            self.meshes.move_to_end(geometry)
            found = self.meshes[geometry]
            return replace(found, section=dressed(found.section, recipe))
        made = mesh_recipe(recipe, options, self.meshing_process, references)
        self.meshes[geometry] = replace(made, factorisations=self.factorisations)
        while len(self.meshes) > KEPT_MESHES:
            _, gone = self.meshes.popitem(last=False)
            self.factorisations.forget(gone.mesh)
        return self.meshes[geometry]

    @property
    def meshing_process(self) -> GmshServer:
        """The process that meshes, started when it is first wanted."""
        if self.child is None:
            self.child = GmshServer()
        return self.child

    def forget(self) -> None:
        """Keep nothing between cases."""
        for kept in (self.meshes, self.factorisations, self.quick):
            kept.clear()

    def _quick(
        self,
        design: Design,
        parts: Iterable[Part],
        options: Options,
        measures: tuple[str, ...],
        full: Callable[[], Answer],
    ) -> Answer:
        """As the `full` way, without solving each; what is laid out for the first serves the others,
        and itself, so that no number depends on which was the first.
        """
        stacks = []
        key: tuple[Any, ...] = (measures,)
        for part in parts:
            m = part.meshed()
            section = m.section if part.reference is None else m.section.changed(part.reference)
            assembly, chosen = assembled(section, m.mesh, m.factorisations)
            key += (part.name, m.mesh, *(likeness(assembly, t) for t in options.end))
            stacks.append(Stack(part.name, part.change, section, m.mesh, chosen, assembly, {}))
        answer = None
        if key not in self.quick:
            answer = full()
            self.quick[key] = _quick_of(answer, measures)
            while len(self.quick) > KEPT_QUICK:
                self.quick.popitem(last=False)
        self.quick.move_to_end(key)
        if (known := self.quick[key]) and not known.closes(options, stacks):
            return known.answer(design, options, stacks)
        return answer or full()


def _give_back() -> None:
    """Have arrays of 4 MiB and more go back to the system when they are freed: in glibc's heap
    the matrices of ever other sizes leave gaps, by which a worker grows mesh after mesh.
    """
    with contextlib.suppress(OSError, AttributeError):  # another system's library has no such thing
        ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, 4 << 20)


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
        "layers": recipe.layers,
        "flaws": recipe.flaws,
    }


def dressed(section: Section, recipe: Recipe) -> Section:
    """A section of the same shape in the materials, births and friction of another recipe."""
    steps = [s for s in recipe.steps if isinstance(s, Filling)]
    filled = {targets(s)[0]: s for s in steps}
    if any(_laid(s) != _laid(filled[targets(s)[0]]) for s in steps):
        return build(recipe)
    if section.cell.means_in_plane or recipe.cell.means_in_plane:
        return build(recipe)
    regions = []
    section = replace(section, history=recipe.history, frictions=frictions(recipe))
    for region in section.regions:
        last, step = recipe.steps[region.step - 1], filled[region.name]
        born = last.born_C if isinstance(last, Reflow | Join) else step.born_C
        if born is None:
            return build(recipe)
        material = section.substance(step.material, region.name)
        regions.append(replace(region, **_laid(step) | {"material": material, "born_C": born}))
    made = replace(section, regions=tuple(regions))
    refuse_substances(recipe, made)
    return made


def _laid(step: Filling) -> dict[str, Any]:
    return {name: getattr(step, name) for name in sorted(LOADS)}
