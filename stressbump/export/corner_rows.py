"""The rows of a result that are of corners: where they are, and how strongly stress grows towards each."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, Strict, model_validator

from stressbump.export.row import (
    Bar,
    Count,
    Number,
    Place,
    Positive,
    Row,
    Rows,
    Some,
    needs_note,
    says_why,
)
from stressbump.fracture.singular import End
from stressbump.process.verbs import Temperature


class ExponentRow(Row):
    """A singular exponent of a fan."""

    real: Number
    imaginary: Annotated[Bar, Field(description="of a pair of conjugates the one above")]
    count: Annotated[Count, Field(ge=1, description="fields with this exponent")]


class WedgesRow(Row):
    """Wedges around a corner."""

    regions: Some[str]
    degrees: Some[Annotated[float, Field(gt=0, le=360)]]

    @model_validator(mode="after")
    def _has_an_angle_for_each_region(self) -> Self:
        if len(self.regions) != len(self.degrees):
            raise ValueError(f"{len(self.regions)} regions and {len(self.degrees)} degrees")
        return self


class FanRow(WedgesRow):
    """Wedges that are bonded to each other around a corner."""

    ends: Annotated[
        Annotated[tuple[End, End], Strict(False)] | None,
        Field(description="null where the last is bonded to the first"),
    ] = None
    exponents: Annotated[Some[ExponentRow], Field(description="the strongest first")]


class CornerRow(Row):
    """A kind of corner where stress has no bound."""

    temperature_C: Temperature
    exponent: Annotated[
        float,
        Field(
            gt=0, lt=1,
            description="Re λ of the strongest: stress grows towards the corner as r^(λ-1)",
        ),
    ]  # fmt: skip
    places_um: Annotated[
        Some[Place], Field(description="x (or r) and z of every corner of the kind")
    ]
    reach_um: Annotated[
        Positive,
        Field(
            description="the nearest edge that does not end there; the exponent rules well within"
        ),
    ]
    fans: Annotated[Some[FanRow], Field(description="the fan with the strongest exponent first")]


class ShareRow(Row):
    """What of an intensity came while a corner stood in one way."""

    born: Annotated[
        str, Field(description="the region whose birth there begins it; none where a resin hardens")
    ]
    from_C: Temperature
    to_C: Temperature
    value: Number
    imaginary: Number = 0.0


class IntensityRow(Row):
    """How strong a singular field is at a corner: σ = Re(H r^(λ-1)) + T0 on a ray, MPa, r in µm."""

    model_config = ConfigDict(json_schema_extra=needs_note("value"))

    temperature_C: Temperature
    place_um: Annotated[Place, Field(description="x (or r) and z of the corner")]
    value: Annotated[Number | None, Field(description="H, MPa·µm^(1-λ); its real part")]
    imaginary: Annotated[Number, Field(description="of H where λ is complex")] = 0.0
    bar: Annotated[
        Bar | None, Field(description="half the width of the discretisation bar of H")
    ] = None
    exponent: Annotated[ExponentRow | None, Field(description="λ")] = None
    between: Annotated[
        Rows[str],
        Field(description="the regions beside the ray, or the one whose wedge it halves"),
    ] = ()
    component: Annotated[
        Literal["peel", "shear"], Field(description="σ_θθ, or σ_rθ, θ counter-clockwise")
    ] = "peel"
    angle_degrees: Annotated[Number, Field(description="of the ray, from x")] = 0.0
    T0_MPa: Annotated[
        Number | None, Field(description="what stress is left on the ray towards the corner")
    ] = None
    T0_bar: Bar | None = None
    rules_um: Annotated[
        Bar,
        Field(
            description="within it this field is alone but for a tenth of it; 0 where it never is"
        ),
    ] = 0.0
    reach_um: Annotated[Bar, Field(description="within it there is nothing but the wedges")] = 0.0
    frozen: Annotated[
        bool,
        Field(description="true where it came before the corner stood as it does, and has stayed"),
    ] = False
    wedges: Annotated[WedgesRow | None, Field(description="as they stood last while it came")] = (
        None
    )
    shares: Annotated[Rows[ShareRow], Field(description="what of H came when; they add up")] = ()
    note: str = ""

    _says_why_there_is_none = says_why("value")


class IntensityReliefRow(Row):
    """An intensity with and without."""

    model_config = ConfigDict(json_schema_extra=needs_note("relief"))

    temperature_C: Temperature
    place_um: Place
    exponent: ExponentRow
    reference: Annotated[str, Field(description="name of the stack it is measured against")]
    with_: Annotated[Number, Field(alias="with", description="H, or its size where λ is complex")]
    without: Number | None
    T0_with_MPa: Number
    T0_without_MPa: Number | None
    relief: Annotated[
        Number | None,
        Field(
            description="1 - with/without, where exponents agree to 0.005; the stress has T0 besides"
        ),
    ]
    bar: Bar | None = None
    note: str = ""

    _says_why_there_is_none = says_why("relief")
