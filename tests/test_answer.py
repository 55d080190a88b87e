"""Relief: its sign, when there is none to tell, and what a reference changes."""

from dataclasses import replace

import numpy as np
import pytest

import stressbump as sb
from stressbump.answer import Answer, compare
from stressbump.survey import Value

WITH = Value("mean von Mises stress", "film", 90.0, "MPa", 25.0, "volume", scale=100.0)


def without(value, **more):
    return replace(WITH, value=value, **more)


@pytest.mark.parametrize(("reference", "share"), [(100.0, 0.1), (60.0, -0.5), (90.0, 0.0)])
def test_what_is_taken_away_counts_as_positive(reference, share):
    assert compare(WITH, without(reference), "none").relief == pytest.approx(share)


@pytest.mark.parametrize(
    ("reference", "note"),
    [
        (without(0.9), "no reference stress"),  # small against its scale
        (without(50.0, bar=20.0), "no reference stress"),  # within three of its bars
        (without(None, note="only 2 facets"), "only 2 facets"),
    ],
)
def test_no_relief_without_a_reference_clearly_away_from_zero(reference, note):
    found = compare(WITH, reference, "none")
    assert found.relief is None
    assert found.note == note


def test_no_relief_of_a_raw_maximum_nor_of_what_the_reference_changed():
    raw = replace(WITH, mesh_dependent=True)
    assert compare(raw, without(100.0), "none").relief is None
    assert compare(WITH, without(100.0), "none", changed=True).note == "another material"


def test_a_change_of_sign_is_said():
    assert compare(replace(WITH, value=-30.0), without(60.0), "none").note == "changes sign"


@pytest.fixture(scope="module")
def answer() -> Answer:
    return sb.relief(sb.ElastomerBump(), references=["none", "polyimide"], bars=False)


def test_references_share_the_mesh_and_change_one_region(answer):
    built, none, polyimide = answer.stacks
    assert built.mesh is none.mesh is polyimide.mesh
    assert none.materials == {k: v for k, v in built.materials.items() if k != "elastomer"}
    changed = {k for k, v in polyimide.materials.items() if v != built.materials[k]}
    assert changed == {"elastomer"}


def test_every_relief_is_one_minus_with_over_without(answer):
    rows = [row for row in answer.table if row.relief is not None]
    assert {row.reference for row in rows} == {"none", "polyimide"}
    for row in rows:
        assert row.relief == pytest.approx(1 - row.value.value / row.without, abs=1e-12)
        assert row.value.where != "elastomer"


def test_a_collar_of_silicone_takes_nothing_from_the_solder_by_being_there(answer):
    solder = {
        row.reference: row.relief
        for row in answer.table
        if (row.value.where, row.value.measure) == ("solder", "mean von Mises stress")
    }
    assert abs(solder["none"]) < 1e-3
    assert 0.005 < solder["polyimide"] < 0.05


def test_a_failed_check_leaves_no_relief(answer):
    built = answer.built
    solution = built.solutions[25.0]
    failed = replace(solution.checks[0], value=np.nan)
    bad = replace(solution, checks=(failed, *solution.checks[1:]))
    spoilt = replace(answer, stacks=(replace(built, solutions={25.0: bad}), *answer.stacks[1:]))
    assert not spoilt.passed
    assert spoilt.table == ()
