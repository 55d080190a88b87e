"""Distributions against scipy's, and Saltelli's sample against SALib's."""

import numpy as np
import pytest
import tomli_w
from SALib.sample import sobol
from scipy import stats

from stressbump.errors import InputError
from stressbump.sweeps.cases import count, points
from stressbump.sweeps.distributions import Distribution
from stressbump.sweeps.study import Study, load

SHARES = np.array([1e-6, 0.01, 0.2, 0.5, 0.77, 0.99])
LOG = np.sqrt(np.log1p(0.3**2))
CASES = {
    "normal": ({"mean": 10, "sd": 2}, stats.norm(10, 2)),
    "tolerance": ({"mean": 10, "tolerance": 0.9}, stats.norm(10, 0.3)),
    "cut off": (
        {"mean": 10, "sd": 2, "from": 9, "to": 13},
        stats.truncnorm(-0.5, 1.5, 10, 2),
    ),
    "lognormal": (
        {"distribution": "lognormal", "mean": 5, "sd": 1.5},
        stats.lognorm(LOG, scale=5 * np.exp(-(LOG**2) / 2)),
    ),
    "uniform": ({"distribution": "uniform", "from": -1, "to": 3}, stats.uniform(-1, 4)),
    "triangular": (
        {"distribution": "triangular", "from": 2, "mode": 3, "to": 8},
        stats.triang(1 / 6, 2, 6),
    ),
}


def study(vary, how="latin-hypercube", number=8, **more):
    sampling = {"how": how, "points": number}
    return Study(design="elastomer-bump", vary=vary, sampling=sampling, **more)


@pytest.mark.parametrize(("keys", "known"), CASES.values(), ids=list(CASES))
def test_a_share_becomes_the_quantile(keys, known):
    found = Distribution(**({"distribution": "normal"} | keys))
    assert [found.at(p) for p in SHARES] == pytest.approx(known.ppf(SHARES), rel=1e-9)
    assert all(np.isfinite(found.at(p)) for p in (0.0, 1.0))


def test_a_lognormal_has_the_mean_and_spread_it_was_given_and_may_be_cut_off():
    found = Distribution(distribution="lognormal", mean=5, sd=1.5)
    drawn = np.array([found.at(p) for p in (np.arange(20000) + 0.5) / 20000])
    assert (drawn.mean(), drawn.std()) == pytest.approx((5, 1.5), rel=3e-3)
    cut = Distribution(distribution="lognormal", mean=5, sd=1.5, low=4, high=6)
    assert cut.at(0) == pytest.approx(4)
    assert cut.at(1) == pytest.approx(6)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"distribution": "normal", "mean": 1}, "normal takes mean and sd"),
        ({"distribution": "normal", "mean": 1, "sd": 1, "tolerance": 3}, "takes mean and sd"),
        ({"distribution": "uniform", "from": 1, "to": 2, "mean": 1}, "uniform takes from and to"),
        ({"distribution": "triangular", "from": 1, "to": 2, "mode": 3}, "mode = 3 must lie"),
        ({"distribution": "lognormal", "mean": -1, "sd": 1}, "above 0"),
        ({"distribution": "normal", "mean": 0, "sd": 1, "from": 9}, "hardly anything"),
        ({"distribution": "normal", "mean": 0, "sd": 1, "from": 2, "to": 1}, "must lie below"),
        ({"distribution": "gauss", "mean": 0, "sd": 1}, "normal"),
        ({"mean": 0, "sd": 1}, "distribution"),
    ],
)
def test_what_is_no_distribution_is_refused(tmp_path, keys, words):
    table = {"design": "elastomer-bump", "vary": {"pitch_um": keys}}
    (tmp_path / "s.toml").write_text(
        tomli_w.dumps(table | {"sampling": {"how": "sobol", "points": 4}}), encoding="utf-8"
    )
    with pytest.raises(InputError, match=words):
        load(tmp_path / "s.toml")


def test_a_grid_takes_no_distribution():
    with pytest.raises(ValueError, match="a distribution wants latin-hypercube"):
        Study(
            design="elastomer-bump",
            vary={"pitch_um": CASES["tolerance"][0] | {"distribution": "normal"}},
        )


def test_scattered_studies_read_back_equal_and_keep_their_question():
    table = CASES["triangular"][0]
    one = study({"elastomer": ["silicone"], "pitch_um": table}, question="How far?")
    assert Study.from_table(one.to_table(), "again") == one
    assert Study.model_validate_json(one.model_dump_json(by_alias=True)) == one
    assert one.digest == study({"elastomer": ["silicone"], "pitch_um": table}).digest
    assert all(2 <= p["pitch_um"] <= 8 for p in points(one))


def test_saltelli_draws_what_salib_draws():
    axes = {"pitch_um": (100, 200), "reflow_C": (217, 260), "pad_diameter_um": (40, 60)}
    vary = {k: {"from": a, "to": b} for k, (a, b) in axes.items()}
    ours = study(vary, "saltelli", 16)
    problem = {"num_vars": 3, "names": list(axes), "bounds": [list(b) for b in axes.values()]}
    seed = np.random.default_rng(1)
    known = sobol.sample(problem, 16, calc_second_order=False, seed=seed)
    assert count(ours) == len(known) == 16 * 5
    drawn = np.array([list(p.values()) for p in points(ours)])
    assert drawn == pytest.approx(known)
