"""What is linear is a matrix product, and says to the last digits what the full solution says."""

import numpy as np
import pytest
from sweeps.plates import COATED, PLATE

from stressbump import measures
from stressbump.history.responses import units
from stressbump.mechanics.sample import in_region
from stressbump.sweeps import columns
from stressbump.sweeps.cases import cases
from stressbump.sweeps.linear_measures import linear_measures
from stressbump.sweeps.quick import Quick
from stressbump.sweeps.study import Study
from stressbump.sweeps.worker import CachedSolver

ASKED = ("curvature", "mean von Mises stress", "mean in-plane stress @ film", "shear force V")
LOADS = {
    "film.born_C": [150, 260],
    "film.material.cte_ppm_per_K": [-5, 60],
    "film.intrinsic_MPa": [0, 120],
    "history.end_C": [[25, -40]],
}


@pytest.fixture(scope="module", params=[PLATE, COATED], ids=["two births", "four births"])
def solved(request):
    answer = CachedSolver().answer(request.param, "x", ())
    assembly = answer.built.assembly
    return answer, linear_measures(
        units(assembly, 25.0), answer.section, answer.design.recipe.windows_um
    )


def test_the_rows_are_the_survey_of_sums(solved):
    answer, found = solved
    values = {v.key[:3]: v for v in answer.values[0]}
    numbers = found(found.weights(answer.built.assembly, 25.0)[None])[0]
    for pattern, number in zip(found.values, numbers, strict=True):
        full = values[pattern.key[:3]]
        assert number == pytest.approx(full.value, rel=1e-9, abs=1e-9 * full.scale)


def test_mean_stresses_are_linear_and_von_mises_is_averaged_design_by_design(solved):
    answer, found = solved
    (solution,) = answer.built.solutions.values()
    weights = found.weights(answer.built.assembly, 25.0)
    sample = in_region(solution, "film")
    mean = [measures.mean(component, sample.weight) for component in sample.stress]
    assert weights @ found.mean_stress("film") == pytest.approx(mean, rel=1e-9, abs=1e-9)
    many = weights * np.linspace(-2, 2, 150)[:, None]
    expected = np.abs(np.linspace(-2, 2, 150)) * measures.mean_von_mises(sample)
    assert found.mean_von_mises("film", many) == pytest.approx(expected, rel=1e-9)


def test_cases_of_other_loads_need_no_solution():
    quick, full = CachedSolver(), CachedSolver()
    for case in cases(Study(design=PLATE, vary=LOADS), ""):
        a = columns.numbers(quick.answer(case.table, "quick", measures=ASKED, many=True), ASKED)
        b = columns.numbers(full.answer(case.table, "full"), ASKED)
        assert list(a) == list(b)
        assert [v is None for v in a.values()] == [v is None for v in b.values()]
        for name, value in b.items():
            assert value is None or a[name] == pytest.approx(value, rel=1e-7, abs=1e-7)
    assert [type(v) for v in quick.quick.values()] == [Quick]


def test_measures_that_are_no_sums_keep_the_full_way():
    own = CachedSolver()
    for born in (150, 200):
        table = next(cases(Study(design=PLATE, vary={"film.born_C": [born]}), "")).table
        answer = own.answer(
            table, "x", (), measures=("95th percentile von Mises stress",), many=True
        )
        assert answer.built.solutions[25.0].checks
    assert list(own.quick.values()) == [None]
