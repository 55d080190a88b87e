"""A structure of one's own: a copper pillar on a pad, its passivation under a polymer coat."""

from __future__ import annotations

from math import pi, sqrt
from typing import ClassVar

from pydantic import model_validator

from stressbump.designs.structures.parameters import (
    Structure,
    Substance,
    length,
    material,
    temperature,
)
from stressbump.designs.structures.wafer import film, planar
from stressbump.process.recipe import Recipe


class CopperPillar(Structure):
    """A plated copper pillar through the opening of a passivation, with a coat around its foot."""

    slug: ClassVar[str] = "copper-pillar"

    pitch: float = length(100, "distance between pillars", "fine pitch, 40–150", 20)
    pad_thickness: float = length(1, "contact pad", "0.4–4", 0.05)
    opening_diameter: float = length(30, "opening through the passivation", "20–60", 2)
    pillar_diameter: float = length(50, "pillar; must exceed the opening", "30–80", 5)
    pillar_height: float = length(40, "pillar", "20–70", 1)
    coat_thickness: float = length(5, "coat around the pillar", "2–10", 0.5)

    coat: Substance = material("polyimide", "coat around the pillar", "this page")

    passivation_born: float = temperature(350, "deposition of the passivation", "PECVD")
    pillar_born: float = temperature(25, "plating", "plating bath")
    coat_born: float = temperature(200, "cure of the coat", "low-temperature polyimide")

    @model_validator(mode="after")
    def _fits(self) -> CopperPillar:
        if self.pillar_diameter <= self.opening_diameter:
            raise ValueError(
                f"pillar_diameter_um = {self.pillar_diameter:g} must exceed opening_diameter_um ="
                f" {self.opening_diameter:g}"
            )
        return self

    def recipe(self) -> Recipe:
        """Wafer, pad, passivation, pillar, coat."""
        coat = planar("coat", self.coat, self.coat_thickness, self.coat_born)
        pillar = planar("pillar", "Cu", self.pillar_height, self.pillar_born)
        table = {
            "name": self.slug,
            "cell": {"width_um": self.pitch / sqrt(pi)},
            "step": [
                planar("wafer", "silicon", 200, 25),
                film("pad", "Al", self.pad_thickness, 25),
                film("passivation", "PE-SiN", 0.6, self.passivation_born),
                {"open": "passivation", "diameter_um": self.opening_diameter},
                pillar,
                {"pattern": "pillar", "diameter_um": self.pillar_diameter},
                coat,
            ],
            "reference": [{"name": "none", "empty": "coat", "doc": "no coat"}],
            "history": {"end_C": self.end},
            "focus": ["passivation", "pillar"],
        }
        return Recipe.from_table(table, self.slug)
