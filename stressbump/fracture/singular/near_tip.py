"""A solution near a corner, and its reciprocal integral with another field of the same wedges.

With a field u* whose stress leaves every face as it is, w_j = σ_ij u*_i - σ*_ij u_i and a weight q that
falls from 1 to 0 over a ring,

    I(u, u*) = -∫ w·∇q dA + ∫ q (ε_0:σ* - ε_out σ*_out + b·u*) dA

b = ((σ_rr - σ_θθ)/r, σ_rz/r) around an axis, else none. What is uniform of the free strain ε_0 in each
wedge, and ε_out at the corner, have a constant field of their own (`modes.misfit`), which is taken off
first: only small differences are left to be integrated. Where two regions count displacements from
different births, the second's are taken as if it had been there with the first: a displacement more that
depends on the place along the interface alone, and its strain as a free one. q is interpolated as
displacements are. M. Stern, E. B. Becker, R. S. Dunham, Int. J. Fract. 12 (1976) 359; over a domain as C.
F. Shih, R. J. Asaro, J. Appl. Mech. 55 (1988) 299.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi
from typing import Any

import numpy as np

from stressbump.errors import SolveError
from stressbump.fracture.jump import SmoothJump, jump
from stressbump.fracture.singular.modes import AngularField, misfit, turned
from stressbump.fracture.singular.tips import IN, Tip, compliance, out_of_plane
from stressbump.mechanics.balance import ElementBlock, at_points, displacement, strain_and_stress
from stressbump.mechanics.moduli import OUT
from stressbump.mechanics.solution import Solution
from stressbump.mesh.bisection import longest_sides
from stressbump.mesh.elements import Rule
from stressbump.mesh.mesh import Mesh, interface

RINGS = (0.3, 0.9), (0.15, 0.45)  # of the reach: from where to where q falls
FARTHEST = 0.9
AXIS = 0.5  # of its distance from the axis: the farthest that a singular field is taken to reach


@dataclass(frozen=True, eq=False)
class WedgeElements:
    """The elements of one wedge near a tip at their points, in polar coordinates around it."""

    wedge: int
    nodes: np.ndarray  # (elements, nodes)
    rule: Rule
    r: np.ndarray  # (elements, points) µm
    angle: np.ndarray
    dA: np.ndarray
    displacement: np.ndarray  # (2, elements, points): u_r, u_θ, µm, less the constant field's
    stress: np.ndarray  # (3, elements, points): rr, θθ, rθ, MPa
    beyond: np.ndarray  # the same less that of the constant field
    free_strain: (
        np.ndarray
    )  # (3, elements, points): rr, θθ, rθ, what of it the constant field lacks
    body: np.ndarray  # (2, elements, points): b along r and θ, MPa/µm


@dataclass(frozen=True, eq=False)
class NearTip:
    """A solution near a tip, less its displacement there and a field `constant` that its misfit makes."""

    tip: Tip
    reach: float
    points: np.ndarray  # of the mesh
    distance: np.ndarray  # (nodes,) from the tip
    parts: tuple[WedgeElements, ...]
    constant: AngularField


def integrals(around: NearTip, duals: Sequence[AngularField]) -> np.ndarray:
    """I of a solution and dual fields (rings, duals), over each of the `RINGS`."""
    inner, outer = around.reach * np.array(RINGS).T[:, :, None]
    t = np.clip((outer - around.distance) / (outer - inner), 0, 1)
    q = t * t * (3 - 2 * t)
    total = np.zeros((len(RINGS), len(duals)), complex)
    for part in around.parts:
        at_points, slopes = _interpolated(part, around.points, q)
        for k, dual in enumerate(duals):
            inside, *w = _densities(part, dual)
            total[:, k] += at_points @ inside - slopes[0] @ w[0] - slopes[1] @ w[1]
    return total


def _interpolated(
    part: WedgeElements, points: np.ndarray, q: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Nodal functions q (n, nodes) at all points (n, points), and their slopes in x, z (2, n, points)."""
    own = np.concatenate([points.T, q])[:, part.nodes]
    (x, z, *first), (x_2, z_2, *second) = np.moveaxis(
        np.tensordot(own, part.rule.slope, axes=(2, 1)), -1, 0
    )
    a, b, det = np.stack(first), np.stack(second), x * z_2 - x_2 * z
    slopes = np.stack([(a * z_2 - b * z) / det, (b * x - a * x_2) / det])
    return (own[2:] @ part.rule.shape.T).reshape(len(q), -1), slopes.reshape(2, len(q), -1)


def _densities(part: WedgeElements, dual: AngularField) -> tuple[np.ndarray, ...]:
    """By how much q, and its slopes along x and z, count at each point (points,): inside, w_x and w_z."""
    u, v, s_rt, s_tt, s_rr = dual.at(part.wedge, part.angle)
    (u_r, u_t), (rr, tt, rt), r = part.displacement, part.beyond, part.r
    w_r = (rr * u + rt * v) - (s_rr * u_r + s_rt * u_t) / r
    w_t = (rt * u + tt * v) - (s_rt * u_r + s_tt * u_t) / r
    (e_rr, e_tt, e_rt), (b_r, b_t) = part.free_strain, part.body
    inside = (e_rr * s_rr + e_tt * s_tt + e_rt * s_rt) / r + b_r * u + b_t * v
    c, s = np.cos(part.angle), np.sin(part.angle)
    weight = part.dA * dual.growth(r)
    found = inside, c * w_r - s * w_t, s * w_r + c * w_t
    return tuple((weight * each).ravel() for each in found)


def near_tip(solution: Solution, tip: Tip, reach: float) -> NearTip:
    """What a solution is within the reach of a tip; SolveError where elements are longer than a ring."""
    mesh = solution.model.mesh
    distance = np.hypot(*(mesh.points - tip.place).T)
    rows = [_rows(solution, tip, k, distance, reach) for k in range(len(tip.wedges))]
    own = [solution.blocks[n].elements[some] for n, some in zip(tip.regions, rows, strict=True)]
    _refuse_coarse(mesh, np.concatenate(own), distance, reach)
    near = [_stressed(solution, n, some) for n, some in zip(tip.regions, rows, strict=True)]
    at_tip = [_at_tip(solution, n, distance) for n in near]
    apart = _apart(solution, tip, distance, reach)
    uniform = np.stack([_uniform(n, tip, out) for n, (_, out) in zip(near, at_tip, strict=True)])
    if apart:
        uniform[1] += apart.strain(apart.tip)
    constant = misfit(tip.wedges, tip.ends, uniform)
    if constant is None:  # then all of the free strain is integrated
        uniform, constant = np.zeros_like(uniform), _nothing(tip)
    parts = tuple(
        _part(solution, tip, k, n, at_tip[k][0], apart if k else None, uniform[k], constant)
        for k, n in enumerate(near)
    )
    return NearTip(tip, reach, mesh.points, distance, parts, constant)


@dataclass(frozen=True, eq=False)
class _Stressed:
    """Elements of a wedge near a tip, with their unknowns, strain, stress and free strain."""

    block: ElementBlock
    local: np.ndarray  # (elements, unknowns)
    strain: np.ndarray  # (6, elements, points)
    stress: np.ndarray
    free_strain: np.ndarray  # (6,) or (6, elements, points)


def _rows(
    solution: Solution, tip: Tip, wedge: int, distance: np.ndarray, reach: float
) -> np.ndarray:
    """Which elements of a region lie in a wedge, as far as a ring reaches."""
    name, mesh = tip.regions[wedge], solution.model.mesh
    p = solution.blocks[name]
    close = distance < FARTHEST * reach
    rows = np.flatnonzero(np.logical_or.reduce([close[n] for n in mesh.triangles[p.elements].T]))
    same = [k for k, n in enumerate(tip.regions) if n == name]
    if len(same) == 1:
        return rows
    outside = [np.abs(_beyond(tip, k, p.x[rows].mean(axis=1))[1]) for k in same]
    return np.asarray(rows[np.array(same)[np.argmin(outside, axis=0)] == wedge])


def _stressed(solution: Solution, name: str, rows: np.ndarray) -> _Stressed:
    """Some of a region's elements."""
    p, local = solution.blocks[name], solution.local(name, rows)
    own, free = p[rows], solution.free_strain[name]
    free = free if free.ndim == 1 else free[:, rows]
    strain, stress = strain_and_stress(own, local, free)
    if free.ndim > 1:
        free = strain - np.tensordot(compliance(p.stiffness), stress, axes=1)
    return _Stressed(own, local, strain, stress, free)


def _beyond(tip: Tip, wedge: int, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Angles of places (..., 2) counted as a wedge does, and by how much they lie outside of it."""
    own = tip.wedges[wedge]
    x, z = np.moveaxis(places - tip.place, -1, 0)
    middle = own.start + own.opening / 2
    off = (np.arctan2(z, x) - middle + pi) % (2 * pi) - pi
    return middle + off, np.maximum(np.abs(off) - own.opening / 2, 0.0)


def _refuse_coarse(mesh: Mesh, elements: np.ndarray, distance: np.ndarray, reach: float) -> None:
    """SolveError for a ring that is no wider than an element or two."""
    size = longest_sides(mesh, elements)
    from_tip = distance[mesh.triangles[elements]].min(axis=1)
    for _, outer in RINGS:
        longest = size[from_tip < outer * reach].max(initial=0.0)
        if longest > outer * reach:
            raise SolveError(
                f"elements within {outer * reach:.3g} µm of a corner are up to {longest:.3g} µm long"
            )


def _at_tip(solution: Solution, near: _Stressed, distance: np.ndarray) -> tuple[np.ndarray, float]:
    """Displacement (2,) of the tip as a wedge has it, µm, and the out-of-plane strain there."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    nodes = mesh.triangles[near.block.elements]
    row, node = np.unravel_index(distance[nodes].argmin(), nodes.shape)
    nodal = near.local[row, near.block.nodal].reshape(-1, near.block.directions)
    x, z = mesh.points[nodes[row, node]]
    out = nodal[node, 0] / x if kinematics.hoop else 0.0
    shared = near.local[row, near.block.globals]
    out += sum(
        g * float(extent(np.array(z)))
        for g, extent in zip(shared, kinematics.stretch.values(), strict=True)
    )
    return nodal[node, :2], float(out)


def _apart(solution: Solution, tip: Tip, distance: np.ndarray, reach: float) -> SmoothJump | None:
    """By how much the first of two wedges has moved more than the second along their interface."""
    if len(tip.wedges) != 2 or len(set(tip.regions)) != 2 or not solution.birth:
        return None
    mesh, angle, (first, second) = solution.model.mesh, tip.wedges[1].start, tip.regions
    shared = interface(mesh, first, second)
    way = np.array([np.cos(angle), np.sin(angle)])
    ahead = (mesh.points[shared.mids] - tip.place) @ way > 0
    near = shared[ahead & (distance[shared.nodes] < FARTHEST * reach).all(axis=1)]
    if not len(near.elements) or not (d := jump(solution, first, second, near)).any():
        return None
    places = mesh.points[near.nodes]
    return SmoothJump.through(
        np.array(tip.place), way, places.reshape(-1, 2), d[..., :2].reshape(-1, 2)
    )


def _effective(near: _Stressed, free_strain: np.ndarray, out: Any) -> np.ndarray:
    """Free strain xx, zz, xz in plane strain that does what one of six components does under `out`."""
    share = out_of_plane(near.block.stiffness)
    lacking = free_strain[OUT] - out
    return np.asarray(free_strain[IN] + np.multiply.outer(share, lacking))


def _uniform(near: _Stressed, tip: Tip, out: float) -> np.ndarray:
    """(3,) what of it is uniform: where it varies, what a linear function of places comes to at the tip.

    By least squares in which what is near the tip counts most.
    """
    free = near.free_strain
    if free.ndim > 1:
        x, z = np.moveaxis(near.block.x - tip.place, -1, 0)
        weight = (np.sqrt(near.block.dV) / np.hypot(x, z) ** 1.5).ravel()
        basis = np.stack([np.ones(x.size), x.ravel(), z.ravel()], axis=1) * weight[:, None]
        free = np.linalg.lstsq(basis, (free.reshape(6, -1) * weight).T, rcond=None)[0][0]
    return _effective(near, free, out)


def _part(
    solution: Solution,
    tip: Tip,
    wedge: int,
    near: _Stressed,
    origin: np.ndarray,
    apart: SmoothJump | None,
    uniform: np.ndarray,
    constant: AngularField,
) -> WedgeElements:
    p, kinematics = near.block, solution.model.kinematics
    x = p.x - tip.place
    r = np.hypot(x[..., 0], x[..., 1])
    middle = _beyond(tip, wedge, p.x.mean(axis=1))[0][:, None]
    angle = middle + (np.arctan2(x[..., 1], x[..., 0]) - middle + pi) % (2 * pi) - pi
    c, s = np.cos(angle), np.sin(angle)
    U, V, S, T, R = constant.at(wedge, angle)
    u_x, u_z = np.moveaxis(displacement(p, near.local)[..., :2] - origin, -1, 0)
    lacking = _effective(near, at_points(p, near.free_strain), near.strain[OUT])
    if apart:
        more = apart.displacement(p.x)
        u_x, u_z = u_x + more[0], u_z + more[1]
        lacking = lacking + apart.strain(p.x)
    moved = [c * u_x + s * u_z - r * U, c * u_z - s * u_x - r * V - constant.spin * r * np.log(r)]
    xx, zz, _, xz = near.stress[:4]
    stress = np.stack(
        [
            c * c * xx + s * s * zz + 2 * c * s * xz,
            s * s * xx + c * c * zz - 2 * c * s * xz,
            c * s * (zz - xx) + (c * c - s * s) * xz,
        ]
    )
    lacking = lacking - uniform[:, None, None]
    body = np.zeros((2, *r.shape))
    if kinematics.hoop:
        b_x, b_z = (xx - near.stress[OUT]) / p.x[..., 0], xz / p.x[..., 0]
        body = np.stack([c * b_x + s * b_z, c * b_z - s * b_x])
    return WedgeElements(
        wedge,
        solution.model.mesh.triangles[p.elements],
        p.rule,
        r,
        angle,
        p.dV / kinematics.measure(p.x),
        np.stack(moved),
        stress,
        stress - np.stack([R, T, S]),
        np.stack(turned(lacking, angle)),
        body,
    )


def _nothing(tip: Tip) -> AngularField:
    return AngularField(1.0, tip.wedges, tip.ends, np.zeros((len(tip.wedges), 1, 5)))
