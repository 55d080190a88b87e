"""What moving the nodes of a mesh does to the energy of a field that its nodes keep.

With V the velocity of the nodes, interpolated as places are, at fixed unknowns

    δ(∂N/∂x_j) = -∂N/∂x_i ∂V_i/∂x_j        δε = δB u        δ(dV)/dV = div V (+ V_r/r around an axis)
    δε_θθ = -u_r V_r/r²                    δε_yy = b V_z in generalized plane strain
    δ ∫ w dV = ∫ [σ:(δε - V·∇ε_free) + w δ(dV)/dV] dV,   w = ½ σ:(ε - ε_free)

for a free strain that stays where it is as nodes move past it. Where there is a pressure field

    w = ½ s:(ε - ε_free) - p tr(ε - ε_free) - p²/2λ,   s = 2G(ε - ε_free)

D. M. Parks, Int. J. Fract. 10 (1974) 487-502; H. G. deLorenzi, Int. J. Fract. 19 (1982) 183-193.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stressbump.mechanics.balance import ElementBlock, at_points, strain_and_stress
from stressbump.mechanics.kinematics import Kinematics
from stressbump.mesh.elements import mapped, to_nodes
from stressbump.mesh.mesh import Mesh


def energy_density(p: ElementBlock, local: np.ndarray, free_strain: np.ndarray) -> np.ndarray:
    """The density w (elements, points), MPa, whose integral the solution makes stationary."""
    return _density(p, local, free_strain, *strain_and_stress(p, local, free_strain))


def _density(
    p: ElementBlock,
    local: np.ndarray,
    free_strain: np.ndarray,
    strain: np.ndarray,
    stress: np.ndarray,
) -> np.ndarray:
    elastic = strain - at_points(p, free_strain)
    if not p.mixed:
        return np.asarray((stress * elastic).sum(axis=0) / 2)
    pressure = (p.pressures @ local[:, p.pressed, None])[..., 0]
    dilation = elastic[:3].sum(axis=0)
    own = ((stress * elastic).sum(axis=0) - pressure * dilation) / 2
    return np.asarray(own - (p.stiffness.compliance or 0.0) * pressure**2 / 2)


def energy_slopes(
    mesh: Mesh,
    kinematics: Kinematics,
    p: ElementBlock,
    fields: Sequence[np.ndarray],
    free_strain: np.ndarray,
    velocity: np.ndarray,
    lag: np.ndarray | None = None,
) -> np.ndarray:
    """How the energy of each element changes as its nodes move (fields, elements), at fixed unknowns.

    `velocity` is that of the elements' nodes (elements, nodes, 2); each of the fields has their own
    unknowns (elements, unknowns), those of nodes less a `lag` (elements, nodal) that grows. In pJ,
    per µm of depth in plane models, and per µm where a velocity has no unit.
    """
    here = mapped(mesh.points[mesh.triangles[p.elements]], p.rule)
    moved = p.rule.shape @ velocity  # (elements, points, 2)
    slopes = here.gradients(p.rule.slope)
    gradient = (slopes.swapaxes(2, 3) @ velocity[:, None]).swapaxes(2, 3)
    shape, slope = p.rule.shape, slopes
    if p.orientation is not None:
        shape = np.concatenate([shape, p.rule.cubic], axis=-1)
        slope = np.concatenate([slope, here.gradients(p.rule.cubic_slope)], axis=-2)
    dB = kinematics.moved_strain_operator(shape, slope, p.x, moved, gradient)
    if p.orientation is not None:
        signs = np.repeat(p.orientation, p.directions, axis=1)
        dB[..., p.cubic.start : p.cubic.start + signs.shape[1]] *= signs[:, None, None]
    growth = np.trace(gradient, axis1=2, axis2=3) + kinematics.measure_growth(p.x, moved)
    passed = _passed(mesh, p, free_strain, slopes, moved) if free_strain.ndim > 1 else None
    behind = 0.0 if lag is None else _strained(p.B[..., p.nodal], lag)
    found = np.zeros((len(fields), len(p.elements)))
    for total, local in zip(found, fields, strict=True):
        strain, stress = strain_and_stress(p, local, free_strain)
        change = _strained(dB, local[:, : dB.shape[-1]]) - behind
        work = (stress[: len(change)] * change).sum(axis=0)
        if passed is not None:
            work = work - (stress * passed).sum(axis=0)
        density = _density(p, local, free_strain, strain, stress)
        total += ((work + density * growth) * p.dV).sum(axis=1)
    return found


def _strained(B: np.ndarray, local: np.ndarray) -> np.ndarray:
    """Strains (components, elements, points) under unknowns (elements, unknowns)."""
    count, rows, points, n = B.shape
    flat = B.reshape(count, rows * points, n) @ local[:, :, None]
    return np.asarray(np.moveaxis(flat.reshape(count, rows, points), 1, 0))


def _passed(
    mesh: Mesh, p: ElementBlock, free_strain: np.ndarray, slopes: np.ndarray, moved: np.ndarray
) -> np.ndarray:
    """V·∇ε_free (6, elements, points) of the parabola that fits a free strain in each element.

    Of the plane, where points are too few for a parabola.
    """
    points, nodes = p.rule.shape.shape
    enough = points >= nodes
    fit = np.linalg.pinv(p.rule.shape) if enough else to_nodes(mesh.element, p.rule)
    nodal = free_strain @ fit.T
    along = (slopes @ moved[..., None])[..., 0]  # V·∇N (elements, points, nodes)
    return np.asarray((along @ nodal[..., None])[..., 0])
