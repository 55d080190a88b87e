"""Studies of an interface that softens: its law and all else of the design varied, shares and reliefs."""

import pytest
from bilayer import TABLE
from posts import recipe

from stressbump import cohesion
from stressbump.answers.cohesion_comparison import GOES_ON, RUNS
from stressbump.answers.options import Options
from stressbump.errors import InputError
from stressbump.sweeps.cases import cases, check
from stressbump.sweeps.fingerprint import fingerprint
from stressbump.sweeps.jobs import Job, run
from stressbump.sweeps.study import Study
from stressbump.sweeps.worker import CachedSolver

STIFFER = {"name": "colder", "born": {"mold": {"born_C": 200}}}
OWN = TABLE | {"reference": [STIFFER]}
AT = "wafer/mold from outer"
SHARE = f"share at which it runs @ {AT}"


def study(design=OWN, **changes):
    return Study.from_table({"design": design} | changes, "pair")


def outcomes(found, bars=False):
    check(found)
    made = tuple((c.key, c.table) for c in cases(found, fingerprint()))
    own = found.references, found.measures, Options(bars=bars), fingerprint()
    return run(Job(made, *own, softens=found.softens), CachedSolver())


@pytest.fixture(scope="module")
def varied():
    """As it is, with more strength, and born warmer."""
    keys = {"cohesion.strength_MPa": [20, 25, 20], "mold.born_C": [175, 175, 225]}
    return outcomes(study(vary=keys, sampling={"how": "list"}))


def test_every_case_is_as_if_it_were_asked_for_alone(varied):
    assert [o.status for o in varied] == ["done"] * 3
    alone = cohesion(OWN, strength=25, references=["colder"], bars=False)
    built, other = alone.stacks
    own = varied[1].values
    assert own[f"{SHARE} [1]"] == pytest.approx(built.value(RUNS), rel=1e-9)
    assert own[f"{SHARE}, colder [1]"] == pytest.approx(other.value(RUNS), rel=1e-9)
    told = own[f"relief of {SHARE}, colder [1]"]
    assert told == pytest.approx(1 - other.value(RUNS) / built.value(RUNS), rel=1e-9)


def test_more_strength_runs_later_and_a_warmer_birth_earlier(varied):
    weak, strong, warm = (o.values for o in varied)
    assert strong[f"{SHARE} [1]"] > 1.02 * weak[f"{SHARE} [1]"]
    # stress is in proportion to the cooling, by 200 K instead of 150
    assert warm[f"{SHARE} [1]"] == pytest.approx(weak[f"{SHARE} [1]"] * 150 / 200, rel=1e-3)
    goes_on = f"{GOES_ON.name} @ {AT} [1]"
    assert strong[goes_on] == pytest.approx(weak[goes_on], rel=0.01)


def test_bars_and_measures_are_those_asked_for():
    asked = study(measures=["share at which it *", "peel"], references=[], cohesion=True)
    (found,) = outcomes(asked, bars=True)
    own = found.values
    assert own.keys() == {
        f"share at which it softens @ {AT} [1]",
        f"{SHARE} [1]", f"bar of {SHARE} [1]",
        f"{GOES_ON.name} @ {AT} [1]", f"bar of {GOES_ON.name} @ {AT} [1]",
    }  # fmt: skip
    assert 0 < own[f"bar of {SHARE} [1]"] < 0.01 * own[f"{SHARE} [1]"]
    assert found.unmatched == ("peel",)
    assert RUNS.name in found.offered


PACKAGE = {"die_mm": [0.5, 0.5], "array": {"rows": 1, "columns": 2}}
JOINT = recipe() | {
    "flaw": [{"at": "die/post", "length_um": 1}],
    "cohesion": [{"at": "core/post", "up_to_um": 4, "strength_MPa": 40, "toughness_J_m2": 5}],
}
KEY = "cohesion.strength_MPa"


@pytest.mark.parametrize(
    ("design", "changes", "words"),
    [
        (OWN, {"reduced": 0.01}, "reduced has no effect: nothing is varied"),
        (OWN, {"vary": {KEY: [1, 2]}, "corners": True}, "cohesion does not go with corners"),
        (OWN, {"vary": {KEY: [1, 2]}, "reduced": 0.01}, "cohesion does not go with reduced"),
        (OWN, {"vary": {KEY: [1, 2]}, "refine": 1}, "cohesion does not go with refine"),
        (JOINT, {"vary": {"dnp_mm": [1], KEY: [1, 2]}}, "cohesion does not go with dnp_mm"),
        (JOINT, {"vary": {"dnp_mm": [1], "flaw.length_um": [1, 2]}}, r"\[\[flaw\]\] is bonded"),
        (JOINT, {"vary": {"flaw.length_um": [1, 2]}, "cohesion": True}, "is bonded in these"),
        ({"package": PACKAGE | {"joint": JOINT}}, {"vary": {f"joint.{KEY}": [1]}}, "no effect"),
        (OWN, {"vary": {"cohesion.strength": [1]}}, "no such key of a cohesion"),
        (OWN, {"vary": {KEY: [1]}, "references": ["polyimide"]}, "no reference 'polyimide'"),
    ],
)  # fmt: skip
def test_what_has_no_effect_is_refused(design, changes, words):
    with pytest.raises(InputError, match=words):
        check(study(design, **changes))


def test_a_case_without_a_cohesion_fails_with_its_reason():
    (found,) = outcomes(study({k: v for k, v in OWN.items() if k != "cohesion"}, cohesion=True))
    assert found.exit_code == InputError.exit_code
    assert "no [[cohesion]] stands there" in found.reason
