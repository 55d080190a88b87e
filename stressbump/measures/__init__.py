"""What is measured on a solution: one quantity per file, pure functions of samples and arrays.

Stresses are (6, n) in the order xx, zz, yy, xz, zy, xy with yy out of the section's plane.
"""

from stressbump.measures.average import mean, percentile
from stressbump.measures.energy import elastic_energy
from stressbump.measures.film import FilmStress, film_stress
from stressbump.measures.peak import Peak, peak
from stressbump.measures.principal import (
    first_principal,
    mean_first_principal,
    percentile_first_principal,
)
from stressbump.measures.resultant import Resultant, interface_resultant, resultant
from stressbump.measures.traction import (
    EdgeTraction,
    edge_traction,
    tractions,
)
from stressbump.measures.von_mises import mean_von_mises, percentile_von_mises, von_mises
from stressbump.measures.warpage import Warpage, warpage

__all__ = [
    "EdgeTraction",
    "FilmStress",
    "Peak",
    "Resultant",
    "Warpage",
    "edge_traction",
    "elastic_energy",
    "film_stress",
    "first_principal",
    "interface_resultant",
    "mean",
    "mean_first_principal",
    "mean_von_mises",
    "peak",
    "percentile",
    "percentile_first_principal",
    "percentile_von_mises",
    "resultant",
    "tractions",
    "von_mises",
    "warpage",
]
