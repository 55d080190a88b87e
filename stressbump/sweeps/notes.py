"""What the answers of a study leave out of its designs, as a single command tells it of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stressbump.answers.left_out import OF_REDUCED, SCOPES, Scope, left_out
from stressbump.designs.package import PACKAGE, PackageDesign
from stressbump.errors import InputError, StressbumpError
from stressbump.history.stack import materials_of
from stressbump.history.validity import TAKEN_IN, without_flow
from stressbump.process.build import build
from stressbump.process.recipe import Recipe
from stressbump.sweeps.cases import tried
from stressbump.sweeps.study import DNP, Study


def scope_of(study: Study) -> Scope:
    """What its answers take in of a design."""
    if PACKAGE in study.design:
        return SCOPES["package"]
    if DNP in study.vary:
        return SCOPES["joint"]
    return SCOPES["relief"] if study.reduced is None else OF_REDUCED


def notes(study: Study) -> tuple[str, ...]:
    """A line for all that its designs have and its answers do not take in, of some designs or of all."""
    scope, designs = scope_of(study), [d for d in tried(study) if not isinstance(d, InputError)]
    found = Counter(
        line
        for design in designs
        for line in _lines(
            (design.joint if isinstance(design, PackageDesign) else design).recipe, scope
        )
    )
    return tuple(
        line if count == len(designs) else f"in some designs: {line}"
        for line, count in found.items()
    )


def _lines(recipe: Recipe, scope: Scope) -> Iterator[str]:
    yield from left_out(recipe, scope)
    try:
        section = build(recipe)
    except StressbumpError:
        return
    yield from section.notes
    for line in without_flow(materials_of(section), recipe.history.inelastic):
        yield line.removesuffix(TAKEN_IN)
