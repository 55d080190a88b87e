"""A face that is not bonded: how far it has run into its other side, or how it presses it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.measures.measure import Kind, Measure

NM_PER_UM = 1e3


@dataclass(frozen=True, eq=False)
class FreeFace:
    """The nodes of a face that is not bonded."""

    gap: np.ndarray  # (nodes,) µm, how far the sides have parted
    force: (
        np.ndarray
    )  # (nodes,) by which they press each other, µN (per µm of depth in plane models)
    area: np.ndarray  # (nodes,) µm² (or µm)


def overlap(face: FreeFace) -> float:
    """Largest overlap, nm, of sides that nothing keeps from it."""
    return max(0.0, -float(face.gap.min(initial=0.0)) * NM_PER_UM)


def closed_share(face: FreeFace) -> float:
    """Share of the area over which the sides press each other, %."""
    return float(100 * face.area[face.force > 0].sum() / face.area.sum())


def largest_pressure(face: FreeFace) -> float:
    """MPa."""
    return float((face.force / face.area).max(initial=0.0))


def pressing_force(face: FreeFace) -> float:
    """Sum of the forces by which the sides press each other, µN."""
    return float(face.force.sum())


OVERLAP = Measure[FreeFace]("overlap of a free face", "nm", Kind.FREE_FACE, "mean", overlap)
MEASURES = (
    OVERLAP,
    Measure[FreeFace](
        "closed share of a free face", "%", Kind.FREE_FACE, "percentile", closed_share
    ),
    Measure[FreeFace](
        "largest contact pressure", "MPa", Kind.FREE_FACE, "percentile", largest_pressure
    ),
    Measure[FreeFace](
        "force of contact", "µN", Kind.FREE_FACE, "resultant", pressing_force, extensive=True
    ),
)
