"""Traction on an interface, averaged over a fixed distance from its edge.

With the unit normal n from the first region to the second and the tangent t = (n_z, -n_x), which is
+x where the normal points up,

    σ_n = n·σ·n   positive in tension (peel)
    τ   = t·σ·n
    ⟨f⟩ = ∫ f dA / A   over the part of the interface within the distance d of an edge

⟨σ_n⟩₊ = ⟨max(σ_n, 0)⟩ is what opens the interface. At a singular edge the point value has no limit,
but the mean over a fixed d has; it follows d^(λ-1), so always state d.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stressbump.measures import average

if TYPE_CHECKING:
    from stressbump.mechanics.sample import Sample


@dataclass(frozen=True)
class EdgeTraction:
    """Mean traction within a distance, µm, of an interface's edge, MPa."""

    distance: float
    normal: float
    opening: float  # mean of the tensile part, max(σ_n, 0)
    shear: float  # with its sign: opposite edges cancel
    shear_size: float  # mean of |τ|
    facets: int  # of which a part lies within the distance; fewer than 4 resolve nothing


def tractions(sample: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Normal (n,) and shear (n,) traction at the sampled points of a face, MPa."""
    if sample.normal is None:
        raise ValueError("tractions need a sample of a face, this one was taken inside a region")
    xx, zz, xz = sample.stress[0], sample.stress[1], sample.stress[3]
    nx, nz = sample.normal
    tx, tz = xx * nx + xz * nz, xz * nx + zz * nz
    return tx * nx + tz * nz, tx * nz - tz * nx


def edge_traction(
    sample: Sample, distance: float, edge: tuple[float, float] | None = None
) -> EdgeTraction:
    """Mean traction within `distance` (µm) of the edges of a sampled interface.

    All edges count together, or only the one at the place `edge` (x, z) where given. The facet that
    reaches beyond the distance counts in part.
    """
    if sample.edge_distance is None:
        raise ValueError("this sample knows no edge: take it on an interface that ends somewhere")
    if not distance > 0:
        raise ValueError(f"the distance from an edge must be positive, here stands {distance:g} µm")
    normal, shear = tractions(sample)
    own = np.isfinite(sample.edge_distance)
    if edge is not None:
        straight = np.hypot(sample.position[0] - edge[0], sample.position[1] - edge[1])
        own &= straight <= sample.edge_distance * (1 + 1e-6) + 1e-9
    if not own.any():
        place = "" if edge is None else f" at x = {edge[0]:g}, z = {edge[1]:g} µm"
        raise ValueError(f"the interface has no edge{place}")
    weight = np.zeros(len(normal))
    weight[own] = _within(sample.edge_distance[own], sample.weight[own], distance)
    return EdgeTraction(
        distance=float(distance),
        normal=average.mean(normal, weight),
        opening=average.mean(np.maximum(normal, 0), weight),
        shear=average.mean(shear, weight),
        shear_size=average.mean(np.abs(shear), weight),
        facets=len(np.unique(sample.element[weight > 0])),
    )


def _within(away: np.ndarray, weight: np.ndarray, distance: float) -> np.ndarray:
    """The part of each point's weight that lies within the distance.

    The area within s of the edge is interpolated between points, each of which holds half of its
    weight on either side of itself. So a mean changes smoothly with the distance and with the mesh.
    """
    order = np.argsort(away, kind="stable")
    own = weight[order]
    before = np.cumsum(own) - own
    area = np.interp(distance, away[order], before + own / 2, right=own.sum())
    inside = np.empty_like(own)
    inside[order] = np.clip(area - before, 0, own)
    return inside
