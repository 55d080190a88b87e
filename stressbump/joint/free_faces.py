"""Free faces in a joint's cell that close as chip and board slide: they press each other there.

A face that closes on one side couples the harmonics. Its nodes are rings, pressed at as many angles θ_j as
there are harmonics to hold them apart, with forces P_kj on a ring k:

    F_kn = Σ_j P_kj cos nθ_j,    g_kj = Σ_n cos nθ_j (g_kn + Σ_l A_kln F_ln),    A_n = N' K_n⁻¹ N

    P ≥ 0,   g ≥ 0,   P g = 0

with unit normal forces N at the nodes, and sin nθ for cos nθ in harmonics -n (`angles`). All of it is what
the joint does at the end of its history, with the moduli it then has, and without friction; what chip and
board do to the cell stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array, hstack

from stressbump.history.assembly import Assembly
from stressbump.joint.angles import angles_of, waves
from stressbump.joint.cell import in_harmonic
from stressbump.joint.superelement import at_rest
from stressbump.mechanics.contact import closes, in_contact
from stressbump.mechanics.facing import FacingNodes
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.system import System

HIGHEST = 6  # n of the harmonics that a face is held apart by
NEGLIGIBLE = 1e-2  # of the force: what more is, a row or a package would have to know of

Answer = Callable[[np.ndarray], np.ndarray]  # all unknowns (unknowns, columns) under forces


@dataclass(frozen=True)
class Closing:
    """A free face that closes as chip and board slide."""

    face: str
    degrees: float  # where it would close farthest
    overlap: float  # there, if nothing pressed, µm
    share: float  # of the force of the slide, what it grows by as free faces press each other
    friction: float = 0.0  # which the face would have

    @property
    def matters(self) -> bool:
        """Whether it changes the joint more than what surrounds it may leave out."""
        return abs(self.share) > NEGLIGIBLE

    def __str__(self) -> str:
        """A line for who reads the joint's numbers."""
        return (
            f"the free face {self.face} closes at {self.degrees:.0f}° as chip and board slide, by"
            f" {1e3 * self.overlap:.3g} nm if nothing pressed; contact makes the joint stiffer by"
            f" {100 * self.share:.1g} %" + (", its friction left out" if self.friction else "")
        )


@dataclass(frozen=True, eq=False)
class HarmonicContact:
    """Harmonics with free faces that press each other."""

    harmonics: Mapping[int, Solution]
    loads: Mapping[int, np.ndarray]  # by n (unknowns,): what faces have come to press with
    closing: tuple[Closing, ...]  # faces that do, their share not known yet

    def with_share(self, share: float) -> tuple[Closing, ...]:
        """The faces that close, which make the force of the slide grow by a share."""
        return tuple(replace(c, share=share) for c in self.closing)


def touches(assembly: Assembly, harmonics: Mapping[int, Solution]) -> bool:
    """Whether a free face presses already, or closes at any angle; never where nothing may press."""
    if not assembly.section.cell.contact:
        return False
    theta = angles_of(harmonics)[0]
    for pair, face in assembly.free_faces.items():
        if any(pair in s.pressing and s.pressing[pair].push.any() for s in harmonics.values()):
            return True
        gap = (face.gap(s.displacement)[:, None] * waves(n, theta)[0] for n, s in harmonics.items())
        if closes(np.ravel(np.sum(list(gap), axis=0))).any():
            return True
    return False


def pressed(
    assembly: Assembly, harmonics: Mapping[int, Solution], answers: Mapping[int, Answer]
) -> HarmonicContact:
    """Harmonics of a joint whose free faces press each other.

    `answers` are those of the cell by n, of its harmonics n = 0 and 1 at least.
    """
    rings = _Rings.of(assembly, harmonics, answers)
    before = rings.before(harmonics[0])
    apart = rings.apart(harmonics, before)
    force = rings.forces(apart)
    force[0] = force[0] - before
    found = {n: rings.added(harmonics.get(n), n, own) for n, own in force.items()}
    ordered = dict(sorted(found.items(), key=lambda i: abs(i[0])))
    loads = {n: np.asarray(rings.pushes[abs(n)] @ own) for n, own in force.items()}
    return HarmonicContact(ordered, loads, tuple(rings.closing(assembly, apart)))


@dataclass(frozen=True, eq=False)
class _Rings:
    """The nodes of all free faces, and how a cell gives way to their forces."""

    faces: Mapping[tuple[str, str], FacingNodes]
    systems: Mapping[int, System]  # by |n|
    pushes: Mapping[int, csc_array]  # N (unknowns, rings)
    moved: Mapping[int, np.ndarray]  # K_n⁻¹ N
    orders: tuple[int, ...]
    theta: np.ndarray  # (angles,)

    @classmethod
    def of(
        cls, assembly: Assembly, harmonics: Mapping[int, Solution], answers: Mapping[int, Answer]
    ) -> _Rings:
        """Of a cell at the temperature of its harmonics."""
        names, end = tuple(assembly.laws), harmonics[0].temperature
        systems, pushes, moved = {}, {}, {}
        for n in range(HIGHEST + 1):
            own = assembly if n == 0 else in_harmonic(assembly, n)
            system = own.system(names, own.blocks(names, end, end), end)
            kinematics, size = system.model.kinematics, system.matrix.shape[0]
            parts = [face.pushes(kinematics, size) for face in assembly.free_faces.values()]
            systems[n], pushes[n] = system, csc_array(hstack(parts))
            moved[n] = answers.get(n, lambda f, s=system: at_rest(s, f))(pushes[n].toarray())
        orders = range(HIGHEST + 1)
        theta: np.ndarray = np.linspace(0, np.pi, len(orders))
        if any(n < 0 for n in harmonics):
            orders = range(-HIGHEST, HIGHEST + 1)
            theta = 2 * np.pi / len(orders) * np.arange(len(orders))
        return cls(assembly.free_faces, systems, pushes, moved, tuple(orders), theta)

    @cached_property
    def _waves(self) -> dict[int, np.ndarray]:
        """By n (angles,)."""
        return {n: waves(n, self.theta)[0] for n in self.orders}

    @cached_property
    def _give(self) -> dict[int, np.ndarray]:
        """A_n (rings, rings) by |n|."""
        return {n: np.asarray(self.pushes[n].T @ own) for n, own in self.moved.items()}

    def before(self, upright: Solution) -> np.ndarray:
        """Forces (rings,) that the cell's own history has left."""
        known = upright.pressing
        parts = [
            known[pair].push if pair in known else np.zeros(len(face.area))
            for pair, face in self.faces.items()
        ]
        return np.concatenate(parts)

    def apart(self, harmonics: Mapping[int, Solution], before: np.ndarray) -> np.ndarray:
        """How far nodes (rings, angles) would be apart if nothing pressed, µm."""
        pushed_so_far = -(self._give[0] @ before)
        parts = [np.outer(pushed_so_far, np.ones(len(self.theta)))]
        for n, solution in harmonics.items():
            own = [face.gap(solution.displacement) for face in self.faces.values()]
            parts.append(np.outer(np.concatenate(own), self._waves[n]))
        return np.asarray(np.sum(parts, axis=0))

    def forces(self, apart: np.ndarray) -> dict[int, np.ndarray]:
        """By n (rings,), of faces that would be apart by so much (rings, angles)."""

        def parted(some: np.ndarray) -> np.ndarray:
            ring, angle = np.divmod(some, len(self.theta))
            found = np.zeros((*apart.shape, len(some)))
            for n, wave in self._waves.items():
                found += wave[:, None] * self._give[abs(n)][:, None, ring] * wave[angle]
            return found.reshape(apart.size, len(some))

        force, _ = in_contact(apart.ravel(), parted, np.zeros(apart.size))
        return {n: force.reshape(apart.shape) @ wave for n, wave in self._waves.items()}

    def closing(self, assembly: Assembly, apart: np.ndarray) -> Iterator[Closing]:
        """Faces that would close, by how far and at which angle; of what share is not known yet."""
        ends = np.cumsum([len(face.area) for face in self.faces.values()])[:-1]
        for pair, gap in zip(self.faces, np.split(apart, ends), strict=True):
            if gap.min() < 0:
                where = float(np.degrees(self.theta[int(gap.min(axis=0).argmin())]))
                friction = assembly.section.friction(pair)
                yield Closing("/".join(pair), where, float(-gap.min()), 0.0, friction)

    def added(self, solution: Solution | None, n: int, force: np.ndarray) -> Solution:
        """A harmonic, if there is one so far, with what forces (rings,) of it do besides."""
        more = self.moved[abs(n)] @ force
        if solution is not None:
            return replace(solution, unknowns=solution.unknowns + more)
        system = self.systems[abs(n)]
        free = {name: np.zeros(6) for name in system.blocks}
        return Solution(
            system.model, system.temperature, system.blocks, more, system.global_unknowns(more), free, ()
        )  # fmt: skip
