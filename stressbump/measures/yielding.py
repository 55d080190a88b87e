"""Volume beyond yield: the share of a region whose elastic stress exceeds its yield strength.

At the end of its worst stage, so it is the history that finds it, not a sample of the end.
"""

from __future__ import annotations

from stressbump.measures.measure import Kind, Measure

BEYOND_YIELD = Measure("volume beyond yield", "1", Kind.METAL, "mean", float, compared=False)
MEASURES = (BEYOND_YIELD,)
