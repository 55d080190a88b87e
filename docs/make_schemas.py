"""Writes the JSON schemas of designs, recipes and results into this folder.

.venv/bin/python docs/make_schemas.py
"""

import json
from pathlib import Path
from typing import Any

from stressbump.designs.schema import design_schema, package_schema, recipe_schema
from stressbump.designs.structures import STRUCTURES
from stressbump.export.package_rows import package_result_schema
from stressbump.export.result import result_schema

HERE = Path(__file__).parent


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by its file's name."""
    designs = {f"{slug}.schema.json": design_schema(cls, slug) for slug, cls in STRUCTURES.items()}
    own = {
        "recipe.schema.json": recipe_schema(),
        "package.schema.json": package_schema(),
        "result.schema.json": result_schema(),
        "package-result.schema.json": package_result_schema(),
    }
    return own | designs


def main() -> None:
    """All schemas, anew."""
    for name, schema in schemas().items():
        (HERE / name).write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
