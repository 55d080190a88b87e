"""A stack through its thermal cycles: what its layers and regions with memory go through, step by step.

Means over a place are kept at every step, so that loops can be drawn, with what else is followed, and
fields at the corners of the last cycle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import shapely

from stressbump.history.assembly import Assembly, path
from stressbump.history.contact import Pair, frictional_work
from stressbump.history.schedule import legs
from stressbump.history.snapshot import snapshot, wall_unknowns
from stressbump.history.state import SLIP, WORK, State
from stressbump.history.stepping import finished, walk
from stressbump.measures.cycle import FRICTIONAL_WORK
from stressbump.mechanics.balance import strain_and_stress
from stressbump.mechanics.solution import Solution

Quantity = tuple[str, str, str]  # measure, place and unit
Follow = Callable[[Solution], Mapping[Quantity, float]]
SETTLED = 0.01  # change of a cycle's work from the one before that is worth a word
NEGLIGIBLE = 1e-3  # of the largest work of a place


@dataclass(frozen=True, eq=False)
class CycledElements:
    """Elements of a region with memory, all of them or those of a layer."""

    name: str
    region: str
    rows: np.ndarray  # which of the region's elements
    thickness: float | None = None  # of a layer, µm


@dataclass(frozen=True, eq=False)
class Means:
    """Volume means over a place; components in the order xx, zz, out of plane, xz, zy, xy."""

    stress: np.ndarray  # (6,) MPa
    strain: np.ndarray  # (6,) total since birth, engineering shear
    inelastic: np.ndarray  # (6,)
    work: float  # dissipated since birth, MPa
    slip: float  # equivalent inelastic strain since birth


@dataclass(frozen=True, eq=False)
class Instant:
    """The end of a step in time."""

    seconds: float  # since the cycles began
    temperature: float  # °C
    cycle: int  # from 1; 0 before the first
    walls: Mapping[str, float]  # e, k, a, b
    means: Mapping[str, Means]  # by place
    followed: Mapping[Quantity, float]

    @property
    def works(self) -> tuple[Mapping[str, float], Mapping[str, float]]:
        """What has been dissipated since birth, by place, MPa; since the cycles began, by face, J/m²."""
        faces = {n: w for (what, n, _), w in self.followed.items() if what == FRICTIONAL_WORK}
        return {n: m.work for n, m in self.means.items()}, faces


@dataclass(frozen=True, eq=False)
class Course:
    """What cycles did to a stack."""

    places: tuple[CycledElements, ...]
    instants: tuple[Instant, ...]
    corners: tuple[tuple[Instant, Solution], ...]  # of the last cycle
    end: State
    follow: Follow  # asked for numbers at every step's end

    @property
    def cycles(self) -> int:
        """How many there were."""
        return self.instants[-1].cycle

    def change(self, place: str) -> float | None:
        """By how much the work of the last cycle differs from that of the one before, as a share of it.

        What is next to nothing beside the work of the place that has the most counts as a share of
        that. None of a single cycle.
        """
        return _changes(self.instants).get(place)

    @property
    def doubts(self) -> tuple[str, ...]:
        """A line if the last cycle is not like those that would follow, or nobody knows."""
        if self.cycles == 1:
            return ("one cycle: it starts from the births, and later ones differ",)
        changes = _changes(self.instants)
        place = max(changes, key=lambda name: abs(changes[name]))
        told = f"work in {place!r} changed by {100 * changes[place]:+.2g} % from the cycle before"
        if abs(changes[place]) > SETTLED:
            return (f"after {self.cycles} cycles {told}: they have not settled",)
        return (f"two cycles: {told}, a third would tell more",) if self.cycles == 2 else ()

    def of_cycle(self, number: int) -> tuple[Instant, ...]:
        """The instants of a cycle, the one it starts from among them."""
        inside = [k for k, m in enumerate(self.instants) if m.cycle == number]
        return self.instants[inside[0] - 1 : inside[-1] + 1]


def places(assembly: Assembly) -> tuple[CycledElements, ...]:
    """The regions with memory and the layers in them."""
    mesh, found = assembly.mesh, []
    for name in assembly.laws:
        if name not in assembly.remembering:
            continue
        elements = mesh.elements_in(name)
        found.append(CycledElements(name, name, np.arange(len(elements))))
        middle = mesh.points[mesh.triangles[elements, :3]].mean(axis=1)
        for layer in assembly.section.layers:
            if layer.region == name:
                rows = np.flatnonzero(shapely.contains_xy(layer.shape, *middle.T))
                found.append(CycledElements(layer.name, name, rows, layer.thickness))
    return tuple(found)


def cycled(
    assembly: Assembly,
    state: State,
    start: float,
    count: int = 0,
    follow: Follow = lambda _: {},
) -> Course | None:
    """A state at so many °C taken through the cycles of its section; None where these do nothing to it.

    Through `count` of them, else through as many as the section says.
    """
    if assembly.section.history.cycle is None:
        return None
    if not (assembly.remembering or assembly.has_friction):
        return None
    where = places(assembly)
    rubbed = dict.fromkeys(assembly.rubbing, 0.0)
    first = _instant(assembly, where, follow, state, 0.0, start, 0, rubbed)
    return _further(assembly, Course(where, (first,), (), state, follow), count)


def further(assembly: Assembly, course: Course, count: int) -> Course:
    """A course that goes on until there are so many cycles."""
    return course if course.cycles >= count else _further(assembly, course, count)


def _further(assembly: Assembly, course: Course, count: int) -> Course:
    cycle, told = assembly.section.history.cycle, (course.places, course.follow)
    within = None if count or cycle is None else cycle.settled_percent
    instants, now, start = list(course.instants), course.end, course.instants[-1]
    rubbed = {p: start.works[1]["/".join(p)] for p in assembly.rubbing}
    corners: list[tuple[Instant, State]] = []
    every = legs(assembly.section, start.temperature, start.cycle + 1, count)
    for number, parts in groupby(every, key=lambda leg: leg.cycle):
        corners = []
        for leg in parts:
            for step in path(assembly, leg.stage):
                begun = instants[-1].seconds
                for share, reached in walk(assembly, now, step):
                    done = step.between(0.0, share)
                    for pair, work in frictional_work(assembly, now, reached).items():
                        rubbed[pair] += work
                    when = begun + done.seconds, done.end
                    instants.append(_instant(assembly, *told, reached, *when, number, rubbed))
                    now = reached
            corners.append((instants[-1], now))
        if within and number > 1 and _settled(instants, within / 100):
            break
    assembly.marches.end(assembly)
    found = tuple((m, finished(assembly, state, m.temperature)) for m, state in corners)
    return replace(course, instants=tuple(instants), corners=found, end=now)


def _settled(instants: Sequence[Instant], within: float) -> bool:
    return all(abs(change) < within for change in _changes(instants).values())


def _changes(instants: Sequence[Instant]) -> dict[str, float]:
    """By place: see `Course.change`."""
    last = instants[-1].cycle
    ends = {m.cycle: m.works for m in instants}
    if last < 2:
        return {}
    return {
        name: change
        for of_kind in zip(*(ends[k] for k in (last - 2, last - 1, last)), strict=True)
        for name, change in changes(*map(_difference, of_kind[:2], of_kind[1:])).items()
    }


def _difference(before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
    return {name: value - before[name] for name, value in now.items()}


def changes(before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
    """By how much works of a cycle differ from those of the one before, by place: see `Course.change`."""
    least = NEGLIGIBLE * max(before.values(), default=0.0)
    return {n: (now[n] - w) / (max(w, least) or 1.0) for n, w in before.items()}


def _instant(
    assembly: Assembly,
    where: tuple[CycledElements, ...],
    follow: Follow,
    state: State,
    seconds: float,
    T: float,
    cycle: int,
    rubbed: Mapping[Pair, float],
) -> Instant:
    means = {place.name: _means(state, place) for place in where}
    walls, followed = wall_unknowns(assembly, state.walls), follow(snapshot(assembly, state, T))
    work = {(FRICTIONAL_WORK, "/".join(pair), "J/m²"): w for pair, w in rubbed.items()}
    return Instant(seconds, T, cycle, walls, means, {**followed, **work})


def _means(state: State, place: CycledElements) -> Means:
    p, name = state.blocks[place.region], place.region
    memory = state.memory[name].reshape(-1, *p.dV.shape)[:, place.rows]
    strain, stress = (
        part[:, place.rows]
        for part in strain_and_stress(p, state.local[name], state.free_strain(name))
    )
    weight = p.dV[place.rows] / p.dV[place.rows].sum()

    def mean(rows: np.ndarray) -> np.ndarray:
        return np.asarray((rows * weight).sum(axis=(-2, -1)))

    return Means(
        mean(stress),
        mean(strain),
        mean(memory[:6]),
        float(mean(memory[WORK])),
        float(mean(memory[SLIP])),
    )
