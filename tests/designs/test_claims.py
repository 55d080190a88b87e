"""Every claim of every seed is mapped, and what its row names is there and builds."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from stressbump.designs import claims, design
from stressbump.designs.structures import STRUCTURES
from stressbump.errors import InputError
from stressbump.mesh.arrangement import arrange
from stressbump.process.build import build
from stressbump.process.verbs import VERBS, Filling, targets, verb

COUNTS = {
    "elastomer-bump": 38,
    "recessed-pad-bump": 40,
    "dry-film-bump": 18,
    "interface-layer-package": 31,
}
ROWS = claims.rows()
CARRIED = [claim for claim in ROWS if claim.carried_by]
PAGE = Path(__file__).parents[2] / "docs/claims.md"


def name(claim):
    return f"{claim.structure}-{claim.number}"


@cache
def designed(structure, settings):
    return design.load(structure, settings)


@cache
def values(structure, settings):
    """All parameters as used, by their keys."""
    groups = design.grouped(designed(structure, settings).structure)
    return {key: value for group in groups.values() for key, value in group.items()}


@cache
def standing(structure, settings):
    """The regions of the section, which no mesher refuses as too fine."""
    return arrange(build(designed(structure, tuple(settings)).recipe)).regions


def acts_on(step, target):
    """`ubm` stands for ubm_Cr, ubm_Cu, ubm_Au; `passivation` for passivation_1, passivation_2."""
    return any(t == target or t.startswith(f"{target}_") for t in targets(step))


def find(recipe, wanted, target):
    return [step for step in recipe.steps if verb(step) == wanted and acts_on(step, target)]


@pytest.mark.parametrize(("structure", "count"), COUNTS.items())
def test_every_claim_has_one_row(structure, count):
    numbers = [claim.number for claim in claims.of_structure(structure)]
    assert numbers == list(range(1, count + 1))


def test_there_are_no_rows_besides():
    assert len(ROWS) == sum(COUNTS.values()) == 127
    assert set(claims.structures()) == set(STRUCTURES)


@pytest.mark.parametrize("claim", ROWS, ids=name)
def test_a_claim_is_carried_or_says_why_not(claim):
    assert claim.carried_by or claim.reason.startswith(claims.WITHOUT)
    assert not (claim.carried_by and claim.reason.startswith(claims.WITHOUT))


@pytest.mark.parametrize("claim", ROWS, ids=name)
def test_a_claim_depends_on_an_earlier_one(claim):
    assert claim.of is None or 1 <= claim.of < claim.number


@pytest.mark.parametrize("claim", CARRIED, ids=name)
def test_parameters_exist(claim):
    known = {
        key for keys in design.parameters(STRUCTURES[claim.structure]).values() for key in keys
    }
    assert set(claim.parameters) <= known


@pytest.mark.parametrize("claim", CARRIED, ids=name)
def test_settings_reach_the_design(claim):
    for settings in claims.variants(claim):
        found = values(claim.structure, settings)
        for key, wanted in tomllib.loads("\n".join(settings)).items():
            assert same(found[key], wanted), key


def same(found, wanted):
    """Equal, where a film may hold more than its material and thickness."""
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(wanted, dict):
        return all(found[key] == value for key, value in wanted.items())
    return found == wanted


def without(structure, settings, setting):
    """The recipe with one setting left at its default, or None where the rest needs it."""
    try:
        return designed(structure, tuple(s for s in settings if s != setting)).recipe
    except InputError:
        return None


@pytest.mark.parametrize("claim", CARRIED, ids=name)
def test_every_setting_matters(claim):
    """A value that is not the default changes the recipe."""
    default = values(claim.structure, ())
    for settings in claims.variants(claim):
        chosen = values(claim.structure, settings)
        recipe = designed(claim.structure, settings).recipe
        for setting in settings:
            key = next(iter(tomllib.loads(setting)))
            if chosen[key] != default[key]:
                assert without(claim.structure, settings, setting) != recipe, setting


@pytest.mark.parametrize("claim", CARRIED, ids=name)
def test_steps_and_references_are_in_the_recipe(claim):
    for settings in claims.variants(claim):
        chosen = designed(claim.structure, settings)
        assert set(claim.references) <= set(chosen.reference_names()), settings
        for wanted, target in claim.steps:
            assert wanted in VERBS
            assert find(chosen.recipe, wanted, target), (wanted, target, settings)


@pytest.mark.parametrize("claim", CARRIED, ids=name)
def test_what_a_claim_names_builds(claim):
    """And what its steps fill stands at the end, unless it is stripped."""
    for settings in claims.variants(claim):
        recipe = designed(claim.structure, settings).recipe
        stands = standing(claim.structure, frozenset(settings))
        gone = {t for step in recipe.steps if verb(step) == "strip" for t in targets(step)}
        for wanted, target in claim.steps:
            steps = find(recipe, wanted, target)
            filled = {t for step in steps if isinstance(step, Filling) for t in targets(step)}
            assert filled - gone <= set(stands), settings


def test_the_page_is_current():
    write = "from stressbump.designs import claims; print(claims.markdown(), end='')"
    assert PAGE.read_text(encoding="utf-8") == claims.markdown(), f'python -c "{write}" > {PAGE}'


def test_an_unknown_structure_is_refused_with_a_hint():
    with pytest.raises(InputError, match="did you mean 'dry-film-bump'"):
        claims.of_structure("dry-film-bumb")
