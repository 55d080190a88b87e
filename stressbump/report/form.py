"""What a result.json must hold for a page, or for another run, to be made of it.

More may stand in it than is named here; docs/result.schema.json says all that this version writes.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stressbump.errors import InputError
from stressbump.process.recipe import AS_BUILT
from stressbump.process.validation import checked

LARGEST = 1e100  # beyond it sums and squares of numbers would not be numbers
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Positive = Annotated[float, Field(gt=0, le=LARGEST)]
Bar = Annotated[float, Field(ge=0, le=LARGEST)]
Count = Annotated[int, Field(ge=0, le=10**12)]
Place = Annotated[list[Number], Field(min_length=2, max_length=2)]


class _Told(BaseModel):
    model_config = ConfigDict(strict=True, allow_inf_nan=False, frozen=True)


class _Row(_Told):
    measure: str
    where: str
    temperature_C: Number
    unit: str


class _Check(_Told):
    name: str
    temperature_C: Number = 0.0
    value: Number | None
    limit: Number
    passed: bool


class _Measure(_Row):
    value: Number | None
    averaging: str
    averaging_um: Positive | None
    mesh_dependent: bool
    bar: Bar | None = None
    scale: Bar | None = None
    certainty: str = ""
    grown: Number | None = None
    at_um: Place | None = None
    note: str = ""


class _Mesh(_Told):
    elements: Count
    nodes: Count
    unknowns: Count
    refine: Annotated[int, Field(ge=0, le=5)] = 0
    accuracy: Annotated[float, Field(gt=0, lt=1)] | None = None


class _Exponent(_Told):
    real: Number
    imaginary: Number
    count: Count


class _Fan(_Told):
    regions: Annotated[list[str], Field(min_length=1)]
    degrees: list[Number]
    exponents: Annotated[list[_Exponent], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_an_angle_for_each_region(self) -> _Fan:
        if len(self.regions) != len(self.degrees):
            raise ValueError(f"{len(self.regions)} regions and {len(self.degrees)} degrees")
        return self


class _Corner(_Told):
    temperature_C: Number
    exponent: Number
    places_um: Annotated[list[Place], Field(min_length=1)]
    reach_um: Positive
    fans: Annotated[list[_Fan], Field(min_length=1)]


class _Stack(_Told):
    name: str
    materials: dict[str, str | None]
    checks: list[_Check]
    measures: list[_Measure]
    mesh: _Mesh
    corners: list[_Corner] = Field(default_factory=list)


class _Relief(_Row):
    averaging_um: Positive | None
    reference: str
    with_: Annotated[Number | None, Field(alias="with")]
    without: Number | None
    relief: Number | None
    bar: Bar | None = None
    note: str


class _Share(_Row):
    between: str
    value: Number


class _Choice(_Told):
    material: str
    alternative: str


class _Band(_Told):
    measure: str
    where: str
    temperature_C: Number
    reference: str
    relief: Number
    low: Number
    high: Number
    low_by: list[_Choice]
    high_by: list[_Choice]


class Result(_Told):
    """A result as far as it is read again."""

    stressbump: str
    design: dict[str, Any]
    against: list[dict[str, Any]] = Field(default_factory=list)
    kinematics: str
    support: str
    temperatures_C: Annotated[list[Number], Field(min_length=1)]
    stacks: Annotated[list[_Stack], Field(min_length=1)]
    relief: list[_Relief]
    mismatch: list[_Share] = Field(default_factory=list)
    sources: list[_Band] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
    files: dict[str, str]

    @model_validator(mode="after")
    def _names_stand(self) -> Result:
        names = [stack.name for stack in self.stacks]
        if names[0] != AS_BUILT:
            raise ValueError(f"stacks: the first is {AS_BUILT!r}; here stands {names[0]!r}")
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"stacks: {twice[0]!r} stands there twice")
        for name in [row.reference for row in self.relief] + [b.reference for b in self.sources]:
            if name not in names[1:]:
                raise ValueError(f"reference {name!r}: no stack has that name")
        if len(self.against) >= len(names):
            raise ValueError(f"against: {len(self.against)} designs beside {len(names)} stacks")
        return self


def of_form(document: dict[str, Any], where: str, run: str) -> dict[str, Any]:
    """The document itself; InputError names the first key that is missing or of the wrong kind."""
    try:
        checked(Result, document, where)
    except InputError as error:
        raise InputError(f"{str(error).splitlines()[0]}; {run} anew") from None
    return document
