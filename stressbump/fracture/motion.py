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

from stressbump.mechanics.balance import ElementBlock, strain_and_stress, stressed
from stressbump.mechanics.placed import Placed
from stressbump.mesh.elements import to_nodes


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
    elastic = strain - (free_strain.reshape(6, 1, 1) if free_strain.ndim == 1 else free_strain)
    if not p.mixed:
        return np.asarray((stress * elastic).sum(axis=0) / 2)
    pressure = (p.pressures @ local[:, p.pressed, None])[..., 0]
    dilation = elastic[:3].sum(axis=0)
    own = ((stress * elastic).sum(axis=0) - pressure * dilation) / 2
    return np.asarray(own - (p.stiffness.compliance or 0.0) * pressure**2 / 2)


def energy_slopes(
    here: Placed,
    fields: Sequence[np.ndarray],
    free_strain: np.ndarray,
    velocity: np.ndarray,
    lag: np.ndarray | None = None,
) -> np.ndarray:
    """How the energy of each element changes as its nodes move (fields, elements), at fixed unknowns.

    `velocity` is that of the elements' nodes (elements, nodes, 2); each of the fields has their own
    unknowns (elements, unknowns), those of nodes less a `lag` (elements, nodes, directions) that grows. In
    pJ, per µm of depth in plane models, and per µm where a velocity has no unit.
    """
    p, kinematics = here.block, here.model.kinematics
    moved, gradient = here.interpolated(velocity)
    growth = gradient[0, 0] + gradient[1, 1] + kinematics.measure_growth(here.x, moved)
    passed = _passed(here, free_strain, moved) if free_strain.ndim > 1 else None
    behind: np.ndarray | float = 0.0
    if lag is not None:
        none = np.zeros((len(lag), len(kinematics.unknowns)))
        behind = kinematics.strain_of(*here.interpolated(lag), here.x, none)
    found = np.zeros((len(fields), len(velocity)))
    for total, local in zip(found, fields, strict=True):
        field = here.moved(local)
        strain, stress = stressed(p, here.strain(local, *field), local, free_strain)
        shared = local[:, p.globals]
        change = kinematics.moved_strain_of(*field, here.x, shared, moved, gradient) - behind
        work = (stress * (change if passed is None else change - passed)).sum(axis=0)
        density = _density(p, local, free_strain, strain, stress)
        total += ((work + density * growth) * here.dV).sum(axis=1)
    return found


def _passed(here: Placed, free_strain: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """V·∇ε_free (6, elements, points) of the parabola that fits a free strain in each element.

    Of the plane, where points are too few for a parabola.
    """
    rule, element = here.block.rule, here.model.mesh.element
    points, nodes = rule.shape.shape
    fit = np.linalg.pinv(rule.shape) if points >= nodes else to_nodes(element, rule)
    slopes = here.interpolated(np.moveaxis(free_strain @ fit.T, 0, 2))[1]
    return np.asarray(slopes[:, 0] * moved[0] + slopes[:, 1] * moved[1])
