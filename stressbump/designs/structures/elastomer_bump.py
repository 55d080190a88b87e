"""First seed: a solder bump whose under-bump metal and passivation carry an elastomer collar."""

from __future__ import annotations

from math import pi, sqrt
from typing import Any, ClassVar, Literal

from pydantic import model_validator

from stressbump.designs.structures import births, references
from stressbump.designs.structures.on_board import OnBoard
from stressbump.designs.structures.parameters import (
    Layer,
    Layers,
    SomeLayers,
    Substance,
    choice,
    length,
    material,
    named,
    temperature,
)
from stressbump.designs.structures.wafer import Step, film, films, opened, planar, standing
from stressbump.process.recipe import Cell, Recipe

SEED = "first seed"
MOVABLE = {"elastomer_by": ("tape", "patterned_film")}


class ElastomerBump(OnBoard):
    """A reflowed bump on a UBM over the passivation's opening, with an elastomer around its foot."""

    slug: ClassVar[str] = "elastomer-bump"
    solder_region: ClassVar[str] = "solder"

    pitch: float = length(200, "distance between bumps", "geometry table, bump pitch 25–500", 20)
    substrate_thickness: float = length(300, "thickness of the substrate", "50–775", 1)
    metallisation_thickness: float = length(
        0, "metal film on a metallised substrate; 0 for none", SEED
    )
    dielectric_thickness: float = length(1, "interlayer dielectric under the pad", "0.5–10")
    pad_thickness: float = length(1, "contact pad", "0.4–4", 0.05)
    pad_diameter: float = length(100, "contact pad", "40–150", 5)
    passivation: Layers = material(
        (Layer(material="PE-SiN", thickness_um=0.05),),
        "passivation films, bottom first; intrinsic_MPa is what a film carries at its deposition",
        "first seed, claims 2, 3, 8: 200–800 Å; industry 0.3–2 µm; PE-SiN −300…300 MPa at 25 °C",
    )
    opening_diameter: float = length(60, "opening through the passivation", "20–100", 2)
    ubm: SomeLayers = material(
        (
            Layer(material="Cr", thickness_um=0.1),
            Layer(material="Cu", thickness_um=0.5),
            Layer(material="Au", thickness_um=0.1),
        ),
        "under-bump metal films as deposited, bottom first; tin solders dissolve gold and copper",
        "first seed, claims 4–6, 31, 32",
    )
    seed_thickness: float = length(0, "seed layer on the UBM; 0 for none", "first seed, claim 17")
    ubm_diameter: float = length(
        80, "under-bump metal; must exceed the opening", "pitch/2 … 3 pitch/4", 5
    )
    plated_thickness: float = length(
        0, "metal plated on the UBM; 0 for none", "first seed, claim 27"
    )
    elastomer_thickness: float = length(20, "elastomer", "2–100")
    elastomer_overlap: float = length(
        5,
        "overlap of the elastomer on the UBM's rim, per side; negative: it stands back",
        SEED,
        -100,
    )
    elastomer_placement: float = length(
        0, "misplacement of a taped or pre-punched film; the cell shows the side it moves away from",
        "first seed, claims 13, 14", -50, 50, only=MOVABLE)  # fmt: skip
    bump_height: float = length(
        80, "solder above the rim it is pinned to, after reflow", "15–150", 1
    )
    line_length: float = length(
        300,
        "interconnect line to the second pad, centre to centre",
        "claims 19, 24, 38",
        50,
        only={"layout": ("line",)},
    )

    substrate: Substance = material(
        "silicon", "substrate: silicon, FR-4, flex, glass", "claims 15, 35"
    )
    metallisation: Substance = material("Cu", "metal of a metallised substrate", "claims 15, 35")
    dielectric: Substance = material("SiO2", "interlayer dielectric", "geometry table")
    pad: Substance = material("Al", "contact pad", "geometry table")
    seed: Substance = material("Cu", "seed layer", "claims 17, 22, 37")
    plated: Substance = material("Cu", "plated metal", "claims 27, 28")
    elastomer: Substance = material("silicone", "elastomer or any suitable polymer", "claims 1, 7")
    solder: Substance = material("SAC305", "solder or solder compound", "claim 1")

    layout: Literal["bump", "line"] = choice(
        "bump",
        "one bump, or a section along an interconnect line to a second pad",
        "claims 19, 24, 38",
    )
    elastomer_by: Literal["spin", "dry_film", "tape", "patterned_film"] = choice(
        "spin", "how the elastomer is laid down", "claims 11–14"
    )
    solder_bonded: bool = choice(
        False, "whether solder sticks to elastomer", "molten solder does not wet polymer"
    )
    support: Literal["laminate", "flat", "free", "clamped"] = choice(
        "laminate", "how the cell's outer wall is held", "design"
    )

    substrate_born: float = temperature(
        25,
        "datum of the substrate; drops out of every stress in a free or laminate cell",
        "design",
    )
    metallisation_born: float = temperature(
        25, "metal of a metallised substrate", "plated near room temperature"
    )
    dielectric_born: float = temperature(*births.DIELECTRIC)
    pad_born: float = temperature(
        births.ANNEALED_C, "pad, free of stress at its anneal", births.ANNEALED
    )
    passivation_born: float = temperature(*births.PASSIVATION)
    ubm_born: float = temperature(
        60, "deposition of UBM, seed and plated metal", "sputtered, plated"
    )
    reflow: float = temperature(
        217, "one reflow melts the solder and cures the elastomer", "SAC solidus"
    )

    @model_validator(mode="after")
    def _fits(self) -> ElastomerBump:
        if self.ubm_diameter <= self.opening_diameter:
            raise ValueError(
                f"ubm_diameter_um = {self.ubm_diameter:g} must exceed opening_diameter_um ="
                f" {self.opening_diameter:g}: the UBM lies over the passivation's edge"
            )
        if self.opening_diameter >= self.pad_diameter:
            raise ValueError(
                f"opening_diameter_um = {self.opening_diameter:g} must stay inside pad_diameter_um ="
                f" {self.pad_diameter:g}"
            )
        if self.elastomer_opening <= 0:
            raise ValueError(
                f"elastomer_overlap_um = {self.elastomer_overlap:g} closes the opening over a UBM of"
                f" {self.ubm_diameter:g} µm"
            )
        return self

    @property
    def elastomer_opening(self) -> float:
        """Diameter of the elastomer's opening on the side shown, µm; the UBM's without elastomer."""
        if self.elastomer_thickness == 0:
            return self.ubm_diameter
        moved = self.elastomer_placement if self.elastomer_by in ("tape", "patterned_film") else 0.0
        return self.ubm_diameter - 2 * (self.elastomer_overlap - moved)

    def recipe(self) -> Recipe:
        """The steps, in the order of the claims."""
        line = self.layout == "line"
        width = self.line_length + self.pitch / 2 if line else self.pitch / sqrt(pi)
        free = () if self.solder_bonded else (("solder", "elastomer"),)
        steps = [
            *self._substrate(),
            *self._passivation(),
            *self._ubm(),
            *self._elastomer(),
            *self._solder(),
            *self.joined(self.solder, [*self._onto(), "plated"], self.reflow),
        ]
        table: dict[str, Any] = {
            "name": self.slug,
            "cell": Cell(
                kinematics="generalized plane strain" if line else "axisymmetric",
                width_um=width,
                support=self.wall,
                free_faces=free if self.elastomer_thickness > 0 else (),
            ).model_dump(),
            "step": steps,
            "reference": self._references() if self.elastomer_thickness > 0 else [],
            "history": self.history_table(),
            "layer": self.layer_tables("solder", self.solder, *self._metal()),
            "focus": [
                *standing(named("passivation", self.passivation)),
                *standing(named("ubm", self.ubm, by_material=True)),
                "solder",
            ],
        }
        return Recipe.from_table(table, self.slug)

    def _references(self) -> list[dict[str, Any]]:
        """Polyimide lies on the UBM's rim, so it is cured on the UBM; metal is plated between its walls."""
        if self.assembled:  # the solder is born on the board, and polyimide before that
            place = {"after": self._metal()[-1]}
        else:
            place = {"before": "plated" if self.plated_thickness > 0 else "solder"}
        return [
            {"name": "none", "empty": "elastomer", "doc": "nothing in its place"},
            references.polyimide("elastomer", "before the bump is reflowed", **place),
            references.underfill("elastomer", after="solder"),
            references.kept("elastomer", "polyimide", "reflow", self.reflow),
            references.kept("elastomer", "underfill", "reflow", self.reflow),
        ]

    def _window(self, diameter: float, pads: bool = True) -> dict[str, Any]:
        """A window on the bump, and in the line's section one on the second pad as well."""
        if self.layout == "line" and pads:
            return {"diameter_um": diameter, "count": 2, "pitch_um": self.line_length}
        return {"diameter_um": diameter}

    def _substrate(self) -> list[Step]:
        under = [
            (
                "metallisation",
                self.metallisation,
                self.metallisation_thickness,
                self.metallisation_born,
            ),
            ("dielectric", self.dielectric, self.dielectric_thickness, self.dielectric_born),
            ("pad", self.pad, self.pad_thickness, self.pad_born),
        ]
        return [
            planar("substrate", self.substrate, self.substrate_thickness, self.substrate_born),
            *(film(*what) for what in under),
            {"pattern": "pad", **self._window(self.pad_diameter)},
        ]

    def _passivation(self) -> list[Step]:
        layers = named("passivation", self.passivation)
        return [
            *films(layers, self.passivation_born),
            *opened(layers, **self._window(self.opening_diameter)),
        ]

    def _ubm(self) -> list[Step]:
        layers = named("ubm", self.ubm, by_material=True)
        island = self.ubm_diameter + (2 * self.line_length if self.layout == "line" else 0)
        return [
            *films(layers, self.ubm_born),
            film("seed", self.seed, self.seed_thickness, self.ubm_born),
            {"pattern": [*(name for name, _ in layers), "seed"], "diameter_um": island},
        ]

    def _metal(self) -> list[str]:
        """The films under the solder, bottom first."""
        films = {"seed": self.seed_thickness, "plated": self.plated_thickness}
        return standing(named("ubm", self.ubm, by_material=True)) + [
            n for n in films if films[n] > 0
        ]

    def _elastomer(self) -> list[Step]:
        laid = planar if self.elastomer_by == "spin" else film
        return [
            laid("elastomer", self.elastomer, self.elastomer_thickness, self.reflow),
            {"open": "elastomer", **self._window(self.elastomer_opening, pads=False)},
        ]

    def _onto(self) -> list[str]:
        return [name for name, _ in named("ubm", self.ubm, by_material=True)] + ["seed"]

    def _solder(self) -> list[Step]:
        onto = self._onto()
        plate = {
            "plate": "plated",
            "material": self.plated,
            "onto": onto,
            "how": "conformal",
            "height_um": self.plated_thickness,
            "born_C": self.ubm_born,
        }
        solder = {
            "print": "solder",
            "material": self.solder,
            "diameter_um": max(self.elastomer_opening, 0.5 * self.ubm_diameter),
            "cap_height_um": self.bump_height,
            "onto": [*onto, "plated"],
            "born_C": self.reflow,
        }
        reflow = {
            "reflow": "solder",
            "wets": [*onto, "plated"],
            "born_C": self.reflow,
            "cures": ["elastomer"],
        }
        return [plate, solder, reflow]
