"""Sobol indices against closed forms: Ishigami & Homma (1990) and Sobol's g-function (1998)."""

import numpy as np
import pytest
from analysis.tables import ANSWER, sampled, table

from stressbump.analysis import given_data_indices, sobol_indices
from stressbump.errors import InputError

A, B = 7.0, 0.1
ISHIGAMI = {"x1": (-np.pi, np.pi), "x2": (-np.pi, np.pi), "x3": (-np.pi, np.pi)}
V1, V2, V13 = (1 + B * np.pi**4 / 5) ** 2 / 2, A**2 / 8, 8 * B**2 * np.pi**8 / 225
FIRST = np.array([V1, V2, 0.0]) / (V1 + V2 + V13)
TOTAL = np.array([V1 + V13, V2, V13]) / (V1 + V2 + V13)
WEIGHTS = np.array([0.0, 1.0, 9.0])


def ishigami(x1, x2, x3):
    return np.sin(x1) + A * np.sin(x2) ** 2 + B * x3**4 * np.sin(x1)


def g_function(*x):
    return np.prod(
        [(abs(4 * v - 2) + a) / (1 + a) for v, a in zip(x, WEIGHTS, strict=True)], axis=0
    )


@pytest.fixture(scope="module")
def study():
    return sampled("saltelli", 2048, ISHIGAMI, ishigami)


def test_ishigamis_indices_come_out_within_their_bars(study):
    found = sobol_indices(study, ANSWER)
    assert found.table["first"].to_numpy() == pytest.approx(FIRST, abs=0.02)
    assert found.table["total"].to_numpy() == pytest.approx(TOTAL, abs=0.02)
    for kind, exact in (("first", FIRST), ("total", TOTAL)):
        assert (abs(found.table[kind] - exact) < 2 * found.table[f"{kind}_bar"] + 1e-3).all()
    assert found.used == len(study) == 2048 * 5
    assert len(found.lost) == 0


def test_the_g_function_too():
    axes = {f"x{k}": (0, 1) for k in range(3)}
    found = sobol_indices(sampled("saltelli", 1024, axes, g_function), ANSWER).table
    own = 1 / (3 * (1 + WEIGHTS) ** 2)
    total = own * np.prod(1 + own) / (1 + own)
    variance = np.prod(1 + own) - 1
    assert found["first"].to_numpy() == pytest.approx(own / variance, abs=0.02)
    assert found["total"].to_numpy() == pytest.approx(total / variance, abs=0.02)


def test_nine_intervals_of_ten_hold_the_truth():
    held = []
    for seed in range(1, 11):
        rng = np.random.default_rng(seed)
        a, b = rng.random((2, 200, 2))
        rows = np.stack([a, np.c_[b[:, 0], a[:, 1]], np.c_[a[:, 0], b[:, 1]], b], 1).reshape(-1, 2)
        frame = table({"u": rows[:, 0], "v": rows[:, 1]}, {ANSWER: rows @ [2.0, 1.0]})
        found = sobol_indices(frame, ANSWER, seed=seed).table
        held += list(abs(found["total"] - [0.8, 0.2]) < found["total_bar"])
    assert np.mean(held) >= 0.85


def test_a_failed_case_is_named_and_takes_its_block_with_it():
    frame = sampled("saltelli", 256, ISHIGAMI, ishigami, failed=[7, 101])
    with pytest.raises(InputError, match=r"2 of 256 blocks.*case 7: opening wider than its pad"):
        sobol_indices(frame, ANSWER)
    found = sobol_indices(frame, ANSWER, failed="drop")
    assert found.used == 254 * 5
    assert set(found.lost["case"]) == {*range(5, 10), *range(100, 105)}
    assert "254 of 256 blocks" in found.how
    assert found.table["total"].to_numpy() == pytest.approx(TOTAL, abs=0.08)


def test_the_same_seed_gives_the_same_bars(study):
    some = study.iloc[: 64 * 5]
    bars = [sobol_indices(some, ANSWER, seed=s).table["first_bar"].tolist() for s in (1, 1, 2)]
    assert bars[0] == bars[1] != bars[2]


def test_materials_are_levels_of_a_saltelli_sample():
    axes = {"elastomer": ["silicone", "polyimide"], "x": (0, 1)}
    frame = sampled(
        "saltelli", 512, axes, lambda m, x: (m == "silicone") * 1.0 + 0 * x.astype(float)
    )
    found = sobol_indices(frame, ANSWER).table.set_index("parameter")
    assert found.loc["elastomer", ["first", "total"]].tolist() == pytest.approx([1, 1], abs=0.03)
    assert found.loc["x", ["first", "total"]].tolist() == pytest.approx([0, 0], abs=1e-9)


@pytest.mark.parametrize("how", ["latin-hypercube", "sobol"])
def test_given_designs_tell_the_first_order(how):
    found = given_data_indices(sampled(how, 2048, ISHIGAMI, ishigami), ANSWER).table
    assert found["first"].to_numpy() == pytest.approx(FIRST, abs=0.03)
    assert (found["first_bar"] < 0.1).all()
    assert "total" not in found


def test_levels_are_told_by_the_analysis_of_variance():
    axes = {"elastomer": ["a", "b", "c"], "n": [1, 2, 3, 4], "x": (0, 1)}
    effect = {"a": 0.0, "b": 1.0, "c": 2.0}

    def answer(m, n, x):
        return np.array([effect[v] for v in m]) + n.astype(float) + 2 * x.astype(float)

    found = given_data_indices(sampled("latin-hypercube", 3000, axes, answer), ANSWER).table
    parts = np.array([2 / 3, 5 / 4, 1 / 3])
    assert found["first"].to_numpy() == pytest.approx(parts / parts.sum(), abs=0.03)


def test_what_has_no_indices_is_refused(study):
    with pytest.raises(InputError, match="did you mean 'mean von Mises"):
        sobol_indices(study, "mean von Mises stress @ flim [MPa]")
    with pytest.raises(InputError, match='how = "saltelli"'):
        sobol_indices(study.iloc[:-1], ANSWER)
    with pytest.raises(InputError, match='how = "saltelli"'):
        sobol_indices(sampled("sobol", 100, ISHIGAMI, ishigami), ANSWER)
    with pytest.raises(InputError, match="4 of 4 blocks have all values, 8 are needed"):
        sobol_indices(study.iloc[:20], ANSWER)
    flat = sampled("saltelli", 16, ISHIGAMI, lambda x, *_: 0 * x + 3)
    with pytest.raises(InputError, match="is 3 in all cases"):
        sobol_indices(flat, ANSWER)
    with pytest.raises(InputError, match="40 of 40 cases have a value, 50 are needed"):
        given_data_indices(study.iloc[:40], ANSWER)
    alike = table({"u": [1.0] * 60}, {ANSWER: np.arange(60)})
    with pytest.raises(InputError, match=r"u is 1\.0 in all cases"):
        given_data_indices(alike, ANSWER)
