"""Where a worker solves: meshes and factorisations stay at hand while cases go on sharing them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stressbump.answer import Answer
from stressbump.design import Design, from_table
from stressbump.error_bars import measured
from stressbump.errors import InputError, did_you_mean
from stressbump.mesh import Mesh
from stressbump.meshing import Child, MeshOptions, generate
from stressbump.model import Model
from stressbump.process import build
from stressbump.recipe import Filling, Recipe, Reference, Reflow, targets
from stressbump.section import Section
from stressbump.solution import Response
from stressbump.stack import Stack, responses_of, solve_stack
from stressbump.stiffness import stiffness
from stressbump.sweeps.designs import digest

KEPT_MESHES = 4
KEPT_UNKNOWNS = 400_000  # of all factorisations at hand; some 2 GB at the most
LOADS = {"material", "born_C", "intrinsic_MPa", "cure_shrinkage"}


class Bench:
    """Solves designs one after the other, each as `stressbump.relief` would."""

    def __init__(self) -> None:
        """An empty bench."""
        self.meshes: OrderedDict[str, tuple[Section, Mesh]] = OrderedDict()
        self.responses: OrderedDict[tuple[Any, ...], Response] = OrderedDict()

    def answer(
        self,
        table: Mapping[str, Any],
        where: str,
        references: tuple[str, ...] | None = None,
        refine: int = 0,
        bars: bool = False,
    ) -> Answer:
        """A design from its table, against its references."""
        design = from_table(table, where)
        names = _chosen(design, references, where)
        section, mesh, geometry = self._meshed(design.recipe, refine)
        own = {r.name: r for r in design.recipe.references}
        end = tuple(design.recipe.history.end_C)
        stacks = [self._stack(section, mesh, geometry, end)]
        stacks += [self._stack(section, mesh, geometry, end, own[n]) for n in names if n in own]
        for name in names:
            if (other := design.other(name)) is not None:
                stack = self._stack(*self._meshed(other.recipe, refine), end)
                stacks.append(
                    replace(stack, name=name, change="a design of its own, on its own mesh")
                )
        values = tuple(measured(stack, design.recipe.windows_um, bars) for stack in stacks)
        return Answer(design, section, mesh, tuple(stacks), values, refine)

    def _meshed(self, recipe: Recipe, refine: int) -> tuple[Section, Mesh, str]:
        geometry = digest([shape_of(recipe), refine])
        if geometry in self.meshes:
            self.meshes.move_to_end(geometry)
            section, mesh = self.meshes[geometry]
            return dressed(section, recipe), mesh, geometry
        options = MeshOptions(windows_um=recipe.windows_um, refine=refine, aspect=recipe.aspect)
        child = Child()
        try:
            section = build(recipe)
            mesh = generate(section, options, child)
        finally:
            child.stop()
        self.meshes[geometry] = section, mesh
        while len(self.meshes) > KEPT_MESHES:
            self.meshes.popitem(last=False)
        return section, mesh, geometry

    def _stack(
        self,
        section: Section,
        mesh: Mesh,
        geometry: str,
        end: tuple[float, ...],
        reference: Reference | None = None,
    ) -> Stack:
        def known(model: Model, temperature: float) -> Response:
            return self._response(model, temperature, geometry)

        return solve_stack(section, mesh, end, reference, known)

    def _response(self, model: Model, temperature: float, geometry: str) -> Response:
        key = (geometry, *_moduli(model, temperature))
        if key in self.responses:
            self.responses.move_to_end(key)
            return self.responses[key]
        response = responses_of(model, temperature)
        self.responses[key] = response
        while (
            len(self.responses) > 1
            and sum(r.system.size for r in self.responses.values()) > KEPT_UNKNOWNS
        ):
            self.responses.popitem(last=False)
        return response


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
        regions.append(replace(region, **_laid(step) | {"born_C": born}))
    return replace(section, regions=tuple(regions))


def _laid(step: Filling) -> dict[str, Any]:
    return {name: getattr(step, name) for name in sorted(LOADS)}


def _moduli(model: Model, temperature: float) -> tuple[Any, ...]:
    """What decides a factorisation on a given mesh."""
    out: list[Any] = [model.kinematics.name, model.kinematics.unknowns]
    for name in model.regions:
        law = model.laws[name]
        found = stiffness(law, temperature, model.kinematics)
        thinning = None if found.thinning is None else found.thinning.tobytes()
        out += [name, law.isotropic, found.matrix.tobytes(), found.compliance, thinning]
    return tuple(out)


def _chosen(design: Design, references: tuple[str, ...] | None, where: str) -> tuple[str, ...]:
    there = design.reference_names()
    chosen = references if references is not None else design.references
    for name in chosen or ():
        if name not in there:
            raise InputError(
                f"{where}: no reference {name!r}{did_you_mean(name, there or ('none',))}"
            )
    return there if chosen is None else chosen
