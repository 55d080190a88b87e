"""Which mismatch causes how much, by superposition, stage by stage.

A uniform strain of everything stresses nothing, so the share of a single layer depends on what it is
counted from. Differences across interfaces do not: each region other than the first stands on a parent,
the region born before it with which it shares the longest face. In every stage the mismatch of that
interface is the difference of the two increments of free strain, carried by the region and all that
stands on it. Summed over all interfaces and stages, the shares of a linear measure are the measure.

A region whose free strain differs by direction keeps the differences from its in-plane mean as a share
of its own; a support that hinders uniform expansion adds one for the first region, moduli that change
under the total rule one for theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.history.eigenstrain import increments
from stressbump.history.responses import Unit, changes, steps_of, units
from stressbump.measures import Measure
from stressbump.mechanics.kinematics import IDENTITY
from stressbump.mechanics.sample import Sample, in_region
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Mesh, interface

IN_PLANE = [0, 2]  # xx and out of plane
LinearMeasure = Callable[[Solution], float]


@dataclass(frozen=True)
class MismatchContribution:
    """What the mismatch across one interface contributes in one stage to a linear measure of a place.

    The stage is named by the region whose birth begins it.
    """

    measure: str
    where: str
    unit: str
    between: str
    stage: str
    value: float


def parents(order: tuple[str, ...], mesh: Mesh) -> dict[str, str]:
    """By region, from their births in order: the earlier one it shares the longest face with.

    The first has none.
    """
    out = {}
    for k, name in enumerate(order):
        lengths = {other: _face_length(mesh, name, other) for other in order[:k]}
        touching = {o: length for o, length in lengths.items() if length > 0}
        if touching:
            out[name] = max(touching, key=lambda o: touching[o])
        elif k:
            out[name] = order[0]
    return out


def _face_length(mesh: Mesh, first: str, second: str) -> float:
    nodes = interface(mesh, first, second).nodes
    run = mesh.points[nodes[:, 1]] - mesh.points[nodes[:, 0]]
    return float(np.linalg.norm(run, axis=1).sum())


def _loads(
    parent: Mapping[str, str], free: Mapping[str, np.ndarray]
) -> dict[str, dict[str, np.ndarray]]:
    """By interface (or other cause): the free strain it puts on every region that stands."""
    names = tuple(free)
    level = {name: float(strain[IN_PLANE].mean()) for name, strain in free.items()}
    out: dict[str, dict[str, np.ndarray]] = {}
    for name, below in parent.items():
        if name in free:
            step = (level[name] - level[below]) * IDENTITY
            out[f"{below}/{name}"] = {n: step for n in names if _stands_on(n, name, parent)}
    for name, strain in free.items():
        rest = strain - level[name] * IDENTITY
        if np.abs(rest).max() > 1e-12:
            out[f"{name}, by direction"] = {name: rest}
    root = next(n for n in names if n not in parent)
    out[f"support/{root}"] = {n: level[root] * IDENTITY for n in names}
    return out


def _stands_on(name: str, base: str, parent: Mapping[str, str]) -> bool:
    while name != base:
        if name not in parent:
            return False
        name = parent[name]
    return True


def shares(
    assembly: Assembly, end: float, wanted: Mapping[tuple[str, str, str], LinearMeasure]
) -> tuple[MismatchContribution, ...]:
    """Every interface's share of the wanted linear measures, keyed (measure, place, unit), by stage."""
    parent = parents(tuple(assembly.laws), assembly.mesh)
    found: dict[tuple[tuple[str, str, str], str, str], float] = {}

    def add(key: tuple[str, str, str], cause: str, stage: str, value: float) -> None:
        found[key, cause, stage] = found.get((key, cause, stage), 0.0) + value

    values: dict[int, list[tuple[Unit, dict[tuple[str, str, str], float]]]] = {}
    for unit in units(assembly, end, idle=False):
        numbers = {key: measure(unit.solution) for key, measure in wanted.items()}
        values.setdefault(unit.step, []).append((unit, numbers))
    for number, step in enumerate(steps_of(assembly, end)):
        free = increments(assembly.section, assembly.laws, step)
        for cause, load in _loads(parent, free).items():
            for unit, numbers in values.get(number, []):
                if unit.region in load:
                    amount = load[unit.region] @ unit.pattern / (unit.pattern @ unit.pattern)
                    for key, value in numbers.items():
                        add(key, cause, step.standing[-1], float(amount) * value)
    for change in changes(assembly, end):
        for key, measure in wanted.items():
            cause = f"{change.region}, moduli over temperature"
            add(key, cause, change.step.standing[-1], measure(change.solution))
    return tuple(
        MismatchContribution(*key, cause, stage, v) for (key, cause, stage), v in found.items()
    )


def of_region(measure: Measure[Sample], name: str) -> LinearMeasure:
    """A measure of a region that is linear in the loads."""
    return lambda solution: measure.value(in_region(solution, name))
