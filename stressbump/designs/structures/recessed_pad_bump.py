"""Second seed: a bump whose under-bump metal reaches into a recess etched in the contact pad."""

from __future__ import annotations

from math import pi, sqrt
from typing import Any, ClassVar, Literal

from pydantic import model_validator

from stressbump.designs.structures import births
from stressbump.designs.structures.on_board import OnBoard
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

SEED = "second seed"
# What some parameters have an effect with
VIA = {"access": ("via",)}
PLATED, SCREEN = {"bump_by": ("plating",)}, {"bump_by": ("screen",)}
BLANKET = {"bump_by": ("plating", "screen")}  # under-bump metal sputtered all over, then etched


class RecessedPadBump(OnBoard):
    """A bump on a pad that was etched through its passivation, or polyimide, as the mask.

    A via joins the pad to the substrate from below, on the axis. A pad that is reached in its own
    plane has a trace, which no axisymmetric cell can hold: there the layout is a section along the
    trace, in which the pad's metal runs on to the neighbours on both sides.
    """

    slug: ClassVar[str] = "recessed-pad-bump"
    solder_region: ClassVar[str] = "bump"

    pitch: float = length(200, "distance between bumps", "geometry table, bump pitch 25–500", 20)
    substrate_thickness: float = length(300, "thickness of the substrate", "50–775", 1)
    dielectric_thickness: float = length(1, "dielectric under the pad", "0.5–10")
    via_diameter: float = length(
        10,
        "via through the dielectric, under the pad; 0 for none",
        "claims 7, 14, 27, 38",
        only=VIA,
    )
    pad_thickness: float = length(1, "contact pad", "0.4–4", 0.05)
    pad_diameter: float = length(100, "contact pad", "40–150", 5, only=VIA)
    passivation: Layers = material(
        (Layer(material="PE-SiN", thickness_um=0.6),),
        "passivation films, bottom first; intrinsic_MPa is what a film carries at its deposition",
        "claims 1, 8; industry 0.3–2 µm; PE-SiN −300…300 MPa at 25 °C",
    )
    opening_diameter: float = length(
        60, "opening through the passivation, first diameter", "claim 1; 20–100", 2
    )
    polyimide_thickness: float = length(
        0, "polyimide on the passivation, 2–15, as a rule 5; 0 for none", "claims 8, 32"
    )
    polyimide_opening: float = length(
        50, "opening through the polyimide, second diameter, below the first", "claims 8, 32", 2
    )
    recess_depth: float = length(
        0.5, "depth the pad is etched to, at most its thickness; 0 for a flat pad", "claims 2, 3"
    )
    ubm: SomeLayers = material(
        (Layer(material="Ti", thickness_um=0.1), Layer(material="Cu", thickness_um=0.5)),
        "under-bump metal films as deposited, bottom first; tin solders dissolve gold and copper",
        "claims 1, 21, 34; geometry table",
    )
    side_coverage: float = number(
        0.5,
        "thickness of sputtered metal on side walls, as a share",
        "physics, 0.4–0.6",
        0.05,
        1,
        only=BLANKET,
    )
    resist_thickness: float = length(
        70, "resist the bump is plated in", "claims 1, 8", 1, only=PLATED
    )
    resist_margin: float = length(
        10,
        "how far the resist's opening stands back from the mask's, per side",
        "claims 1, 8",
        only=PLATED,
    )
    enhanced_ubm_thickness: float = length(
        0,
        "metal plated on the UBM in the resist's opening, as a rule 3; 0 for none",
        "claims 5, 12",
        only=PLATED,
    )
    bump_height: float = length(
        60,
        "bump metal as plated or evaporated, above the UBM's highest point",
        "15–150",
        1,
        only={"bump_by": ("plating", "stencil")},
    )
    screen_thickness: float = length(
        150, "screen the cream is printed through", "claim 25", 1, only=SCREEN
    )
    metal_fraction: float = number(
        0.5, "share of the cream's volume that is metal", "solder pastes", 0.05, 1, only=SCREEN
    )
    undercut: float = length(
        0, "how far the UBM is etched below the bump's edge", SEED, 0, 50, only=BLANKET
    )

    substrate: Substance = material("silicon", "semiconductor substrate", "claim 1")
    dielectric: Substance = material("SiO2", "dielectric under the pad", "claim 1")
    via: Substance = material("Al", "plug in the via", "claim 7", only=VIA)
    pad: Substance = material("Al", "contact pad: Al, Cu or a compound", "claims 4, 11, 22, 35")
    polyimide: Substance = material("polyimide", "polyimide", "claims 8, 32")
    enhanced_ubm: Substance = material(
        "Ni", "metal plated on the UBM", "claims 5, 12, 23, 36", only=PLATED
    )
    bump: Substance = material("SAC305", "bump metal", "claim 1")

    layout: Literal["bump", "section"] = choice(
        "bump", "an axisymmetric cell, or a plane section along the trace", "claims 6, 7"
    )
    access: Literal["via", "in-plane"] = choice(
        "via", "the pad reached from below, or by metal in its own plane", "claims 6, 7, 13, 14"
    )
    bump_by: Literal["plating", "stencil", "screen"] = choice(
        "plating", "how the bump metal is laid down", "claims 1, 24, 25, 39"
    )
    reflowed: bool = choice(True, "whether the bump is reflowed", "claim 1")
    support: Literal["laminate", "flat", "free", "clamped"] = choice(
        "laminate", "how the cell's outer wall is held", "design"
    )

    substrate_born: float = temperature(
        25,
        "datum of the substrate; drops out of every stress in a free or laminate cell",
        "design",
    )
    dielectric_born: float = temperature(*births.DIELECTRIC)
    pad_born: float = temperature(
        births.ANNEALED_C, "pad and via, free of stress at their anneal", births.ANNEALED
    )
    passivation_born: float = temperature(*births.PASSIVATION)
    polyimide_born: float = temperature(350, "cure of the polyimide", "350–375")
    ubm_born: float = temperature(60, "deposition of the UBM", "sputtered, plated")
    bump_born: float = temperature(*births.PLATED, only={"reflowed": (False,)})
    reflow: float = temperature(
        217, "reflow of the bump", "SAC solidus", only={"reflowed": (True,)}
    )

    @model_validator(mode="after")
    def _fits(self) -> RecessedPadBump:
        for wrong, message in (
            (
                self.opening_diameter >= self.pad_diameter,
                f"opening_diameter_um = {self.opening_diameter:g} must stay inside"
                f" pad_diameter_um = {self.pad_diameter:g}",
            ),
            (
                self.polyimide_thickness > 0 and self.polyimide_opening >= self.opening_diameter,
                f"polyimide_opening_um = {self.polyimide_opening:g} must be smaller than"
                f" opening_diameter_um = {self.opening_diameter:g}",
            ),
            (
                self.recess_depth > self.pad_thickness,
                f"recess_depth_um = {self.recess_depth:g} is more than pad_thickness_um ="
                f" {self.pad_thickness:g}",
            ),
            (
                self.recess_depth > 0
                and self.polyimide_thickness == 0
                and not standing(named("passivation", self.passivation)),
                f"recess_depth_um = {self.recess_depth:g} without passivation or polyimide: nothing"
                " masks the pad",
            ),
            (
                self.access == "via" and self.via_diameter >= self.pad_diameter,
                f"via_diameter_um = {self.via_diameter:g} must stay under pad_diameter_um ="
                f" {self.pad_diameter:g}",
            ),
            (
                self.access == "in-plane" and self.layout == "bump",
                'access = "in-plane" puts a trace beside the pad, which an axisymmetric cell cannot'
                ' hold; set layout = "section", and there compare with access = "via"',
            ),
            (
                self.bump_by == "screen" and not self.reflowed,
                'bump_by = "screen" prints a cream, which is no metal before it is reflowed; set'
                " reflowed = true",
            ),
        ):
            if wrong:
                raise ValueError(message)
        return self

    @property
    def mask_opening(self) -> float:
        """Diameter of the opening the pad is etched through, µm."""
        return self.polyimide_opening if self.polyimide_thickness > 0 else self.opening_diameter

    def recipe(self) -> Recipe:
        """The steps, in the order of the claims."""
        by = {"plating": self._plated, "stencil": self._evaporated, "screen": self._printed}
        reflow = {
            "reflow": "bump",
            "wets": self._wettable(),
            "born_C": self.reflow,
        }
        polymer = ["polyimide"] if self.polyimide_thickness > 0 else []
        bare = [*standing(named("passivation", self.passivation)), *polymer]
        section = self.layout == "section"
        table: dict[str, Any] = {
            "name": self.slug,
            "cell": {
                "kinematics": "generalized plane strain" if section else "axisymmetric",
                "width_um": self.pitch / 2 if section else self.pitch / sqrt(pi),
                "support": self.wall,
                "free_faces": [("bump", name) for name in bare] if self.reflowed else [],
            },
            "step": [
                *self._pad(),
                *self._mask(),
                *by[self.bump_by](),
                *([reflow] if self.reflowed else []),
                *self.joined(self.bump, self._wettable(), self.reflow),
            ],
            "reference": self._references(),
            "history": self.history_table(),
            "layer": self.layer_tables("bump", self.bump, *standing(self._ubm())),
            "focus": ["pad", *bare, *standing(self._ubm()), "bump"],
        }
        return Recipe.from_table(table, self.slug)

    def others(self) -> dict[str, Structure]:
        """The pad left flat, and the stack without polyimide."""
        found: dict[str, Structure] = {}
        if self.recess_depth > 0:
            found["flat-pad"] = self.model_copy(update={"recess_depth": 0.0})
        if self.polyimide_thickness > 0:
            found["no-polyimide"] = self.model_copy(update={"polyimide_thickness": 0.0})
        return found

    def _references(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        if self.access == "via" and self.via_diameter > 0 and self.dielectric_thickness > 0:
            found.append(
                {
                    "name": "no-via",
                    "like": {"via": "dielectric"},
                    "doc": "dielectric in place of the via, deposited with the rest of it",
                }
            )
        if self.bump_by == "plating" and self.enhanced_ubm_thickness > 0:
            found.append(
                {
                    "name": "no-enhanced-ubm",
                    "like": {"enhanced_ubm": "bump"},
                    "doc": "bump metal in place of the plated UBM, born with the bump",
                }
            )
        return found

    def _ubm(self) -> list[tuple[str, Layer]]:
        return named("ubm", self.ubm, by_material=True)

    def _ubm_names(self) -> list[str]:
        return [name for name, _ in self._ubm()]

    def _wettable(self) -> list[str]:
        return self._ubm_names() + (["enhanced_ubm"] if self.bump_by == "plating" else [])

    def _pad(self) -> list[Step]:
        born = self.pad_born
        via: list[Step] = [
            {"open": "dielectric", "diameter_um": self.via_diameter},
            {
                "plate": "via",
                "material": self.via,
                "onto": "substrate",
                "height_um": self.dielectric_thickness,
                "born_C": born,
            },
        ]
        return [
            planar("substrate", self.substrate, self.substrate_thickness, self.substrate_born),
            film("dielectric", self.dielectric, self.dielectric_thickness, self.dielectric_born),
            *(via if self.access == "via" and self.via_diameter > 0 else []),
            film("pad", self.pad, self.pad_thickness, born),
            *(
                [{"pattern": "pad", "diameter_um": self.pad_diameter}]
                if self.access == "via"
                else []
            ),
        ]

    def _mask(self) -> list[Step]:
        layers = named("passivation", self.passivation)
        names = [name for name, _ in layers]
        etch: Step = {
            "etch": "pad",
            "mask": "polyimide" if self.polyimide_thickness > 0 else names,
            "depth_um": self.recess_depth,
        }
        return [
            *films(layers, self.passivation_born),
            *opened(layers, diameter_um=self.opening_diameter),
            planar("polyimide", self.polyimide, self.polyimide_thickness, self.polyimide_born),
            {"open": "polyimide", "diameter_um": self.polyimide_opening},
            *([etch] if self.recess_depth > 0 else []),
        ]

    def _sputtered(self) -> list[Step]:
        return films(self._ubm(), self.ubm_born, side_coverage=self.side_coverage)

    def _bump(self) -> dict[str, Any]:
        return {"material": self.bump, "born_C": self.bump_born}

    def _plated(self) -> list[Step]:
        names = self._ubm_names()
        window = self.mask_opening + 2 * self.resist_margin
        return [
            *self._sputtered(),
            planar("resist", "novolak resist", self.resist_thickness),
            {"open": "resist", "diameter_um": window},
            {
                "plate": "enhanced_ubm",
                "material": self.enhanced_ubm,
                "onto": names,
                "how": "conformal",
                "height_um": self.enhanced_ubm_thickness,
                "born_C": self.ubm_born,
            },
            {
                "plate": "bump",
                "onto": self._wettable(),
                "height_um": self.bump_height,
                **self._bump(),
            },
            {"strip": "resist"},
            {"etch": names, "mask": ["bump", "enhanced_ubm"], "undercut_um": self.undercut},
        ]

    def _evaporated(self) -> list[Step]:
        through = {
            "how": "line_of_sight",
            "stencil": {"diameter_um": self.opening_diameter},
        }
        bump = {"deposit": "bump", "thickness_um": self.bump_height, **self._bump()}
        return [*films(self._ubm(), self.ubm_born, **through), bump | through]

    def _printed(self) -> list[Step]:
        cream = {
            "print": "bump",
            "diameter_um": self.opening_diameter,
            "thickness_um": self.screen_thickness,
            "metal_fraction": self.metal_fraction,
            **self._bump(),
        }
        blanket = {"etch": self._ubm_names(), "mask": "bump", "undercut_um": self.undercut}
        return [*self._sputtered(), cream, blanket]
