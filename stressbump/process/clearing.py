"""The steps that clear: open, pattern, etch, strip."""

from __future__ import annotations

from math import radians, tan

import shapely
from shapely import Polygon
from shapely.geometry import box

from stressbump.errors import GeometryError
from stressbump.process import planar
from stressbump.process.filling import spans
from stressbump.process.section import Region, Section
from stressbump.process.verbs import Etch, Open, Pattern, Strip


def _trapezoid(
    span: tuple[float, float], low: float, high: float, lean: float, width: float
) -> Polygon:
    """A span grown by `lean` per unit of height, except where it meets the cell's walls."""
    (a, b), rise = span, high - low
    left = a - lean * rise if a > planar.GRID else a
    right = b + lean * rise if b < width - planar.GRID else b
    if right - left < planar.GRID:
        closed = (b - a) * rise / (b - a + left - right)
        raise GeometryError(
            f"its walls meet {closed:.4g} µm above a foot of {b - a:g} µm, below the top at {rise:g} µm"
        )
    return Polygon([(a, low), (b, low), (right, high), (left, high)])


def _lean(step: Open | Pattern) -> float:
    return 0.0 if step.wall_angle_deg == 90 else 1 / tan(radians(step.wall_angle_deg))


def _extent(
    section: Section, names: tuple[str, ...], strip: shapely.Geometry
) -> tuple[list[Region], float, float]:
    """The named regions that stand, and the lowest and highest z of them within a strip."""
    standing = section.standing(names)
    inside = [planar.intersection(r.shape, strip) for r in standing]
    bounds = [s.bounds for s in inside if not s.is_empty]
    low = min((b[1] for b in bounds), default=0.0)
    high = max((b[3] for b in bounds), default=0.0)
    return standing, low, high


def _last(step: Open | Pattern) -> float:
    """The centre of the last window."""
    return step.centre_um + (step.count - 1) * (step.pitch_um or 0.0)


def _halved(step: Open | Pattern, section: Section) -> bool:
    """Whether the last window's centre lies on the outer wall, so that the cell has half of it."""
    return abs(_last(step) - section.width) < planar.GRID


def open_window(section: Section, step: Open, number: int) -> Section:
    """Clears named regions inside the window; see `verbs.Open`."""
    holes = spans(step, section)
    strip = planar.columns(holes, 0, planar.FAR) if holes else planar.EMPTY
    standing, low, high = _extent(section, step.open, strip)
    if not standing:
        return section
    if high <= low:
        sides = [r.shape.bounds for r in standing]
        raise GeometryError(
            f"the window of {step.diameter_um:g} µm at x = {step.centre_um:g} lies beside"
            f" {', '.join(step.open)}, which stands from x = {min(s[0] for s in sides):g} to"
            f" {max(s[2] for s in sides):g} µm"
        )
    floor = low if step.depth_um is None else max(low, high - step.depth_um)
    foot = step.foot_width_um if step.foot_height_um > 0 else 0.0
    reach = _last(step) + step.diameter_um / 2 + max(foot, _lean(step) * (high - floor))
    if reach > section.width - planar.GRID and not _halved(step, section):
        widest = f", up to x = {reach:.6g} with its walls and foot," if foot or _lean(step) else ""
        raise GeometryError(
            f"the window of {step.diameter_um:g} µm{widest} reaches the cell's wall at"
            f" {section.width:g} µm"
        )
    tools: list[shapely.Geometry] = [
        _trapezoid(span, floor, high, _lean(step), section.width) for span in holes
    ]
    if step.foot_width_um > 0 and step.foot_height_um > 0:
        tools += _feet(section, step, holes)
    tool = planar.intersection(planar.union(tools), box(0, 0, section.width, planar.FAR))
    return section.without(step.open, tool)


def _feet(section: Section, step: Open, holes: list[tuple[float, float]]) -> list[Polygon]:
    """A notch on each side of every hole, from the lowest point of what is opened there."""
    out, w = [], step.foot_width_um
    for a, b in holes:
        for left, right in ((max(a - w, 0.0), a), (b, min(b + w, section.width))):
            if right - left > planar.GRID:
                strip = box(left, 0, right, planar.FAR)
                _, low, _ = _extent(section, step.open, strip)
                out.append(box(left, low, right, low + step.foot_height_um))
    return out


def pattern(section: Section, step: Pattern, number: int) -> Section:
    """Clears named regions outside the window; see `verbs.Pattern`."""
    islands = spans(step, section)
    beyond = _last(step) + step.diameter_um / 2 > section.width - planar.GRID
    if not islands or (beyond and not _halved(step, section)):
        raise GeometryError(
            f"an island of {step.diameter_um:g} µm at x = {step.centre_um:g} does not fit into the cell"
            f" of half width {section.width:g} µm; neighbours would touch"
        )
    standing, low, high = _extent(section, step.pattern, box(0, 0, section.width, planar.FAR))
    if not standing:
        return section
    keep = planar.union(
        _trapezoid(span, low, high, -_lean(step), section.width) for span in islands
    )
    space = box(0, 0, section.width, high)
    return section.without(step.pattern, planar.difference(space, keep))


def etch(section: Section, step: Etch, number: int) -> Section:
    """Clears regions wherever no mask stands above; see `verbs.Etch`."""
    masks = section.standing(step.mask)
    if not masks:
        raise GeometryError(f"no mask stands: {', '.join(step.mask)}")
    u = step.undercut_um
    kept = [
        (a + u if a > planar.GRID else a, b - u if b < section.width - planar.GRID else b)
        for a, b in planar.shadow([p for r in masks for p in r.parts])
    ]
    if u > 0 and not any(b - a > planar.GRID for a, b in kept):
        raise GeometryError(f"an undercut of {u:g} µm leaves nothing below {', '.join(step.mask)}")
    below = planar.union(planar.swept(r.shape, -planar.FAR) for r in masks)
    covered = planar.intersection(below, planar.columns(kept, 0, planar.FAR))
    bare = planar.difference(box(0, 0, section.width, planar.FAR), covered)
    standing, low, high = _extent(section, step.etch, bare)
    if not standing or high <= low:
        return section
    floor = low if step.depth_um is None else max(low, high - step.depth_um)
    return section.without(step.etch, planar.intersection(bare, box(0, floor, section.width, high)))


def strip(section: Section, step: Strip, number: int) -> Section:
    """Removes whole regions."""
    return section.without(step.strip)
