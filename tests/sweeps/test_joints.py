"""Studies of a joint in a row: its distance from the neutral point varied beside its own keys."""

import pytest
from posts import recipe

from stressbump.answers.joint import joint_at
from stressbump.answers.options import Options
from stressbump.designs.design import from_table
from stressbump.errors import InputError
from stressbump.sweeps.cases import cases, check
from stressbump.sweeps.fingerprint import fingerprint
from stressbump.sweeps.jobs import Job, run
from stressbump.sweeps.study import Study
from stressbump.sweeps.worker import CachedSolver

SOFTER = {"name": "softer", "swap": {"core": {"E_MPa": 5e3, "nu": 0.2, "cte_ppm_per_K": 16.0}}}
OWN = recipe() | {"focus": ["post"], "reference": [SOFTER]}
MEAN = "mean von Mises stress @ post [MPa]"
SLIDE = "slide @ whole stack [µm]"


def study(design=OWN, **changes):
    return Study.from_table({"design": design} | changes, "posts")


def outcomes(found, measures=(), bars=False):
    check(found)
    made = tuple((c.key, c.table) for c in cases(found, fingerprint()))
    job = Job(made, found.references, measures, Options(bars=bars), fingerprint())
    solver = CachedSolver()
    return run(job, solver), solver


@pytest.fixture(scope="module")
def told():
    return outcomes(study(vary={"dnp_mm": [0.5, 2], "history.end_C": [25, 80]}))


def test_every_case_is_as_if_it_were_asked_for_alone(told):
    found, _ = told
    assert [o.status for o in found] == ["done"] * 4
    design = from_table(OWN | {"history": {"end_C": [80]}}, "joint")
    alone = joint_at(design, 2000.0, bars=False)
    own = found[3].values
    assert own[SLIDE] == pytest.approx(alone.stacks[0].slide_um, rel=1e-9)
    row = next(r for r in alone.table if r.value.over == "whole joint")
    assert own["relief of shear force @ whole stack, softer [1]"] == pytest.approx(
        row.relief.relief
    )
    assert own[MEAN.replace("post", "post, softer")] > 0


def test_distances_and_loads_share_a_mesh(told):
    found, solver = told
    assert len(solver.meshes) == 1
    assert found[0].values[SLIDE] < found[2].values[SLIDE]


def test_measures_are_asked_for_by_name_place_and_angle():
    one = study(vary={"dnp_mm": [1]}, references=[])
    asked = ("mean von Mises stress", "mean von Mises stress per mN @ post", "slide", "peel")
    (found,), _ = outcomes(one, asked)
    wanted = {MEAN, "mean von Mises stress per mN @ post [MPa/mN]", SLIDE}
    assert set(found.values) == wanted
    assert found.unmatched == ("peel",)
    assert "mean von Mises stress at the worst angle" in found.offered


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"vary": {"dnp_mm": [0]}}, "dnp_mm: 0; a distance above 0"),
        ({"vary": {"dnp_mm": ["3mm"]}}, "dnp_mm: '3mm'; a distance"),
        ({"vary": {"dnp_mm": ["", 3]}}, "dnp_mm: None; a distance"),
        ({"vary": {"dnp_mm": [3]}, "reduced": 0.01}, "does not go with reduced"),
        ({"vary": {"dnp_um": [3]}}, "dnp_um"),
    ],
)
def test_what_is_no_distance_is_refused(changes, words):
    with pytest.raises(InputError, match=words):
        check(study(**changes))


def test_a_bump_without_a_board_says_so():
    one = study({"structure": "elastomer-bump"}, vary={"dnp_mm": [3]})
    (found,), _ = outcomes(one)
    assert found.status == "failed"
    assert "a joint wants a board of its own" in found.reason
