"""The rows of a result: stacks with checks, values and corners, reliefs, mismatches, published bands.

Keys that may be left out are those that older files lack, and those of which most rows have nothing to say.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from stressbump.accuracy.published_band import NOTICED
from stressbump.export.corner_rows import CornerRow, IntensityRow
from stressbump.export.row import (
    Bar,
    Count,
    Number,
    Place,
    Positive,
    Row,
    Rows,
    needs_note,
    says_why,
)
from stressbump.history.choices import Quantity, named
from stressbump.process.verbs import Temperature

MATTER = 3  # published quantities that are told of
Key = tuple[str, str, float | None, float]


class Measured(Row):
    """What a number is of."""

    measure: Annotated[str, Field(examples=["mean von Mises stress"])]
    where: Annotated[
        str,
        Field(
            examples=["passivation", "passivation/ubm"],
            description="a region, an interface as first/second (its normal points from the first"
            " to the second), or `whole stack`",
        ),
    ]
    temperature_C: Temperature


class CheckRow(Row):
    """A self-check of one solution."""

    name: str
    temperature_C: Temperature
    value: Number | None
    limit: Number
    passed: bool


class MeasureRow(Measured):
    """A measured value."""

    model_config = ConfigDict(json_schema_extra=needs_note("value"))

    value: Number | None
    unit: Annotated[
        str, Field(examples=["MPa", "µN", "µN·µm", "1/m", "µm", "pJ", "pJ per µm of depth"])
    ]
    bar: Annotated[
        Bar | None,
        Field(
            description="half the width of the discretisation bar, in the same unit; null without"
            " bars, for mesh-dependent values and where there is no value"
        ),
    ] = None
    scale: Annotated[
        Bar | None,
        Field(
            description="what the value is small or large against, in the same unit; what lies"
            " below 1e-7 of it is told as 0"
        ),
    ] = None
    certainty: Annotated[
        Literal["estimated", "bounded above"],
        Field(
            description="what the bar is: an estimate on either side, or only below: the value"
            " itself is a bound, which no finer mesh exceeds"
        ),
    ] = "estimated"
    averaging: Annotated[
        str, Field(examples=["volume", "windows of 5 µm", "1 µm from the edge", "none"])
    ]
    averaging_um: Positive | None
    mesh_dependent: Annotated[
        bool,
        Field(description="true for raw maxima: they grow without end as the mesh is refined"),
    ]
    grown: Annotated[
        Number | None,
        Field(
            description="of a mesh-dependent value: its factor on a solution in cubics, sampled"
            " twice as finely"
        ),
    ] = None
    at_um: Annotated[Place | None, Field(description="x (or r) and z of the place")] = None
    note: str = ""

    _says_why_there_is_none = says_why("value")

    @property
    def bounded_above(self) -> bool:
        """Whether no finer mesh exceeds it."""
        return self.certainty == "bounded above"

    @property
    def key(self) -> Key:
        """What makes the values of two stacks comparable."""
        return self.measure, self.where, self.averaging_um, self.temperature_C


class MeshRow(Row):
    """The size of a stack's mesh."""

    elements: Annotated[Count, Field(ge=1)]
    nodes: Annotated[Count, Field(ge=6)]
    unknowns: Annotated[Count, Field(ge=1)]
    refine: Annotated[int, Field(ge=0, le=5)] = 0
    accuracy: Annotated[
        Annotated[float, Field(gt=0, lt=1)] | None,
        Field(description="the fraction that bars were refined for, null if none was asked for"),
    ] = None


class MomentRow(Row):
    """A corner of the last thermal cycle, at which fields are stored."""

    cycle: Annotated[Count, Field(ge=1)]
    time_min: Annotated[Bar, Field(description="since the cycles began")]
    temperature_C: Temperature


class StackRow(Row):
    """A solved stack: the design as built, or one it is compared with."""

    name: str
    change: Annotated[str, Field(description="what distinguishes a reference from the design")] = ""
    materials: Annotated[
        dict[str, str | None], Field(description="by region; null where the region is empty")
    ]
    checks: Rows[CheckRow]
    measures: Rows[MeasureRow]
    globals: Annotated[
        dict[str, dict[str, Number]],
        Field(
            description="unknowns of the support and the kinematics by temperature, e.g."
            ' {"25": {"e": -0.0006}}'
        ),
    ]
    mesh: MeshRow
    corners: Annotated[
        Rows[CornerRow],
        Field(description="kinds of corners where stress has no bound, the strongest first"),
    ] = ()
    intensities: Annotated[
        Rows[IntensityRow],
        Field(
            description="how strong singular fields are, at the outermost corner of each kind of the stack"
            " as built; there only if asked for"
        ),
    ] = ()
    moments: Annotated[
        Rows[MomentRow],
        Field(
            description="when in the last thermal cycle fields are stored; there only with cycles, and"
            " tables of them among the files"
        ),
    ] = ()

    def first(self, measure: str, temperature_C: float) -> float | None:
        """Its first value of a measure at an end temperature; None where it has none."""
        wanted = measure, temperature_C
        return next(
            (m.value for m in self.measures if (m.measure, m.temperature_C) == wanted), None
        )


class ReliefRow(Measured):
    """A measure with and without."""

    model_config = ConfigDict(json_schema_extra=needs_note("relief"))

    unit: str
    averaging: str
    averaging_um: Positive | None
    reference: Annotated[str, Field(description="name of the stack it is measured against")]
    with_: Annotated[Number | None, Field(alias="with")]
    without: Number | None
    relief: Annotated[
        Number | None,
        Field(
            description="1 - with/without: the share of the reference's stress that is taken away;"
            " negative where there is more; null where the reference has none"
        ),
    ]
    bar: Annotated[
        Bar | None,
        Field(description="half the width of the relief's discretisation bar, a fraction as well"),
    ] = None
    note: str

    _says_why_there_is_none = says_why("relief")

    @property
    def key(self) -> Key:
        """The key of the value as built."""
        return self.measure, self.where, self.averaging_um, self.temperature_C


class MismatchRow(Measured):
    """What the mismatch across one interface contributes in one stage to a measure."""

    unit: str
    between: Annotated[str, Field(description="the interface, first/second")]
    stage: Annotated[str, Field(description="the region whose birth begins the stage")]
    value: Number


class ChoiceRow(Row):
    """A published value that is taken instead of a default."""

    material: str
    quantity: Quantity
    alternative: Annotated[str, Field(examples=["LAU03", "200 °C", "−300 MPa at 25 °C", "0.2 %"])]

    def __str__(self) -> str:
        """The value in words."""
        return named(self.material, self.quantity, self.alternative)


class TrialRow(Row):
    """The relief with one published value."""

    alternative: str
    relief: Number | None
    counts: Annotated[
        bool, Field(description="false if its own note refutes it, and it was not asked for")
    ]
    note: str


class EffectRow(Row):
    """How far the published values of one quantity move a relief by themselves."""

    material: str
    quantity: Quantity
    low: Number
    high: Number
    low_by: Annotated[
        str | None, Field(description="label of the alternative; null for the default")
    ]
    high_by: str | None
    alternatives: Rows[TrialRow]

    def __str__(self) -> str:
        """What it is of, in words."""
        return named(self.material, self.quantity)


class BandRow(Measured):
    """What published values of the materials and their births make of a relief."""

    averaging_um: Positive | None = None
    reference: str
    relief: Annotated[Number, Field(description="with all defaults")]
    low: Annotated[
        Number, Field(description="the least that was found, a fraction; attained by low_by")
    ]
    high: Number
    low_by: Annotated[
        Rows[ChoiceRow],
        Field(description="published values taken together; all else keeps its default"),
    ]
    high_by: Rows[ChoiceRow]
    materials: Annotated[
        Rows[EffectRow],
        Field(
            description="every quantity that published values differ on, by how far it moves the"
            " relief by itself; the first moves it most"
        ),
    ]

    @property
    def key(self) -> Key:
        """The key of the value as built."""
        return self.measure, self.where, self.averaging_um, self.temperature_C

    @property
    def matters(self) -> tuple[EffectRow, ...]:
        """The quantities that move it most."""
        return tuple(e for e in self.materials[:MATTER] if e.high - e.low > NOTICED)
