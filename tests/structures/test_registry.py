"""What every structure promises: documented parameters, a recipe in the language, named refusals."""

import inspect
import pydoc
import tomllib

import pytest
import tomli_w

from stressbump.errors import GeometryError, InputError
from stressbump.process import build
from stressbump.recipe import Recipe
from stressbump.structures import STRUCTURES

EVERY = pytest.mark.parametrize("structure", STRUCTURES.values(), ids=STRUCTURES)


def parameters(structure):
    return structure.model_fields.items()


def test_the_four_in_the_order_of_the_seeds():
    names = {"elastomer-bump", "recessed-pad-bump", "dry-film-bump", "interface-layer-package"}
    assert set(STRUCTURES) == names
    assert all(cls.slug == slug for slug, cls in STRUCTURES.items())


@EVERY
def test_every_parameter_says_what_it_is_and_where_its_default_is_from(structure):
    for name, field in parameters(structure):
        assert field.description, name
        assert field.json_schema_extra["source"], name


@EVERY
def test_help_tells_every_parameter(structure):
    page = pydoc.plain(pydoc.render_doc(structure))
    told = page.split("Method resolution order")[0]
    assert "Annotated" not in told
    for name, field in parameters(structure):
        words = " ".join(told.split(f" {name} = ", 1)[1].replace("|  ", "").split())
        assert words.startswith(repr(field.get_default()))
        assert field.description in words
    assert max(map(len, told.splitlines()[4:])) <= 100


def test_help_of_a_recipe_begins_with_its_parts():
    parameters = inspect.signature(Recipe).parameters
    assert list(parameters) == list(Recipe.model_fields)
    assert str(parameters["focus"]) == "focus=()"


@EVERY
def test_recipe_survives_a_toml_file(structure):
    recipe = structure().recipe()
    text = tomli_w.dumps(recipe.to_table())
    assert Recipe.from_table(tomllib.loads(text), "a file") == recipe


@EVERY
def test_focus_and_references_name_what_stands(structure):
    recipe = structure().recipe()
    standing = set(build(recipe).names)
    assert set(recipe.focus) <= standing
    for reference in recipe.references:
        touched = {*reference.swap, *reference.like, *reference.like.values(), *reference.empty}
        assert touched <= standing


@EVERY
def test_others_are_designs_that_build(structure):
    for other in structure().others().values():
        assert build(other.recipe()).regions


def bounds(structure):
    for name, field in parameters(structure):
        for limit in field.metadata:
            for value in (getattr(limit, "ge", None), getattr(limit, "le", None)):
                if value is not None and field.json_schema_extra["group"] == "geometry":
                    yield name, value


def outcome(structure, name, value):
    try:
        return "built" if build(structure(**{name: value}).recipe()).regions else "nothing stands"
    except (InputError, GeometryError) as refusal:
        return str(refusal)


@EVERY
def test_each_limit_of_each_length_builds_or_is_refused_by_name(structure):
    for name, value in bounds(structure):
        words = outcome(structure, name, value)
        assert words == "built" or name in words or f"{structure.slug}, step " in words


@EVERY
def test_nothing_passes_that_is_not_a_length(structure):
    for name, field in parameters(structure):
        if field.json_schema_extra["unit"] == "um":
            for wrong in (float("nan"), float("inf"), -1e6, "10 mm"):
                with pytest.raises(InputError, match=name):
                    structure(**{name: wrong})
