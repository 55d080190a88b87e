"""What is wrong with a table of a file, told in the words of the file.

A line per fault: where, the key, what stands there and what would be allowed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from stressbump.errors import CONTROL, InputError, did_you_mean, visible

AnyModel = TypeVar("AnyModel", bound=BaseModel)

# pydantic's kinds of fault, in plain words; {…} is what the fault says of its limits
WORDS = {
    "missing": "this key is missing",
    "dict_type": "a table is wanted",
    "model_type": "a table is wanted",
    "tuple_type": "a list is wanted",
    "string_type": "a text is wanted",
    "bool_type": "true or false is wanted",
    "float_type": "a number is wanted",
    "int_type": "a whole number is wanted",
    "int_from_float": "a whole number is wanted",
    "finite_number": "a finite number is wanted",
    "greater_than": "a number above {gt:g} is wanted",
    "greater_than_equal": "a number of at least {ge:g} is wanted",
    "less_than": "a number below {lt:g} is wanted",
    "less_than_equal": "a number of at most {le:g} is wanted",
    "too_short": "at least {min_length} is wanted",
    "too_long": "at most {max_length} are allowed",
    "string_too_long": "at most {max_length} characters are allowed",
    "string_pattern_mismatch": "letters, digits and _ are allowed, a letter first",
    "literal_error": "wanted is {expected}",
}
IN_FILES = {"steps": "[[step]]", "references": "[[reference]]", "flaws": "[[flaw]]"}
SILENT = {"missing", "value_error"}  # nothing stands there, or the message says it


def checked(model: type[AnyModel], table: dict[str, Any], where: str) -> AnyModel:
    """The model built from a table; its faults become one InputError."""
    refuse_control(table, where)
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise InputError(faults(model, error, where)) from None


def refuse_control(value: Any, where: str) -> None:
    """InputError for a text or key, at any depth, with characters that a terminal would obey."""
    if isinstance(value, str) and CONTROL.search(value):
        raise InputError(f"{where}: {visible(value)[:80]!r} holds control characters")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            refuse_control(key, where)
            refuse_control(inner, f"{where}: {key}")
    elif isinstance(value, list | tuple):
        for inner in value:
            refuse_control(inner, where)


def faults(model: type[BaseModel], error: ValidationError, where: str) -> str:
    """A line per fault; unknown keys first, for they explain the missing ones."""
    found: list[dict[str, Any]] = [{**fault} for fault in error.errors()]
    found.sort(key=lambda f: f["type"] != "extra_forbidden")
    own = [f for f in found if not any(_inside(g["loc"], f["loc"]) for g in found)]
    return "\n".join(_fault(model, fault, where) for fault in own)


def _inside(inner: tuple[Any, ...], outer: tuple[Any, ...]) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _fault(model: type[BaseModel], fault: dict[str, Any], where: str) -> str:
    path = _path(model, fault["loc"])
    place = f"{where}: {path}" if path else where
    kind = fault["type"]
    if kind == "extra_forbidden":
        allowed = _keys(model, fault["loc"][:-1])
        return f"{place}: unknown key{did_you_mean(str(fault['loc'][-1]), allowed)}"
    message = WORDS[kind].format(**fault.get("ctx", {})) if kind in WORDS else fault["msg"]
    stands = "" if kind in SILENT else f"; here stands {_shown(fault['input'])}"
    message = message.removeprefix("Value error, ").removeprefix("material: ")
    return f"{place}: {message}{stands}"


def _shown(value: Any) -> str:
    text = repr(list(value) if isinstance(value, tuple) else value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _path(model: type[BaseModel], loc: tuple[Any, ...]) -> str:
    """The place of a fault as a file writes it: `[group] key_unit` for a declared parameter."""
    field = model.model_fields.get(str(loc[0])) if loc else None
    extra = field.json_schema_extra if field is not None else None
    parts = [f"item {p + 1}" if isinstance(p, int) else IN_FILES.get(p, p) for p in loc]
    if isinstance(extra, dict) and "group" in extra:
        unit = f"_{extra['unit']}" if extra["unit"] else ""
        parts[0] = f"[{extra['group']}] {parts[0]}{unit}"
    return re.sub(r"\.(item \d+)\.?", r", \1, ", ".".join(parts)).removesuffix(", ")


def _keys(model: type[BaseModel], path: tuple[Any, ...]) -> list[str]:
    """The keys of the table that stands at a path."""
    for part in path:
        if isinstance(part, str) and (field := model.model_fields.get(part)):
            model = _model_in(field.annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model_in(a))), None)
