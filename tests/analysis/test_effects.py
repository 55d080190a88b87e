"""Main effects: known means in grids, bins of equal count, refusals."""

from itertools import product

import numpy as np
import pytest
from analysis.tables import ANSWER, RELIEF, sampled, table

from stressbump.analysis import main_effects
from stressbump.analysis.cases import answers, is_log, label, parameters, unit
from stressbump.errors import InputError

GRID = list(product([1.0, 2.0, 4.0], ["silicone", "polyimide"]))


def grid(**more):
    varied = {"a_um": [g[0] for g in GRID], "m": [g[1] for g in GRID], "fixed_C": [25.0] * 6}
    y = [10 * a + (5 if m == "polyimide" else 0) for a, m in GRID]
    return table(varied, {ANSWER: y}, **more)


def test_a_grid_gives_the_mean_at_each_level():
    found = main_effects(grid(), ANSWER)
    rows = found.table.set_index(["parameter", "level"])
    assert rows.loc["a_um", "mean"].to_dict() == pytest.approx({"1": 12.5, "2": 22.5, "4": 42.5})
    assert rows.loc["m", "mean"].to_dict() == pytest.approx(
        {"polyimide": 10 * 7 / 3 + 5, "silicone": 10 * 7 / 3}
    )
    assert rows.loc["a_um", "sd"].tolist() == pytest.approx([12.5**0.5] * 3)
    assert rows.loc["a_um", "cases"].tolist() == [2, 2, 2]
    assert dict(found.spans) == pytest.approx({"a_um": 30, "m": 5})
    assert list(found.spans) == ["a_um", "m"]
    assert found.constant == ("fixed_C",)


def test_cases_without_a_value_are_left_out_and_named():
    found = main_effects(grid(failed=[1]), ANSWER)
    assert found.table.loc[0, ["cases", "mean"]].tolist() == [1, 10]
    (lost,) = found.missing.itertuples(index=False)
    assert (lost.case, lost.status, lost.reason) == (1, "failed", "opening wider than its pad")


def test_many_numbers_are_binned_equally():
    frame = sampled("latin-hypercube", 800, {"x": (0, 1), "y": (0, 1)}, lambda x, y: 3 * x)
    found = main_effects(frame, ANSWER, only=["x"], bins=4).table
    assert found["cases"].tolist() == [200] * 4
    assert found["mean"].to_numpy() == pytest.approx(3 * np.array([1, 3, 5, 7]) / 8, abs=0.01)
    assert found["at"].to_numpy() == pytest.approx(np.array([1, 3, 5, 7]) / 8, abs=0.01)


def test_chance_is_told_from_an_effect():
    """Of twenty parameters without one, about one in twenty looks like one at 5 %."""
    axes = {f"x{k}": (0, 1) for k in range(20)}
    found = main_effects(sampled("latin-hypercube", 400, axes, lambda *x: x[0] + 0 * x[1]), ANSWER)
    rates = [found.chance(f"x{k}") for k in range(20)]
    assert rates[0] < 1e-12
    assert sum(rate < 0.05 for rate in rates[1:]) <= 3
    assert found.table["cases"].sum() == 20 * 400


def test_an_empty_cell_of_a_csv_is_the_design_itself():
    frame = table({"m": ["a", None, "a", None]}, {ANSWER: [1, 2, 3, 4]})
    found = main_effects(frame, ANSWER).table
    assert dict(zip(found["level"], found["mean"], strict=True)) == {"a": 2, "as designed": 3}
    many = table({"t": [*range(40), None, None]}, {ANSWER: [0.0] * 40 + [5, 7]})
    found = main_effects(many, ANSWER, bins=4).table
    assert found["cases"].tolist() == [10, 10, 10, 10, 2]
    assert found.iloc[-1][["level", "mean"]].tolist() == ["as designed", 6]


def test_columns_say_what_they_are():
    frame = grid()
    assert parameters(frame) == ("a_um", "m", "fixed_C")
    assert answers(frame) == (ANSWER,)
    assert label("elastomer_thickness_um") == ("elastomer thickness (µm)", 1)
    assert label("film.material.cte_ppm_per_K") == ("film.material.cte (ppm/K)", 1)
    assert label(RELIEF)[0] == "relief of mean von Mises stress of film against oxide (%)"
    assert label(RELIEF)[1] == 100
    assert label("edge shear traction, 4 µm @ base/film, oxide [MPa]")[0] == (
        "edge shear traction, 4 µm at base/film, oxide (MPa)"
    )
    assert label("side_coverage") == ("side coverage", 1)
    assert unit("curvature @ base [1/m]") == "1/m"
    assert is_log(np.geomspace(0.02, 2, 7))
    assert not is_log(np.linspace(0.02, 2, 7))


@pytest.mark.parametrize(
    ("answer", "only", "words"),
    [
        ("mean von Mises stress @ fil [MPa]", (), "did you mean 'mean von Mises stress @ film"),
        (ANSWER, ("a_mu",), "did you mean 'a_um'"),
        (ANSWER, ("fixed_C",), "fixed_C is 25.0 in all cases"),
    ],
)
def test_what_cannot_be_is_refused(answer, only, words):
    with pytest.raises(InputError, match=words):
        main_effects(grid(), answer, only)


def test_too_few_cases_are_refused_with_the_reason():
    with pytest.raises(InputError, match=r"0 of 6 cases.*opening wider than its pad"):
        main_effects(grid(failed=range(6)), ANSWER)
    with pytest.raises(InputError, match="no table of a study"):
        main_effects(grid()[["m", ANSWER]], ANSWER)
