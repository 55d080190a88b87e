"""Temperatures of a file: one, several, or a range with its step."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from stressbump.process.once import ends_once

Temperature = Annotated[float, Field(ge=-273.15, le=1500, allow_inf_nan=False)]

MOST = 500  # temperatures of one range


def spread(low: float, high: float, step: float) -> tuple[float, ...]:
    """Numbers from one end to the other, both among them; ValueError where the step does not fit."""
    told = f"from {low:g} to {high:g} in steps of {step:g}"
    if not all(map(isfinite, (low, high, step))):
        raise ValueError(f"{told}: finite numbers are wanted")
    if step <= 0:
        raise ValueError(f"{told}: a step above 0 is wanted, downwards as well")
    if low == high:
        raise ValueError(f"{told}: both ends are one temperature, which is given alone")
    count = abs(high - low) / step
    if count > MOST:
        raise ValueError(
            f"{told}: {count:.6g} steps; at most {MOST} are allowed, of {abs(high - low) / MOST:g} or more"
        )
    if count < 0.5 or abs(count - round(count)) > 1e-6 * count:
        fits = abs(high - low) / max(round(count), 1)
        raise ValueError(f"{told}: no step ends on {high:g}; steps of {fits:.6g} do")
    way = (high - low) / round(count)
    return tuple(round(low + n * way, 9) for n in range(round(count) + 1))


def listed(value: Any) -> Any:
    """One value as a list of itself."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _temperatures(value: Any) -> Any:
    """One temperature or several; a table with `from`, `to` and `step` stands for a range."""
    if not isinstance(value, Mapping):
        return listed(value)
    ends = [value.get(key) for key in RANGE]
    if set(value) != set(RANGE) or not all(type(end) in (int, float) for end in ends):
        raise ValueError(f"a range holds the numbers from, to and step; here stands {dict(value)}")
    return spread(*ends)  # type: ignore[arg-type]


RANGE = ("from", "to", "step")
_DEGREES = {"type": "number", "minimum": -273.15, "maximum": 1500}
_DEGREES_LIST = {"type": "array", "minItems": 1, "uniqueItems": True, "items": _DEGREES}
_DEGREES_RANGE = {
    "type": "object",
    "required": list(RANGE),
    "additionalProperties": False,
    "properties": {
        "from": _DEGREES,
        "to": _DEGREES,
        "step": {"type": "number", "exclusiveMinimum": 0},
    },
}
Temperatures = Annotated[
    tuple[Temperature, ...],
    Field(min_length=1),
    BeforeValidator(_temperatures),
    AfterValidator(ends_once),
    WithJsonSchema({"anyOf": [_DEGREES, _DEGREES_LIST, _DEGREES_RANGE]}),
]
