"""Layers along an interface, over which cycles are averaged: cut into the section, never a mask.

A layer is what of a region lies within a thickness of its face with another region; where the face
ends it goes on straight. It is cut in two along its middle, so that a mesh has two elements through it
at the least.
"""

from __future__ import annotations

from dataclasses import replace

import shapely
from shapely.ops import linemerge

from stressbump.errors import GeometryError
from stressbump.process import planar
from stressbump.process.faces import LayerAt
from stressbump.process.section import AveragingLayer, Region, Section

MITRE = 2.0  # longest corner of a layer, in thicknesses


def with_layers(section: Section, wanted: tuple[LayerAt, ...]) -> Section:
    """The section with layers cut into its regions; GeometryError where there is no such face."""
    for layer in wanted:
        section = _cut(section, layer)
    return section


def _cut(section: Section, wanted: LayerAt) -> Section:
    region, other = section.find(wanted.of), section.find(wanted.at)
    where = f"layer of {wanted.of!r} at {wanted.at!r}"
    if region is None or other is None:
        missing = wanted.of if region is None else wanted.at
        raise GeometryError(f"{where}: {missing!r} does not stand; {', '.join(section.names)} do")
    face = _face(region, other)
    if face.is_empty:
        raise GeometryError(f"{where}: they share no face")
    halves = [_along(face, wanted.thickness_um * share) for share in (0.5, 1.0)]
    inside = planar.intersection(region.shape, halves[1])
    if not planar.polygons(planar.difference(region.shape, halves[1])):
        raise GeometryError(
            f"{where}: {wanted.thickness_um:g} µm take up all of {wanted.of!r}; a layer is thinner"
        )
    parts = tuple(
        planar.tidy(p)
        for part in region.parts
        for piece in (
            planar.intersection(part, halves[0]),
            planar.difference(planar.intersection(part, halves[1]), halves[0]),
            planar.difference(part, halves[1]),
        )
        for p in planar.polygons(piece)
    )
    layer = AveragingLayer(wanted.of, wanted.at, wanted.thickness_um, inside)
    regions = tuple(replace(r, parts=parts) if r is region else r for r in section.regions)
    return replace(section, regions=regions, layers=(*section.layers, layer))


def _face(region: Region, other: Region) -> shapely.Geometry:
    shared = shapely.intersection(
        region.shape.boundary, other.shape.boundary, grid_size=planar.GRID
    )
    lines = [g for g in shapely.get_parts(shared) if g.geom_type == "LineString" and g.length > 0]
    return linemerge(lines) if lines else shapely.LineString()


def _along(face: shapely.Geometry, distance: float) -> shapely.Geometry:
    return shapely.buffer(face, distance, cap_style="square", join_style="mitre", mitre_limit=MITRE)
