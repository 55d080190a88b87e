"""Whole structures against a sum of increments on the same mesh, and what melts."""

import numpy as np
import pytest
from history.increments import Increments
from history.recipes import largest, solved
from history.test_properties import SEEDS, drawn

import stressbump as sb
from stressbump import materials
from stressbump.closed_forms.solid import Solid
from stressbump.designs.design import load
from stressbump.designs.structures import STRUCTURES
from stressbump.laws import Isotropic
from stressbump.process.build import build
from stressbump.verification.recipes import COARSE, material, table
from stressbump.verification.stacks import SILICON

EXACT = 1e-8  # of the largest stress


def plain(given):
    """The same material with the moduli it has at 25 °C; silicon in place of a crystal or a sheet."""
    law = materials.resolve(given, "material").law
    if not isinstance(law, Isotropic):
        return material(SILICON)
    cte = float(law.thermal_strain(25, 125)[0]) / 100
    return material(Solid(law.moduli(25).young, law.moduli(25).poisson, cte))


def structure(slug):
    """The table of a shipped structure, coarsely meshed, of materials that do not change."""
    recipe = load(slug).recipe.to_table()
    steps = [
        s | {"material": plain(s["material"])} if "material" in s else s for s in recipe["step"]
    ]
    return recipe | {"step": steps, "windows_um": [COARSE], "reference": []}


def assert_increments(recipe, end, rel=EXACT):
    answer = sb.relief(recipe, end=end, references=(), bars=False)
    expected, solution = Increments(answer).at(end), answer.built.solutions[end]
    scale = max(np.abs(stress).max() for stress in expected.values())
    for name, stress in expected.items():
        off = np.abs(solution.strain_and_stress(name)[1] - stress).max()
        assert off < rel * scale, f"{name}: {off:.3g} of {scale:.3g} MPa"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drawn_bump_is_a_sum_of_increments(seed):
    bump = drawn(seed)
    assert_increments(table(bump.steps, 40.0, bump.kinematics, bump.support), -40)


@pytest.mark.parametrize("slug", STRUCTURES)
def test_a_structure_is_a_sum_of_increments(slug):
    assert_increments(structure(slug), 25)


@pytest.mark.parametrize("slug", STRUCTURES)
def test_the_last_born_of_a_structure_has_no_stress_at_its_birth(slug):
    recipe = structure(slug)
    for step in recipe["step"]:
        step |= {"cure_shrinkage": 0.0, "intrinsic_MPa": 0.0} if "material" in step else {}
    regions = build(load(slug).recipe).regions
    last = max(regions, key=lambda region: region.step)
    solution = solved(recipe, last.born_C)[last.born_C]
    assert largest(solution, last.name) < 1e-6
    assert largest(solution) > 1


def test_what_melts_is_born_anew_after_what_came_between():
    bump = drawn(0)
    cap = bump.step("plate", "post", onto="pad", height_um=bump.height)
    film = {"deposit": "film", "material": cap["material"], "thickness_um": 1.0, "born_C": 150}
    steps = [
        *bump.steps[:5],
        cap,
        {"reflow": "post", "wets": "pad", "born_C": 217},
    ]
    solution = bump.solved(217, steps=steps)[217]
    assert largest(solution, "post") < 1e-6
    later = [*steps, film]
    assert largest(bump.solved(217, steps=later)[217], "post") > 1


@pytest.mark.parametrize("support", ["laminate", "free"])
@pytest.mark.parametrize("kinematics", ["axisymmetric", "generalized plane strain", "plane strain"])
def test_a_die_beside_the_middle_that_nothing_holds_before_the_mold(kinematics, support):
    """It may move along x and turn, and a coat on it and on the board is in two parts."""
    bump = drawn(1)
    steps = [
        bump.step("deposit", "base", how="planar", thickness_um=20),
        {"pattern": "base", "diameter_um": 60},
        {"open": "base", "diameter_um": 20},
        bump.step("attach", "post", thickness_um=30, standoff_um=10),
        bump.step("deposit", "coat", how="conformal", thickness_um=2),
        bump.step("fill", "mold", thickness_um=5),
    ]
    assert_increments(table(steps, 40.0, kinematics, support), 25)
