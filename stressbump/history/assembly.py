"""A section on its mesh with its laws: the models and matrices that a history goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from stressbump.history.factorisations import Factorisations, Key, SizedT
from stressbump.history.moduli import changes, over_step, steps, with_moduli
from stressbump.history.schedule import ADAPTIVE, Stage, TimeSteps
from stressbump.history.work import CUBIC, HALVED, PLAIN, Marches
from stressbump.laws import Law
from stressbump.laws.memory import Memory
from stressbump.mechanics.balance import ElementBlock, block
from stressbump.mechanics.condensed import Condensed, condensed
from stressbump.mechanics.enriched import cubic_blocks, cubic_constraints
from stressbump.mechanics.facing import FacingNodes, facing_nodes
from stressbump.mechanics.kinematics import KINEMATICS, Kinematics
from stressbump.mechanics.model import Model
from stressbump.mechanics.moduli import Stiffness, stiffness
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import SUPPORTS, at_x, level_ends, two_laminates
from stressbump.mechanics.system import System, blocks_of, factorise_blocks
from stressbump.mesh.mesh import Mesh, interface
from stressbump.process.section import Section

COLD = -55.0  # °C
USE = tuple(np.arange(COLD, 400.0, 15.0).tolist())  # °C


def model_of(section: Section, mesh: Mesh, laws: Mapping[str, Law], joined: bool = True) -> Model:
    """The model of a section on its mesh, or of a part of it."""
    cell = section.cell
    kinematics = KINEMATICS[cell.kinematics.replace(" ", "_")]
    if cell.support == "flat":
        kinematics = kinematics.flat()
    support = (
        two_laminates(*section.facing)
        if cell.support == "two laminates"
        else SUPPORTS[cell.support]
    )
    return Model(
        mesh, kinematics, level_ends(support) if cell.long else support, laws, joined=joined
    )


@dataclass(frozen=True, eq=False)
class Assembly:
    """A section on its mesh with its laws, ready to be taken through its history.

    `incremental` regions follow moduli over temperature by that rule, in steps that are `finer` times
    as many; `cubic` does it all in cubics. Regions with memory are taken through time in `time_steps`, of
    which `marches` hears.
    """

    section: Section
    mesh: Mesh
    laws: Mapping[str, Law]
    incremental: frozenset[str] = frozenset()
    factorisations: Factorisations = field(default_factory=Factorisations)
    cubic: bool = False
    finer: int = 1
    time_steps: TimeSteps = ADAPTIVE
    marches: Marches = field(default_factory=Marches)

    @property
    def kind(self) -> str:
        """How it is marched, as progress tells it apart."""
        return CUBIC if self.cubic else HALVED if self.finer > 1 else PLAIN

    @cached_property
    def whole(self) -> Model:
        """The model of all regions."""
        return self.standing(tuple(self.laws))

    def standing(self, names: tuple[str, ...]) -> Model:
        """The model of those that stand; parts of it may still be apart."""
        laws = {name: self.laws[name] for name in names}
        return model_of(self.section, self.mesh, laws, len(names) == len(self.laws))

    @cached_property
    def _numbered(self) -> tuple[dict[str, ElementBlock], int]:
        start = float(self.section.datum.born_C or 0.0)
        blocks, size = blocks_of(self.whole, start, self.mixed, self._block)
        return cubic_blocks(self.whole, blocks, self._block) if self.cubic else (blocks, size)

    def _block(
        self,
        mesh: Mesh,
        kinematics: Kinematics,
        name: str,
        elements: np.ndarray,
        unknowns: np.ndarray,
        moduli: Stiffness,
        *cubic: Any,
    ) -> ElementBlock:
        """The elements of a region, laid out once for all stacks on the mesh, with these moduli."""
        mixed = moduli.compliance is not None
        key = mesh, name, kinematics.name, kinematics.unknowns, mixed, bool(cubic)
        found = self.factorisations.laid_out(
            key, lambda: block(mesh, kinematics, name, elements, unknowns, moduli, *cubic)
        )
        return with_moduli(found, moduli)

    @cached_property
    def mixed(self) -> frozenset[str]:
        """Regions with a pressure field: nearly incompressible at a temperature of use or at any birth.

        Those with memory have one as well: what flows keeps its volume.
        """
        tried = {*USE, *(float(r.born_C or 0.0) for r in self.section.regions)}
        return frozenset(
            name
            for name, law in self.laws.items()
            if name in self.remembering or any(law.moduli(T).nearly_incompressible for T in tried)
        )

    @cached_property
    def remembering(self) -> frozenset[str]:
        """Regions whose law has memory."""
        return frozenset(n for n, law in self.laws.items() if isinstance(law, Memory))

    @cached_property
    def walled(self) -> str:
        """The region by which the wall is told: the datum if it is there, else the first born that is."""
        datum = self.section.datum.name
        for name in (datum, *self.laws):
            nodes = np.unique(self.mesh.triangles[self.mesh.elements_in(name)])
            if len(at_x(self.mesh, nodes, self.mesh.width)):
                return name
        return datum

    @cached_property
    def free_faces(self) -> dict[tuple[str, str], FacingNodes]:
        """By free face of regions that stand, in the order of the mesh: its nodes."""
        found, order = {}, self.mesh.regions.index
        for pair in self.section.cell.free_faces:
            if set(pair) <= self.laws.keys():
                first, second = sorted(pair, key=order)
                face = facing_nodes(
                    self.mesh, self.whole.kinematics, interface(self.mesh, first, second)
                )
                found[first, second] = face
        return found

    @property
    def rubbing(self) -> tuple[tuple[str, str], ...]:
        """The free faces that stand and have friction."""
        return tuple(pair for pair in self.free_faces if self.section.friction(pair))

    @property
    def has_friction(self) -> bool:
        """Whether there is one."""
        return bool(self.rubbing)

    @property
    def size(self) -> int:
        """How many unknowns there are, prescribed ones and unused ones included."""
        return self._numbered[1]

    @property
    def solved(self) -> int:
        """How many are solved for when all stands."""
        there = np.unique(np.concatenate([p.unknowns.ravel() for p in self._numbered[0].values()]))
        found = self.whole.constraints
        given = np.isin(np.append(found.prescribed, found.tied), there).sum()
        return len(there) - int(given) + len(found.names)

    def moduli(self, name: str, start: float, end: float) -> Stiffness:
        """A region's moduli in a step."""
        law, kinematics, mixed = self.laws[name], self.whole.kinematics, name in self.mixed
        if name in self.incremental:
            return over_step(law, start, end, kinematics, mixed)
        return stiffness(law.moduli(end), kinematics, mixed)

    def blocks(self, names: Iterable[str], start: float, end: float) -> dict[str, ElementBlock]:
        """Those of the standing regions, with their moduli in a step."""
        return {n: with_moduli(self._numbered[0][n], self.moduli(n, start, end)) for n in names}

    def system(
        self, names: tuple[str, ...], blocks: Mapping[str, ElementBlock], end: float
    ) -> System:
        """What stands in a step, factorised here or already at hand."""

        def made() -> System:
            model = self.standing(names)
            constraints = cubic_constraints(model) if self.cubic else model.constraints
            return factorise_blocks(model, end, blocks, self.size, constraints)

        return self.factorisations.get(self._key(names, blocks), made)

    def of_system(
        self,
        names: tuple[str, ...],
        blocks: Mapping[str, ElementBlock],
        what: str,
        make: Callable[[], SizedT],
    ) -> SizedT:
        """What is found once of what stands with its moduli."""
        return self.factorisations.get((*self._key(names, blocks), what), make)

    def _key(self, names: tuple[str, ...], blocks: Mapping[str, ElementBlock]) -> Key:
        cell = self.section.cell
        moduli = tuple((n, blocks[n].stiffness) for n in names)
        whole = len(names) == len(self.laws)
        return self.mesh, self.cubic, cell.kinematics, cell.support, whole, moduli

    def condensed(self, step: Stage, blocks: Mapping[str, ElementBlock]) -> Condensed:
        """What stands in a step as the regions with memory see it, eliminated here or already at hand."""
        names, others = step.standing, self.remembering.intersection(step.standing)
        fixed = {n: self._numbered[0][n] if n in others else blocks[n] for n in names}
        key = self._key(names, fixed)
        return self.factorisations.get(
            (*key, others), lambda: condensed(self.system(names, fixed, step.end), others)
        )


def path(assembly: Assembly, stage: Stage) -> list[Stage]:
    """A stage in the steps that incremental laws want; the birth belongs to the first."""
    laws = [assembly.laws[n] for n in stage.standing if n in assembly.incremental]
    edges = steps(laws, stage.start, stage.end, assembly.finer)
    if _comes_strained(assembly, stage, edges[1]):
        edges = [stage.start, *edges]
    whole = stage.end - stage.start
    parts = [
        replace(
            stage,
            born="",
            start=a,
            end=b,
            seconds=stage.seconds * ((b - a) / whole if whole else 1),
        )
        for a, b in pairwise(edges)
    ]
    return [replace(parts[0], born=stage.born), *parts[1:]]


def _comes_strained(assembly: Assembly, stage: Stage, end: float) -> bool:
    """Whether a newborn has a strain of its own that must come at once, before anything else happens.

    Moduli other than its birth's would do it wrong, and creep must not know how long the first step is.
    """
    region = assembly.section.find(stage.born)
    if region is None or not (region.intrinsic_MPa or region.cure_shrinkage):
        return False
    follows = stage.born in assembly.incremental and changes(
        assembly.laws[stage.born], stage.start, end
    )
    return follows or bool(assembly.remembering.intersection(stage.standing))


def final_system(assembly: Assembly, solution: Solution) -> System:
    """The whole stack, factorised with the moduli at a solution's temperature."""
    names, T = tuple(assembly.laws), solution.temperature
    return assembly.system(names, assembly.blocks(names, T, T), T)
