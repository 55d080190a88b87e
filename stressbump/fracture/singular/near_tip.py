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
from stressbump.fracture.singular.modes import AngularField, misfit, polynomials
from stressbump.fracture.singular.tips import IN, Tip, compliance, out_of_plane
from stressbump.mechanics.balance import stressed
from stressbump.mechanics.moduli import OUT
from stressbump.mechanics.placed import Placed, placed
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Mesh, interface

RINGS = (0.3, 0.9), (0.15, 0.45)  # of the reach: from where to where q falls
FARTHEST = 0.9
TERMS = 24  # polynomials of the angle that the duals of a crack's tip are sums of, about
AXIS = 0.5  # of its distance from the axis: the farthest that a singular field is taken to reach


@dataclass(frozen=True, eq=False)
class WedgeElements:
    """The elements of one wedge near a tip, at their points."""

    wedge: int
    placed: Placed
    nodes: np.ndarray  # (elements, nodes)
    r: np.ndarray  # (elements, points) µm
    angle: np.ndarray
    dA: np.ndarray
    polynomials: (
        np.ndarray
    )  # (terms, points of all elements): Chebyshev's of the angle over the wedge
    displacement: np.ndarray  # (2, elements, points): u_x, u_z, µm, less the constant field's
    stress: np.ndarray  # (3, elements, points): xx, zz, xz, MPa
    beyond: np.ndarray  # the same less that of the constant field
    free_strain: np.ndarray | None  # (3, elements, points): what the constant field lacks of it
    body: np.ndarray | None  # (2, elements, points): b along x and z, MPa/µm


@dataclass(frozen=True, eq=False)
class NearTip:
    """A solution near a tip, less its displacement there and a field `constant` that its misfit makes."""

    tip: Tip
    reach: float
    distance: np.ndarray  # (nodes,) of the mesh, from the tip, µm
    parts: tuple[WedgeElements, ...]
    constant: AngularField


def integrals(around: NearTip, duals: Sequence[AngularField], rings: int) -> np.ndarray:
    """I of a solution and dual fields of one power (rings, duals), over the first of the `RINGS`.

    What the solution does with each polynomial of the angle is summed up, for duals are sums of these.
    """
    count = max(dual.cartesian.shape[1] for dual in duals)
    total = np.zeros((rings, len(duals)), complex)
    for part in around.parts:
        basis = part.polynomials[:count]
        if len(basis) < count:
            basis = polynomials(around.tip.wedges[part.wedge], part.angle.ravel(), count)
        growth = (part.dA * duals[0].growth(part.r)).ravel()
        amounts = _amounts(part, around, rings)
        parts = (growth.real, growth.imag) if np.iscomplexobj(growth) else (growth,)
        real, *imaginary = ((amounts * own) @ basis.T for own in parts)
        found = real + 1j * imaginary[0] if imaginary else real
        for k, dual in enumerate(duals):
            own = dual.cartesian[part.wedge]
            total[:, k] += np.einsum("nk,krn->r", own, found[..., : len(own)])
    return total


def _amounts(part: WedgeElements, around: NearTip, rings: int) -> np.ndarray:
    """How much u_x, u_z, σ_xx, σ_zz and σ_xz of a dual count for at each point (5, rings, points)."""
    q, q_x, q_z = _weights(part, around, rings)
    (u_x, u_z), (xx, zz, xz) = part.displacement / part.r, part.beyond
    found = np.empty((5, *q.shape))
    found[0] = -xx * q_x - xz * q_z
    found[1] = -xz * q_x - zz * q_z
    found[2], found[3], found[4] = u_x * q_x, u_z * q_z, u_x * q_z + u_z * q_x
    if part.body is not None:
        found[:2] += part.body[:, None] * q
    if part.free_strain is not None:
        found[2:] += (part.free_strain / part.r)[:, None] * q
    return found.reshape(5, len(q), -1)


def _weights(
    part: WedgeElements, around: NearTip, rings: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The q of every ring at all points (rings, elements, points), and its slopes along x and z."""
    inner, outer = around.reach * np.array(RINGS[:rings]).T[:, :, None, None]
    t = np.clip((outer - around.distance[part.nodes]) / (outer - inner), 0, 1)
    q = t * t * (3 - 2 * t)
    values, slopes = part.placed.interpolated(q.transpose(1, 2, 0))
    return values, slopes[:, 0], slopes[:, 1]


def near_tip(solution: Solution, tip: Tip, reach: float) -> NearTip:
    """What a solution is within the reach of a tip; SolveError where elements are longer than a ring."""
    mesh = solution.model.mesh
    x, z = (mesh.points - tip.place).T
    distance = np.sqrt(x * x + z * z)
    rows = [_rows(solution, tip, k, distance, reach) for k in range(len(tip.wedges))]
    own = [solution.blocks[n].elements[some] for n, some in zip(tip.regions, rows, strict=True)]
    _refuse_coarse(mesh, np.concatenate(own), distance, reach)
    near = [_stressed(solution, n, some) for n, some in zip(tip.regions, rows, strict=True)]
    at_tip = [_at_tip(solution, n, distance) for n in near]
    apart = _apart(solution, tip, distance, reach)
    uniform = np.stack([_uniform(n, tip, out) for n, (_, out) in zip(near, at_tip, strict=True)])
    if apart:
        uniform[1] += apart.around(apart.tip)[1]
    constant = misfit(tip.wedges, tip.ends, uniform)
    if constant is None:  # then all of the free strain is integrated
        uniform, constant = np.zeros_like(uniform), _nothing(tip)
    parts = tuple(
        _part(solution, tip, k, n, at_tip[k][0], apart if k else None, uniform[k], constant)
        for k, n in enumerate(near)
    )
    return NearTip(tip, reach, distance, parts, constant)


@dataclass(frozen=True, eq=False)
class _Stressed:
    """Elements of a wedge near a tip, with their unknowns, strain, stress and free strain."""

    placed: Placed
    local: np.ndarray  # (elements, unknowns)
    displacement: np.ndarray  # (2, elements, points)
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
    middles = np.moveaxis(p.x[rows].mean(axis=1) - tip.place, -1, 0)
    outside = [np.abs(_beyond(tip, k, *middles)[1]) for k in same]
    return np.asarray(rows[np.array(same)[np.argmin(outside, axis=0)] == wedge])


def _stressed(solution: Solution, name: str, rows: np.ndarray) -> _Stressed:
    """Some of a region's elements."""
    p, local, model = solution.blocks[name], solution.local(name, rows), solution.model
    own, free = placed(model, p, rows), solution.free_strain[name]
    free = free if free.ndim == 1 else free[:, rows]
    moved, slope = own.moved(local)
    strain, stress = stressed(p, own.strain(local, moved, slope), local, free)
    if free.ndim > 1:
        free = strain - np.tensordot(compliance(p.stiffness), stress, axes=1)
    return _Stressed(own, local, moved, strain, stress, free)


def _beyond(tip: Tip, wedge: int, x: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Angles of places from the tip, counted as a wedge does, and by how much they lie outside of it."""
    own = tip.wedges[wedge]
    middle = own.start + own.opening / 2
    off = (np.arctan2(z, x) - middle + pi) % (2 * pi) - pi
    return middle + off, np.maximum(np.abs(off) - own.opening / 2, 0.0)


def _refuse_coarse(mesh: Mesh, elements: np.ndarray, distance: np.ndarray, reach: float) -> None:
    """SolveError for a ring that is no wider than an element or two."""
    size = mesh.longest_sides[elements]
    from_tip = np.minimum.reduce([distance[n] for n in mesh.triangles[elements].T])
    for _, outer in RINGS:
        longest = size[from_tip < outer * reach].max(initial=0.0)
        if longest > outer * reach:
            raise SolveError(
                f"elements within {outer * reach:.3g} µm of a corner are up to {longest:.3g} µm long"
            )


def _at_tip(solution: Solution, near: _Stressed, distance: np.ndarray) -> tuple[np.ndarray, float]:
    """Displacement (2,) of the tip as a wedge has it, µm, and the out-of-plane strain there."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    p = near.placed.block
    nodes = mesh.triangles[p.elements[near.placed.rows]]
    row, node = np.unravel_index(distance[nodes].argmin(), nodes.shape)
    nodal = near.local[row, p.nodal].reshape(-1, p.directions)
    x, z = mesh.points[nodes[row, node]]
    out = nodal[node, 0] / x if kinematics.hoop else 0.0
    shared = near.local[row, p.globals]
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
    share = out_of_plane(near.placed.block.stiffness)
    lacking = free_strain[OUT] - out
    return np.asarray(free_strain[IN] + np.multiply.outer(share, lacking))


def _uniform(near: _Stressed, tip: Tip, out: float) -> np.ndarray:
    """(3,) what of it is uniform: where it varies, what a linear function of places comes to at the tip.

    By least squares in which what is near the tip counts most.
    """
    free = near.free_strain
    if free.ndim > 1:
        x, z = near.placed.x - np.reshape(tip.place, (2, 1, 1))
        weight = (np.sqrt(near.placed.dV) / np.hypot(x, z) ** 1.5).ravel()
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
    own, kinematics = near.placed, solution.model.kinematics
    x, z = own.x - np.reshape(tip.place, (2, 1, 1))
    r, angle = np.sqrt(x * x + z * z), _angle(tip, wedge, x, z)
    series = constant.cartesian[wedge]
    basis = polynomials(tip.wedges[wedge], angle.ravel(), max(TERMS, len(series)))
    field = (series.T @ basis[: len(series)]).reshape(5, *r.shape)
    moved = near.displacement - origin[:, None, None] - r * field[:2]
    if constant.spin:
        moved += constant.spin * np.log(r) * np.stack([z, -x])
    free = near.free_strain.reshape(6, 1, 1) if near.free_strain.ndim == 1 else near.free_strain
    varies = kinematics.hoop or kinematics.stretch
    free = _effective(near, free, near.strain[OUT] if varies else 0.0)
    lacking = free - uniform[:, None, None]
    if apart:
        more, strain = apart.around(own.x)
        moved, lacking = moved + more, lacking + strain
    stress, body = near.stress[IN], None
    if kinematics.hoop:
        body = np.stack([stress[0] - near.stress[OUT], stress[2]]) / own.x[0]
    dA = own.dV / kinematics.measure(np.moveaxis(own.x, 0, -1))
    return WedgeElements(
        wedge, own, solution.model.mesh.triangles[own.block.elements[own.rows]], r, angle, dA, basis,
        moved, stress, stress - field[2:], lacking if lacking.any() else None, body,
    )  # fmt: skip


def _angle(tip: Tip, wedge: int, x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """The angle, as a wedge counts it, of points (elements, n) at places from the tip.

    The points of an element lie on one side of faces that lie on each other.
    """
    first = _beyond(tip, wedge, x[:, :1], z[:, :1])[0]
    c, s = np.cos(first), np.sin(first)
    return np.asarray(first + np.arctan2(c * z - s * x, c * x + s * z))


def _nothing(tip: Tip) -> AngularField:
    return AngularField(1.0, tip.wedges, tip.ends, np.zeros((len(tip.wedges), 1, 5)))
