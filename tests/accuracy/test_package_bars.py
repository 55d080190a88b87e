"""Bars of a package: what better plates and a better cell change, and that they reach to the truth."""

from dataclasses import replace

import numpy as np
import pytest
from posts import WIDTH, assembly_of, meshed, recipe

from stressbump.accuracy.package_bars import refined_package
from stressbump.package.coupled import CoupledPlates
from stressbump.package.layout import Layout
from stressbump.package.solution import DIVIDED, solve_package
from stressbump.survey.packages import joint_columns, steps_alike, warpage_of

PITCH = WIDTH * np.sqrt(np.pi)
X = np.array([-1.0, 0.0, 1.0]) * PITCH
PLACES = np.stack(np.meshgrid(X, X, indexing="ij"), -1).reshape(-1, 2)
LAYOUT = Layout(PLACES, PITCH, (3.2 * PITCH,) * 2, (5 * PITCH,) * 2)


@pytest.fixture(scope="module")
def refined():
    return refined_package(assembly_of(radius=4.0), LAYOUT, 25.0)


def table(solution):
    return np.stack([*joint_columns(solution).values()])


def test_its_own_numbers_are_those_without_bars(refined):
    alone = table(solve_package(assembly_of(radius=4.0), LAYOUT, 25.0))
    np.testing.assert_allclose(table(refined.own), alone, rtol=1e-12, atol=1e-12)


def test_finer_plates_are_solved_beside_the_own_ones_as_by_factors_of_their_own(refined):
    direct = table(solve_package(assembly_of(radius=4.0), LAYOUT, 25.0, finer=DIVIDED))
    change = np.abs(direct - table(refined.own)).max(axis=1, keepdims=True)
    assert (np.abs(table(refined.divided) - direct) <= 1e-4 * change + 1e-9).all()


def test_plates_hold_the_functions_of_those_they_are_divided_from():
    """A field of the coarse plates has the same means, by the functions of the finer ones."""
    coarse, fine = (CoupledPlates.of(LAYOUT, LAYOUT.quarter, PITCH, parts) for parts in (1, 3))
    field = np.random.default_rng(1).standard_normal(coarse.rows.shape[1])
    found = fine.rows @ (fine.holding(coarse) @ field)
    np.testing.assert_allclose(found, coarse.rows @ field, atol=1e-9 * np.abs(found).max())


def test_bars_reach_to_plates_four_times_finer_with_a_cell_in_cubics(refined):
    truth = solve_package(replace(assembly_of(radius=4.0), cubic=True), LAYOUT, 25.0, finer=4)
    off = np.abs(table(refined.own) - table(truth))
    assert (off <= refined.bar(table)).all()
    largest = np.abs(table(truth)).max(axis=1, keepdims=True)
    bars = dict(zip(joint_columns(truth), refined.bar(table) / largest, strict=True))
    assert bars["shear_uN"].max() < 0.05
    both = zip(refined.warpage(0, 1), warpage_of(truth, 0, 1), strict=True)
    assert all(abs(bow - true) <= bar for (bow, bar), true in both)


SOFTENS = {"E_GPa": [[25, 20], [150, 12]], "nu": 0.2, "cte_ppm_per_K": 16}


def test_steps_half_as_long_count_where_moduli_follow_the_temperature(refined):
    softer = recipe(radius=4.0)
    softer["step"][3]["material"] = SOFTENS
    found = refined_package(meshed(softer), LAYOUT, 25.0)
    assert refined.halved is None
    assert len(found.halved.steps) == 2 * len(found.own.steps)
    assert found.halved.shear_stiffness == found.own.shear_stiffness
    change = np.abs(table(found.halved) - table(found.own))
    more = found.bar(table) - replace(found, halved=None).bar(table)
    np.testing.assert_allclose(more, 2 * change, atol=1e-6 * change.max())
    count = steps_alike(found.own, found.halved, 1)
    assert found.halved.steps[count - 1].stage.end == found.own.steps[0].stage.end


def test_without_better_ones_there_is_no_bar(refined):
    alone = replace(refined, divided=None)
    assert alone.bar(table) is None
    assert alone.shear_stiffness == (refined.own.shear_stiffness, None)
