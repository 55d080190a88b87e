"""A stack through its thermal cycles: what its layers and regions with memory go through, step by step.

Means over a place are kept at every step, so that loops can be drawn, and fields at the corners of the
last cycle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from stressbump.history.assembly import Assembly, path
from stressbump.history.marching import march
from stressbump.history.schedule import legs
from stressbump.history.state import SLIP, WORK, State
from stressbump.history.stepping import finished, wall_unknowns
from stressbump.mechanics.balance import strain_and_stress
from stressbump.mechanics.solution import Solution


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


@dataclass(frozen=True, eq=False)
class Course:
    """What cycles did to a stack."""

    places: tuple[CycledElements, ...]
    instants: tuple[Instant, ...]
    corners: tuple[tuple[Instant, Solution], ...]  # of the last cycle

    @property
    def cycles(self) -> int:
        """How many there were."""
        return self.instants[-1].cycle

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


def cycled(assembly: Assembly, state: State, start: float) -> Course | None:
    """A state at so many °C taken through the cycles of its section; None where it has none."""
    if not (parts := legs(assembly.section, start)) or not assembly.remembering:
        return None
    where, begun, now = places(assembly), 0.0, state
    instants = [_instant(assembly, where, now, 0.0, start, 0)]
    corners: list[tuple[Instant, Solution]] = []
    for leg in parts:
        for step in path(assembly, leg.stage):
            for share, reached in march(assembly, now, step):
                done = step.between(0.0, share)
                seconds = begun + done.seconds
                instants.append(_instant(assembly, where, reached, seconds, done.end, leg.cycle))
            now = reached
            begun += step.seconds
        if leg.cycle == parts[-1].cycle:
            corners.append((instants[-1], finished(assembly, now, leg.stage.end)))
    return Course(where, tuple(instants), tuple(corners))


def _instant(
    assembly: Assembly,
    where: tuple[CycledElements, ...],
    state: State,
    seconds: float,
    T: float,
    cycle: int,
) -> Instant:
    means = {place.name: _means(state, place) for place in where}
    return Instant(seconds, T, cycle, wall_unknowns(assembly, state.walls), means)


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
