"""What is measured of every solution by default, and the values it comes to."""

from stressbump.survey.catalogue import (
    BEYOND_YIELD,
    BOW,
    EDGES,
    ENERGY,
    HEADLINES,
    OF_EDGE,
    OF_FILM,
    OF_REGION,
    OVERLAP,
    RAW_MAXIMUM,
    RESULTANTS,
    SOMETIMES,
    WHOLE,
)
from stressbump.survey.films import film_ends, film_size, is_film
from stressbump.survey.interfaces import pairs
from stressbump.survey.survey import survey
from stressbump.survey.value import Asked, Value, at_temperature, everything

__all__ = [
    "BEYOND_YIELD",
    "BOW",
    "EDGES",
    "ENERGY",
    "HEADLINES",
    "OF_EDGE",
    "OF_FILM",
    "OF_REGION",
    "OVERLAP",
    "RAW_MAXIMUM",
    "RESULTANTS",
    "SOMETIMES",
    "WHOLE",
    "Asked",
    "Value",
    "at_temperature",
    "everything",
    "film_ends",
    "film_size",
    "is_film",
    "pairs",
    "survey",
]
