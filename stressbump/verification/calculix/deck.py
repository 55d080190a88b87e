"""Decks for CalculiX: the same mesh, supports and births in order, for a second solver to solve.

Axes are x (or r), height, out of plane; units µm, MPa, µN. CalculiX is given what each law says of its
moduli and expansion, and the temperatures; strains of births it finds itself: a region is removed at first
and added strain-free when its turn comes (`*MODEL CHANGE`). What it grows by at its birth, from intrinsic
stress or cure shrinkage, follows as an increase of strain.

    axisymmetric              CAX6      the height is the axis
    plane strain              CPE6
    plane stress              CPS6
    generalized plane strain  C3D15, one layer of wedges 1 µm deep (`layer`): CalculiX has no
                              plane element for it

How CalculiX wants it, as measured (docs/crosscheck.md): plane elements are made solid in the first step,
so that all must be there in it; adding strain-free is for nonlinear steps only, and a material that could
yield makes them so; an addition takes the temperature at the end of its step, so that it has a step of its
own; a degree of freedom that stands in an equation alone wants a stiffness, which a spring gives it until
its birth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from stressbump.atomic import replacing
from stressbump.history.schedule import Stage
from stressbump.laws.memory import Memory
from stressbump.mechanics.facing import FacingNodes
from stressbump.mechanics.model import Model
from stressbump.verification.calculix.constants import node_line, number
from stressbump.verification.calculix.deck_stages import (
    CLOSED,
    FLOWED,
    LAST,
    MOVED,
    WARMED,
    YIELDING,
    DeckStage,
    StiffnessPart,
    deck_stages,
    labels_of,
    procedure,
    step,
    steps_at,
    temperature_over_time,
    warmed,
)
from stressbump.verification.calculix.gaps import PRINTED, Gaps, Pair
from stressbump.verification.calculix.held_pairs import PARTED, SPRINGS, HeldPairs
from stressbump.verification.calculix.layer import DEPTH, plane_sections, upper_nodes, wedge
from stressbump.verification.calculix.materials import material
from stressbump.verification.calculix.rubbing import RUBBED, RubbingFaces
from stressbump.verification.calculix.supports import DeckSupport, loose

FLAT = {"axisymmetric": "CAX6", "plane_strain": "CPE6", "plane_stress": "CPS6"}
SOLID = "C3D15"
POINTS = 9  # of integration in a wedge
DEGREES = 2  # of the wedge around the axis
APART = 0.1  # K: a straight line between, A of creep is off by 1e-5
DIGITS = 9  # of a temperature


@dataclass(frozen=True, eq=False)
class Deck:
    """A model and its history as CalculiX numbers it: node n of the mesh is n + 1.

    Further nodes carry the global unknowns: the wall moves by W e = first and W k H = second
    degree of freedom of `wall`, the depth by a and b H of `depth`, H being the height.
    """

    model: Model  # with all regions
    stages: tuple[Stage, ...]  # or steps of them
    grown: Mapping[str, float] = field(default_factory=dict)  # at its birth, linear, by region
    moduli: Mapping[str, Sequence[np.ndarray]] = field(default_factory=dict)  # see deck_stages
    closed: float = CLOSED  # of viscous steps: residual, per mean force
    increments: int = 1  # at the least, of each stage with regions that remember
    faces: Mapping[Pair, FacingNodes] = field(default_factory=dict)  # free ones, watched
    met: Mapping[Pair, np.ndarray] | None = None  # with gap elements on them: see gaps
    forces: np.ndarray | None = None  # (nodes, 2) in the last step, by which free faces rub
    friction: Mapping[Pair, float] | None = None  # of the faces, for it to find how they rub
    held: HeldPairs | None = None  # let go in the last stage, in which nothing else happens

    @property
    def element(self) -> str:
        """CalculiX's name of the elements."""
        return FLAT.get(self.model.kinematics.name, SOLID)

    @cached_property
    def height(self) -> float:
        """Largest |z| of the mesh, µm; what curvatures are scaled with."""
        return float(np.abs(self.model.mesh.points[:, 1]).max()) or 1.0

    @property
    def wall(self) -> int:
        """The node that carries e and k."""
        return 3 * len(self.model.mesh.points) + 1

    @property
    def depth(self) -> int:
        """The node that carries a and b."""
        return self.wall + 1

    @cached_property
    def deck_stages(self) -> tuple[DeckStage, ...]:
        """The history in CalculiX's steps."""
        given = self.stages, self.grown, self.moduli, self.labels, self.remembering
        *before, last = deck_stages(*given)
        return (*before, replace(last, opens=self.held is not None))

    @cached_property
    def remembering(self) -> frozenset[str]:
        """Regions whose law has memory."""
        return frozenset(n for n, law in self.model.laws.items() if isinstance(law, Memory))

    @property
    def shares(self) -> tuple[StiffnessPart, ...]:
        """All that is ever added, in the order of the elements' numbers."""
        return tuple(share for stage in self.deck_stages for share in stage.added)

    @property
    def elements(self) -> np.ndarray:
        """The element of the mesh that each of CalculiX's is a share of, in the order of numbers."""
        mesh = self.model.mesh
        return np.concatenate([mesh.elements_in(share.region) for share in self.shares])

    @cached_property
    def _numbers(self) -> dict[str, range]:
        """CalculiX's numbers of the elements of each share, by its label."""
        found, last = {}, 0
        for share in self.shares:
            count = len(self.model.mesh.elements_in(share.region))
            found[share.label] = range(last + 1, last + 1 + count)
            last += count
        return found

    @cached_property
    def gaps(self) -> Gaps:
        """The free faces."""
        if self.held is None:
            return Gaps(self.faces, self.met, self.depth + 1, self.share)
        fixed = self.depth + len(self.held.first) + 1
        return Gaps(self.faces, self.met, fixed, self.share, self.held.face)

    @property
    def rubbing(self) -> RubbingFaces:
        """The same with friction."""
        fixed = np.append(self.model.constraints.tied, self._supported.prescribed)
        return RubbingFaces(self.faces, self.friction or {}, self._births, fixed)

    @cached_property
    def _births(self) -> dict[str, int]:
        """In which stage each region is born."""
        return {name: k for k, stage in enumerate(self.deck_stages) for name in stage.born}

    @property
    def share(self) -> float:
        """Of all that is there, how much the deck has: of the turn, or of a µm of depth."""
        return DEGREES / 360 if self.model.kinematics.hoop else DEPTH

    @property
    def linear(self) -> bool:
        """Whether one linear step does: all is born at once, and only the temperature changes."""
        several = len(self.deck_stages) > 1 or self.remembering or self.met is not None
        return not several and not self.deck_stages[0].grown

    @cached_property
    def temperatures(self) -> tuple[float, ...]:
        """Every temperature at which a step ends, °C, rising; with memory also where increments may end."""
        found = [t for stage in self.stages for t in (stage.start, stage.end)]
        for stage in self.deck_stages:
            if stage.seconds:
                low, high = sorted((stage.start, stage.end))
                found += np.linspace(stage.start, stage.end, self.increments + 1).tolist()
                found += (APART * np.arange(np.ceil(low / APART), high / APART)).tolist()
        return tuple(np.unique(np.round(found, DIGITS)).tolist())

    def born_after(self, region: str) -> int:
        """How many steps are over when a region has just been added; 0 for what stands from the start."""
        at = zip(self.deck_stages, (0, *steps_at(self.deck_stages)), strict=False)
        return next(count for stage, count in at if region in stage.born)

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return 1 if self.linear else list(steps_at(self.deck_stages))[-1]

    def global_unknowns(self, values: np.ndarray) -> dict[str, float]:
        """Those of the model by name, from the displacements (2, 2) of `wall` and `depth`."""
        width = self.model.mesh.width
        (e, k), (a, b) = np.asarray(values, dtype=float)
        found = {"e": e / width, "k": k / (width * self.height), "a": a, "b": b / self.height}
        names = (*self.model.kinematics.unknowns, *self.model.constraints.names)
        return {name: float(found[name]) for name in names}

    def lines(self) -> Iterator[str]:
        """The deck, line by line."""
        yield "*HEADING"
        yield f"{self.model.kinematics.name}; um, MPa, uN; x, height, out of plane"
        yield from self._nodes()
        yield from self._elements()
        yield "*ELSET, ELSET=EALL"
        yield from (share.label for share in self.shares)
        yield from self._grounded()
        yield from self._materials()
        if self.model.kinematics.unknowns:
            mesh, active = self.model.mesh, self.model.active_nodes
            yield from plane_sections(mesh, active, self._corners, self.depth, self.height)
        yield from self._supported.equations()
        yield "*BOUNDARY"
        yield from self._supported.still()
        others = len(self.elements) + sum(map(len, self._springs.values()))
        if self.held is not None:
            yield from self.held.nodes(self.depth)
            yield from self.held.springs(others, self.depth)
            others += len(self.held.first)
        if self.friction is not None:
            yield from self.rubbing.nodes(self.depth)
            yield from self.rubbing.elements(others, self.depth)
        elif self.faces:
            yield from self.gaps.nodes()
        if self.met is not None:
            yield from self.gaps.elements(others)
        yield from self._steps()

    def _nodes(self) -> Iterator[str]:
        points, active = self.model.mesh.points, self.model.active_nodes
        layer = self.element == SOLID
        yield "*NODE, NSET=MESH"
        for n in active:
            yield node_line(n + 1, *points[n], -DEPTH / 2 if layer else 0.0)
        yield "*NODE, NSET=OTHERS"
        if layer:
            yield from upper_nodes(self.model.mesh, active, self._corners)
        yield "*NODE, NSET=GLOBALS"
        yield node_line(self.wall, self.model.mesh.width, 0.0, 0.0)
        yield node_line(self.depth, 0.0, 0.0, 0.0)
        yield "*NSET, NSET=ALL"
        yield "MESH, OTHERS, GLOBALS"

    @cached_property
    def _corners(self) -> np.ndarray:
        mesh = self.model.mesh
        return np.unique(mesh.corners[self.model.active_elements])

    def _elements(self) -> Iterator[str]:
        mesh, count = self.model.mesh, len(self.model.mesh.points)
        for share in self.shares:
            yield f"*ELEMENT, TYPE={self.element}, ELSET={share.label}"
            own = zip(self._numbers[share.label], mesh.elements_in(share.region), strict=True)
            for label, e in own:
                nodes = mesh.triangles[e] + 1
                if self.element == SOLID:
                    nodes = wedge(nodes, mesh.element.corners, count)
                yield ", ".join(map(str, (label, *nodes)))

    @cached_property
    def labels(self) -> dict[str, str]:
        """CalculiX's name of each region's first share."""
        return labels_of(self.model.regions)

    def _materials(self) -> Iterator[str]:
        if self.model.kinematics.hoop:  # local axes: radius, hoop, height
            yield "*ORIENTATION, NAME=AROUND, SYSTEM=CYLINDRICAL"
            yield "0., 0., 0., 0., 1., 0."
        turned, flat = self.model.kinematics.hoop, self.element in ("CPE6", "CPS6")
        for share in self.shares:
            law = self.model.laws[share.region]
            yield from material(share, law, self.temperatures, turned, DEPTH if flat else 0.0)
        if not self.linear:
            yield from YIELDING
        if self.remembering:
            yield from temperature_over_time(self.deck_stages)
        yield "*INITIAL CONDITIONS, TYPE=TEMPERATURE"
        yield f"ALL, {number(self.stages[0].start)}"
        if self.grown:  # lets strains be increased where no region is ever added
            yield "*INITIAL CONDITIONS, TYPE=PLASTIC STRAIN"
            yield "1, 1, 0., 0., 0., 0., 0., 0."

    @cached_property
    def _supported(self) -> DeckSupport:
        return DeckSupport(self.model, self.deck_stages[0].born, self.wall, self.depth, self.height)

    @cached_property
    def _springs(self) -> dict[tuple[str, int], np.ndarray]:
        """By region that is born later, and axis: the nodes that equations bring in before."""
        kinematics, none = self.model.kinematics, np.zeros(0, int)
        first, second = self.held.unknowns(kinematics) if self.held is not None else (none, none)
        if self.friction is not None:
            first, second = self.rubbing.unknowns(kinematics)
        fixed = np.concatenate([self.model.constraints.tied, self._supported.prescribed, second])
        births = [stage.born for stage in self.deck_stages]
        return loose(self.model, births, fixed, None if self.element == SOLID else first)

    def _grounded(self) -> Iterator[str]:
        last = len(self.elements)
        for (name, axis), nodes in self._springs.items():
            label = f"K{axis}_{self.labels[name]}"
            yield f"*ELEMENT, TYPE=SPRING1, ELSET={label}"
            yield from (f"{last + i}, {node + 1}" for i, node in enumerate(nodes, 1))
            last += len(nodes)
            yield from (f"*SPRING, ELSET={label}", str(axis), "1.")

    @cached_property
    def _bodies(self) -> list[tuple[float, list[str]]]:
        """The seconds that a step takes where something remembers, and what is done in it."""
        first, *later = self.deck_stages
        gone = [share.label for stage in later for share in stage.added]
        meeting = [pair for stage in later for pair in self._facing(stage)]
        gone += map(self.gaps.label, meeting)
        start = ["*MODEL CHANGE, TYPE=ELEMENT, REMOVE", *gone] if gone else []
        start += self.gaps.meeting(meeting) if meeting else []
        found = [(0.0, list[str]()), (first.seconds, [*start, *self._acting(first)])]
        for stage in later:
            adds = stage.added or stage.opens
            found += [(0.0, list(self._adding(stage)))] if adds else []
            found += [(stage.seconds, list(self._acting(stage)))] if stage.acts else []
        return found

    @property
    def viscous(self) -> dict[int, float]:
        """The seconds of each step that takes time, by its number."""
        return {k: seconds for k, (seconds, _) in enumerate(self._bodies, 1) if seconds}

    def _steps(self) -> Iterator[str]:
        if self.linear:
            body = [*warmed(self.deck_stages[0].end), *self._given(), *self._moved, *LAST]
            rubbing = procedure(0.0, 1, self.closed, rubs=True)
            yield from step(("*STATIC",) if self.friction is None else rubbing, body)
            return
        last = len(self._bodies)
        for k, (seconds, body) in enumerate(self._bodies, 1):
            flowed = FLOWED if self.remembering else ()
            end = [*self._given(), *LAST, *flowed] if k == last else []
            does = [*self._moved, *body, *end]
            rubs = self.friction is not None
            yield from step(procedure(seconds, self.increments, self.closed, rubs), does)

    @property
    def _moved(self) -> tuple[str, ...]:
        if self.friction is not None:
            return (*MOVED, *RUBBED)
        return (*MOVED, *(PRINTED if self.faces else ()), *(PARTED if self.held else ()))

    def _facing(self, stage: DeckStage) -> list[Pair]:
        """The faces that may close from a stage after the first on, where they have gap elements.

        Their later region is born then, or they are let go.
        """
        if self.met is None:
            return []
        later = self._births
        here, cut = self.deck_stages.index(stage), self.held.face if self.held else None
        since = {pair: max(later[n] for n in pair) for pair in self.faces if pair != cut}
        cuts = [pair for pair in self.faces if pair == cut and stage.opens]
        return [*(pair for pair, k in since.items() if k == here), *cuts]

    def _given(self) -> Iterator[str]:
        if self.forces is not None:
            yield "*CLOAD"
            for n, axis in np.argwhere(self.forces):
                yield f"{n + 1}, {axis + 1}, {number(self.forces[n, axis])}"

    def _adding(self, stage: DeckStage) -> Iterator[str]:
        added = [share.label for share in stage.added]
        added += map(self.gaps.label, self._facing(stage)) if stage.opens else []
        yield from ("*MODEL CHANGE, TYPE=ELEMENT, ADD=STRAIN FREE", *added) if added else ()
        gone = [f"K{axis}_{self.labels[n]}" for n, axis in self._springs if n in stage.born]
        if self.friction is not None:
            gone += self.rubbing.released(self.deck_stages.index(stage))
        if gone:
            yield "*MODEL CHANGE, TYPE=ELEMENT, REMOVE"
            yield from gone

    def _acting(self, stage: DeckStage) -> Iterator[str]:
        """What happens between the births: warming or cooling, and what the last-born grows by."""
        first = stage is self.deck_stages[0]
        met = () if first or stage.opens else self._facing(stage)
        if met:
            yield "*MODEL CHANGE, TYPE=ELEMENT, ADD=STRAIN FREE"
            yield from map(self.gaps.label, met)
        if stage.grown:
            yield "*INITIAL STRAIN INCREASE"
            normal = ", ".join([number(stage.grown)] * 3)
            for element in self._numbers[self.labels[stage.born[-1]]]:
                yield from (f"{element}, {k}, {normal}, 0., 0., 0." for k in range(1, POINTS + 1))
        if stage.opens:
            yield from ("*MODEL CHANGE, TYPE=ELEMENT, REMOVE", SPRINGS)
        yield from WARMED if self.remembering else warmed(stage.end)


def write_inp(path: str | Path, deck: Deck) -> None:
    """Write a deck for `ccx`; ExportError if the file cannot be written."""
    with replacing(path) as file:
        file.writelines(f"{line}\n".encode("ascii", "replace") for line in deck.lines())
