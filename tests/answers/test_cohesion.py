"""Cohesion of a design: where it begins, where it goes on, beside linear mechanics; what is refused."""

import copy
import json
from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
import tomli_w
from bilayer import TABLE
from shell import stressbump

from stressbump import cohesion
from stressbump.answers.cohesion_comparison import GOES_ON, RUNS, SOFTENS
from stressbump.answers.cohesion_text import cells, sentences, telling
from stressbump.designs.design import from_table
from stressbump.errors import InputError

STEADY = 6.404  # J/m², what long cracks release at a share of 1, by laminate theory


def changed(**keys):
    """The table with other keys of its cohesion."""
    table = copy.deepcopy(TABLE)
    table["cohesion"][0] |= keys
    return table


@pytest.fixture(scope="module")
def found():
    return cohesion(TABLE, references=["softer"])


def test_it_goes_on_where_linear_mechanics_says_and_begins_later(found):
    own = found.stacks[0]
    steady = sqrt(5 / STEADY)
    assert own.found.share[own.found.developed][-4:].mean() == pytest.approx(steady, rel=0.003)
    (run,) = own.found.runs
    assert run.least == pytest.approx(steady, rel=0.01)
    assert run.stop is None
    assert np.nanmin(own.linear_share) == pytest.approx(steady, rel=0.005)
    assert run.share > 1.03 * steady  # nothing has parted at its corner
    assert own.found.from_its_end
    assert own.degrees(steady) == pytest.approx(175 - 150 * steady)


def test_it_runs_before_it_is_cold_and_softer_mold_holds(found):
    built, other = found.plain()["stacks"]
    assert built["at_end"] is None
    assert other["runs"][0]["share"] > 1
    assert other["at_end"]["parted_um"] == 0
    assert 0 < other["at_end"]["softened_um"] < other["zone_um"]
    assert other["stress_free_C"] == 175
    assert (built["own_materials"], other["own_materials"]) == (True, False)
    assert any("softer: a side of the interface is another" in line for line in sentences(found))


def test_bars_are_narrow_beside_what_they_tell_and_only_of_what_facets_do(found):
    built = found.stacks[0]
    for own in found.stacks:
        assert 0 < own.bar(RUNS) < 0.01
        assert 0 < own.bar(GOES_ON) < 0.01
        assert own.bar(SOFTENS) is None  # at a corner stress has no bound
    assert cohesion(TABLE, bars=False).stacks[0].bar(RUNS) is None
    assert "±" in cells(built)[1]
    assert found.plain()["stacks"][0]["runs"][0]["bar"] == built.bar(RUNS)


def test_the_lines_of_its_table_are_apart_by_what_changes_not_by_number_of_states(found):
    own = found.stacks[0].found
    waits = replace(own, states=(*own.states[:3], *[own.states[3]] * 400, *own.states[3:]))
    shares, parted = (of[telling(waits, 14)] for of in (waits.share, waits.parted))
    assert (shares[0], shares.max(), parted[-1]) == (own.share[0], own.share.max(), own.parted[-1])
    assert 10 <= len(shares) <= 15
    steps = abs(np.diff(shares)) / np.ptp(shares) + np.diff(parted) / np.ptp(parted)
    assert steps.max() < 0.5
    assert steps[1:-1].min() > 0.02


def test_a_relief_of_its_load_is_told_between_stacks_whose_interface_is_the_same(found):
    assert found.relief(RUNS, found.stacks[1]).why == "another material"
    colder = {"name": "colder", "born": {"mold": {"born_C": 200}}}
    own = cohesion(TABLE | {"reference": [colder]}, references=["colder"])
    told = own.relief(GOES_ON, own.stacks[1])
    assert told.relief == pytest.approx(1 - 150 / 175, abs=max(told.bar, 1e-6))
    assert own.plain()["relief"][0]["goes_on"] == told.relief
    assert "relief of the load under which it runs 14.29 ± 0.09 %" in list(sentences(own))[-1]


def test_a_crack_from_the_start_runs_at_what_it_releases():
    """No peak is left above the share at which a crack of that length grows."""
    own = cohesion(changed(crack_um=303.7), bars=False).stacks[0]
    parted = own.found.place[own.found.cohesive.parted]
    assert own.found.place[len(parted)] == pytest.approx(303.7)  # where no even facet ends
    grows = np.interp(303.7, own.linear.length, own.linear_share)
    assert own.found.share.max() == pytest.approx(grows, rel=0.01)


def test_modes_are_those_of_a_crack_seen_a_twentieth_of_the_zone_ahead():
    mixed = {"mode_I": 5, "mode_II": 15, "eta": 2}
    own = cohesion(changed(toughness_J_m2=mixed)).stacks[0]
    assert own.found.share[-4:].mean() == pytest.approx(np.nanmin(own.linear_share), rel=0.02)


def test_what_is_given_stands_above_the_file():
    own = cohesion(TABLE, strength={"mode_I": 20, "mode_II": 15}, end=100).asked
    assert own.strength_MPa.mode_II == 15
    assert own.toughness_J_m2 == 5


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (
            {"strength_MPa": 200, "up_to_um": 600},
            "pairs? of nodes in a process zone of .* 4 are wanted",
        ),
        ({"strength_MPa": 5}, "comes to the end of its way"),
        ({"up_to_um": 4000}, "the interface is 4000 µm long from there"),
        ({"crack_um": 700}, "nothing is left to part"),
        (
            {"crack_um": 699.9999},
            "facets of 0.0001 µm at the least, 0.002 µm is what can be meshed",
        ),
        ({"up_to_um": 1e-9}, "24 facets of .* let it go further"),
        ({"strength_MPa": {"mode_I": 5, "mode_II": 5}}, "give a number instead"),
        (
            {"toughness_J_m2": {"mode_I": 1, "mode_II": 2, "eta": 1, "L_um": 3}},
            "L_um has no effect",
        ),
        ({"toughness_J_m2": {"Gamma_0": 4, "lambda": 0.3}}, "Gamma_0"),
        ({"at": "mold/mold"}, "shares no interface with itself"),
        ({"at": "mold/air"}, "no step fills 'air'"),
    ],
)
def test_what_cannot_be_is_refused(keys, told):
    with pytest.raises(InputError, match=told):
        cohesion(changed(**keys))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"contact": {"friction": 0.2}}, "slides without friction"),
        ({"cohesion": [*TABLE["cohesion"], *TABLE["cohesion"]]}, "stands twice"),
        (
            {"cohesion": [*TABLE["cohesion"], {**TABLE["cohesion"][0], "from": "inner"}]},
            "say with --at",
        ),
        ({"cohesion": []}, r"no \[\[cohesion\]\] stands there"),
        ({"cohesion": 3}, "is a list of tables"),
        ({"cell": {**TABLE["cell"], "contact": False}}, "contact = false"),
    ],
)
def test_what_contradicts_it_is_refused(more, told):
    with pytest.raises(InputError, match=told):
        cohesion(TABLE | more)


def test_the_command_prints_it_and_writes_it_down(tmp_path):
    design = tmp_path / "pair.toml"
    design.write_text(tomli_w.dumps(TABLE), encoding="utf-8")
    told = stressbump(
        "cohesion", str(design), "--set", "cohesion.strength_MPa=25", "-o", str(tmp_path / "out")
    )
    assert told.code == 0, told.err
    for words in (
        "25 MPa, 5 J/m²",
        "goes on at",
        "has parted along all of its way",
        "linear fracture",
    ):
        assert words in told.out
    kept = json.loads((tmp_path / "out/cohesion.json").read_text(encoding="utf-8"))
    assert kept["strength_MPa"] == 25
    rows = (tmp_path / "out/cohesion.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == len(kept["path"]) + 1


def test_a_structure_takes_it_from_its_file():
    table = {"structure": "elastomer-bump", "cohesion": [
        {"at": "passivation/ubm_Cr", "up_to_um": 5, "strength_MPa": 40, "toughness_J_m2": 5}
    ]}  # fmt: skip
    design = from_table(table, "mine", ["cohesion.strength_MPa=60"])
    assert design.recipe.cohesions[0].strength_MPa == 60
    assert design.inputs()["cohesion"][0]["strength_MPa"] == 60
    assert design.inelastic().recipe.cohesions == design.recipe.cohesions
