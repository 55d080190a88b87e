"""The steps that fill: deposit, plate, print, attach, fill."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from scipy.optimize import brentq
from shapely import Polygon
from shapely.geometry import box

from stressbump.errors import GeometryError
from stressbump.process import planar
from stressbump.process.melting import rim
from stressbump.process.section import Arc, Region, Section
from stressbump.process.verbs import Attach, Deposit, Fill, Plate, Print, Window

THINNEST = 10 * planar.GRID  # µm, the least that a volume is plated to


def spans(window: Window, section: Section) -> list[tuple[float, float]]:
    """The intervals of x a window covers at its bottom, clipped to the cell."""
    if section.axisymmetric and (window.centre_um > 0 or window.count > 1):
        raise GeometryError(
            f"an axisymmetric cell has one window, on its axis; centre_um is {window.centre_um:g},"
            f" count is {window.count}"
        )
    half = window.diameter_um / 2
    centres = window.centre_um + (window.pitch_um or 0.0) * np.arange(window.count)
    found = [(max(c - half, 0.0), min(c + half, section.width)) for c in centres]
    return [(a, b) for a, b in found if b - a > planar.GRID]


def _given(value: float | None) -> float:
    """An amount that the step's own validation has made sure of."""
    if value is None:
        raise TypeError("a step was built without its validation")
    return value


def _film(section: Section, step: Deposit, thickness: float) -> shapely.Geometry:
    """One film over all that stands; cavities without access stay empty."""
    cell = box(0, 0, section.width, planar.FAR)
    solid = section.closed()
    if step.how == "conformal":
        c = step.side_coverage
        grown = planar.scaled(planar.offset(planar.scaled(solid, 1 / c), thickness), c)
        return planar.intersection(planar.difference(grown, solid), cell)
    lit = planar.difference(planar.swept(solid, thickness), planar.swept(solid, -planar.FAR))
    return planar.intersection(lit, cell)


def _planar(section: Section, step: Deposit) -> shapely.Geometry:
    """All free space open to the level, `thickness_um` above the surface it counts from."""
    base = section.find(step.over) if step.over else None
    start = base.top if base else section.height_at(section.width - 10 * planar.GRID)
    level = start + step.thickness_um
    top = shapely.LineString([(0, level), (section.width, level)])
    free = planar.touching(shapely.MultiPolygon(section.free_below(level)), top)
    if not free and step.thickness_um > 0:
        raise GeometryError(
            f"it fills nothing: nothing is free below its level, z = {level:g} µm, and open to it;"
            f" {f'the top of {step.over}' if base else 'the surface at the outer wall'} lies at"
            f" z = {start:g} µm"
        )
    return shapely.MultiPolygon(free)


def deposit(section: Section, step: Deposit, number: int) -> Section:
    """A film over everything standing; see `verbs.Deposit`."""
    if step.thickness_um == 0 and not step.over:
        return section.lacking(step.deposit)
    if step.how == "planar":
        films = [_planar(section, step)]
        if step.thickness_um == 0 and films[0].is_empty:
            return section.lacking(step.deposit)
    else:
        thickness, standing = step.thickness_um / step.sublayers, section
        films = [_film(section, step, thickness)]
        for layer in range(1, step.sublayers):
            standing = standing.with_filling(f"{step.deposit}_{layer}", films[-1], step, number)
            films.append(_film(standing, step, thickness))
    if step.stencil is not None:
        hole = planar.columns(spans(step.stencil, section), 0, planar.FAR)
        films = [planar.intersection(film, hole) for film in films]
        if not any(planar.polygons(film) for film in films):
            raise GeometryError("it fills nothing: its stencil lets it through nowhere in the cell")
    return section.with_filling(step.deposit, films, step, number)


def _exposed(section: Section, onto: list[Region]) -> shapely.Geometry:
    """The lines along which the named regions face open space from below or the side."""
    outside = section.closed().boundary
    seed = planar.union(p for r in onto for p in r.parts)
    return planar.intersection(seed.boundary, outside)


def _mouths(section: Section, faces: shapely.Geometry) -> list[tuple[float, float]]:
    """Where the seed, or the free space above it, meets the top of all that stands."""
    pieces = planar.touching(shapely.MultiPolygon(section.free_below(section.top)), faces)
    line = shapely.LineString([(0, section.top), (section.width, section.top)])
    bare = shapely.get_parts(planar.intersection(faces, line))
    found = (*bare, *(shapely.intersection(p, line) for p in pieces))
    spans = ((m.bounds[0], m.bounds[2]) for m in found if m.length > planar.GRID)
    return planar.shadow([box(a, 0, b, 1) for a, b in spans])


def _grown_level(section: Section, faces: shapely.Geometry, level: float) -> shapely.Geometry:
    """Free space above the seed up to a level, mushrooming past the top of all that stands."""
    space = shapely.MultiPolygon(section.free_below(min(level, section.top)))
    pieces = planar.touching(space, faces)
    if level <= section.top + planar.GRID:
        return shapely.MultiPolygon(pieces)
    heads = [_head(a, b, section.top, level - section.top) for a, b in _mouths(section, faces)]
    return planar.intersection(
        planar.union([*pieces, *heads]), box(0, 0, section.width, planar.FAR)
    )


def _head(a: float, b: float, z: float, over: float) -> Polygon:
    """All within `over` of the mouth [a, b] at level z, above it."""
    t = np.linspace(0, np.pi / 2, planar.ARC_SEGMENTS // 2 + 1)
    right = np.column_stack([b + over * np.cos(t), z + over * np.sin(t)])
    left = np.column_stack([a - over * np.sin(t), z + over * np.cos(t)])
    return Polygon(np.vstack([right, left]))


def _flanks(section: Section, faces: shapely.Geometry, level: float) -> list[planar.Circle]:
    """The circles that the flanks of mushrooms lie on."""
    over = level - section.top
    if over <= planar.GRID:
        return []
    ends = [x for mouth in _mouths(section, faces) for x in mouth]
    inner = [x for x in ends if planar.GRID < x < section.width - planar.GRID]
    return [((x, section.top), over) for x in inner]


def _refuse_touching(section: Section, faces: shapely.Geometry, level: float) -> None:
    """GeometryError where a mushroom reaches the next or, beyond the wall, its mirror image."""
    over = level - section.top
    mouths = sorted(_mouths(section, faces)) if over > planar.GRID else []
    reach = [b + over for _, b in mouths if b < section.width - planar.GRID]
    limits = [a - over for a, _ in mouths[1:]] + [section.width]
    for right, limit in zip(reach, limits, strict=False):
        if right > limit - planar.GRID:
            raise GeometryError(
                f"the mushroom reaches x = {right:g} µm and touches its neighbour at {limit:g} µm;"
                " plate less or widen the cell"
            )


def _plated_level(section: Section, step: Plate, faces: shapely.Geometry) -> float:
    start = float(faces.bounds[3])
    if step.volume_um3 is None:
        return start + _given(step.height_um)
    wanted, round_ = step.volume_um3, section.axisymmetric

    def excess(height: float) -> float:
        grown = _grown_level(section, faces, start + height)
        circles = _flanks(section, faces, start + height)
        return planar.rounded_volume(grown, circles, round_) - wanted

    if excess(10 * section.width) < 0:
        raise GeometryError(f"volume_um3 = {wanted:g} does not fit into the cell")
    if excess(THINNEST) > 0:
        raise GeometryError(
            f"volume_um3 = {wanted:g} would lie less than {THINNEST * 1e3:g} nm thick"
        )
    return start + brentq(excess, THINNEST, 10 * section.width, xtol=planar.GRID)


def plate(section: Section, step: Plate, number: int) -> Section:
    """Metal grown out of the openings above `onto`; see `verbs.Plate`."""
    if step.height_um == 0:
        return section.lacking(step.plate)
    if not (onto := section.standing(step.onto)):
        raise GeometryError(f"nothing of {', '.join(step.onto)} stands")
    faces = _exposed(section, onto)
    if faces.length < 10 * planar.GRID:
        raise GeometryError(
            f"nothing of {', '.join(step.onto)} lies open; open a resist above it first"
        )
    if step.how == "conformal":
        seed = planar.union(p for r in onto for p in r.parts)
        cell = box(0, 0, section.width, planar.FAR)
        grown = planar.intersection(planar.offset(seed, _given(step.height_um)), cell)
        grown = shapely.MultiPolygon(
            planar.touching(planar.difference(grown, section.solid), faces)
        )
        return section.with_filling(step.plate, grown, step, number)
    level = _plated_level(section, step, faces)
    _refuse_touching(section, faces, level)
    grown = _grown_level(section, faces, level)
    if not planar.polygons(grown):
        raise GeometryError(f"nothing grows on {', '.join(step.onto)}: no face of it looks up")
    arcs = tuple(Arc(step.plate, *circle) for circle in _flanks(section, faces, level))
    plated = section.with_filling(step.plate, grown, step, number)
    return replace(plated, arcs=(*section.arcs, *arcs))


def _column(section: Section, half: float, level: float) -> shapely.Geometry:
    """Free space of the aperture, open to a level."""
    space = shapely.MultiPolygon(section.free_below(level))
    top = shapely.LineString([(0, level), (half, level)])
    aperture = box(0, 0, half, planar.FAR)
    return shapely.MultiPolygon(planar.touching(planar.intersection(space, aperture), top))


def _printed_volume(section: Section, step: Print, number: int) -> float:
    half = step.diameter_um / 2
    if step.cap_height_um is None or step.onto is None:
        aperture = planar.volume(box(0, 0, half, _given(step.thickness_um)), section.axisymmetric)
        return step.metal_fraction * aperture
    brim = _column(section, half, section.top + 1)
    trial = section.with_filling(step.print, brim, step, number)
    foot, z = rim(trial, trial.regions[-1], step.onto)
    pool = planar.intersection(brim, box(0, 0, foot, z))
    cap = planar.cap_volume(foot, step.cap_height_um, section.axisymmetric)
    return planar.volume(pool, section.axisymmetric) + cap


def print_paste(section: Section, step: Print, number: int) -> Section:
    """A column of the metal's volume below the aperture; see `verbs.Print`."""
    if step.thickness_um == 0:
        return section.lacking(step.print)
    half = step.diameter_um / 2
    if half >= section.width - planar.GRID:
        raise GeometryError(
            f"diameter_um = {step.diameter_um:g} does not fit into a cell of half width {section.width:g}"
        )
    wanted = _printed_volume(section, step, number)
    area = planar.volume(box(0, 0, half, 1), section.axisymmetric)

    def excess(level: float) -> float:
        return planar.volume(_column(section, half, level), section.axisymmetric) - wanted

    highest = section.top + wanted / area + 1
    if excess(highest) < 0 or excess(planar.GRID) > 0:
        raise GeometryError(
            f"{wanted:.4g} µm³ of metal find no level below an aperture of {step.diameter_um:g} µm"
        )
    level = brentq(excess, planar.GRID, highest, xtol=planar.GRID / 2)
    return section.with_filling(step.print, _column(section, half, level), step, number)


def attach(section: Section, step: Attach, number: int) -> Section:
    """The stack, flipped if asked, at a stand-off over a support; see `verbs.Attach`."""
    low, high = section.solid.bounds[1], section.solid.bounds[3]
    rise = step.thickness_um + step.standoff_um + (high if step.flip else -low)
    lifted = section.placed(rise, step.flip)
    support = box(0, 0, section.width, step.thickness_um)
    attached = lifted.with_filling(step.attach, support, step, number)
    return replace(attached, joined=(section.names, (step.attach,)))


def fill(section: Section, step: Fill, number: int) -> Section:
    """Everything free inside an outline; see `verbs.Fill`."""
    if step.outline_um is not None and step.over is not None:
        base = section.find(step.over)
        if base is None:
            raise GeometryError(f"{step.over!r}, which the outline starts from, does not stand")
        outline = Polygon([(x, z + base.top) for x, z in step.outline_um])
        x0, z0, x1, z1 = outline.bounds
        if min(x1 - x0, z1 - z0) < planar.GRID:
            return section.lacking(step.fill)
        if not outline.is_valid:
            raise GeometryError("outline_um crosses itself")
        cell = box(0, 0, section.width, planar.FAR)
        free = planar.difference(planar.intersection(outline, cell), section.solid)
        if not planar.polygons(free):
            raise GeometryError(
                f"it fills nothing: its outline, x = {x0:g} … {x1:g}, z = {z0:g} … {z1:g} µm, lies"
                " inside solids or outside the cell"
            )
        return section.with_filling(step.fill, free, step, number)
    free = section.free_below(section.top + _given(step.thickness_um))
    if step.thickness_um == 0 and not free:
        return section.lacking(step.fill)
    return section.with_filling(step.fill, shapely.MultiPolygon(free), step, number)
