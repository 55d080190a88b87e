"""Named regions of a section: what the steps of a recipe leave standing.

A region keeps its polygons apart as they were laid down (sublayers stay sublayers), with its material
and how it was born. Meshers see a `Section` and know nothing of steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import shapely
from shapely import Polygon
from shapely.geometry import box

from stressbump import materials
from stressbump.errors import GeometryError, InputError
from stressbump.laws import turning
from stressbump.materials import Material
from stressbump.process import planar
from stressbump.process.profile import History
from stressbump.process.recipe import Birth, Cell, Reference
from stressbump.process.toughness import OfMixedModes, OfPhase
from stressbump.process.verbs import Filling, MaterialRef

DEFAULT = History()


@dataclass(frozen=True)
class Region:
    """A named part of the stack: its polygons (µm), material and birth."""

    name: str
    parts: tuple[Polygon, ...]
    material: Material
    born_C: float | None
    intrinsic_MPa: float
    cure_shrinkage: float
    step: int

    @property
    def shape(self) -> shapely.Geometry:
        """All parts as one geometry."""
        return shapely.MultiPolygon(self.parts)

    @property
    def top(self) -> float:
        """The highest z, µm."""
        return max(p.bounds[3] for p in self.parts)


@dataclass(frozen=True)
class AveragingLayer:
    """What of a region lies along its face with another, cut into the section for averages."""

    region: str
    at: str
    thickness: float  # µm
    shape: shapely.Geometry

    @property
    def name(self) -> str:
        """As tables call it."""
        return f"{self.region} {self.thickness:g} µm at {self.at}"


@dataclass(frozen=True)
class Flaw:
    """Where the finished stack is asked what it takes to part two regions: cracks of these lengths.

    They run along the interface from an end of it: outer, inner, or by its number from the outermost
    on. Each is there by itself. `closely` has the lengths as places that a curve is made of, and no
    element of a tip's own at them.
    """

    at: tuple[str, str]  # in the order of the section's regions
    end: str | int
    lengths: tuple[float, ...]  # µm
    closely: bool = False
    mixity_um: float = 1.0  # where ahead of a tip its mode is told
    toughness: float | OfMixedModes | OfPhase | None = None  # J/m²

    def __str__(self) -> str:
        """As it is asked for."""
        return f"{'/'.join(self.at)} from {self.end}"


@dataclass(frozen=True)
class Arc:
    """A circle that free surfaces of a region lie on: (x, z) of its centre and its radius, µm."""

    region: str
    centre: tuple[float, float]
    radius: float


@dataclass(frozen=True)
class Section:
    """Regions in the order of their birth, in a cell 0 ≤ x ≤ width, z ≥ 0."""

    cell: Cell
    regions: tuple[Region, ...] = ()
    arcs: tuple[Arc, ...] = ()
    absent: frozenset[str] = (
        frozenset()
    )  # regions that a step of zero thickness, or a clearing, left out
    notes: tuple[str, ...] = ()
    history: History = DEFAULT
    layers: tuple[AveragingLayer, ...] = ()  # cut into regions, for averages
    joined: tuple[tuple[str, ...], ...] = ()  # the regions on each side of the last joint
    flaws: tuple[Flaw, ...] = ()
    frictions: tuple[tuple[frozenset[str], float], ...] = ()  # faces with their friction

    @property
    def axisymmetric(self) -> bool:
        """Whether x is a radius."""
        return self.cell.kinematics == "axisymmetric"

    @property
    def width(self) -> float:
        """Where the outer wall stands on the grid, µm."""
        return round(self.cell.width_um / planar.GRID) * planar.GRID

    @property
    def datum(self) -> Region:
        """The region that was there first: all others were laid down on it."""
        return self.regions[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The regions that stand."""
        return tuple(r.name for r in self.regions)

    @cached_property
    def solid(self) -> shapely.Geometry:
        """Everything that stands, as one geometry."""
        return planar.union(p for r in self.regions for p in r.parts)

    @property
    def top(self) -> float:
        """The highest z of anything, 0 on an empty cell."""
        return self.solid.bounds[3] if self.regions else 0.0

    @property
    def facing(self) -> tuple[float, float]:
        """Z at the wall of the two faces that a joint holds apart, that of the datum's side first.

        GeometryError where nothing is joined, or no gap is left at the wall.
        """
        if not self.joined:
            raise GeometryError(
                "no step joins a board to the stack, by attach or join, so there is one laminate alone"
            )
        wall = shapely.LineString([(self.width, -planar.FAR), (self.width, planar.FAR)])
        own, other = (
            planar.intersection(planar.union(p for r in self.standing(side) for p in r.parts), wall)
            for side in self.joined
        )
        for side, found in zip(("stack", "board"), (own, other), strict=True):
            if found.is_empty:
                raise GeometryError(
                    f"nothing of the {side} reaches the wall at x = {self.width:g} µm"
                )
        own_low, own_high, low, high = (
            own.bounds[1],
            own.bounds[3],
            other.bounds[1],
            other.bounds[3],
        )
        apart = {(own_low, high): own_low - high, (own_high, low): low - own_high}
        faces = max(apart, key=apart.__getitem__)
        if apart[faces] < planar.GRID:
            raise GeometryError("stack and board touch at the wall: there they are one laminate")
        return faces

    def friction(self, face: Iterable[str]) -> float:
        """Coulomb's coefficient of a face between two regions."""
        return dict(self.frictions).get(frozenset(face), 0.0)

    def without_cycle(self) -> Section:
        """The section with a history that ends before its thermal cycles."""
        return replace(self, history=self.history.model_copy(update={"cycle": None}))

    def find(self, name: str) -> Region | None:
        """The region, or None where it does not stand."""
        return next((r for r in self.regions if r.name == name), None)

    def substance(self, given: MaterialRef, where: str) -> Material:
        """The material that a step or reference means, as history and cell take it.

        It creeps or yields if the history says so; the cell may want its mean in plane.
        """
        found = self._by_history(materials.resolve(given, where))
        return replace(found, law=turning(found.law)) if self.cell.means_in_plane else found

    def _by_history(self, found: Material) -> Material:
        return found.flowing() if self.history.inelastic else found

    def standing(self, names: Iterable[str]) -> list[Region]:
        """Those of the named regions that stand."""
        return [r for name in names if (r := self.find(name)) is not None]

    def with_filling(
        self,
        name: str,
        shape: shapely.Geometry | list[shapely.Geometry],
        step: Filling,
        number: int,
    ) -> Section:
        """The section with a region added; a second filling of one name joins the first.

        GeometryError for one that fills nothing.
        """
        shapes = shape if isinstance(shape, list) else [shape]
        found = [p for s in shapes for p in planar.polygons(s)]
        parts = tuple(planar.tidy(p) for p in found if planar.thicker_than_grid(p))
        if not parts:
            raise GeometryError(
                "it fills nothing: no free space is where it would be, or it would be thinner than the"
                f" grid of {planar.GRID * 1e3:g} nm; give it a thickness of 0 to leave it out"
            )
        old = self.find(name)
        new = Region(
            name,
            parts if old is None else (*old.parts, *parts),
            self.substance(step.material, name),
            step.born_C,
            step.intrinsic_MPa,
            step.cure_shrinkage,
            number,
        )
        if old is not None and replace(old, parts=new.parts, step=number) != new:
            raise GeometryError(
                f"{name!r} stands already, born otherwise (step {old.step}); give this filling its own name"
            )
        kept = tuple(r for r in self.regions if r.name != name)
        return replace(self, regions=(*kept, new), absent=self.absent - {name})

    def without(self, names: Iterable[str], tool: shapely.Geometry | None = None) -> Section:
        """The section with the tool's shape (all, if None) taken out of the named regions."""
        names = set(names)
        out, gone = [], set()
        for region in self.regions:
            if region.name not in names:
                out.append(region)
                continue
            left = () if tool is None else _cut(region, tool)
            if left:
                out.append(replace(region, parts=left))
            else:
                gone.add(region.name)
        return replace(self, regions=tuple(out), absent=self.absent | gone)

    def lacking(self, name: str) -> Section:
        """The section with a region noted as left out."""
        return replace(self, absent=self.absent | {name})

    def placed(self, rise: float, flip: bool = False) -> Section:
        """The section lifted, after turning it upside down about z = 0 if asked."""
        sign = -1.0 if flip else 1.0
        regions = (
            replace(r, parts=tuple(planar.moved(p, rise, flip) for p in r.parts))
            for r in self.regions
        )
        arcs = (
            Arc(a.region, (a.centre[0], sign * a.centre[1] + rise), a.radius) for a in self.arcs
        )
        return replace(self, regions=tuple(regions), arcs=tuple(arcs))

    def turned(self) -> Section:
        """The section upside down, where it stood."""
        if not self.regions:
            return self
        return self.placed(self.solid.bounds[1] + self.solid.bounds[3], flip=True)

    def replaced(self, region: Region) -> Section:
        """The section with a region of that name exchanged."""
        return replace(
            self, regions=tuple(region if r.name == region.name else r for r in self.regions)
        )

    def changed(self, reference: Reference) -> Section:
        """The section as a reference has it: other materials, other births, or regions gone.

        A region that is born beside another takes over its step, and its place among the regions: the
        order of births is that of the regions by step, those of one step as they stand here. InputError
        if the change takes the datum away or out of its place, or names a region that does not stand.
        """
        if self.datum.name in reference.empty:
            raise InputError(
                f"reference {reference.name!r} empties {self.datum.name!r}, which all else stands on;"
                f" it may empty {', '.join(self.names[1:]) or 'nothing'}"
            )
        regions = [
            self._changed(r, reference) for r in self.regions if r.name not in reference.empty
        ]
        moved = [(n, b) for n, b in reference.born.items() if b.beside and self.find(n) is not None]
        for name, birth in moved:
            self._refuse_place(name, birth, reference.name)
        before = [(n, b) for n, b in moved if b.before]
        for name, birth in (*before, *reversed([pair for pair in moved if pair[1].after])):
            regions = _beside(regions, name, birth)
        return replace(self, regions=tuple(regions))

    def _changed(self, region: Region, reference: Reference) -> Region:
        """A region with another material or birth, in its place."""
        model = self.find(reference.like.get(region.name, region.name)) or region
        step = region.step if region is self.datum else model.step
        changed = replace(model, name=region.name, parts=region.parts, step=step)
        if model is not region:
            material = self._by_history(materials.renamed(model.material, region.name))
            changed = replace(changed, material=material)
        if (other := reference.swap.get(region.name)) is not None:
            material = self.substance(other, region.name)
            changed = replace(changed, material=material, intrinsic_MPa=0.0, cure_shrinkage=0.0)
        if (birth := reference.born.get(region.name)) is not None:
            changed = replace(
                changed,
                born_C=birth.born_C,
                intrinsic_MPa=birth.intrinsic_MPa,
                cure_shrinkage=birth.cure_shrinkage,
            )
        return changed

    def _refuse_place(self, name: str, birth: Birth, reference: str) -> None:
        """InputError for a birth before the datum, and for one beside what does not stand."""
        start = f"reference {reference!r}: {name!r} cannot be born"
        if self.datum.name in (name, birth.before):
            raise InputError(
                f"{start} {'before' if birth.before else 'after'} {birth.beside!r}:"
                f" {self.datum.name!r} comes first, all else is laid down on it"
            )
        if birth.beside not in self.names:
            standing = [other for other in self.names if other != name]
            raise InputError(
                f"{start} beside {birth.beside!r}, which does not stand; standing are"
                f" {', '.join(standing)}"
            )

    def closed(self) -> shapely.Geometry:
        """The solid with its ground, its mirror images beside the cell, and cavities filled in."""
        reach = self.width
        ground = box(-2 * reach, -planar.FAR, 3 * reach, 0)
        if not self.regions:
            return ground
        images = [self.solid, planar.mirrored(self.solid, 0), planar.mirrored(self.solid, reach)]
        return planar.filled(planar.union([ground, *images]))

    def height_at(self, x: float) -> float:
        """Z of the surface at x, seen from above; 0 where nothing stands."""
        if not self.regions:
            return 0.0
        line = shapely.LineString([(x, -1), (x, self.top + 1)])
        hit = shapely.intersection(self.solid, line)
        return 0.0 if hit.is_empty else hit.bounds[3]

    def free_below(self, level: float) -> tuple[Polygon, ...]:
        """The free space of the cell up to a level, as connected pieces."""
        space = box(0, 0, self.width, level)
        return planar.polygons(planar.difference(space, self.solid) if self.regions else space)


def _beside(regions: list[Region], name: str, birth: Birth) -> list[Region]:
    """The regions with one moved directly before or after another, into its step."""
    moved = next(r for r in regions if r.name == name)
    others = [r for r in regions if r.name != name]
    at = next(n for n, r in enumerate(others) if r.name == birth.beside)
    place = at if birth.before else at + 1
    return [*others[:place], replace(moved, step=others[at].step), *others[place:]]


def _cut(region: Region, tool: shapely.Geometry) -> tuple[Polygon, ...]:
    pieces = (planar.difference(p, tool) if p.intersects(tool) else p for p in region.parts)
    return tuple(planar.tidy(q) for piece in pieces for q in planar.polygons(piece))
