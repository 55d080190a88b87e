"""A measure of one's own: how much of a region is stressed beyond a limit.

share = Σ w [σ_vM > limit] / Σ w
"""

from __future__ import annotations

from stressbump.measures import average
from stressbump.measures.von_mises import von_mises
from stressbump.mechanics.sample import Sample


def overstressed(sample: Sample, limit: float) -> float:
    """Share (0 to 1) of the sampled volume whose von Mises stress exceeds `limit`, MPa."""
    beyond = von_mises(sample.stress) > limit
    return average.mean(beyond.astype(float), sample.weight)
