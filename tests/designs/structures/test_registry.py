"""What every structure promises: documented parameters, a recipe in the language, named refusals."""

import inspect
import pydoc
import tomllib
from itertools import product
from typing import get_args

import pytest
import tomli_w

from stressbump.designs.structures import STRUCTURES
from stressbump.designs.structures.elastomer_bump import ElastomerBump
from stressbump.errors import GeometryError, InputError
from stressbump.materials import find
from stressbump.process.build import build
from stressbump.process.recipe import Recipe

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
        words = " ".join(told.split(f"|      {name} = ", 1)[1].replace("|  ", "").split())
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
        assert set(reference.mentioned) <= standing


@EVERY
def test_a_reference_tells_its_history(structure):
    """In words what its births say in data."""
    for reference in structure().recipe().references:
        assert reference.doc, reference.name
        for birth in reference.born.values():
            assert f"at {birth.born_C:g} °C" in reference.doc
            if birth.beside:
                assert ("before" if birth.before else "after") in reference.doc


@EVERY
def test_every_reference_can_be_built(structure):
    recipe = structure().recipe()
    built = build(recipe)
    for reference in recipe.references:
        assert set(built.changed(reference).names) == set(built.names) - set(reference.empty)


def cooled_on_silicon(film, born):
    """Stress of a blanket film at 25 °C, MPa."""
    own, wafer = (find(name).law for name in (film, "Si"))
    strain = wafer.thermal_strain(born, 25)[0] - own.thermal_strain(born, 25)[0]
    return own.moduli(25).biaxial * strain


def test_dielectric_and_passivation_have_a_published_stress_by_default():
    """PECVD oxide −50 to −250 MPa, PECVD nitride −300 to +300: materials' notes."""
    bump = ElastomerBump()
    assert -250 < cooled_on_silicon("SiO2", bump.dielectric_born) < -50
    assert -300 < cooled_on_silicon("PE-SiN", bump.passivation_born) < 300
    assert bump.passivation[0].intrinsic_MPa == 0


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


def others_than(field):
    """Values of a parameter that are not its default, whatever its kind."""
    default = field.get_default()
    if isinstance(default, bool):
        return [not default]
    if isinstance(default, int | float):
        tried = 1.1 * default, 0.9 * default, default + 1, default + 3, default - 1
    else:
        tried = *get_args(field.annotation), "Ni", "EMC"
    return [value for value in tried if value != default]


def steps(structure):
    """Those of a design and of its references."""
    return {name: s.recipe() for name, s in {"": structure, **structure.others()}.items()}


def accepted(structure, values):
    try:
        return structure(**values)
    except (InputError, GeometryError):
        return None


@EVERY
def test_a_value_that_would_change_nothing_is_refused(structure):
    """Beside all choices of a structure, every parameter that is taken changes the steps."""
    choices = {
        name: get_args(field.annotation) or (False, True)
        for name, field in parameters(structure)
        if field.json_schema_extra["group"] == "process" and name != "support"
    }
    left_out = {*choices, "end", "passivation", "ubm"}
    plain = {n: f for n, f in parameters(structure) if n not in left_out}
    for made in product(*choices.values()):
        chosen = dict(zip(choices, made, strict=True))
        base = accepted(structure, chosen)
        for name, field in plain.items() if base else ():
            tried = (accepted(structure, chosen | {name: v}) for v in others_than(field))
            found = [steps(design) for design in tried if design]
            assert steps(base) not in found, (chosen, name)


def test_a_value_without_effect_is_told_with_the_choice_that_gives_it_one():
    with pytest.raises(InputError) as refusal:
        STRUCTURES["elastomer-bump"](elastomer_placement=40)
    assert (
        'elastomer_placement_um = 40 has no effect with elastomer_by = "spin"; it has with "tape" or'
        ' "patterned_film"'
    ) in str(refusal.value)
    assert STRUCTURES["elastomer-bump"](elastomer_placement=0).elastomer_by == "spin"


@EVERY
def test_nothing_passes_that_is_not_a_length(structure):
    for name, field in parameters(structure):
        if field.json_schema_extra["unit"] == "um":
            for wrong in (float("nan"), float("inf"), -1e6, "10 mm"):
                with pytest.raises(InputError, match=name):
                    structure(**{name: wrong})
