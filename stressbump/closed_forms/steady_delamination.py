"""A long crack between layers that run on: what its growth releases does not depend on its length.

    G = ∑ ½ (N, M) [[A, B], [B, D]]⁻¹ (N, M)ᵀ    over the parts below and above it

with the force N and the moment M by which a part holds the other far ahead of the tip, and the stiffness of
its layers, A, B, D = ∫ E' (1, z, z²) dz, all per width. Each part is free behind the tip. Of two layers:
Z. Suo, J. W. Hutchinson, Int. J. Fract. 43 (1990) 1-18.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stressbump.closed_forms.solid import StressState
from stressbump.closed_forms.staged_laminate import LayerAtStage


def steady_release(
    lower: Sequence[LayerAtStage], upper: Sequence[LayerAtStage], state: StressState
) -> tuple[float, float]:
    """G in J/m², and by how much more the upper part curves than the lower as they part, dε/dz, 1/µm.

    Where that is positive the faces run into each other, and G is not what a crack releases.
    """
    (below, first), (above, second) = (_parted(part, state) for part in (lower, upper))
    return below + above, second - first


def _parted(part: Sequence[LayerAtStage], state: StressState) -> tuple[float, float]:
    """The energy that a part gives off as it is let go, J/m², and how much it curves, 1/µm."""
    edges = np.array([part[0].birth.span[0], *(s.birth.span[1] for s in part)])
    edges -= edges.mean()
    modulus = np.array([s.birth.layer.solid.in_plane(state)[0] for s in part])
    low, high = np.array([(s.at_bottom, s.at_top) for s in part]).T
    thick, middle = np.diff(edges), (edges[1:] + edges[:-1]) / 2
    force = thick @ (low + high) / 2
    moment = thick @ (middle * (low + high) / 2 + (high - low) * thick / 12)
    a, b, d = (modulus @ np.diff(edges**k) / k for k in (1, 2, 3))
    strain, curvature = np.linalg.solve([[a, b], [b, d]], [force, moment])
    return float(force * strain + moment * curvature) / 2, -float(curvature)
