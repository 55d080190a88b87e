"""Which mismatch causes how much, by superposition.

A uniform strain of everything stresses nothing, so the share of a single layer depends on what it is
counted from. Differences across interfaces do not: each region other than the datum stands on a parent,
the region born before it with which it shares the longest face. The mismatch of that interface is the
difference of the two free strains, carried by the region and all that stands on it. Summed over all
interfaces, the shares of a linear measure are the measure.

A region whose free strain differs by direction keeps the differences from its in-plane mean as a share
of its own, and a support that hinders uniform expansion adds one for the datum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from stressbump.free_strain import IN_PLANE, NORMAL
from stressbump.measures import mean
from stressbump.mesh import Mesh, interface
from stressbump.sample import in_region
from stressbump.section import Section
from stressbump.solution import Response, Solution, superpose

LinearMeasure = Callable[[Solution], float]


@dataclass(frozen=True)
class Share:
    """What the mismatch across one interface contributes to a linear measure of a place."""

    measure: str
    where: str
    unit: str
    between: str
    value: float


def parents(section: Section, mesh: Mesh, names: tuple[str, ...]) -> dict[str, str]:
    """By region: the earlier region it stands on, by the longest shared face; the datum has none."""
    order = sorted(names, key=lambda n: section.names.index(n))
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
    section: Section, mesh: Mesh, free: Mapping[str, np.ndarray]
) -> dict[str, dict[str, np.ndarray]]:
    """By interface (or other cause): the free strain it puts on every region."""
    names = tuple(free)
    parent = parents(section, mesh, names)
    level = {name: float(strain[IN_PLANE].mean()) for name, strain in free.items()}
    out: dict[str, dict[str, np.ndarray]] = {}
    for name, below in parent.items():
        step = (level[name] - level[below]) * NORMAL
        out[f"{below}/{name}"] = {n: step for n in names if _stands_on(n, name, parent)}
    for name, strain in free.items():
        rest = strain - level[name] * NORMAL
        if np.abs(rest).max() > 1e-12:
            out[f"{name}, by direction"] = {name: rest}
    root = next(n for n in names if n not in parent)
    out[f"support/{root}"] = {n: level[root] * NORMAL for n in names}
    return out


def _stands_on(name: str, base: str, parent: Mapping[str, str]) -> bool:
    while name != base:
        if name not in parent:
            return False
        name = parent[name]
    return True


def shares(
    section: Section,
    response: Response,
    free: Mapping[str, np.ndarray],
    wanted: Mapping[tuple[str, str, str], LinearMeasure],
) -> tuple[Share, ...]:
    """Every interface's share of the wanted linear measures, keyed (measure, place, unit)."""
    mesh = response.system.model.mesh
    out = []
    for cause, load in _loads(section, mesh, free).items():
        part = superpose(response, load, checked=False)
        out += [Share(*key, cause, measure(part)) for key, measure in wanted.items()]
    return tuple(out)


def mean_in_plane(name: str) -> LinearMeasure:
    """The volume mean of (σ_xx + σ_out) / 2 of a region, MPa: linear in the loads."""

    def measure(solution: Solution) -> float:
        sample = in_region(solution, name)
        return mean((sample.stress[0] + sample.stress[2]) / 2, sample.weight)

    return measure
