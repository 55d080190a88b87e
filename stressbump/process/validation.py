"""What is wrong with a table of a file, told in the words of the file.

A line per fault: where, the key, what stands there and what would be allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, Tag, ValidationError

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
    "literal_error": "{expected} is wanted",
}
LISTS = {  # [[step]] of a file, and what a recipe calls them
    "step": "steps", "reference": "references", "layer": "layers", "flaw": "flaws",
    "cohesion": "cohesions",
}  # fmt: skip
IN_FILES = {word: f"[[{key}]]" for key, word in LISTS.items()}
FACE = r"^[^/]+/[^/]+$"  # first/second
PATTERNS = {FACE: "two regions are wanted, as first/second"}
SILENT = {"missing", "value_error"}  # nothing stands there, or the message says it


def checked(model: type[AnyModel], table: dict[str, Any], where: str) -> AnyModel:
    """The model built from a table; its faults become one InputError."""
    refuse_control(table, where)
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise InputError(faults(model, error, where, table)) from None


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


def faults(
    model: type[BaseModel], error: ValidationError, where: str, table: Mapping[str, Any]
) -> str:
    """A line per fault of a table; unknown keys first, for they explain the missing ones."""
    found: list[dict[str, Any]] = [{**fault} for fault in error.errors()]
    found.sort(key=lambda f: f["type"] != "extra_forbidden")
    own = [f for f in found if not any(_inside(g["loc"], f["loc"]) for g in found)]
    lines: dict[tuple[str, str], list[str]] = {}  # what is wanted by where and what stands there
    for fault in own:
        place, wanted, stands = _fault(model, fault, where, table)
        lines.setdefault((place, stands), []).append(wanted)
    return "\n".join(
        f"{place}: {_either(dict.fromkeys(wanted))}{stands}"
        for (place, stands), wanted in lines.items()
    )


def _either(wanted: Iterable[str]) -> str:
    *others, last = wanted
    return ", or ".join((*(w.removesuffix(" is wanted") for w in others), last))


def _inside(inner: tuple[Any, ...], outer: tuple[Any, ...]) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _fault(
    model: type[BaseModel], fault: dict[str, Any], where: str, table: Mapping[str, Any]
) -> tuple[str, str, str]:
    """Where it is, what would be allowed, and what stands there."""
    kind, loc = fault["type"], fault["loc"]
    path = _path(model, _written(table, fault))
    place = f"{where}: {path}" if path else where
    if kind == "extra_forbidden":
        return place, f"unknown key{did_you_mean(str(loc[-1]), _keys(model, loc[:-1]))}", ""
    if kind == "missing" and isinstance(loc[-1], int):
        return place, "this item is missing", ""
    message = WORDS[kind].format(**fault.get("ctx", {})) if kind in WORDS else fault["msg"]
    if kind == "string_pattern_mismatch":
        message = PATTERNS.get(fault["ctx"]["pattern"], message)
    stands = "" if kind in SILENT else f"; here stands {_shown(fault['input'])}"
    return place, message.removeprefix("Value error, ").removeprefix("material: "), stands


def _written(table: Any, fault: dict[str, Any]) -> tuple[Any, ...]:
    """What of a fault's place stands in the table, or is missing there.

    The rest are kinds that a value may be of, and the number of one that may also stand in a list.
    """
    found = []
    for part in fault["loc"]:
        match table:
            case list() | tuple() if isinstance(part, int) and part < len(table):
                table = table[part]
            case Mapping() if part in table:
                table = table[part]
            case BaseModel() if part in type(table).model_fields:
                table = getattr(table, part)
            case _:
                continue
        found.append(part)
    return (*found, fault["loc"][-1]) if fault["type"] == "missing" else tuple(found)


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
    kind: Any = model
    for part in path:
        own = _model_in(kind) or model
        if (tagged := _tagged(kind, part)) is not None:
            kind = tagged
        elif isinstance(part, str) and (field := own.model_fields.get(part)):
            kind = field.annotation
    fields = (_model_in(kind) or model).model_fields
    return [field.alias or name for name, field in fields.items()]


def _tagged(kind: Any, tag: Any) -> Any:
    """The one of several kinds with this tag, or None."""
    if Tag(tag) in getattr(kind, "__metadata__", ()):
        return kind
    return next((k for a in get_args(kind) if (k := _tagged(a, tag)) is not None), None)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model_in(a))), None)
