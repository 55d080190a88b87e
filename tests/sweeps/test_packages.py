"""Studies of a package: its array, its board and its joints varied, numbers of the worst joint."""

import numpy as np
import pytest
from posts import recipe

from stressbump.answers.options import Options
from stressbump.answers.package import package_of
from stressbump.designs.package import package_from_table
from stressbump.errors import InputError
from stressbump.sweeps.cases import cases, check
from stressbump.sweeps.fingerprint import fingerprint
from stressbump.sweeps.jobs import Job, run
from stressbump.sweeps.study import Study
from stressbump.sweeps.worker import CachedSolver

ARRAY = {"rows": 2, "columns": 2}
OWN = {"die_mm": [0.5, 0.5], "board_mm": [0.8, 0.8], "array": ARRAY, "joint": recipe(radius=4.0)}


def study(**changes):
    return Study.from_table({"design": {"package": OWN}} | changes, "posts")


@pytest.fixture(scope="module")
def outcomes():
    varied = {"array.columns": [2, 4], "joint.history.end_C": [25, 80]}
    found = study(vary=varied)
    check(found)
    made = list(cases(found, fingerprint()))
    job = Job(tuple((c.key, c.table) for c in made), None, (), Options(bars=False), fingerprint())
    solver = CachedSolver()
    return made, run(job, solver), solver


def test_every_case_is_as_if_it_were_asked_for_alone(outcomes):
    made, found, _ = outcomes
    assert [o.status for o in found] == ["done"] * 4
    alone = package_of(package_from_table(made[3].table, "case")).result
    worst, told = alone.joints[alone.worst[0] - 1], found[3].values
    assert told["shear force @ worst joint [µN]"] == pytest.approx(worst.shear_uN, rel=1e-9)
    assert told["warpage @ chip [µm]"] == pytest.approx(alone.warpage[-2].warpage_um)
    slides = [o.values["slide @ worst joint [µm]"] for o in found]
    assert slides[2] > slides[0]
    np.testing.assert_allclose([slides[1] / slides[0], slides[3] / slides[2]], 70 / 125, rtol=1e-6)


def test_arrays_and_loads_share_a_mesh_and_its_factors(outcomes):
    made, _, solver = outcomes
    assert len({c.geometry for c in made}) == 1
    assert len(solver.meshes) == 1


def test_bars_stand_beside_their_numbers():
    (case,) = cases(study(bars=True), fingerprint())
    job = Job(((case.key, case.table),), None, ("slide*", "warpage"), Options(), fingerprint())
    (found,) = run(job, CachedSolver())
    own = found.values
    for name in ("slide @ worst joint [µm]", "warpage @ board [µm]"):
        assert 0 < own[f"bar of {name}"] < 0.1 * own[name]
    assert "bar of slide by hand @ worst joint [µm]" not in own


def test_measures_are_asked_for_by_name_and_place():
    (case,) = cases(study(), fingerprint())
    wanted = ("slide @ corner*", "*@ board", "peel")
    job = Job(((case.key, case.table),), None, wanted, Options(bars=False), fingerprint())
    (found,) = run(job, CachedSolver())
    assert set(found.values) == {"slide @ corner joint [µm]", "warpage @ board [µm]"}
    assert found.unmatched == ("peel",)
    assert "shear force" in found.offered


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"vary": {"array.row": [1]}},
            "array.row: no such key of a package; did you mean 'array.rows'",
        ),
        ({"vary": {"joint.post.diameter": [1]}}, "joint"),
        ({"vary": {"arry.rows": [1]}}, "no such key of a package; did you mean 'array.rows'"),
        (
            {"vary": {"joint.flaw.length_um": [1]}},
            r"of its joint, flaw.length_um: there is no \[\[",
        ),
        ({"vary": {"pitch_um": [1]}}, "no such key of a package"),
        ({"references": ["none"]}, "references"),
        ({"vary": {"die_mm": [[0.9, 0.1]]}}, "is smaller than die_mm"),
    ],
)
def test_what_a_package_has_not_is_refused(changes, words):
    with pytest.raises(InputError, match=words):
        check(study(**changes))


def test_its_pitch_is_varied_with_the_cell():
    varied = {"array.pitch_um": [150, 200]}
    own = OWN | {"joint": {"structure": "elastomer-bump"}, "die_mm": [2, 2], "board_mm": "infinite"}
    made = [c.table for c in cases(study(design={"package": own}, vary=varied), "")]
    pitches = [package_from_table(t, "case").joint.structure.pitch for t in made]
    assert pitches == [150, 200]
