"""JSON schemas of the files a user writes: recipes, and the designs of each structure."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from stressbump.designs.design import parameters
from stressbump.designs.package import Package
from stressbump.designs.structures.parameters import Structure
from stressbump.process.faces import CohesionAt, FlawAt, Friction
from stressbump.process.recipe import Recipe
from stressbump.process.verbs import VERBS

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def recipe_schema() -> dict[str, Any]:
    """The schema of a recipe in TOML: [cell], [[step]], [[reference]], [history], [relief]."""
    own = Recipe.model_json_schema()
    keyed, shared = models_json_schema(
        [(model, "validation") for model in VERBS.values()], ref_template="#/$defs/{model}"
    )
    defs = own.pop("$defs") | shared["$defs"]
    properties = own["properties"]
    properties.pop("steps")
    properties["reference"] = properties.pop("references")
    properties["step"] = {
        "type": "array",
        "minItems": 1,
        "description": "the process in order; each step has exactly one verb as a key",
        "items": {"oneOf": [keyed[model, "validation"] for model in VERBS.values()]},
    }
    properties["flaw"] = properties.pop("flaws")
    properties["cohesion"] = properties.pop("cohesions")
    properties["relief"] = _relief()
    required = ["cell", "step"]
    title = "A stack in stressbump's recipe language"
    return {"$schema": DRAFT} | own | {"title": title, "required": required, "$defs": defs}


def package_schema() -> dict[str, Any]:
    """The schema of a package's file: [package]."""
    own = Package.model_json_schema(ref_template="#/$defs/{model}")
    shared = own.pop("$defs")
    properties = {"name": {"type": "string"}, "package": own}
    head = {"$schema": DRAFT, "title": "A chip on a board, and the array of joints between them"}
    rest = {"type": "object", "additionalProperties": False, "required": ["package"]}
    return head | rest | {"properties": properties, "$defs": shared}


def design_schema(cls: type[Structure], slug: str) -> dict[str, Any]:
    """The schema of a structure's design file: its parameters in their groups."""
    own = cls.model_json_schema(ref_template="#/$defs/{model}")
    groups = {
        group: {
            "type": "object",
            "additionalProperties": False,
            "properties": {key: own["properties"][name] for key, name in keys.items()},
        }
        for group, keys in parameters(cls).items()
    }
    beside, shared = models_json_schema(
        [(model, "validation") for model in (FlawAt, Friction, CohesionAt)],
        ref_template="#/$defs/{model}",
    )
    lists = {
        key: {"type": "array", "items": beside[model, "validation"]}
        for key, model in (("flaw", FlawAt), ("cohesion", CohesionAt))
    }
    head = {"structure": {"const": slug}, "name": {"type": "string"}, "relief": _relief()}
    head |= lists | {"contact": beside[Friction, "validation"]}
    return {
        "$schema": DRAFT,
        "title": f"A design of the structure {slug}",
        "type": "object",
        "additionalProperties": False,
        "required": ["structure"],
        "properties": head | groups,
        "$defs": own.get("$defs", {}) | shared["$defs"],
    }


def _relief() -> dict[str, Any]:
    names = {"type": "array", "items": {"type": "string"}}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {"references": names | {"description": "names; all there are if left out"}},
    }
