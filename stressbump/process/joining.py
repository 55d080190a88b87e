"""The step that joins: a part that was made apart meets the stack."""

from __future__ import annotations

from dataclasses import replace

import shapely

from stressbump.errors import GeometryError
from stressbump.process import planar
from stressbump.process.section import Region, Section
from stressbump.process.verbs import Join


def join(stack: Section, part: Section, step: Join, number: int) -> Section:
    """The stack and a part, one on the other; see `verbs.Join`."""
    for section, name in ((stack, "the stack"), (part, f"part {step.join!r}")):
        if not section.regions:
            raise GeometryError(f"nothing of {name} stands")
    stack = stack.turned() if step.flip else stack
    below = step.side == "bottom"
    lower, upper = (part, stack) if below else (stack, part.turned())
    clear = planar.clearance(lower.solid, upper.solid)
    if clear is None:
        raise GeometryError(f"{step.join!r} and the stack pass one another: they share no x")
    upper = upper.placed(_on_grid(step.standoff_um - clear))
    ground = -min(lower.solid.bounds[1], upper.solid.bounds[1])
    lower, upper = lower.placed(ground), upper.placed(ground)
    stack, part = (upper, lower) if below else (lower, upper)
    cured = [name for name in step.cures if stack.find(name) or part.find(name)]
    if step.standoff_um == 0:
        _refuse_loose(stack, part, step, cured)
    joined = replace(
        stack,
        regions=(*stack.regions, *part.regions),
        arcs=(*stack.arcs, *part.arcs),
        absent=stack.absent | part.absent,
        notes=(*stack.notes, *part.notes),
        joined=(stack.names, part.names),
    )
    for region in joined.standing(cured):
        joined = joined.replaced(replace(region, born_C=step.born_C, step=number))
    return joined


def _on_grid(rise: float) -> float:
    return round(rise / planar.GRID) * planar.GRID


def _refuse_loose(stack: Section, part: Section, step: Join, cured: list[str]) -> None:
    """GeometryError where no face holds the two together, or one that nothing newborn makes."""
    faces = [(a, b) for a in stack.regions for b in part.regions if _face(a, b)]
    if not faces:
        touching = [r.name for r in stack.regions if r.shape.distance(part.solid) < planar.GRID]
        raise GeometryError(
            f"{step.join!r} touches {', '.join(touching) or 'the stack'} in a point, and no face holds them"
            " together; flatten what meets it (a barrel, say), or give standoff_um and fill the gap"
        )
    for a, b in faces:
        if a.name not in cured and b.name not in cured:
            raise GeometryError(
                f"{a.name!r} meets {b.name!r}, both solid before; cures names one of them, born anew on"
                " the other"
            )


def _face(a: Region, b: Region) -> bool:
    """Whether two regions share more than a point."""
    shared = planar.intersection(a.shape.boundary, b.shape.boundary)
    return bool(shapely.length(shared) > 2 * planar.GRID)
