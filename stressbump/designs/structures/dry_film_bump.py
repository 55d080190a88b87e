"""Third seed: a bump plated through a thick dry film whose re-entrant foot liquid resist fills."""

from __future__ import annotations

from math import pi, sqrt
from typing import Any, ClassVar, Literal

from pydantic import model_validator

from stressbump.designs.structures import births
from stressbump.designs.structures.on_board import ASSEMBLED, OnBoard
from stressbump.designs.structures.parameters import (
    Layer,
    Layers,
    SomeLayers,
    Structure,
    Substance,
    choice,
    length,
    material,
    named,
    number,
    temperature,
)
from stressbump.designs.structures.wafer import Step, film, films, opened, planar, standing
from stressbump.process.recipe import Recipe

SEED = "third seed"
FLOOD = 2.0  # µm of liquid resist above the dry film; exposed and developed away at once


class DryFilmBump(OnBoard):
    """A bump plated through a dry film on blanket under-bump metal, its foot straight or flared.

    The dry film's opening is undercut at the bottom. Liquid resist, patterned with the dry film as
    its mask, fills that foot so that the bump's wall is straight; left open, the foot becomes a
    flange of bump metal and widens the under-bump metal with it.
    """

    slug: ClassVar[str] = "dry-film-bump"
    solder_region: ClassVar[str] = "bump"

    pitch: float = length(200, "distance between bumps", "geometry table, bump pitch 25–500", 20)
    substrate_thickness: float = length(300, "thickness of the wafer", "50–775", 1)
    dielectric_thickness: float = length(1, "dielectric under the pad", "0.5–10")
    pad_thickness: float = length(1, "bonding pad", "0.4–4", 0.05)
    pad_diameter: float = length(130, "bonding pad", "40–150", 5)
    passivation: Layers = material(
        (Layer(material="PE-SiN", thickness_um=0.6),),
        "passivation films, bottom first; intrinsic_MPa is what a film carries at its deposition",
        "industry 0.3–2 µm; PE-SiN −300…300 MPa at 25 °C",
    )
    passivation_opening: float = length(80, "opening through the passivation", "20–100", 2)
    ubm: SomeLayers = material(
        (Layer(material="Ti", thickness_um=0.1), Layer(material="Cu", thickness_um=0.5)),
        "under-bump metal films as deposited, bottom first; tin solders dissolve gold and copper",
        "claims 1, 10, 15; geometry table",
    )
    side_coverage: float = number(
        0.5, "thickness of sputtered metal on side walls, as a share", "physics, 0.4–0.6", 0.05, 1
    )
    film_thickness: float = length(
        101.6, "dry film, 3–6 mil = 76.2–152.4 claimed", "claims 7, 8", 10, 300
    )
    opening_diameter: float = length(100, "opening through the dry film", "geometry table", 5)
    foot_width: float = length(
        5, "how far the foot of the opening is undercut, per side", "claim 2; 0–15", 0, 50
    )
    foot_height: float = length(5, "height of the foot", "claim 2; 0–15", 0, 50)
    bump_height: float = length(
        100,
        "bump as plated, above the UBM's highest point; beyond the film it mushrooms",
        "15–150",
        1,
    )
    land_diameter: float = length(100, "land on the board", "as the bump", 5, only=ASSEMBLED)
    solder_mask_opening: float = length(
        140,
        "opening through the solder mask; below the land's diameter it defines the joint",
        "practice, 20 per side",
        5,
        only=ASSEMBLED,
    )
    undercut: float = length(
        0, "how far the UBM is etched below the bump's edge", "claim 9: plasma leaves none", 0, 50
    )

    substrate: Substance = material("silicon", "wafer", "claim 1")
    dielectric: Substance = material("SiO2", "dielectric under the pad", "geometry table")
    pad: Substance = material("Al", "bonding pad", "claim 1")
    bump: Substance = material("63Sn37Pb", "bump metal", "claim 1")

    fill_foot: bool = choice(
        True,
        "whether liquid resist fills the foot before the bump is plated",
        "claims 1, 3, 13, 17",
    )
    reflowed: bool = choice(True, "whether the bump is reflowed", "claims 1 and 10")
    support: Literal["laminate", "flat", "free", "clamped"] = choice(
        "laminate", "how the cell's outer wall is held", "design"
    )

    substrate_born: float = temperature(
        25, "datum of the wafer; drops out of every stress in a free or laminate cell", "design"
    )
    dielectric_born: float = temperature(*births.DIELECTRIC)
    pad_born: float = temperature(
        births.ANNEALED_C, "pad, free of stress at its anneal", births.ANNEALED
    )
    passivation_born: float = temperature(*births.PASSIVATION)
    ubm_born: float = temperature(60, "deposition of the UBM", "sputtered")
    bump_born: float = temperature(*births.PLATED, only={"reflowed": (False,)})
    reflow: float = temperature(
        183, "reflow of the bump", "63Sn37Pb solidus", only={"reflowed": (True,)}
    )

    @model_validator(mode="after")
    def _fits(self) -> DryFilmBump:
        if self.passivation_opening >= self.pad_diameter:
            raise ValueError(
                f"passivation_opening_um = {self.passivation_opening:g} must stay inside"
                f" pad_diameter_um = {self.pad_diameter:g}"
            )
        if self.opening_diameter <= self.passivation_opening:
            raise ValueError(
                f"opening_diameter_um = {self.opening_diameter:g} must exceed"
                f" passivation_opening_um = {self.passivation_opening:g}: the bump stands on the"
                " passivation's edge"
            )
        if self.foot_height >= self.film_thickness:
            raise ValueError(
                f"foot_height_um = {self.foot_height:g} must be less than film_thickness_um ="
                f" {self.film_thickness:g}"
            )
        return self

    @property
    def has_foot(self) -> bool:
        """Whether the dry film is undercut at all."""
        return self.foot_width > 0 and self.foot_height > 0

    def recipe(self) -> Recipe:
        """The steps, in the order of the claims."""
        passivation = named("passivation", self.passivation)
        ubm = named("ubm", self.ubm, by_material=True)
        reflow = {"reflow": "bump", "wets": [n for n, _ in ubm], "born_C": self.reflow}
        bare = standing(passivation)
        table: dict[str, Any] = {
            "name": self.slug,
            "cell": {
                "width_um": self.pitch / sqrt(pi),
                "support": self.wall,
                "free_faces": [("bump", name) for name in bare] if self.reflowed else [],
            },
            "step": [
                *self._wafer(),
                *films(ubm, self.ubm_born, side_coverage=self.side_coverage),
                *self._resists(),
                *self._bump([n for n, _ in ubm]),
                *([reflow] if self.reflowed else []),
                *self.joined(self.bump, [n for n, _ in ubm], self.reflow),
            ],
            "history": self.history_table(),
            "layer": self.layer_tables("bump", self.bump, *standing(ubm)),
            "focus": ["pad", *bare, *standing(ubm), "bump"],
        }
        return Recipe.from_table(table, self.slug)

    def others(self) -> dict[str, Structure]:
        """The foot left open."""
        if not (self.fill_foot and self.has_foot):
            return {}
        return {"open-foot": self.model_copy(update={"fill_foot": False})}

    def _wafer(self) -> list[Step]:
        layers = named("passivation", self.passivation)
        return [
            planar("substrate", self.substrate, self.substrate_thickness, self.substrate_born),
            film("dielectric", self.dielectric, self.dielectric_thickness, self.dielectric_born),
            film("pad", self.pad, self.pad_thickness, self.pad_born),
            {"pattern": "pad", "diameter_um": self.pad_diameter},
            *films(layers, self.passivation_born),
            *opened(layers, diameter_um=self.passivation_opening),
        ]

    def _resists(self) -> list[Step]:
        window = {
            "open": "dry_film",
            "diameter_um": self.opening_diameter,
            "foot_width_um": self.foot_width,
            "foot_height_um": self.foot_height,
        }
        liquid = [
            planar("liquid_resist", "novolak resist", FLOOD),
            {"etch": "liquid_resist", "mask": "dry_film"},
        ]
        return [
            planar("dry_film", "dry-film resist", self.film_thickness),
            window,
            *(liquid if self.fill_foot and self.has_foot else []),
        ]

    def _bump(self, ubm: list[str]) -> list[Step]:
        filled = self.fill_foot and self.has_foot
        return [
            {
                "plate": "bump",
                "material": self.bump,
                "onto": ubm,
                "height_um": self.bump_height,
                "born_C": self.bump_born,
            },
            {"strip": ["dry_film", *(["liquid_resist"] if filled else [])]},
            {"etch": ubm, "mask": "bump", "undercut_um": self.undercut},
        ]
