"""A joint's answer: slides, forces, stress at all angles, bars, files, and the command that prints them."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from posts import comparable, recipe
from shell import stressbump

import stressbump as sb
from stressbump.answers.joint import joint_at
from stressbump.errors import InputError
from stressbump.export.reading import read_result
from stressbump.history.validity import TAKEN_IN
from stressbump.survey.joints import OF_EDGES, OF_REGIONS


@pytest.fixture(scope="module")
def answer():
    return joint_at(comparable(), 2000.0)


def values(stack, over):
    return {(v.value.measure, v.value.where): v.value for v in stack.values if v.over == over}


MEAN = OF_REGIONS[0].name, "post"


def test_its_notes_are_of_the_neutral_point_and_of_what_a_joint_can_do(answer):
    own = replace(answer.centre, warnings=("elastic: post at 90 MPa", f"left out: creep{TAKEN_IN}"))
    told = replace(answer, centre=own).warnings[:2]
    assert told == ("at the neutral point, elastic: post at 90 MPa", "left out: creep")


def test_every_stack_has_its_joint(answer):
    built, stiffer = answer.stacks
    assert (built.name, stiffer.name) == ("as built", "stiffer")
    assert stiffer.stiffness > built.stiffness
    assert built.slide_um < built.by_hand_um
    assert built.by_hand_um == pytest.approx(2000 * 13e-6 * 125, rel=1e-9)
    assert built.reach_um > 0
    assert sb.joint_at is joint_at
    assert "slide of" in repr(answer)


def test_values_are_over_volume_and_angle(answer):
    for stack in answer.stacks:
        turn, worst = (values(stack, over) for over in ("all angles", "worst angle"))
        assert {m for m, where in turn if where == "post"} == {m.name for m in OF_REGIONS}
        assert {m for m, where in turn if where == "die/post"} == {m.name for m in OF_EDGES}
        assert all(worst[key].value >= turn[key].value for key in turn)
        centre = next(answer.at_centre(v) for v in stack.values if v.value is turn[MEAN])
        assert centre.value < turn[MEAN].value
        assert all(0 <= v.degrees <= 180 for v in stack.values if v.over == "worst angle")


def test_every_number_has_a_bar(answer):
    """Of a coarse mesh a few per cent; none of the hand formula, which asks for no mesh."""
    for stack in answer.stacks:
        whole = {v.measure: v for v in values(stack, "whole joint").values()}
        assert whole["slide by hand"].bar < 1e-8 * whole["slide by hand"].value
        for v in (
            whole["shear force"],
            whole["shear stiffness"],
            values(stack, "all angles")[MEAN],
        ):
            assert 0 < v.bar < 0.03 * v.value
        assert all(v.value.bar is not None for v in stack.values)


def test_a_relief_has_a_bar_and_is_of_one_thing(answer):
    rows = {(r.value.over, r.relief.value.measure, r.relief.value.where): r for r in answer.table}
    assert Counter(r.value.over for r in answer.table)["whole joint"] == 1
    row = rows["all angles", *MEAN].relief
    built, stiffer = (values(s, "all angles")[MEAN].value for s in answer.stacks)
    assert row.relief == pytest.approx(1 - built / stiffer)
    assert 0 < row.bar < 0.01
    assert rows["whole joint", "shear force", "whole stack"].relief.relief is not None


def test_per_force_a_slide_does_the_same_at_any_distance(answer):
    nearer = joint_at(
        recipe() | {"focus": ["post"], "windows_um": [6.0]}, 500.0, references=(), bars=False
    ).stacks[0]
    near, far = (values(s, "per force") for s in (nearer, answer.stacks[0]))
    for key, value in near.items():
        assert value.value == pytest.approx(far[key].value, rel=1e-6)
        assert value.bar is None
    assert (
        values(nearer, "all angles")[MEAN].value
        < values(answer.stacks[0], "all angles")[MEAN].value
    )


def test_files_hold_the_rows_and_the_swept_joint(answer, tmp_path):
    import meshio

    files = answer.save(tmp_path, pictures=False)
    result = read_result(Path(files["result"]))
    assert result.plain()["joints"] == answer.plain()["joints"]
    assert [j.stack for j in result.joints] == ["as built", "stiffer"]
    assert len(result.joint_relief) == len(answer.table)
    swept = meshio.read(files["joint of as built"])
    (cells,) = swept.cells
    assert cells.type == "wedge18"
    reach = np.ptp(swept.points, axis=0)
    assert reach[:2] == pytest.approx((120, 60))
    assert reach[2] == pytest.approx(150, abs=1e-6)
    ahead = swept.point_data["angle_deg"] == 0
    behind = swept.point_data["angle_deg"] == 180
    pulled, pushed = (swept.point_data["displacement_um"][s, 0] for s in (ahead, behind))
    assert np.ptp(pulled + pushed) > 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: joint_at("elastomer-bump", 3000.0), "a joint wants a board of its own"),
        (lambda: joint_at(recipe(), 0.0), "dnp: 0 mm; allowed is a distance above 0"),
        (lambda: joint_at(recipe() | {"history": {"end_C": [25, -40]}}, 3e3), "at one end temperature"),
    ],
)  # fmt: skip
def test_what_is_no_joint_is_refused(call, words):
    with pytest.raises(InputError, match=words):
        call()


def test_the_command_prints_both_slides_and_says_what_it_skips(tmp_path):
    import tomli_w

    file = tmp_path / "joint.toml"
    file.write_text(tomli_w.dumps(recipe() | {"focus": ["post"], "windows_um": [20.0]}))
    shown = stressbump("joint", file, "--dnp", "2mm").out
    assert "2 mm from the neutral point" in shown
    assert "slide by hand" in shown
    assert "Chip and board are no plates here" in " ".join(shown.split())
    assert re.search(r"post\s+mean von Mises stress", shown)
    found = json.loads(stressbump("joint", file, "--dnp", "2000 um", "--json").out)
    whole = [v["value"] for v in found["joints"][0]["values"] if v["over"] == "whole joint"]
    slide = {v["measure"]: v["value"] for v in whole}
    assert slide["slide by hand"] == pytest.approx(3.25, rel=1e-6)


@pytest.mark.parametrize("length", ["3", "mm", "1.2.3mm", "3 in", "3nmm"])
def test_a_length_has_a_unit(length):
    said = stressbump("joint", "elastomer-bump", f"--dnp={length}")
    assert (said.code, said.out) == (2, "")
    assert "a length with its unit is wanted" in said.err
