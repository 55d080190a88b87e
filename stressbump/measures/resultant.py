"""Force and moment that an interface carries, from nodal forces.

`force` are the nodal forces F = K_region u - f_region that the rest exerts on the first region.
Their sum is in exact equilibrium with the discrete solution; integrated sampled tractions are not.
With the axes n (z for a mostly level interface, x for a mostly upright one) and t (the other),

    N = ± Σ F_n                             positive in tension
    V = ± Σ F_t                             positive where the lower (inner) side is dragged to +t
    M = ± Σ [(t - t₀) F_n - (n - n₀) F_t]   positive where the interface opens at larger t

The sign is that of the outward normal's component along n, so that all three are the same seen from
either region. Plane models: N and V in µN, M in µN·µm, each per µm of depth. A half section carries
half.

Axisymmetric models: nodal forces are integrated over the full turn 2π. N is the axial force, µN. V
is *not* a shear force (which symmetry makes zero) but the radial force summed around the turn,
2π ∫ τ r ds; V/2π is the radial force of one radian. M/2π likewise is the moment of one radian's
sector about the tangent through (t₀, n₀); around the turn these moments have no resultant.

On a plane of symmetry F_x is the reaction that holds the node there; the interface's own shear
vanishes, so F_x is left out. The nodes at an interface's ends also carry what a third region hands
over there: N, V and M are exact for all that joins at these nodes, and the third region's part
vanishes with the mesh size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stressbump.measures.measure import Kind, Measure
from stressbump.mesh.mesh import Mesh, interface


@dataclass(frozen=True)
class Resultant:
    """What an interface carries: µN and µN·µm (per µm of depth in plane models)."""

    normal: float
    shear: float
    moment: float


def resultant(
    points: np.ndarray,
    force: np.ndarray,
    normal: tuple[float, float] = (0.0, 1.0),
    about: tuple[float, float] | None = None,
) -> Resultant:
    """Resultant of nodal forces (n, 2), µN, at points (n, 2), µm.

    `normal` points out of the region the forces act on; only its larger component counts. The
    moment is about the point `about` (x, z): by default x = 0 and half the height of a horizontal
    interface, the middle of a vertical one.
    """
    across = int(abs(normal[1]) >= abs(normal[0]))
    along = 1 - across
    sign = 1.0 if normal[across] > 0 else -1.0
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    if across:
        centre[0] = 0.0
    arm = points - (centre if about is None else np.asarray(about))
    moment = np.sum(arm[:, along] * force[:, across] - arm[:, across] * force[:, along])
    return Resultant(
        normal=float(sign * force[:, across].sum()),
        shear=float(sign * force[:, along].sum()),
        moment=float(sign * moment),
    )


def interface_resultant(
    mesh: Mesh,
    force: np.ndarray,
    first: str,
    second: str,
    planes: tuple[float, ...],
    about: tuple[float, float] | None = None,
) -> Resultant:
    """Resultant over the interface from `first` to `second` of first's nodal forces (nodes, 2).

    `planes` are the x of the axis and of planes of symmetry: 0, and the width unless it is free.
    """
    shared = interface(mesh, first, second)
    if len(shared.elements) == 0:
        raise ValueError(f"{first!r} and {second!r} share no interface")
    start, end = mesh.points[shared.nodes[:, 0]], mesh.points[shared.nodes[:, 1]]
    run = np.sum(end - start, axis=0)
    nodes = np.unique(shared.nodes)
    points, own = mesh.points[nodes], force[nodes]
    held = np.isclose(points[:, :1], planes, rtol=0, atol=1e-9 * mesh.width).any(axis=1)
    own[held, 0] = 0.0
    return resultant(points, own, (run[1], -run[0]), about)


def _listed(name: str, unit: str, value: Callable[[Resultant], float]) -> Measure[Resultant]:
    return Measure(name, unit, Kind.FORCES, "resultant", value, linear=True, extensive=True)


MEASURES = (
    _listed("normal force N", "µN", lambda r: r.normal),
    _listed("shear force V", "µN", lambda r: r.shear),
    _listed("moment M", "µN·µm", lambda r: r.moment),
)
