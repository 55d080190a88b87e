"""Cases: drawn as asked, each with a key of its content, sorted by what they may share."""

import numpy as np
import pytest
from sweeps.plates import PLATE

from stressbump.designs.design import from_table
from stressbump.errors import InputError
from stressbump.sweeps.cases import cases, count, points
from stressbump.sweeps.study import Study

FROM_TO = {"from": 5.0, "to": 25.0}


def study(vary, **sampling):
    return Study(design="elastomer-bump", vary=vary, sampling=sampling)


def test_a_grid_is_every_combination_the_last_key_first():
    found = list(points(study({"pitch_um": [150, 200], "reflow_C": [217, 250]})))
    assert [tuple(p.values()) for p in found] == [(150, 217), (150, 250), (200, 217), (200, 250)]


def test_without_anything_varied_there_is_one_case():
    assert [c.varied for c in cases(study({}), "")] == [{}]


def test_a_latin_hypercube_hits_every_slice_of_every_parameter_once():
    vary = {"elastomer_thickness_um": FROM_TO, "reflow_C": {"from": 200, "to": 260}}
    drawn = study(vary, how="latin-hypercube", points=20)
    x = np.array([tuple(p.values()) for p in points(drawn)])
    slices = np.floor((x - [5, 200]) / [20, 60] * 20).astype(int)
    assert all(sorted(column) == list(range(20)) for column in slices.T)


@pytest.mark.parametrize("how", ["sobol", "latin-hypercube"])
def test_samples_are_repeated_by_their_seed(how):
    def drawn(seed):
        vary = {"pitch_um": FROM_TO, "elastomer": ["silicone", "polyimide"]}
        return list(points(study(vary, how=how, points=64, seed=seed)))

    assert drawn(1) == drawn(1) != drawn(2)
    names = [p["elastomer"] for p in drawn(1)]
    assert names.count("silicone") == 32


def test_the_key_is_that_of_the_content():
    def key(code="a", **changes):
        vary = {"pitch_um": [150]} | changes.pop("vary", {})
        return next(cases(Study(design="elastomer-bump", vary=vary, **changes), code)).key

    others = [
        key("b"),
        key(refine=1),
        key(bars=True),
        key(references=["none"]),
        key(measures=["curvature"]),
        key(vary={"reflow_C": [200]}),
    ]
    assert key() == key(name="another")
    assert len({key(), *others}) == 1 + len(others)


def groups(vary, design="elastomer-bump"):
    made = list(cases(Study(design=design, vary=vary), ""))
    return len({c.geometry for c in made}), len({c.stiffness for c in made})


def test_cases_are_told_apart_by_what_they_may_share():
    table = [{"G_MPa": g, "K_MPa": 1000, "cte_ppm_per_K": a} for g in (1, 2) for a in (200, 300)]
    assert groups({"reflow_C": [217, 250]}) == (1, 1)
    assert groups({"reflow_C": [217, 250], "end_C": [25, -40]}) == (1, 2)
    assert groups({"elastomer": table, "reflow_C": [217, 250]}) == (1, 2)
    assert groups({"pitch_um": [150, 200], "elastomer": table}) == (2, 2)
    film = {"passivation.1.thickness_um": [0.1, 0.2], "passivation.1.material": ["SiO2", "SiN"]}
    assert groups(film) == (2, 2)
    assert groups({"film.material.E_MPa": [1, 2], "film.thickness_um": [1, 2]}, PLATE) == (2, 2)
    assert groups({"film.born_C": [1, 2], "film.material.cte_ppm_per_K": [1, 2]}, PLATE) == (1, 1)


def test_a_recipe_is_varied_by_region_and_key():
    vary = {"film.material.E_MPa": [10, 20], "cell.width_um": [50]}
    made = list(cases(Study(design=PLATE, vary=vary), ""))
    recipes = [from_table(c.table, "x").recipe for c in made]
    assert [r.steps[1].material["E_MPa"] for r in recipes] == [10, 20]
    assert {r.cell.width_um for r in recipes} == {50}
    assert PLATE["cell"]["width_um"] == 40


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("filn.born_C", "did you mean 'film'"),
        ("film", "<region>.<key>"),
        ("base.material.poisson", "which has no poisson"),
    ],
)
def test_a_key_that_a_recipe_lacks_is_refused(key, words):
    with pytest.raises(InputError, match=words):
        list(cases(Study(design=PLATE, vary={key: [1]}), ""))


def test_making_cases_is_lazy():
    axis = {"from": 100, "to": 200, "points": 3000}
    many = study({"pitch_um": axis, "reflow_C": axis})
    assert count(many) == 9_000_000
    assert next(cases(many, "")).number == 0
