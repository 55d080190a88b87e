"""A bump that may be joined to a board: land, solder mask, layers, stand-off and underfill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import model_validator

from stressbump.designs.structures.parameters import (
    Layer,
    SomeLayers,
    Structure,
    Substance,
    choice,
    force,
    length,
    material,
    named,
    shrinkage,
    temperature,
)
from stressbump.designs.structures.references import UNDERFILL_C, UNDERFILL_SHRINKAGE
from stressbump.designs.structures.wafer import Step, film, films, planar, standing
from stressbump.process.recipe import Support

ASSEMBLED: dict[str, tuple[str | bool, ...]] = {"assembled": (True,)}
UNDERFILLED: dict[str, tuple[str | bool, ...]] = {"underfilled": (True,)}


class OnBoard(Structure):
    """A bump whose solder, molten once more, may be turned over onto the land of a board."""

    solder_region: ClassVar[str]

    assembled: bool = choice(
        False,
        "whether the bump is joined to a board; the cell's laminate is then one of the chip and one of"
        " the board",
        "seeds: what the bump is for",
    )
    underfilled: bool = choice(
        False, "whether underfill fills the gap in the end, or air", "practice", only=ASSEMBLED
    )
    joint_load: float = force(
        0,
        "what presses on each joint while it is molten; weighs on the stand-off",
        "a chip of 0.3 mm at a pitch of 200 µm weighs 0.3 µN a joint",
        only=ASSEMBLED,
    )
    standoff: float = length(
        0,
        "of the joint, from the rim the bump is pinned to, to the land; 0: from volume and load",
        "surface tension",
        only=ASSEMBLED,
    )
    land_diameter: float = length(80, "land on the board", "as wide as the UBM", 5, only=ASSEMBLED)
    land_thickness: float = length(18, "land", "half an ounce of copper", 1, only=ASSEMBLED)
    solder_mask_thickness: float = length(
        20, "solder mask above the board; 0 for none", "liquid masks 15–25", only=ASSEMBLED
    )
    solder_mask_opening: float = length(
        120,
        "opening through the solder mask; below the land's diameter it defines the joint",
        "practice, 20 per side",
        5,
        only=ASSEMBLED,
    )
    board: SomeLayers = material(
        (Layer(material="FR-4", thickness_um=500),),
        "layers of the board, bottom first",
        "boards 200–1600",
        only=ASSEMBLED,
    )
    land: Substance = material("Cu", "land", "practice", only=ASSEMBLED)
    solder_mask: Substance = material("solder mask", "solder mask", "practice", only=ASSEMBLED)
    underfill: Substance = material("underfill", "underfill", "practice", only=UNDERFILLED)
    board_born: float = temperature(
        170, "lamination of the board and its land", "FR-4 press cycles, 170–190", only=ASSEMBLED
    )
    solder_mask_born: float = temperature(150, "cure of the solder mask", "150", only=ASSEMBLED)
    underfill_born: float = temperature(
        UNDERFILL_C, "cure of the underfill", "THOM02", only=UNDERFILLED
    )
    underfill_shrinkage: float = shrinkage(
        UNDERFILL_SHRINKAGE, "linear cure shrinkage of the underfill", "THOM02", only=UNDERFILLED
    )

    @model_validator(mode="after")
    def _can_be_joined(self) -> OnBoard:
        if not self.assembled:
            return self
        if (layout := getattr(self, "layout", "bump")) != "bump":
            raise ValueError(
                f'assembled = true with layout = "{layout}": a single bump is joined to a board, as chip'
                ' and board of a plane section would strain alike out of it; set layout = "bump"'
            )
        if not getattr(self, "reflowed", True):
            raise ValueError(
                "assembled = true with reflowed = false: solder melts as it is joined, reflowed before or"
                " not; set reflowed = true"
            )
        if self.standoff and self.joint_load:
            raise ValueError(
                f"joint_load_uN = {self.joint_load:g} has no effect with standoff_um = {self.standoff:g}"
            )
        usual = type(self).model_fields["solder_mask_opening"].default
        if self.solder_mask_thickness == 0 and self.solder_mask_opening != usual:
            raise ValueError(
                f"solder_mask_opening_um = {self.solder_mask_opening:g} has no effect with"
                " solder_mask_thickness_um = 0"
            )
        thickness = self.solder_mask_thickness
        if self.mask_defined and thickness <= self.land_thickness:
            raise ValueError(
                f"solder_mask_thickness_um = {thickness:g} covers no land of land_thickness_um ="
                f" {self.land_thickness:g}; its opening of {self.solder_mask_opening:g} µm lies on it"
            )
        return self

    @property
    def mask_defined(self) -> bool:
        """Whether the mask lies on the land's rim."""
        return self.solder_mask_thickness > 0 and self.solder_mask_opening < self.land_diameter

    @property
    def wall(self) -> Support:
        """The support of the cell: a laminate on each side of a joint."""
        support: Support = getattr(self, "support", "laminate")
        return "two laminates" if self.assembled and support == "laminate" else support

    def joined(self, solder: Any, wets: Sequence[str], born_C: float) -> list[Step]:
        """The steps from the bump to the joint; none where it is not assembled."""
        if not self.assembled:
            return []
        region, on_land = self.solder_region, f"{self.solder_region}_on_land"
        height = {"standoff_um": self.standoff} if self.standoff else {"load_uN": self.joint_load}
        foot = self.solder_mask_opening if self.mask_defined else self.land_diameter
        shape = {"shape": "barrel", "pad_diameter_um": foot} | height
        plug = {
            "plate": on_land,
            "material": solder,
            "onto": "land",
            "height_um": self.solder_mask_thickness - self.land_thickness,
            "born_C": born_C,
        }
        mask = planar(
            "solder_mask", self.solder_mask, self.solder_mask_thickness, self.solder_mask_born
        )
        melts = [region, on_land] if self.mask_defined else [region]
        layers = named("board", self.board, by_material=len(self.board) > 1)
        top = standing(layers)[-1]
        board = [
            *films(layers, self.board_born, how="planar"),
            film("land", self.land, self.land_thickness, self.board_born),
            {"pattern": "land", "diameter_um": self.land_diameter},
            mask | {"over": top},
            {"open": "solder_mask", "diameter_um": self.solder_mask_opening},
            *([plug] if self.mask_defined else []),
        ]
        return [
            {"reflow": region, "wets": list(wets), "born_C": born_C} | shape,
            *(step | {"part": "board"} for step in board),
            {"join": "board", "flip": True, "born_C": born_C, "cures": melts},
            *(self._underfilling() if self.underfilled else []),
        ]

    def _underfilling(self) -> list[Step]:
        cured = {"born_C": self.underfill_born, "cure_shrinkage": self.underfill_shrinkage}
        return [{"fill": "underfill", "material": self.underfill, "thickness_um": 0} | cured]
