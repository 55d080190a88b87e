"""How far a face that is not bonded has run into its other side where it closes; 0 where it opens."""

from __future__ import annotations

import numpy as np

from stressbump.measures.measure import Kind, Measure

NM_PER_UM = 1e3


def overlap(gap: np.ndarray) -> float:
    """Largest overlap, nm, of a face whose sides part by gap (n,), µm."""
    return max(0.0, float(-gap.min()) * NM_PER_UM)


OVERLAP = Measure("overlap of a free face", "nm", Kind.FREE_FACE, "mean", overlap)
MEASURES = (OVERLAP,)
