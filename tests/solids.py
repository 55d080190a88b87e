"""Closed forms of the solids that stacks are made of, and the volumes of what a recipe builds."""

from __future__ import annotations

from functools import reduce
from math import pi

from stressbump.designs.structures.parameters import Structure
from stressbump.process import planar
from stressbump.process.build import APPLY, build
from stressbump.process.recipe import Recipe
from stressbump.process.section import Region, Section
from stressbump.process.verbs import verb


def disc(radius: float, height: float) -> float:
    return pi * radius**2 * height


def ring(inner: float, outer: float, height: float) -> float:
    return disc(outer, height) - disc(inner, height)


def cap(foot: float, height: float) -> float:
    """A spherical cap on a foot of this radius."""
    return pi * height * (3 * foot**2 + height**2) / 6


def mushroom(mouth: float, over: float) -> float:
    """All within `over` of a mouth of this radius, above it."""
    return pi * (mouth**2 * over + pi / 2 * mouth * over**2 + 2 / 3 * over**3)


def lining(thickness: float, outer: float, hole: float, depth: float, coverage: float = 1) -> float:
    """A film out to `outer` over a hole of this depth; its wall is `coverage` times as thick."""
    return disc(outer, thickness) + ring(hole - coverage * thickness, hole, depth)


def volumes(section: Section) -> dict[str, float]:
    """µm³ of every region (µm² in a plane section), circles taken as circles."""
    return {r.name: _volume(r, section) for r in section.regions}


def _volume(region: Region, section: Section) -> float:
    circles = [(a.centre, a.radius) for a in section.arcs if a.region == region.name]
    return planar.rounded_volume(region.shape, circles, section.axisymmetric)


def assert_built(structure: Structure, rel: float = 1e-6, **expected: float) -> Section:
    """Exactly these regions, each with this volume (area, in a plane section)."""
    section = build(structure.recipe())
    found = volumes(section)
    assert set(found) == set(expected)
    for name, volume in found.items():
        off = volume / expected[name] - 1
        assert abs(off) < rel, f"{name}: {volume:.9g}, not {expected[name]:.9g}, off by {off:.1e}"
    return section


def built_until(recipe: Recipe, last: str) -> Section:
    """The half-built section after the last step of that name, such as `etch liquid_resist`."""
    names = [f"{verb(s)} {' '.join(_targets(s))}" for s in recipe.steps]
    end = len(names) - names[::-1].index(last)
    return reduce(
        lambda section, step: APPLY[verb(step[1])](section, step[1], step[0]),
        enumerate(recipe.steps[:end], 1),
        Section(recipe.cell),
    )


def _targets(step: object) -> tuple[str, ...]:
    target = getattr(step, verb(step))
    return (target,) if isinstance(target, str) else target


def births(section):
    """The names of the regions in the order of their births."""
    return [r.name for r in sorted(section.regions, key=lambda r: r.step)]
