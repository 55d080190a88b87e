"""What is measured of every solution by default, and the values it comes to."""

from stressbump.measures import WHOLE, Place
from stressbump.survey.catalogue import (
    BEYOND_YIELD,
    BOW,
    ENERGY,
    HEADLINES,
    OVERLAP,
    SOMETIMES,
    is_headline,
    is_shown,
)
from stressbump.survey.films import film_ends, film_size, is_film
from stressbump.survey.interfaces import bonded_face, pairs
from stressbump.survey.survey import survey
from stressbump.survey.value import Asked, Value, at_temperature, everything

__all__ = [
    "BEYOND_YIELD",
    "BOW",
    "ENERGY",
    "HEADLINES",
    "OVERLAP",
    "SOMETIMES",
    "WHOLE",
    "Asked",
    "Place",
    "Value",
    "at_temperature",
    "bonded_face",
    "everything",
    "film_ends",
    "film_size",
    "is_film",
    "is_headline",
    "is_shown",
    "pairs",
    "survey",
]
