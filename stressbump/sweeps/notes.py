"""What the answers of a study leave out of its designs, as a single command tells it of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stressbump.answers.left_out import Scope, left_out
from stressbump.designs.design import Design
from stressbump.designs.package import PackageDesign
from stressbump.errors import InputError, StressbumpError
from stressbump.history.stack import materials_of
from stressbump.history.validity import TAKEN_IN, without_flow
from stressbump.process.build import build
from stressbump.sweeps.cases import tried
from stressbump.sweeps.study import Study


def notes(study: Study) -> tuple[str, ...]:
    """A line for all that its designs have and its answers do not take in, of some designs or of all."""
    designs = [d for d in tried(study) if not isinstance(d, InputError)]
    found = Counter(
        line
        for design in designs
        for line in _lines(
            design.joint if isinstance(design, PackageDesign) else design, study.scope
        )
    )
    return tuple(
        line if count == len(designs) else f"in some designs: {line}"
        for line, count in found.items()
    )


def _lines(design: Design, scope: Scope) -> Iterator[str]:
    yield from left_out(design.recipe, scope)
    try:
        section = build(design.recipe)
    except StressbumpError:
        return
    yield from section.notes
    for line in without_flow(materials_of(section), design.recipe.history.inelastic):
        yield line.removesuffix(TAKEN_IN)
