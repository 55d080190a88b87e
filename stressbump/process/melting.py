"""Reflow: a molten region takes its volume-conserving shape on what it wets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from scipy.optimize import brentq
from shapely.geometry import box

from stressbump.errors import GeometryError
from stressbump.process import planar
from stressbump.process.barrel import Barrel
from stressbump.process.section import Arc, Region, Section
from stressbump.process.verbs import Reflow


def rim(section: Section, molten: Region, wets: tuple[str, ...]) -> tuple[float, float]:
    """(x, z) where the melt is pinned: the outermost wetted point, or the upper edge of the wall there.

    A wall of anything else that rises from the wetted footprint and that the melt touches confines it
    up to the wall's edge.
    """
    wet = [planar.intersection(molten.shape.boundary, r.shape) for r in section.standing(wets)]
    points = [c for line in wet for c in shapely.get_coordinates(line)]
    if not points:
        raise GeometryError(
            f"{molten.name!r} touches nothing of {', '.join(wets)}, which it should wet"
        )
    x, z = max(points, key=lambda c: (round(c[0], 4), c[1]))
    others = [r.shape for r in section.regions if r.name != molten.name and r.name not in wets]
    wall = (
        planar.intersection(molten.shape.boundary, planar.union(others)) if others else planar.EMPTY
    )
    pinned = (float(x), float(z))
    for line in shapely.get_parts(shapely.line_merge(wall) if wall.length else wall):
        c = shapely.get_coordinates(line)
        touches = len(c) and np.hypot(*(c - pinned).T).min() < 2 * planar.GRID
        if touches and c[:, 1].max() > z + planar.GRID:
            top = c[c[:, 1].argmax()]
            pinned = (float(top[0]), float(top[1]))
    return pinned


def reflow(section: Section, step: Reflow, number: int) -> Section:
    """The molten region reshaped, and all that is cured with it born anew; see `verbs.Reflow`."""
    molten = section.find(step.reflow)
    if molten is None:
        return section
    _refuse_strained(molten)
    rest = section.without([molten.name])
    foot, z = rim(section, molten, step.wets)
    if foot > section.width - planar.GRID:
        raise GeometryError(
            f"the melt wets up to the cell's wall at x = {section.width:g} µm and touches its neighbour"
        )
    pool = planar.intersection(molten.shape, box(0, 0, foot, z))
    circles = [(a.centre, a.radius) for a in section.arcs if a.region == molten.name]
    whole = planar.rounded_volume(molten.shape, circles, section.axisymmetric)
    spare = whole - planar.volume(pool, section.axisymmetric)
    if foot < planar.GRID:
        raise GeometryError(f"{molten.name!r} wets no more than the axis of {', '.join(step.wets)}")
    if spare <= planar.cap_volume(foot, FLATTEST * foot, section.axisymmetric):
        raise GeometryError(
            f"the opening below z = {z:g} µm holds more than the {molten.name} there is; none stands above"
        )
    shape, arc = (
        _barrel(rest, step, foot, z, spare)
        if step.shape == "barrel"
        else _cap(rest, foot, z, spare)
    )
    if shape.bounds[2] > section.width - planar.GRID:
        raise GeometryError(
            f"the reflowed {molten.name} is {shape.bounds[2]:.4g} µm wide at its equator and touches its"
            f" neighbour: the cell ends at {section.width:g} µm"
        )
    parts = tuple(planar.tidy(p) for p in planar.polygons(planar.union([pool, shape])))
    born = replace(molten, parts=parts, born_C=step.born_C, step=number)
    others = tuple(a for a in section.arcs if a.region != molten.name)
    out = replace(section.replaced(born), arcs=(*others, Arc(molten.name, *arc)))
    for region in section.standing(step.cures):
        out = out.replaced(replace(region, born_C=step.born_C, step=number))
    return out


def _refuse_strained(molten: Region) -> None:
    """GeometryError for a strain of its own that melting takes away again, so that it has no effect."""
    for key in ("intrinsic_MPa", "cure_shrinkage"):
        if value := getattr(molten, key):
            raise GeometryError(
                f"{molten.name!r} melts, and with it goes the {key} = {value:g} that step {molten.step}"
                " gave it; leave that out there"
            )


FLATTEST = 1e-6  # a cap's height, as a share of its foot
ROUNDED = 1e-6  # of a volume: what the grid may take


def _cap(
    rest: Section, foot: float, z: float, spare: float
) -> tuple[shapely.Geometry, planar.Circle]:
    """The circular cap of a volume; where it meets other solids, they are taken out and it grows."""
    round_ = rest.axisymmetric
    tallest = 100 * max(foot, spare ** (1 / 3))
    height = brentq(lambda h: planar.cap_volume(foot, h, round_) - spare, FLATTEST * foot, tallest)
    shape, (centre, radius) = planar.cap(foot, z, height)
    if planar.intersection(shape, rest.solid).area > 10 * planar.GRID:
        height = _clipped_height(rest, foot, z, spare, height)
        shape, (centre, radius) = planar.cap(foot, z, height)
        shape = _above_rim(planar.difference(shape, rest.solid), foot, z)
    return shape, ((0.0, centre), radius)


def _above_rim(shape: shapely.Geometry, foot: float, z: float) -> shapely.Geometry:
    """The pieces that stand on the wetted foot."""
    base = shapely.LineString([(0, z), (foot, z)])
    return shapely.MultiPolygon(planar.touching(shape, base))


def _clipped_height(rest: Section, foot: float, z: float, spare: float, start: float) -> float:
    def excess(height: float) -> float:
        whole, (centre, radius) = planar.cap(foot, z, height)
        free = _above_rim(planar.difference(whole, rest.solid), foot, z)
        return planar.rounded_volume(free, [((0.0, centre), radius)], rest.axisymmetric) - spare

    highest = 3 * start + foot
    if excess(highest) < 0:
        raise GeometryError(
            f"a cap on a foot of {foot:g} µm cannot hold {spare:.4g} µm³ between the solids around it"
        )
    return brentq(excess, start, highest, xtol=1e-7) if excess(start) < 0 else start


def _barrel(
    rest: Section, step: Reflow, foot: float, z: float, spare: float
) -> tuple[shapely.Geometry, planar.Circle]:
    """A column from the rim to the pad above, as high as is given or as its load lets it stand.

    Where it meets other solids, they are taken out and it grows, as a cap does.
    """
    column = Barrel(foot, float(step.pad_diameter_um or 0) / 2, z, rest.axisymmetric)

    def shaped(volume: float) -> tuple[shapely.Geometry, planar.Circle]:
        height = step.standoff_um
        if height is None:
            height = column.settled(volume, float(step.load_uN or 0), step.tension_N_per_m)
        bulge = column.bulge(height, volume)
        shape, circle = column.shape(height, bulge), column.flank(height, bulge)[1]
        if planar.intersection(shape, rest.solid).area > 10 * planar.GRID:
            shape = _above_rim(planar.difference(shape, rest.solid), foot, z)
        return shape, circle

    def excess(volume: float) -> float:
        shape, circle = shaped(volume)
        return planar.rounded_volume(shape, [circle], rest.axisymmetric) - spare

    lacks = -excess(spare)
    if lacks <= ROUNDED * spare:
        return shaped(spare)
    if excess(2 * spare) < 0:
        raise GeometryError(
            f"a column on a foot of {foot:g} µm cannot hold {spare:.4g} µm³ between the solids around it"
        )
    return shaped(brentq(excess, spare, 2 * spare, xtol=1e-9 * spare))
