"""The schemas in docs/ are those of the code, and the recipes in meshes/ keep to them."""

import json
import tomllib
from pathlib import Path
from runpy import run_path

import jsonschema
import pytest

from stressbump.designs.design import grouped
from stressbump.designs.structures import STRUCTURES

ROOT = Path(__file__).parents[2]
SCHEMAS = run_path(str(ROOT / "docs" / "make_schemas.py"))["schemas"]()
RECIPES = sorted((ROOT / "meshes").glob("*.toml"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_docs_hold_the_schema_of_the_code(name):
    assert json.loads((ROOT / "docs" / name).read_text()) == json.loads(json.dumps(SCHEMAS[name]))


@pytest.mark.parametrize("path", RECIPES, ids=lambda p: p.stem)
def test_recipes_keep_to_their_schema(path):
    jsonschema.validate(tomllib.loads(path.read_text()), SCHEMAS["recipe.schema.json"])


@pytest.mark.parametrize("slug", STRUCTURES)
def test_defaults_keep_to_their_schema(slug):
    design = {"structure": slug} | grouped(STRUCTURES[slug]())
    jsonschema.validate(design, SCHEMAS[f"{slug}.schema.json"])


@pytest.mark.parametrize(
    "step",
    [{"open": "pad"}, {"open": "pad", "diameter": 3}, {"strip": "a", "etch": "b", "mask": "a"}],
)
def test_a_step_the_code_refuses_is_refused_by_the_schema(step):
    recipe = {"cell": {"width_um": 10}, "step": [step]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(recipe, SCHEMAS["recipe.schema.json"])
