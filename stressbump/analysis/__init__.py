"""What a person wants to know after a sweep: functions that return data, and their pictures.

All take the table that `stressbump.load_study` returns. Columns are named as there.
"""

from stressbump.analysis.contours import ContourMap, contour_map
from stressbump.analysis.effects import MainEffects, main_effects
from stressbump.analysis.indices import Indices, given_data_indices, sobol_indices
from stressbump.analysis.pareto import Front, pareto_front
from stressbump.analysis.pictures import picture
from stressbump.analysis.scatter import Scatter, Share, percentiles, share_beyond

__all__ = [
    "ContourMap",
    "Front",
    "Indices",
    "MainEffects",
    "Scatter",
    "Share",
    "contour_map",
    "given_data_indices",
    "main_effects",
    "pareto_front",
    "percentiles",
    "picture",
    "share_beyond",
    "sobol_indices",
]
