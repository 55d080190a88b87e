"""What the rows of a result are made of: kinds of numbers, and what all rows have in common."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict, model_validator
from typing_extensions import TypeAliasType

LARGEST = 1e100  # beyond it sums and squares of numbers would not be numbers

T = TypeVar("T")
Rows = Annotated[tuple[T, ...], Strict(False)]  # a list, in JSON
Some = Annotated[tuple[T, ...], Strict(False), Field(min_length=1)]
Number = TypeAliasType("Number", Annotated[float, Field(ge=-LARGEST, le=LARGEST)])
Positive = Annotated[float, Field(gt=0, le=LARGEST)]
Bar = Annotated[float, Field(ge=0, le=LARGEST)]
Count = Annotated[int, Field(ge=0, le=10**12)]
Place = Annotated[tuple[Number, Number], Strict(False)]


def needs_note(key: str) -> dict[str, Any]:
    """The rule of a schema that a note stands beside a number that could not be had."""
    told = {"required": ["note"], "properties": {"note": {"minLength": 1}}}
    return {"if": {"required": [key], "properties": {key: {"type": "null"}}}, "then": told}


def says_why(key: str) -> Any:
    """The same rule for a row: a validator of its model."""

    def checked(row: Any) -> Any:
        if getattr(row, key) is None and not row.note:
            raise ValueError(f"{key}: null needs a note that says why")
        return row

    return model_validator(mode="after")(checked)


class Row(BaseModel):
    """What all rows have in common: each key once and of its kind, none that is not known."""

    model_config = ConfigDict(
        strict=True, extra="forbid", allow_inf_nan=False, frozen=True, validate_by_name=True
    )
