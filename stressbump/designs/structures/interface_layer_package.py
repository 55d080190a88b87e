"""Fourth seed: a stress relief layer between a die's passivation and its mold compound."""

from __future__ import annotations

from math import floor
from typing import Any, ClassVar, Literal

from pydantic import model_validator

from stressbump.designs.structures import births, references
from stressbump.designs.structures.parameters import (
    Layer,
    Layers,
    Structure,
    Substance,
    choice,
    count,
    length,
    material,
    named,
    shrinkage,
    stress,
    temperature,
)
from stressbump.designs.structures.wafer import Step, film, films, opened, planar, standing
from stressbump.process.recipe import Recipe

FORMS = "claims 1–10 and 11–31"
PACKAGE = {"form": ("package",)}


class InterfaceLayerPackage(Structure):
    """A die face up on its support, under an interface layer with openings that mold compound fills.

    Half a section in generalized plane strain. The die's contacts lie inlaid in its surface, below
    the outermost openings. Wire bonds are left out: a section holds no single wire, and a wire's
    stiffness is nothing to the mold's. The reduced form is half a pitch of the layer's openings on
    the surface of a device, out of a laminate that may shrink and bow.
    """

    slug: ClassVar[str] = "interface-layer-package"

    die_thickness: float = length(300, "die", "geometry table, 50–775", 5)
    die_half_width: float = length(5000, "half the die's width", "1–12 mm", 50, 12000, only=PACKAGE)
    support_thickness: float = length(250, "mounting support", "BT 0.1–0.6 mm", 5, only=PACKAGE)
    support_overhang: float = length(
        1000, "mounting support beyond the die, per side", "claims 1, 4, 9", 20, 10000, only=PACKAGE
    )
    support_pad_thickness: float = length(
        27, "contact pad on the mounting support; 0 for none", "claims 1, 4, 9", only=PACKAGE
    )
    support_pad_width: float = length(
        200, "contact pad on the mounting support", "claim 1", 1, only=PACKAGE
    )
    support_pad_distance: float = length(
        400, "from the die's edge to the pad on the support", "claim 1", only=PACKAGE
    )
    underfill_thickness: float = length(
        40, "stand-off of the die, underfilled", "20–75", 1, only=PACKAGE
    )
    fillet_width: float = length(
        100, "underfill beyond the die's edge; 0 for none", "claim 1", only=PACKAGE
    )
    fillet_height: float = length(100, "underfill up the die's edge", "claim 1", only=PACKAGE)
    contact_thickness: float = length(
        1, "contacts in the die's surface", "pads, 0.4–4", 0.05, only=PACKAGE
    )
    contact_width: float = length(
        70, "contacts in the die's surface", "pads, 40–150", 1, only=PACKAGE
    )
    contact_count: int = count(
        1, "contacts, below the outermost openings", "claims 1, 4, 9", 100, only=PACKAGE
    )
    passivation: Layers = material(
        (Layer(material="PE-SiN", thickness_um=0.6),),
        "passivation films, bottom first; intrinsic_MPa is what a film carries at its deposition",
        "claims 1, 4, 9; industry 0.3–2 µm; PE-SiN −300…300 MPa at 25 °C",
    )
    passivation_opening: float = length(40, "opening over a contact", "20–100", 1, only=PACKAGE)
    interface_thickness: float = length(1, "interface layer; 0 for none", "poly layer 0.1–5")
    setback: float = length(20, "from the die's edge back to the layer's", "design", only=PACKAGE)
    opening_width: float = length(50, "opening through the interface layer", "5–200", 1)
    opening_pitch: float = length(200, "distance between openings", "20–500", 2)
    mold_thickness: float = length(500, "mold above the die; 0 for none", "0.2–1.5 mm")

    die: Substance = material("silicon", "semiconductor device", "claim 1")
    mounting_support: Substance = material(
        "BT", "mounting support", "claim 1; geometry table", only=PACKAGE
    )
    support_pad: Substance = material("Cu", "contact pad on the support", "claim 1", only=PACKAGE)
    underfill: Substance = material("underfill", "underfill", "claims 1, 4, 6, 9", only=PACKAGE)
    contact: Substance = material("Al", "contacts", "claim 1", only=PACKAGE)
    interface: Substance = material("polysilicon", "interface layer", "claims 2, 5, 7, 10, 14")
    mold: Substance = material("EMC", "mold compound", "claims 3, 4, 8, 9, 15")

    support_pad_face: Literal["upper", "lower"] = choice(
        "upper", "the face of the support that its pad is on", "claims 1, 4, 9", only=PACKAGE
    )
    form: Literal["package", "reduced"] = choice(
        "package", "the whole package, or a surface with layer, openings and mold", FORMS
    )
    support: Literal["free", "laminate", "flat", "clamped"] = choice(
        "free",
        "how the outer wall of the package is held; the reduced form lies in a laminate",
        FORMS,
        only=PACKAGE,
    )

    die_born: float = temperature(
        25, "datum of the die; drops out of every stress in a free or laminate cell", "design"
    )
    contact_born: float = temperature(
        births.ANNEALED_C, "contacts, free of stress at their anneal", births.ANNEALED, only=PACKAGE
    )
    passivation_born: float = temperature(*births.PASSIVATION)
    attach_born: float = temperature(
        150, "cure of the underfill on the support", "150–165", only=PACKAGE
    )
    interface_born: float = temperature(
        150, "deposition of the layer, after the underfill", "claim 1 order: at most 150–175"
    )
    interface_intrinsic: float = stress(0, "intrinsic stress of the layer", "physics, ±100–1000")
    mold_born: float = temperature(175, "cure of the mold compound", "175")
    mold_shrinkage: float = shrinkage(
        0, "linear cure shrinkage of the mold", "ASE98: as 150 K of cooling, about 0.002"
    )

    @model_validator(mode="after")
    def _fits(self) -> InterfaceLayerPackage:
        wanted = self.support_pad_distance + self.support_pad_width
        if self.opening_width >= self.opening_pitch:
            raise ValueError(
                f"opening_width_um = {self.opening_width:g} must be less than opening_pitch_um ="
                f" {self.opening_pitch:g}"
            )
        if self.form == "reduced":
            return self
        if self.openings < max(1, self.contact_count):
            raise ValueError(
                f"{self.openings} openings of {self.opening_width:g} µm at a pitch of"
                f" {self.opening_pitch:g} µm fit on a die of die_half_width_um ="
                f" {self.die_half_width:g} with setback_um = {self.setback:g}; contact_count ="
                f" {self.contact_count} needs as many, and at least one"
            )
        if self.contact_count > 0 and not (
            self.passivation_opening < min(self.contact_width, self.opening_width)
        ):
            raise ValueError(
                f"passivation_opening_um = {self.passivation_opening:g} must be less than"
                f" contact_width_um = {self.contact_width:g} and opening_width_um ="
                f" {self.opening_width:g}"
            )
        if self.support_pad_thickness > 0 and wanted >= self.support_overhang:
            raise ValueError(
                f"support_pad_distance_um + support_pad_width_um = {wanted:g} must be less than"
                f" support_overhang_um = {self.support_overhang:g}"
            )
        if self.fillet_width > 0 and self.fillet_height > self.die_thickness:
            raise ValueError(
                f"fillet_height_um = {self.fillet_height:g} is more than die_thickness_um ="
                f" {self.die_thickness:g}"
            )
        return self

    @property
    def openings(self) -> int:
        """How many openings the half section of the package has."""
        edge = self.die_half_width - self.setback - self.opening_width / 2
        return max(0, floor(edge / self.opening_pitch + 0.5 - 1e-9))

    @property
    def layer_half_width(self) -> float:
        """Where the layer ends, µm: short of the die's edge, or at the wall of the reduced form."""
        return self.die_half_width - self.setback if self._whole else self.opening_pitch / 2

    @property
    def _whole(self) -> bool:
        return self.form == "package"

    def recipe(self) -> Recipe:
        """The steps, in the order of claims 1 and 3."""
        passivation = named("passivation", self.passivation)
        whole = [
            *self._contacts(),
            *self._passivation(),
            *self._mounting(),
            *self._layer(),
            *self._mold(),
            *self._lower_pad(),
        ]
        reduced = [
            *films(passivation, self.passivation_born),
            *self._layer(),
            *self._mold(),
        ]
        die = planar("die", self.die, self.die_thickness, self.die_born)
        interface = ["interface"] if self.interface_thickness > 0 else []
        table: dict[str, Any] = {
            "name": self.slug,
            "cell": {
                "kinematics": "generalized plane strain",
                "width_um": self.die_half_width + self.support_overhang
                if self._whole
                else self.opening_pitch / 2,
                "support": self.support if self._whole else "laminate",
            },
            "step": [die, *(whole if self._whole else reduced)],
            "reference": self._references() if interface else [],
            "history": self.history_table(),
            "layer": self.layer_tables(),
            "focus": [*standing(passivation), *interface],
            "windows_um": (5, 20, 50) if self._whole else (1, 2, 5),
            "aspect": 100,
        }
        return Recipe.from_table(table, self.slug)

    def _references(self) -> list[dict[str, Any]]:
        """A die coat is cured on the wafer, before its dies are mounted."""
        polyimide = (
            references.polyimide("interface", "before the die is mounted", before="support")
            if self._whole
            else references.polyimide("interface", "on the passivation")
        )
        late = references.kept("interface", "polyimide", "deposition", self.interface_born)
        if self.mold_thickness == 0:
            none = {"name": "none", "empty": "interface", "doc": "nothing in its place"}
            return [none, polyimide, late]
        mold = {
            "name": "mold",
            "like": {"interface": "mold"},
            "doc": f"mold straight on the passivation, cured with the rest at {self.mold_born:g} °C",
        }
        blanket = {
            "name": "no-openings",
            "like": {"mold_plugs": "interface"},
            "doc": "the layer without openings",
        }
        return [mold, polyimide, blanket, late]

    def _row(self, width: float, count: int) -> dict[str, Any]:
        """The outermost `count` windows of the array."""
        first = (self.openings - count + 0.5) * self.opening_pitch
        return {
            "diameter_um": width,
            "centre_um": first,
            "count": count,
            "pitch_um": self.opening_pitch,
        }

    def _contacts(self) -> list[Step]:
        if self.contact_count == 0:
            return []
        t, edge = self.contact_thickness, self.die_half_width
        return [
            {"open": "die", "depth_um": t, **self._row(self.contact_width, self.contact_count)},
            {
                "fill": "contact",
                "material": self.contact,
                "over": "die",
                "outline_um": [(0, -t), (edge, -t), (edge, 0), (0, 0)],
                "born_C": self.contact_born,
            },
        ]

    def _passivation(self) -> list[Step]:
        layers = named("passivation", self.passivation)
        names = [name for name, _ in layers]
        over = self._row(self.passivation_opening, self.contact_count)
        return [
            *films(layers, self.passivation_born),
            *(opened(layers, **over) if self.contact_count > 0 else []),
            {"pattern": ["die", *names], "diameter_um": 2 * self.die_half_width},
        ]

    @property
    def _pad_window(self) -> dict[str, float]:
        edge = self.die_half_width + self.support_pad_distance
        return {
            "diameter_um": self.support_pad_width,
            "centre_um": edge + self.support_pad_width / 2,
        }

    def _upper_pad(self) -> list[Step]:
        pad = {
            "deposit": "support_pad",
            "material": self.support_pad,
            "how": "line_of_sight",
            "thickness_um": self.support_pad_thickness,
            "stencil": self._pad_window,
            "born_C": self.attach_born,
        }
        return [pad]

    def _lower_pad(self) -> list[Step]:
        """Set below the support last of all, so that no mold flows beside it."""
        if self.support_pad_face == "upper" or self.support_pad_thickness == 0:
            return []
        pad = {
            "attach": "support_pad",
            "material": self.support_pad,
            "thickness_um": self.support_pad_thickness,
            "born_C": self.attach_born,
        }
        return [pad, {"pattern": "support_pad", **self._pad_window}]

    def _mounting(self) -> list[Step]:
        edge, up = self.die_half_width, self.underfill_thickness
        fillet = [(edge + self.fillet_width, 0), (edge, up + self.fillet_height)]
        return [
            {
                "attach": "support",
                "material": self.mounting_support,
                "thickness_um": self.support_thickness,
                "standoff_um": up,
                "born_C": self.attach_born,
            },
            *(self._upper_pad() if self.support_pad_face == "upper" else []),
            {
                "fill": "underfill",
                "material": self.underfill,
                "over": "support",
                "outline_um": [
                    (0, 0),
                    *(fillet if self.fillet_width > 0 else [(edge, 0)]),
                    (edge, up),
                    (0, up),
                ],
                "born_C": self.attach_born,
            },
        ]

    def _layer(self) -> list[Step]:
        layer = film("interface", self.interface, self.interface_thickness, self.interface_born)
        array = self._row(self.opening_width, self.openings)
        back = {"pattern": "interface", "diameter_um": 2 * self.layer_half_width}
        return [
            layer | {"intrinsic_MPa": self.interface_intrinsic},
            *([back] if self._whole else []),
            {
                "open": "interface",
                **(array if self._whole else {"diameter_um": self.opening_width}),
            },
        ]

    def _mold(self) -> list[Step]:
        if self.mold_thickness == 0:
            return []
        mold = {
            "material": self.mold,
            "born_C": self.mold_born,
            "cure_shrinkage": self.mold_shrinkage,
        }
        edge, deep = self.layer_half_width, 2 * self.interface_thickness + self.contact_thickness
        deep += sum(layer.thickness_um for layer in self.passivation)
        plugs = {
            "fill": "mold_plugs",
            "over": "interface",
            "outline_um": [(0, -deep), (edge, -deep), (edge, 0), (0, 0)],
            **mold,
        }
        over = {"fill": "mold", "thickness_um": self.mold_thickness, **mold}
        return [*([plugs] if self.interface_thickness > 0 else []), over]
