"""What is measured on a solution: one quantity per file, pure functions of samples and arrays.

Stresses are (6, n) in the order xx, zz, yy, xz, zy, xy with yy out of the section's plane. `MEASURES`
lists what is measured by default; whoever reads a measure's name asks `named` for what it is.
"""

from stressbump.measures.average import mean, percentile
from stressbump.measures.energy import elastic_energy
from stressbump.measures.film import FilmStress, film_stress
from stressbump.measures.listed import MEASURES, measures_of, named, names_of
from stressbump.measures.measure import Family, Kind, Measure
from stressbump.measures.peak import Peak, peak
from stressbump.measures.place import WHOLE, Place
from stressbump.measures.principal import (
    first_principal,
    mean_first_principal,
    percentile_first_principal,
)
from stressbump.measures.resultant import Resultant, interface_resultant, resultant
from stressbump.measures.traction import (
    EdgeTraction,
    edge_traction,
    facets,
    near_edge,
    tractions,
)
from stressbump.measures.von_mises import mean_von_mises, percentile_von_mises, von_mises
from stressbump.measures.warpage import Bow, Warpage, warpage

__all__ = [
    "MEASURES",
    "WHOLE",
    "Bow",
    "EdgeTraction",
    "Family",
    "FilmStress",
    "Kind",
    "Measure",
    "Peak",
    "Place",
    "Resultant",
    "Warpage",
    "edge_traction",
    "elastic_energy",
    "facets",
    "film_stress",
    "first_principal",
    "interface_resultant",
    "mean",
    "mean_first_principal",
    "mean_von_mises",
    "measures_of",
    "named",
    "names_of",
    "near_edge",
    "peak",
    "percentile",
    "percentile_first_principal",
    "percentile_von_mises",
    "resultant",
    "tractions",
    "von_mises",
    "warpage",
]
