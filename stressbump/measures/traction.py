"""Traction on an interface, averaged over the whole of it or over a fixed distance from its edge.

With the unit normal n from the first region to the second and the tangent t = (n_z, -n_x), which is
+x where the normal points up,

    σ_n = n·σ·n   positive in tension (peel)
    τ   = t·σ·n
    |τ| = |σ n - σ_n n|, out of the section as well where there is such a shear
    ⟨f⟩ = ∫ f dA / A   over the interface, or the part of it within the distance d of an edge

⟨σ_n⟩₊ = ⟨max(σ_n, 0)⟩ is what opens the interface. At a singular edge the point value has no limit,
but the mean over a fixed d has; it follows d^(λ-1), so always state d.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from stressbump.measures import average
from stressbump.measures.measure import Kind, Measure

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
    xx, zz, xz = sample.stress[0], sample.stress[1], sample.stress[3]
    nx, nz = _normal(sample)
    tx, tz = xx * nx + xz * nz, xz * nx + zz * nz
    return tx * nx + tz * nz, tx * nz - tz * nx


def normal_traction(sample: Sample) -> float:
    """Mean of σ_n over a sampled face, MPa."""
    return average.mean(tractions(sample)[0], sample.weight)


def opening_traction(sample: Sample) -> float:
    """Mean of max(σ_n, 0), MPa."""
    return average.mean(np.maximum(tractions(sample)[0], 0), sample.weight)


def shear_traction(sample: Sample) -> float:
    """Mean of |τ|, MPa."""
    return average.mean(np.hypot(*shears(sample)), sample.weight)


def shears(sample: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Shear traction (n,) at the points of a face along t, and out of the section, MPa."""
    zy, xy = sample.stress[4:]
    nx, nz = _normal(sample)
    return tractions(sample)[1], xy * nx + zy * nz


def slope_of_normal(sample: Sample) -> np.ndarray:
    """∂⟨σ_n⟩/∂σ (6, n)."""
    nx, nz = _normal(sample)
    pull = np.zeros_like(sample.stress)
    pull[0], pull[1], pull[3] = nx**2, nz**2, 2 * nx * nz
    return pull * average.shares(sample.weight)


def slope_of_opening(sample: Sample) -> np.ndarray:
    """∂⟨max(σ_n, 0)⟩/∂σ (6, n)."""
    return slope_of_normal(sample) * (tractions(sample)[0] > 0)


def slope_of_shear(sample: Sample) -> np.ndarray:
    """∂⟨|τ|⟩/∂σ (6, n)."""
    nx, nz = _normal(sample)
    drag = np.zeros_like(sample.stress)
    along, out = shears(sample)
    size = np.hypot(along, out)
    along, out = (
        np.divide(part, size, out=np.zeros_like(size), where=size > 0) for part in (along, out)
    )
    drag[0], drag[1], drag[3] = along * (nx * nz), along * (-nx * nz), along * (nz**2 - nx**2)
    drag[4], drag[5] = out * nz, out * nx
    return drag * average.shares(sample.weight)


def near_edge(sample: Sample, distance: float, edge: tuple[float, float] | None = None) -> Sample:
    """The part of a sampled interface within `distance` (µm) of its edges.

    All edges count together, or only the one at the place `edge` (x, z) where given. The facet that
    reaches beyond the distance counts in part.
    """
    if sample.edge_distance is None:
        raise ValueError("this sample knows no edge: take it on an interface that ends somewhere")
    if not distance > 0:
        raise ValueError(f"the distance from an edge must be positive, here stands {distance:g} µm")
    own = np.isfinite(sample.edge_distance)
    if edge is not None:
        straight = np.hypot(sample.position[0] - edge[0], sample.position[1] - edge[1])
        own &= straight <= sample.edge_distance * (1 + 1e-6) + 1e-9
    if not own.any():
        place = "" if edge is None else f" at x = {edge[0]:g}, z = {edge[1]:g} µm"
        raise ValueError(f"the interface has no edge{place}")
    weight = np.zeros_like(sample.weight)
    weight[own] = _within(sample.edge_distance[own], sample.weight[own], distance)
    return replace(sample, weight=weight)


def edge_traction(
    sample: Sample, distance: float, edge: tuple[float, float] | None = None
) -> EdgeTraction:
    """Mean tractions on the part of an interface that `near_edge` takes."""
    near = near_edge(sample, distance, edge)
    return EdgeTraction(
        distance=float(distance),
        normal=normal_traction(near),
        opening=opening_traction(near),
        shear=average.mean(tractions(near)[1], near.weight),
        shear_size=shear_traction(near),
        facets=facets(near),
    )


def facets(sample: Sample) -> int:
    """Of how many facets some part was sampled."""
    return len(np.unique(sample.element[sample.weight > 0]))


def _normal(sample: Sample) -> np.ndarray:
    if sample.normal is None:
        raise ValueError("tractions need a sample of a face, this one was taken inside a region")
    return sample.normal


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


def _listed(
    name: str,
    of: Kind,
    value: Callable[[Sample], float],
    slope: Callable[[Sample], np.ndarray],
    linear: bool = False,
    headline: bool = False,
) -> Measure[Sample]:
    return Measure(name, "MPa", of, "edge", value, slope, linear=linear, headline=headline)


EDGE_OPENING = _listed(
    "edge opening traction", Kind.EDGE, opening_traction, slope_of_opening, headline=True
)
EDGE_SHEAR = _listed(
    "edge shear traction", Kind.EDGE, shear_traction, slope_of_shear, headline=True
)
MEASURES = (
    _listed("edge normal traction", Kind.EDGE, normal_traction, slope_of_normal, linear=True),
    EDGE_OPENING,
    EDGE_SHEAR,
    _listed("face normal traction", Kind.FACE, normal_traction, slope_of_normal, linear=True),
    _listed("face opening traction", Kind.FACE, opening_traction, slope_of_opening),
    _listed("face shear traction", Kind.FACE, shear_traction, slope_of_shear),
)
