"""The energy that a crack's growth releases, by moving the nodes near its tip along the interface.

    G · (1 or 2πr) = -dΠ/da,    dΠ = δ ∫ w dV - ∫ t·d' V ds

With V the velocity of the nodes. A region counts what its nodes have done since its birth; along an
interface that was there before the second region was born, the two sides differ by d, which was there
before any crack and stays where it is as nodes move past it. What the same motion does to the energy of
the bonded stack, in which there is no crack, is taken off: the error of its mesh. Forces by which faces
press each other do no work. Those by which they rub stay where they are too: what they take within the
nodes that move, ∫ τ s' V ds for a slip s, is no part of G.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist

from stressbump.fracture.cracks import Crack
from stressbump.fracture.jump import jump
from stressbump.fracture.motion import energy_slopes
from stressbump.fracture.paths import growths
from stressbump.fracture.seams import Changes, Seam
from stressbump.mechanics.placed import placed
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import interface

AT_A_TIME = 1024  # elements
GAUSS = 4  # points along a facet
WITH_TIP, AT_REST = 0.2, 0.6  # of the reach of a tip: what moves with it, and what no longer moves


@dataclass(frozen=True, eq=False)
class Moves:
    """How the nodes of a seam's mesh move with some tips that go the same way."""

    which: np.ndarray  # (tips,) of those asked for
    way: np.ndarray  # (2,)
    speed: np.ndarray  # (tips, nodes)

    def of(self, elements: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which tips move which elements, by their nodes (elements, nodes of each)."""
        moving = self.speed > 0
        tips, found = np.nonzero(np.logical_or.reduce([moving[:, n] for n in elements.T]))
        return tips, found


def moves(seam: Seam, parts: np.ndarray) -> Iterator[Moves]:
    """Those of the tips of cracks over so many facets (tips,)."""
    mesh, points = seam.bonded.model.mesh, seam.model.mesh.points
    ways, reach = growths(mesh, seam.path, parts)
    tips, far = mesh.points[seam.path.nodes[parts]], AT_REST * reach[:, None]
    inside = (points > (tips - far).min(axis=0)) & (points < (tips + far).max(axis=0))
    near = np.flatnonzero(inside.all(axis=1))
    t = np.clip((far - cdist(tips, points[near])) / (far - WITH_TIP * reach[:, None]), 0, 1)
    speed = np.zeros((len(parts), len(points)))
    speed[:, near] = t**2 * (3 - 2 * t)
    for way in np.unique(ways, axis=0):
        which = np.flatnonzero((ways == way).all(axis=1))
        yield Moves(which, way, speed[which])


def wanted(seam: Seam, parts: np.ndarray, far: np.ndarray) -> np.ndarray:
    """The unknowns that the rates of these cracks need, and all within µm `far` of their tips."""
    mesh, blocks = seam.model.mesh, seam.system.blocks.values()
    around = np.zeros(len(mesh.points), bool)
    x, z = mesh.points.T
    for (x_0, z_0), radius in zip(mesh.points[seam.path.nodes[parts]], far.tolist(), strict=True):
        around |= (np.abs(x - x_0) < radius) & (np.abs(z - z_0) < radius)
    for some in moves(seam, parts):
        around |= (some.speed > 0).any(axis=0)
    own = [p.unknowns[around[mesh.triangles[p.elements]].any(axis=1)].ravel() for p in blocks]
    return np.unique(np.concatenate(own))


def energy_release_rate(crack: Crack) -> float:
    """G, J/m² (MPa·µm)."""
    changes = crack.seam.changes(crack.pull[:, None])
    return float(energy_release_rates([[crack]], changes)[0, 0])


def energy_release_rates(cracks: Sequence[Sequence[Crack]], changes: Changes) -> np.ndarray:
    """G (cracks, n), J/m², of cracks of one seam: of each length as many, n, that differ otherwise.

    `changes` are theirs, all of the first length first.
    """
    seam, parts = cracks[0][0].seam, np.array([same[0].parts for same in cracks])
    slope = np.zeros((len(parts), len(cracks[0])))
    for some in moves(seam, parts):
        for name in seam.system.blocks:
            slope[some.which] += _slopes(seam, name, some, changes, slope.shape[1])
        for k, speed in zip(some.which.tolist(), some.speed, strict=True):
            slope[k] += [_friction_work(one, speed) if one.drag.any() else 0.0 for one in cracks[k]]
    tips = seam.bonded.model.mesh.points[seam.path.nodes[parts]]
    return np.asarray(-slope / seam.model.kinematics.measure(tips)[:, None])


def _slopes(seam: Seam, name: str, some: Moves, changes: Changes, each: int) -> np.ndarray:
    """How a region's energy changes as tips move (tips, each), less what the bonded stack's would.

    That is nothing but what its mesh does not resolve.
    """
    mesh, bonded, p = seam.model.mesh, seam.bonded, seam.system.blocks[name]
    before, free = bonded.local(name), bonded.free_strain[name]
    nodes, own = mesh.triangles[p.elements], bonded.model.mesh.triangles[p.elements]
    tips, elements = some.of(nodes)
    rates, total = _rates_of_births(bonded, name, some), np.zeros((each, len(some.which)))
    for start in range(0, len(tips), AT_A_TIME):
        tip, row = tips[start : start + AT_A_TIME], elements[start : start + AT_A_TIME]
        speed = some.speed[tip[:, None], nodes[row]][..., None]
        lag = None if rates is None else speed * rates[own[row]]
        local, first = before[row], each * some.which[tip]
        fields = [local + changes(p.unknowns[row], first + k) for k in range(each)]
        here, loaded = placed(seam.model, p, row), free if free.ndim == 1 else free[:, row]
        *cracked, whole = energy_slopes(here, (*fields, local), loaded, speed * some.way, lag)
        for k, slope in enumerate(cracked):
            total[k] += np.bincount(tip, slope - whole, len(some.which))
    return total.T


def _rates_of_births(bonded: Solution, second: str, some: Moves) -> np.ndarray | None:
    """D' (nodes, directions) of a region's nodes where older ones are; None where none is near."""
    mesh, names = bonded.model.mesh, list(bonded.blocks)
    moved = some.speed[:, : len(mesh.points)].max(axis=0) > 0
    total = None
    for first in names[: names.index(second)]:
        shared = interface(mesh, first, second)
        near = shared[shared.bonded & moved[shared.nodes].any(axis=1)]
        if not len(near.elements):
            continue
        d = jump(bonded, first, second, near)
        if total is None:
            total = np.zeros((len(mesh.points), d.shape[2]))
        nodes, index, count = np.unique(near.nodes, return_inverse=True, return_counts=True)
        rates = _rates(mesh.points[near.nodes] @ some.way, d).reshape(-1, d.shape[2])
        np.add.at(total, nodes[index.ravel()], rates / count[index.ravel(), None])
    return total


def _friction_work(crack: Crack, speed: np.ndarray) -> float:
    """∫ τ s' V ds over the faces of a crack, by places along each facet towards the tip."""
    seam, faces, model = crack.seam, crack.faces, crack.seam.model
    mesh, order = model.mesh, seam.path.order[: crack.parts]
    nodes = np.take_along_axis(seam.facets.nodes[: crack.parts], order, axis=1)
    traction, slip = np.zeros((2, len(mesh.points)))
    traction[faces.first] = crack.drag / faces.area
    slip[faces.first] = crack.slip
    traction[nodes[-1, 1]] = traction[nodes[-1, 2]]  # of the tip, which is no pair
    share, weight = np.polynomial.legendre.leggauss(GAUSS)
    N = np.stack([share * (share - 1), share * (share + 1), 2 * (1 - share**2)], axis=1) / 2
    slope = np.stack([share - 0.5, share + 0.5, -2 * share], axis=1)
    place = np.einsum("pn,fnd->fpd", N, mesh.points[nodes])
    at = (traction[nodes] @ N.T) * (speed[nodes] @ N.T) * model.kinematics.measure(place)
    return float(((at * (slip[nodes] @ slope.T)) @ weight).sum())


def _rates(s: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Slopes d/ds at three places s (facets, 3) of the parabola through values (facets, 3, …) there."""
    a, b, c = np.moveaxis(np.stack([s, np.roll(s, -1, 1), np.roll(s, -2, 1)])[..., None], 0, 0)
    f, g, h = values, np.roll(values, -1, 1), np.roll(values, -2, 1)
    first, second = (g - f) / (b - a), (h - f) / (c - a)
    return np.asarray((first * (c - a) - second * (b - a)) / (c - b))
