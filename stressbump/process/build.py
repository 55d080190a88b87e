"""Recipe → section: the steps, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import shapely

from stressbump.errors import GeometryError, InputError
from stressbump.laws import InPlaneMean, turns
from stressbump.laws.memory import Memory
from stressbump.materials import resolve
from stressbump.process import clearing, filling, melting, planar
from stressbump.process.joining import join
from stressbump.process.layers import with_layers
from stressbump.process.profile import SECOND_ORDER
from stressbump.process.recipe import Recipe
from stressbump.process.section import Flaw, Region, Section
from stressbump.process.verbs import Filling, Join, Step, label, targets, verb

APPLY: dict[str, Callable[[Section, Any, int], Section]] = {
    "deposit": filling.deposit,
    "plate": filling.plate,
    "print": filling.print_paste,
    "attach": filling.attach,
    "fill": filling.fill,
    "open": clearing.open_window,
    "pattern": clearing.pattern,
    "etch": clearing.etch,
    "strip": clearing.strip,
    "reflow": melting.reflow,
}


def build(recipe: Recipe) -> Section:
    """The section that a recipe leaves; GeometryError names the step and the numbers that disagree."""
    sections: dict[str | None, Section] = {None: _bare(recipe)}
    for number, step in enumerate(recipe.steps, 1):
        try:
            _take(sections, step, number, recipe)
        except GeometryError as error:
            raise GeometryError(f"{recipe.name}, {label(number, step)}: {error}") from None
        except shapely.errors.GEOSException as error:
            raise GeometryError(
                f"{recipe.name}, {label(number, step)}: no section: {error}"
            ) from None
    return _finished(recipe, sections[None])


def _bare(recipe: Recipe) -> Section:
    return Section(recipe.cell, history=recipe.history, frictions=frictions(recipe))


def frictions(recipe: Recipe) -> tuple[tuple[frozenset[str], float], ...]:
    """The faces that rub, with their friction."""
    given = ((face, recipe.contact.of(face)) for face in sorted(recipe.pressing, key=sorted))
    return tuple(found for found in given if found[1])


def _take(sections: dict[str | None, Section], step: Step, number: int, recipe: Recipe) -> None:
    """One step, on the stack or the part that it acts on."""
    section = sections.get(step.part, _bare(recipe))
    if isinstance(step, Join):
        sections[step.part] = join(section, sections.pop(step.join), step, number)
        return
    apply = APPLY[verb(step)]
    if getattr(step, "side", "top") == "bottom":
        sections[step.part] = apply(section.turned(), step, number).turned()
    else:
        sections[step.part] = apply(section, step, number)


def refuse_substances(recipe: Recipe, section: Section) -> None:
    """InputError for materials that the section cannot be of, and for what has no effect on them."""
    _refuse_to_turn(recipe, section)
    _refuse_vain_flow(recipe, section)
    _refuse_memory(recipe, section)


def _refuse_to_turn(recipe: Recipe, section: Section) -> None:
    """InputError for a law that differs in plane, where the section turns about its axis."""
    if not section.axisymmetric:
        return
    found = [(repr(region.name), region.material) for region in section.regions]
    for reference in recipe.references:
        swaps = ((f"reference {reference.name!r}: {n!r}", m) for n, m in reference.swap.items())
        found += [(where, section.substance(material, where)) for where, material in swaps]
    if section.cell.means_in_plane and not any(isinstance(m.law, InPlaneMean) for _, m in found):
        raise InputError(
            f"{recipe.name}: cell.means_in_plane has no effect: all laws are alike in plane"
        )
    for where, chosen in found:
        if not turns(chosen.law):
            raise InputError(
                f"{recipe.name}: {where} is of {chosen.name}, which is another thing along x than out of"
                " the section; an axisymmetric section takes laws alike in plane (isotropic, sheets,"
                " silicon), or with cell.means_in_plane = true their means; kinematics ="
                ' "generalized plane strain" takes all'
            )


def _finished(recipe: Recipe, section: Section) -> Section:
    if not section.regions:
        raise GeometryError(
            f"{recipe.name}: nothing is left standing after {len(recipe.steps)} steps"
        )
    for region in section.regions:
        if region.born_C is None:
            raise InputError(
                f"{recipe.name}: {region.name!r} stands at the end, but step {region.step} that fills it"
                " has no born_C"
            )
        if section.cell.long:
            _refuse_uneven(recipe, section, region)
        x0, _, x1, _ = region.shape.bounds
        if x0 < -planar.GRID or x1 > section.width + planar.GRID:
            raise GeometryError(
                f"{recipe.name}: {region.name!r} leaves the cell, x = {x0:g} … {x1:g} µm"
            )
    if section.cell.support == "two laminates":
        try:
            _ = section.facing
        except GeometryError as error:
            raise GeometryError(f'{recipe.name}, support = "two laminates": {error}') from None
    refuse_substances(recipe, section)
    means = [
        f"{r.name}: {r.material.name} differs along two directions in plane; the cell takes its mean over"
        " all of them, as that of a quasi-isotropic laminate (Tsai and Pagano 1968)"
        for r in section.regions
        if isinstance(r.material.law, InPlaneMean)
    ]
    section = replace(section, notes=(*section.notes, *means))
    return _with_flaws(with_layers(section, recipe.layers), recipe)


def _refuse_uneven(recipe: Recipe, section: Section, region: Region) -> None:
    """GeometryError for a region of a long cell that is not the same at every height."""
    height = section.top
    spread = sum(b - a for a, b in planar.shadow(region.parts)) * height
    if abs(region.shape.area - spread) > planar.GRID * height:
        low, high = region.shape.bounds[1::2]
        raise GeometryError(
            f"{recipe.name}: {region.name!r} reaches from z = {low:g} to {high:g} µm, the cell from 0 to"
            f" {height:g}; a long cell is the same at every height, from end to end"
        )


def _with_flaws(section: Section, recipe: Recipe) -> Section:
    """The section with its flaws; InputError for one beside a region that does not stand."""
    flaws = []
    for f in recipe.flaws:
        for name in (pair := f.at.split("/")):
            if name not in section.names:
                raise InputError(f"{recipe.name}: flaw {f.at}: {name!r} does not stand")
        first, second = sorted(pair, key=section.names.index)
        lengths = tuple(sorted(f.length_um))
        flaw = Flaw((first, second), f.start, lengths, False, f.mixity_um, f.toughness_J_m2)
        flaws.append(flaw)
    return replace(section, flaws=tuple(flaws))


def _remembering(section: Section) -> list[str]:
    return [r.name for r in section.regions if isinstance(r.material.law, Memory)]


def refuse_plane_stress(section: Section, where: str) -> None:
    """InputError for memory in plane stress."""
    if section.cell.kinematics == "plane stress" and (remembering := _remembering(section)):
        raise InputError(
            f"{where}: {remembering[0]!r} creeps or yields, which in plane stress is not solved; take"
            ' kinematics = "generalized plane strain"'
        )


def flows(recipe: Recipe, section: Section) -> bool:
    """Whether anything in a section, or a reference of it, would creep or yield that nobody says how."""
    steps = (s for s in recipe.steps if isinstance(s, Filling))
    given = [(n, s.material) for s in steps for n in targets(s) if n in section.names]
    given += [(n, m) for r in recipe.references for n, m in r.swap.items() if n in section.names]
    return any(resolve(material, name).flow is not None for name, material in given)


def _refuse_vain_flow(recipe: Recipe, section: Section) -> None:
    """InputError for a history that lets everything flow where nothing has constants to do so by."""
    if recipe.history.inelastic and not flows(recipe, section):
        raise InputError(
            f"{recipe.name}: history.inelastic has no effect: no constants of creep or yield are known of"
            f" {', '.join(dict.fromkeys(r.material.name for r in section.regions))}, or they are followed"
            " already; `stressbump materials NAME` lists what there is"
        )


def _refuse_memory(recipe: Recipe, section: Section) -> None:
    """InputError for memory in plane stress, and for cycles, steps or layers of what remembers nothing."""
    laws = {r.name: r.material.law for r in section.regions}
    remembering, given = _remembering(section), recipe.history
    rubs = any(section.friction(pair) for pair in section.cell.free_faces)
    asked = {"cycle": given.cycle and not rubs, "time_steps": given.time_steps != SECOND_ORDER}
    if not remembering and (idle := [key for key, value in asked.items() if value]):
        why = "creeps or yields" + ("" if rubs else ", no free face rubs")
        raise InputError(
            f"{recipe.name}: history.{idle[0]} has no effect: no material {why}; let all do so"
            ' by history.inelastic = true (--inelastic), or name one, as "SAC305 (Anand Chang)"'
        )
    refuse_plane_stress(section, recipe.name)
    for layer in recipe.layers:
        if layer.of in laws and layer.of not in remembering:
            raise InputError(
                f"{recipe.name}: the layer of {layer.of!r} at {layer.at!r} has no effect: {layer.of!r} is"
                f" elastic; of memory {'is' if len(remembering) == 1 else 'are'} {', '.join(remembering)}"
            )
