"""Parameters and materials as rows of text, for `show` and `materials`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from stressbump.designs.design import Design
from stressbump.designs.structures import STRUCTURES
from stressbump.designs.structures.parameters import allowed, key, meaning, written
from stressbump.designs.varied_keys import addresses
from stressbump.errors import InputError, did_you_mean
from stressbump.process.verbs import label


def parameter_rows(slug: str) -> list[dict[str, str]]:
    """A row per parameter of a structure: group, key with unit, default, range, meaning, source."""
    if slug not in STRUCTURES:
        raise InputError(f"no structure {slug!r}{did_you_mean(slug, STRUCTURES)}")
    rows = []
    for name, field in STRUCTURES[slug].model_fields.items():
        extra: Any = field.json_schema_extra
        rows.append(
            {
                "group": str(extra["group"]),
                "key": key(name, field),
                "default": written(field.get_default()),
                "range": allowed(field),
                "meaning": meaning(field),
                "source": str(extra["source"]),
            }
        )
    return sorted(rows, key=lambda row: row["group"])


def recipe_rows(design: Design) -> list[dict[str, str]]:
    """A row per key of a recipe that can be set: its step, its address, what it holds.

    InputError for a design of a structure, whose parameters are set instead.
    """
    if design.structure is not None:
        slug = design.structure.slug
        raise InputError(
            f"{design.name}: a design of {slug}; `stressbump show {slug}` lists its parameters"
        )
    steps = [label(n, step) for n, step in enumerate(design.recipe.steps, 1)]
    rows, last = [], ""
    for address, value in addresses(design.recipe):
        head, _, rest = address.partition(".")
        step = steps[int(rest.partition(".")[0]) - 1] if head == "step" else ""
        told = "" if value is None else json.dumps(value, ensure_ascii=False)
        rows.append({"step": step if step != last else "", "key": address, "value": told})
        last = step
    return rows


def material_cells(rows: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """The rows of `materials.describe`, each alternative indented below its default."""
    for row in rows:
        yield _cells(row["quantity"], row, row["unit"])
        for other in row["alternatives"]:
            yield _cells(f"  or {other['label']}", other, row["unit"])


def memory_cells(rows: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """The rows of `materials.describe_memory`, a quantity named once."""
    before = ""
    for row in rows:
        numbers = (f"{value:.4g}" for _, value in row["over_temperature"])
        quantity = row["quantity"] if row["quantity"] != before else ""
        source = "; ".join(filter(None, (row["source"], row["note"])))
        yield quantity, row["set"], *numbers, row["unit"], source
        before = row["quantity"]


def _cells(label: str, told: dict[str, Any], unit: str) -> tuple[str, ...]:
    value = "–" if told.get("value") is None else f"{told['value']:.4g}"
    if told.get("range"):
        value = " … ".join(f"{end:.4g}" for end in dict.fromkeys(told["range"]))
    table = told.get("over_temperature")
    over = ", ".join(f"{t:g} °C {v:.4g}" for t, v in table) if table else told.get("formula") or ""
    return label, value, unit, over, told.get("source") or ""
