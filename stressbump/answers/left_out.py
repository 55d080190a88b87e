"""What an answer leaves out of a design: what a user may have written and it does not take in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stressbump.designs.design import Design
from stressbump.process.recipe import Recipe


@dataclass(frozen=True)
class Scope:
    """What an answer takes in of a design; all else that stands there is told as left out."""

    flaws: bool = False
    cohesions: bool = False
    contact: bool = True  # free faces press each other where they close
    cycle: bool = False
    ends: bool = False  # every end temperature


SCOPES = {  # by command
    "relief": Scope(flaws=True, cycle=True, ends=True),
    "solve": Scope(flaws=True, cycle=True, ends=True),
    "corners": Scope(ends=True),
    "cracks": Scope(),
    "cohesion": Scope(),
    "joint": Scope(),
    "package": Scope(contact=False, ends=True),
    "life": Scope(cycle=True),
    "crosscheck": Scope(flaws=True, cycle=True),  # where nothing rubs; of what has memory
}
OF_REDUCED = Scope()  # studies that are answered by a reduced basis


def left_out(recipe: Recipe, scope: Scope, ends: Sequence[float] = ()) -> tuple[str, ...]:
    """A line for each thing that stands in a recipe and is not taken in.

    `ends` are the end temperatures that are asked for, °C, the recipe's where there are none.
    """
    return tuple(_lines(recipe, scope, tuple(ends) or recipe.history.end_C))


def left_out_beside(
    design: Design, references: Iterable[str], against: Iterable[Design], scope: Scope
) -> Iterator[str]:
    """A line for what references on meshes of their own lack, and for what other designs leave out."""
    flaws = [f"flaw {f.at} from {f.start}" for f in design.recipe.flaws if scope.flaws]
    for name in (n for n in references if design.other(n) is not None):
        for flaw in flaws:
            yield f"{name}: {flaw} is not there, on a mesh of its own; no relief of it is told"
    for other in against:
        yield from (f"{other.name}: {line}" for line in left_out(other.recipe, scope))


def _lines(recipe: Recipe, scope: Scope, ends: tuple[float, ...]) -> Iterator[str]:
    if not scope.flaws:
        for flaw in recipe.flaws:
            yield (
                f"flaw {flaw.at} from {flaw.start}: left out, its faces are bonded here;"
                " `stressbump relief` tells of it"
            )
    if not scope.cohesions:
        for own in recipe.cohesions:
            yield (
                f"cohesion {own.at} from {own.start}: left out, its faces are bonded here;"
                " `stressbump cohesion` parts them"
            )
    if not scope.contact and recipe.cell.contact:
        for pair in recipe.cell.free_faces:
            rubs = ", so its friction has no effect" if recipe.contact.of(frozenset(pair)) else ""
            yield f"free face {'/'.join(pair)}: it stays open here, even where it would close{rubs}"
    if not scope.cycle and recipe.history.cycle is not None:
        yield "history.cycle: left out, this is before it; `stressbump relief` tells of cycles"
    if not scope.ends and len(ends) > 1:
        others = ", ".join(f"{T:g}" for T in ends[1:])
        yield f"history.end_C: {others} left out; here stands {ends[0]:g} °C alone"
