"""A measure of one's own: how much of a region is stressed beyond a limit.

share = Σ w [σ_vM > limit] / Σ w
"""

from __future__ import annotations

from stressbump.measures import average
from stressbump.measures.measure import Kind, Measure
from stressbump.measures.von_mises import von_mises
from stressbump.mechanics.sample import Sample

LIMIT = 50.0  # MPa


def overstressed(sample: Sample) -> float:
    """Share (0 to 1) of the sampled volume whose von Mises stress exceeds the limit."""
    beyond = von_mises(sample.stress) > LIMIT
    return average.mean(beyond.astype(float), sample.weight)


MEASURES = (Measure(f"volume beyond {LIMIT:g} MPa", "1", Kind.REGION, "percentile", overstressed),)
