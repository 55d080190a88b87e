"""An answer's corners: a mesh that is fine enough around them, and the intensities of every stack there."""

from __future__ import annotations

from collections.abc import Iterable

from stressbump.accuracy.corners import AtCorner, corner_intensities, refined_at
from stressbump.answers.comparison import Comparison
from stressbump.fracture.singular import Corner, corners
from stressbump.fracture.singular.intensity import WEAK
from stressbump.history.stack import materials_of
from stressbump.mesh.mesh import Mesh
from stressbump.process.section import Section


def singular_corners(section: Section, ends: Iterable[float]) -> tuple[Corner, ...]:
    """Kinds of corners towards which stress grows noticeably at one of the end temperatures in °C."""
    laws = {name: material.law for name, material in materials_of(section).items()}
    found = (c for end in ends for c in corners(section, laws, end))
    return tuple({c.places[0]: c for c in found if c.strongest.growth >= WEAK}.values())


def resolved(section: Section, mesh: Mesh, ends: Iterable[float]) -> Mesh:
    """The mesh, fine enough around these corners."""
    return refined_at(section, mesh, singular_corners(section, ends))


def intensities_of(answer: Comparison, bars: bool) -> dict[tuple[str, float], tuple[AtCorner, ...]]:
    """By stack and end temperature, at the corners of the stack as built."""
    places = [c.places[0] for c in singular_corners(answer.section, answer.built.solutions)]
    return {
        (s.name, t): corner_intensities(s, places, t, bars)
        for s in answer.stacks
        for t in s.solutions
    }
